"""The training loop: what it refuses, and that its parts do what they say."""

import csv
import math

import numpy as np
import pytest
import torch
from torch import nn

from convbook import data
from convbook.experiments import training
from convbook.experiments.pictures import Pictures, load_pictures
from convbook.experiments.recipe import Recipe
from convbook.experiments.tasks import Task
from convbook.experiments.training import TrainingDivergedError, train

CPU = torch.device("cpu")


def two_kinds(count=64):
    """Bright and dark images of 2x2, as easy as can be."""
    labels = torch.arange(count) % 2
    images = (2.0 * labels - 1).reshape(-1, 1, 1, 1).expand(-1, 1, 2, 2).contiguous()
    return Pictures(images, labels, images[:10], labels[:10])


def linear():
    return nn.Sequential(nn.Flatten(), nn.Linear(4, 2))


def run(tmp_path, recipe, build=linear, **changes):
    told = []
    arguments = {"seed": 0, "identity": "test"} | changes
    tmp_path.mkdir(exist_ok=True)
    outcome = train(
        build, two_kinds(), recipe, checkpoint=tmp_path / "a.pt", tell=told.append, **arguments
    )
    return outcome, told


def test_learns_what_is_easy_and_says_so(tmp_path):
    outcome, told = run(tmp_path, Recipe(epochs=3, batch_size=8))
    assert outcome.accuracy == 1.0
    assert outcome.loss < 0.05
    assert [line.split(",")[0] for line in told] == [f"epoch {i} of 3" for i in (1, 2, 3)]


def test_finished_training_is_read_back(tmp_path):
    recipe = Recipe(epochs=1, batch_size=8)
    outcome, _ = run(tmp_path, recipe)
    assert run(tmp_path, recipe) == (outcome, [])


@pytest.mark.parametrize(
    "changes", [{"seed": 1}, {"identity": "other"}, {"recipe": Recipe(epochs=2, batch_size=8)}]
)
def test_checkpoint_of_another_training_is_refused(changes, tmp_path):
    recipe = Recipe(epochs=1, batch_size=8)
    run(tmp_path, recipe)
    with pytest.raises(ValueError, match="must be a checkpoint of this training"):
        run(tmp_path, **{"recipe": recipe} | changes)


def test_what_is_measured_is_read_back(tmp_path):
    def measure(net, pictures):
        assert not net.training
        assert not torch.is_grad_enabled()
        return {"weights": net[1].weight[0].tolist(), "images": len(pictures.test_images)}

    recipe = Recipe(epochs=1, batch_size=8)
    outcome, _ = run(tmp_path, recipe, measure=measure)
    assert outcome.measured["images"] == 10
    assert len(outcome.measured["weights"]) == 4
    assert run(tmp_path, recipe) == (outcome, []), "measured again"


def test_pixels_have_classes_of_their_own(tmp_path):
    """Bright pixels are of class 1; a 1x1 layer learns it, and its accuracy is that of pixels."""
    torch.manual_seed(0)
    labels = torch.randint(2, (64, 4, 4))
    images = (2.0 * labels - 1)[:, None]
    pictures = Pictures(images, labels, images[:10], labels[:10])
    file = tmp_path / "a.pt"
    recipe = Recipe(epochs=3, batch_size=8, flips=True)
    outcome = train(lambda: nn.Conv2d(1, 2, 1), pictures, recipe, 0, file, "test", print)
    assert outcome.accuracy == 1.0
    wrong = Pictures(images, labels, images[:10], labels[:10].clone())
    wrong.test_labels[0, 0] = 1 - wrong.test_labels[0, 0]
    outcome = train(lambda: nn.Conv2d(1, 2, 1), wrong, recipe, 0, tmp_path / "b.pt", "test", print)
    assert outcome.accuracy == 1 - 4 / 160


def test_flips_mirror_half_of_the_images_with_their_labels():
    torch.manual_seed(0)
    images = torch.arange(4000 * 6.0).reshape(4000, 1, 2, 3)
    labels = images[:, 0].long()
    flipped, moved = training._flipped(images, labels)
    assert torch.equal(flipped[:, 0].long(), moved)
    kinds = torch.zeros(4000)
    for number, axes in enumerate(([], [2], [1], [1, 2]), 1):
        kinds[(moved == labels.flip(axes)).all((1, 2))] = number
    shares = torch.bincount(kinds.long()) / 4000
    assert shares[0] == 0, "an image is neither itself nor one of its mirror images"
    assert torch.allclose(shares[1:], torch.tensor(0.25), atol=0.03)
    _, same = training._flipped(images, labels[:, 0, 0])
    assert torch.equal(same, labels[:, 0, 0])


def test_slow_parameters_take_smaller_steps_and_do_not_decay(tmp_path):
    """One step from weights of 0: those with 1/4 of the rate end at 1/4 of the place."""
    moved = {}
    for share in (1.0, 0.25):
        nets = []

        def build(nets=nets):
            nets.append(linear())
            nn.init.zeros_(nets[0][1].weight)
            return nets[0]

        slow = (("weight", share),) if share < 1 else ()
        recipe = Recipe(1, 64, 0.5, warm_up=0.0, decay=0.0, slow=slow)
        run(tmp_path / str(share), recipe, build)
        moved[share] = nets[0][1].weight.detach()
    assert moved[1.0].abs().min() > 0
    assert torch.equal(moved[0.25], moved[1.0] / 4)
    recipe = Recipe(1, 8, decay=0.1, slow=(("weight", 0.5),))
    groups = recipe.optimizer(linear()).param_groups
    assert {(g["share"], g["weight_decay"]) for g in groups} == {(1.0, 0.1), (0.5, 0.0)}


def test_task_says_what_is_minimised_and_scored(tmp_path):
    task = Task(
        lambda net, images, labels: (net(images)[:, 0] - labels).square().mean(),
        lambda outputs, labels: (0.25, float((outputs[:, 0] - labels).square().mean())),
    )
    outcome, _ = run(tmp_path, Recipe(epochs=20, batch_size=8, rate=0.02), task=task)
    assert outcome.accuracy == 0.25
    assert outcome.loss < 0.05


def test_log_has_a_row_an_epoch_also_when_it_went_on(tmp_path):
    """The second training stops after its first epoch, and goes on."""
    recipe = Recipe(epochs=2, batch_size=8, rate=0.5, warm_up=0.0)
    whole = tmp_path / "whole"
    run(whole, recipe, log=whole / "logs" / "a.csv")
    steps = []

    def stop(num_steps):
        steps.append(num_steps)
        if sum(steps) == 12:
            raise KeyboardInterrupt

    cut = tmp_path / "cut"
    with pytest.raises(KeyboardInterrupt):
        run(cut, recipe, advance=stop, log=cut / "a.csv")
    assert len((cut / "a.csv").read_text().splitlines()) == 2
    steps = []
    run(cut, recipe, advance=steps.append, log=cut / "a.csv")
    assert steps == [8] + [1] * 8, "8 steps of the first epoch were there"
    rows = []
    for file in (whole / "logs" / "a.csv", cut / "a.csv"):
        rows.append(list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())))
    assert [row["epoch"] for row in rows[0]] == ["1", "2"]
    assert float(rows[0][0]["rate"]) == pytest.approx(recipe.rate_at(7, 8))
    for name in ("epoch", "rate", "loss"):
        assert [row[name] for row in rows[0]] == [row[name] for row in rows[1]]


def test_leaves_threads_and_random_numbers_as_they_were(tmp_path):
    torch.set_num_threads(2)
    torch.manual_seed(5)
    run(tmp_path, Recipe(epochs=1, batch_size=8))
    after, threads = torch.rand(1), torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(5)
    assert (after, threads) == (torch.rand(1), 2)


def test_too_few_images_for_a_batch_are_refused(tmp_path):
    with pytest.raises(ValueError, match="train: there must be at least 65 training images, one"):
        run(tmp_path, Recipe(epochs=1, batch_size=65))


def test_loss_that_is_no_number_ends_the_training(tmp_path):
    def broken():
        net = linear()
        nn.init.constant_(net[1].weight, math.nan)
        return net

    with pytest.raises(TrainingDivergedError, match="the loss of epoch 1 must be finite, got nan"):
        run(tmp_path, Recipe(epochs=1, batch_size=8), broken)
    assert not (tmp_path / "a.pt").exists()


def test_rate_rises_then_falls_as_a_cosine():
    recipe = Recipe(epochs=10, rate=0.4, warm_up=2.0)
    rates = [recipe.rate_at(step, 100) for step in range(1000)]
    assert rates[0] == pytest.approx(0.4 / 200)
    assert np.argmax(rates) == 199
    assert rates[200] == 0.4
    assert rates[600] == pytest.approx(0.2)  # half of the 800 steps after the warm-up
    assert 0 < rates[-1] < 1e-5


def test_pictures_are_scaled_by_the_training_part():
    pictures = load_pictures("fashion-mnist-mini", 0, CPU)
    images, labels = data.load("fashion-mnist-mini", "train")
    assert pictures.train_images.mean() == pytest.approx(0, abs=1e-5)
    assert pictures.train_images.std() == pytest.approx(1, abs=1e-3)
    assert pictures.num_classes == 10
    assert torch.equal(pictures.train_labels, torch.from_numpy(labels).long())
    scale = (pictures.test_images.max() - pictures.test_images.min()) * images.std()
    assert float(scale) == pytest.approx(255, rel=1e-3)
    assert load_pictures("fashion-mnist-mini", 7, CPU).test_images.shape == (7, 1, 28, 28)


def test_pictures_are_shrunk_by_averaging():
    whole = load_pictures("fashion-mnist-mini", 5, CPU)
    small = load_pictures("fashion-mnist-mini", 5, CPU, size=14)
    means = nn.functional.avg_pool2d(whole.test_images, 2)
    ratio = (means - means.mean()) / (small.test_images - small.test_images.mean())
    assert small.train_images.std() == pytest.approx(1, abs=1e-3)
    assert torch.allclose(ratio, ratio[0, 0, 0, 0], rtol=1e-3)


def test_tissue_maps_become_classes_and_black_rims_are_cut_off(monkeypatch):
    images = np.zeros((2, 40, 30), np.uint8)
    images[:, 12:22, 10:15] = 100
    tissue = np.zeros((2, 40, 30, 2), np.uint8)
    tissue[:, 14, 11] = [100, 80]  # 75 are left for all else
    tissue[:, 15, 12] = [60, 130]
    tissue[:, 16, 13] = [100, 20]  # 135 are
    monkeypatch.setattr(data, "load", lambda name, split: (images, tissue))
    pictures = load_pictures("two heads", 0, CPU)
    assert pictures.num_classes == 3
    assert pictures.train_images.shape == (2, 1, 10 + 16, 5 + 16)
    expected = torch.zeros(26, 21, dtype=torch.long)
    expected[10, 9], expected[11, 10] = 1, 2
    assert torch.equal(pictures.test_labels[0], expected)

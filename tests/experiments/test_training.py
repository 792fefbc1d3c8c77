"""The training loop: what it refuses, and that its parts do what they say."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from convbook import data
from convbook.experiments.pictures import Pictures, load_pictures
from convbook.experiments.training import Recipe, TrainingDivergedError, train

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

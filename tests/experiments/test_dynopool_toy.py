"""The study of learned pooling: its pictures, fields, prices and networks."""

import dataclasses
import math

import pytest
import torch
from torch import nn

from convbook import analysis, data, experiments, nets
from convbook.data import cifar, toy
from convbook.experiments import dynopool_toy, restoring
from convbook.experiments.learned_field import learned_field, pool_ratios, recorded_field
from convbook.experiments.pictures import Pictures, load_pictures
from convbook.experiments.pricing import relative_cost
from convbook.experiments.record import unpack
from convbook.experiments.studies import STUDIES
from convbook.experiments.toy_pictures import SETS, toy_pictures
from convbook.ops.dynamic_pool import DynOPool2d
from convbook.ops.gmacs import gmacs_loss
from tests.data.test_cifar import small, write

ARMS = {arm.name: arm for arm in dynopool_toy.STUDY.arms}
SMOKE = dynopool_toy.STUDY.presets["smoke"]


@pytest.fixture(scope="module")
def pictures():
    return load_pictures("fashion-mnist-mini", 40, torch.device("cpu"))


def scaled(images, like):
    mean, deviation = like.float().mean(), like.float().std()
    return (images[:, None].float() - mean) / deviation


@pytest.mark.parametrize("name", SETS)
def test_toy_pictures_are_the_toy_sets_of_the_files(name, pictures):
    made = toy_pictures(name, pictures)
    expected = {
        "original": lambda images, seed: toy._resize(images, (64, 64)),
        "stretched": lambda images, seed: data.stretch(images, seed=seed),
        "tiled": lambda images, seed: data.tile(images),
        "enlarged": lambda images, seed: data.enlarge(images),
    }[name]
    files = [data.load("fashion-mnist-mini", split)[0][:40] for split in ("train", "test")]
    train, test = (torch.from_numpy(expected(x, seed)) for seed, x in enumerate(files))
    assert torch.allclose(made.train_images, scaled(train, train), atol=1e-4)
    assert torch.allclose(made.test_images, scaled(test, train), atol=1e-4)
    assert made.train_labels is pictures.train_labels
    assert made.test_labels is pictures.test_labels


def test_colours_keep_their_channels():
    images = torch.rand(5, 3, 8, 8) * torch.tensor([1.0, 2, 3])[:, None, None]
    made = toy_pictures("enlarged", Pictures(images, torch.zeros(5), images, torch.zeros(5)))
    assert made.train_images.shape == (5, 3, 64, 64)
    swapped = images.flip(1)
    again = toy_pictures("enlarged", Pictures(swapped, torch.zeros(5), swapped, torch.zeros(5)))
    assert torch.allclose(again.train_images, made.train_images.flip(1), atol=1e-5)


def test_arms_are_every_set_with_both_nets_and_the_rest():
    about = [arm.about for arm in ARMS.values()]
    for net in ("vgg", "resnet"):
        for images in SETS:
            found = [a for a in about if (a["net"], a["images"]) == (net, images)]
            assert {("max", 0.0), ("dynamic", 0.1)} <= {(a["pool"], a["price"]) for a in found}
    swept = [a["price"] for a in about if a["images"] == "original" and a["net"] == "vgg"]
    assert sorted(swept) == [0.0, 0.0, 0.1, 1.0, 3.0], "the first is that of max pooling"
    assert len(ARMS) == 2 * 4 * 2 + 1 + 3 + 5


@pytest.mark.parametrize("net", ["vgg", "resnet"])
def test_learned_pooling_starts_as_the_fixed_one(net):
    fixed, learned = (
        ARMS[f"{net}, {pool}, original"].build(SMOKE, 1, 10).eval() for pool in ("max", "dynamic")
    )
    learned.load_state_dict(fixed.state_dict(), strict=False)
    images = torch.randn(2, 1, 64, 64)
    assert torch.equal(fixed(images), learned(images))
    assert analysis.count_cost(fixed, 64, 1).macs == analysis.count_cost(learned, 64, 1).macs


def test_field_by_layer_worked_by_hand():
    net = nets.small_vgg("dynamic", 1, 10, 1)
    pools = [module for module in net.modules() if isinstance(module, DynOPool2d)]
    with torch.no_grad():
        pools[0].alpha.copy_(torch.tensor([3.0, 1.5]))
        pools[1].alpha.copy_(torch.tensor([0.5, 4.0]))
    found = [(kind, *field) for kind, field, _ in learned_field(net)][:7]
    # Along h: 1 + 2 + 2, + 1.5, + 2 * 3 twice, + 0.25 * 3, and then a stride of 1.5.
    # Along w: 1 + 2 + 2, + 0.75, + 2 * 1.5 twice, + 2 * 1.5, and then a stride of 6.
    assert found == [
        *(("conv", 3, 3), ("conv", 5, 5), ("pool", 6.5, 5.75)),
        *(("conv", 12.5, 8.75), ("conv", 18.5, 11.75), ("pool", 19.25, 14.75)),
        ("conv", 22.25, 26.75),
    ]
    assert pool_ratios(net) == [(3.0, 1.5), (0.5, 4.0), (2.0, 2.0), (2.0, 2.0)]
    layers = learned_field(net)
    fields = [field for _, field, _ in layers]
    assert recorded_field([kind for kind, _, _ in layers], pool_ratios(net)) == fields


@pytest.mark.parametrize("pool", ["max", "dynamic", "average"])
@pytest.mark.parametrize("make", [nets.small_vgg, nets.small_resnet])
def test_field_of_whole_strides_is_that_of_the_analysis(make, pool):
    net = make(pool, 1, 10, 1)
    exact = analysis.receptive_fields(net, 320, 1)
    ends = [name for name, module in net.named_modules() if name and counted(module)]
    assert [exact[name].size for name in ends] == [field for _, field, _ in learned_field(net)]


def counted(module):
    if isinstance(module, nn.Conv2d):
        return module.kernel_size != (1, 1)
    return isinstance(module, DynOPool2d | nn.MaxPool2d | nn.AvgPool2d)


def test_field_of_fractions_lies_within_that_of_the_analysis():
    net = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), DynOPool2d(2.5), nn.Conv2d(1, 1, 3))
    (*_, (_, (size, _), _)) = learned_field(net)
    exact = analysis.receptive_field(net, 100, channels=1)
    assert size == 3 + 1.25 + 5
    # Each of the two points reads at most the px before and the px behind it.
    assert size <= exact.size[0] <= size + 2


@pytest.mark.parametrize("name", ["vgg, dynamic, original", "resnet, dynamic, tiled"])
def test_cost_at_learned_sizes(name):
    net = ARMS[name].build(SMOKE, 1, 10)
    pools = [module for module in net.modules() if isinstance(module, DynOPool2d)]
    pictures = Pictures(*[torch.zeros(2, 1, 64, 64)] * 4)
    with torch.no_grad():
        start = dict(dynopool_toy._measure(net.eval(), pictures))
        net(pictures.test_images)
        assert float(relative_cost(net)) == pytest.approx(1.0)
        pools[0].alpha.copy_(torch.tensor([4.0, 2.0]))
        found = dict(dynopool_toy._measure(net.eval(), pictures))
        net(pictures.test_images)
        relative = float(relative_cost(net))
    linear = net[1].head.weight.numel()
    assert found["learned_macs"] == pytest.approx(1e9 * float(gmacs_loss(net).detach()) + linear)
    convolved = start["learned_macs"] - linear
    assert relative == pytest.approx((found["learned_macs"] - linear) / convolved)
    # All behind the first pooling costs half as much.
    conv = next(module for module in net.modules() if isinstance(module, nn.Conv2d))
    assert conv.weight.shape == (1, 1, 3, 3)
    layers = 2 if name.startswith("vgg") else 3
    assert found["learned_macs"] - linear == (convolved + layers * 9 * 32 * 32) / 2
    assert found["ratios"][:2] == [[2.0, 2.0], [4.0, 2.0]]


def test_restoring_networks_and_their_scores(pictures):
    small_ones = restoring.halved(pictures)
    assert small_ones.train_images.shape == (40, 1, 14, 14)
    assert small_ones.train_labels is pictures.train_images
    assert float(small_ones.test_images[3, 0, 1, 2]) == pytest.approx(
        float(pictures.test_images[3, 0, 2:4, 4:6].mean())
    )
    restorers = [arm for arm in ARMS.values() if arm.about["net"] == "restorer"]
    for arm in restorers:
        net = arm.build(SMOKE, 1, 10).eval()
        with torch.no_grad():
            net.after[-1].weight.zero_()
            net.after[-1].bias.zero_()
            plain = net(small_ones.test_images)
            assert torch.equal(plain, restoring.enlarged(small_ones.test_images))
            found = restoring.measure_restored(net, small_ones)
        shown = restoring.exhibit(pictures)
        assert found["psnr"] == shown["psnr"], "nothing added"
        assert (unpack(found["restored"]) == unpack(shown["interpolated"])).all()
    whole = unpack(shown["whole"])
    files, _ = data.load("fashion-mnist-mini", "test")
    assert abs(whole.astype(int) - files[: len(whole)]).max() <= 1
    outputs, targets = torch.tensor([0.0, 1.0]), torch.tensor([0.0, 2.0])
    assert restoring.restored_scores(outputs, targets) == (0.5, 0.5)
    assert restoring.psnr(outputs, targets, 2.0) == pytest.approx(10 * math.log10(8))


def test_paper_preset_trains_on_files_of_cifar_100(tmp_path, monkeypatch):
    """The files hold a hundredth of the records, and networks, arms and schedule are cut down."""
    written = small("cifar100")
    write(written, tmp_path)
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path))
    monkeypatch.setenv("CONVBOOK_DEVICE", "cpu")
    monkeypatch.setitem(cifar.LAYOUTS, "cifar100", written)
    paper = dynopool_toy.STUDY.presets["paper"]
    recipe = dataclasses.replace(paper.recipe, epochs=1, warm_up=0.0, rate=0.01)
    short = dataclasses.replace(paper, recipe=recipe, seeds=(0,), width=1, depth=1, limit=130)
    chosen = (
        "vgg, dynamic, stretched",
        "resnet, dynamic, tiled",
        "restorer, dynamic from 1/2, halved",
    )
    arms = tuple(ARMS[name] for name in chosen)
    study = dataclasses.replace(dynopool_toy.STUDY, arms=arms, presets={"paper": short})
    monkeypatch.setitem(STUDIES, "dynopool-toy", study)
    result = experiments.run("dynopool-toy", "paper", tmp_path / "out.json")
    assert [arm["name"] for arm in result["arms"]] == list(chosen)
    assert result["data"] == "cifar100"
    assert "not known here" in result["note"]
    vgg, resnet, restorer = result["arms"]
    assert len(vgg["ratios"][0]) == 4, "no averaging ahead of the network"
    assert len(resnet["ratios"][0]) == 2
    assert vgg["ratios"][0][0] != [2.0, 2.0]
    assert 0 < restorer["psnr"][0] < 60
    assert paper.shrink == 1

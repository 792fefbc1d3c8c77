"""The networks of the octave study: vanilla at alpha 0, and cut in two without cross paths."""

import pytest
import torch
from torch import nn

from convbook import analysis
from convbook.experiments import octave
from convbook.experiments.octave import octave_net
from convbook.ops import OctaveConv2d


class Residual(nn.Module):
    """Two ordinary convolutions beside the identity."""

    def __init__(self, width):
        super().__init__()
        self.branch = nn.Sequential(*layer(width, width), *layer(width, width)[:-1])

    def forward(self, x):
        return torch.relu(x + self.branch(x))


def layer(inputs, outputs, stride=1):
    conv = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
    return conv, nn.BatchNorm2d(outputs), nn.ReLU()


def vanilla(width=16):
    """The same network of torch's layers alone."""
    middle = *layer(width, width), Residual(width), *layer(width, width)
    ends = layer(1, width, stride=2), layer(width, 2 * width, stride=2)
    head = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2 * width, 10)
    return nn.Sequential(*ends[0], *middle, *ends[1], *head)


def test_alpha_0_is_the_vanilla_network():
    ours, plain = octave_net(0), vanilla()
    pairs = list(zip(ours.parameters(), plain.parameters(), strict=True))
    for mine, theirs in pairs:
        theirs.data.copy_(mine)
    images = torch.randn(4, 1, 28, 28)
    for net in (ours, plain):  # in training mode: normalised by the batch
        net(images).square().sum().backward()
    assert torch.equal(ours(images), plain(images))
    for mine, theirs in pairs:
        assert torch.allclose(mine.grad, theirs.grad, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("alpha", [0.125, 0.25, 0.5, 0.75])
def test_octave_arms_have_as_many_weights_and_less_work(alpha):
    def count(net):
        return sum(parameter.numel() for parameter in net.parameters())

    assert count(octave_net(alpha)) == count(octave_net(0)) == 14_522
    less, full = (analysis.count_cost(octave_net(share), 28, 1).macs for share in (alpha, 0))
    assert less < full
    preset = octave.STUDY.presets["cpu"]
    place = f"on Fashion-MNIST in full, 28x28 px, {preset.recipe.epochs} epochs"
    assert f"14,522 parameters, {place}" in preset.note


def dependence(cross):
    """Whether each output map of a block depends on each input map, by its derivative."""
    block = octave._Block(16, 0.5, cross).eval()
    maps = torch.randn(1, 8, 14, 14, requires_grad=True), torch.randn(1, 8, 7, 7).requires_grad_()
    found = {}
    for name, output in zip("hl", block(maps), strict=True):
        grads = torch.autograd.grad(output.sum(), maps, retain_graph=True, allow_unused=True)
        for source, grad in zip("hl", grads, strict=True):
            found[source + name] = grad is not None and bool(grad.any())
    return found


def test_without_cross_paths_the_maps_do_not_meet():
    assert dependence(cross=True) == {"hh": True, "lh": True, "hl": True, "ll": True}
    assert dependence(cross=False) == {"hh": True, "lh": False, "hl": False, "ll": True}


def test_without_cross_paths_the_first_layer_splits_and_the_last_joins():
    net = octave_net(0.5, cross=False)
    layers = [module for module in net.modules() if isinstance(module, OctaveConv2d)]
    present = [
        [p for p in ("hh", "hl", "lh", "ll") if getattr(x, f"weight_{p}") is not None]
        for x in layers
    ]
    assert present == [["hh", "hl"], ["hh", "ll"], ["hh", "ll"], ["hh", "lh"]]
    names = {arm.name: arm.about for arm in octave.STUDY.arms}
    assert names["alpha 1/2 without cross paths"] == {"alpha": 0.5, "cross": False}


@pytest.mark.parametrize("arm", octave.STUDY.arms, ids=lambda arm: arm.name)
def test_every_arm_takes_pictures_of_both_sets(arm):
    for preset, channels, size, classes in (("cpu", 1, 28, 10), ("paper", 3, 32, 100)):
        net = arm.build(octave.STUDY.presets[preset], channels, classes).to("meta")
        images = torch.zeros(2, channels, size, size, device="meta")
        assert net(images).shape == (2, classes)

"""The network of the study of uneven padding, and what is measured of its filters."""

import pytest
import torch
from torch import nn

from convbook import analysis
from convbook.experiments import padding_bias
from convbook.experiments.padding_bias import asymmetry, strided_net
from convbook.experiments.pictures import Pictures


def test_33_px_are_even_and_32_are_not():
    net = strided_net()
    strided = [m for m in net if isinstance(m, nn.Conv2d) and m.stride == (2, 2)]
    assert len(strided) == 4

    def uneven(size):
        return analysis.uneven_padding(net, size)

    assert uneven(33) == []
    assert len(uneven(32)) == 8, "four layers, two axes"


def test_images_are_enlarged_to_the_size_of_the_arm():
    preset = padding_bias.STUDY.presets["cpu"]
    for arm in padding_bias.STUDY.arms:
        net = arm.build(preset, 1, 10)
        seen = []
        net[1].register_forward_pre_hook(lambda _, inputs, seen=seen: seen.append(inputs[0].shape))
        net(torch.zeros(2, 1, 28, 28))
        assert seen == [(2, 1, arm.about["size"], arm.about["size"])]
        layer = net[1][3]
        assert (layer.border, layer.placement) == (arm.about["border"], arm.about["placement"])
    image = torch.rand(1, 1, 28, 28)
    enlarged = net[0](image)
    assert torch.allclose(net[0](image.flip(-1)), enlarged.flip(-1), atol=1e-6), "centred"


def test_asymmetry_of_kernels():
    assert asymmetry(torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]])) == (0.0, 0.0)
    left, top = asymmetry(torch.tensor([[1.0, 1, 1], [1, 1, 1], [4, 4, 4]]))
    assert (left, top) == (0.0, pytest.approx((3 + 0 + 3) / 3 / 2))


def test_mean_filters_are_those_of_the_network():
    torch.manual_seed(0)
    net = strided_net(width=2)
    with torch.no_grad():
        net[3].weight[:] = torch.arange(9.0).reshape(3, 3)
        net[3].weight[0] += 1
    pictures = Pictures(*[torch.zeros(1)] * 4)
    with torch.no_grad():
        found = padding_bias._measure(net, pictures)
    assert len(found["mean_filters"]) == len(found["spread"]) == len(found["asymmetry"]) == 9
    assert found["mean_filters"][1] == [[0.5, 1.5, 2.5], [3.5, 4.5, 5.5], [6.5, 7.5, 8.5]]
    assert found["asymmetry"][1] == [round(4 / 3 / 4.5, 6), round(4 / 4.5, 6)]
    weights = net[6].weight.detach()
    assert found["spread"][2] == pytest.approx(float(weights.pow(2).mean().sqrt()), abs=1e-6)

"""What the page on paddings claims: what FULL costs, and where it is at home."""

import pytest
import torch

from convbook import geometry, ops
from convbook.analysis import AvgPool, usage_counts, vgg19_layers

WIDTHS = [64] * 2 + [128] * 2 + [256] * 4 + [512] * 8


def vgg19_macs(size: int, padding: int) -> int:
    widths, channels, macs = iter(WIDTHS), 3, 0
    for layer in vgg19_layers():
        if isinstance(layer, AvgPool):
            size = size // 2
            continue
        size, width = size + 2 * padding - 2, next(widths)
        macs += geometry.conv_macs(size, channels, width, 3)
        channels = width
    return macs


@pytest.mark.parametrize(("size", "ratio"), [(512, 1.25), (224, 1.63), (64, 4.23), (32, 10.33)])
def test_full_padding_costs_more_the_smaller_the_image(size: int, ratio: float) -> None:
    assert round(vgg19_macs(size, 2) / vgg19_macs(size, 1), 2) == ratio


@pytest.mark.parametrize(("kernel_size", "pads"), [(2, 1), (3, 2)])
def test_full_padding_adds_all_but_one_tap(kernel_size: int, pads: int) -> None:
    assert geometry.full_padding(kernel_size) == pads
    assert set(usage_counts(9, kernel_size, mode="full")) == {kernel_size}


def test_the_gradient_of_a_valid_layer_is_a_full_one() -> None:
    x = torch.zeros(1, 1, 6, requires_grad=True)
    weight, grad = torch.tensor([[[1.0, 2.0, 3.0]]]), torch.tensor([[[1.0, -1.0, 2.0, 0.5]]])
    (expected,) = torch.autograd.grad(torch.nn.functional.conv1d(x, weight), x, grad)
    assert torch.equal(ops.conv1d(grad, weight.flip(-1), padding="full"), expected)


def test_partial_convolution_keeps_a_constant() -> None:
    ones, box = torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3)
    assert ops.partial_conv2d(ones, box, padding=1).unique().tolist() == [9]
    factors = 9 / ops.conv2d(ones, box, padding=1)[0, 0]
    assert [float(factors[0, 0]), float(factors[0, 2]), float(factors[2, 2])] == [2.25, 1.5, 1]

"""Transposed, separable and shuffled by hand; layers of them; what the words do not mean."""

import numpy as np
import pytest
import torch
from torch import nn

from convbook import geometry, ops, reference
from convbook.ops import DepthwiseSeparableConv2d, conv2d, conv_transpose2d
from tests.strategies import integers


def test_copies_of_the_kernel_by_hand() -> None:
    y = reference.conv_transpose2d([[[1, 2, 3]]], [[[[1, 10, 100]]]], stride=(1, 2))
    assert y.tolist() == [[[1, 10, 102, 20, 203, 30, 300]]]
    cut = reference.conv_transpose2d(
        [[[1, 2, 3]]], [[[[1, 10, 100]]]], stride=(1, 2), padding=(0, 1), output_padding=(0, 1)
    )
    assert cut.tolist() == [[[10, 102, 20, 203, 30, 300]]]


def test_groups_and_dilation_by_hand() -> None:
    x, w = [[[1]], [[2]]], [[[[1, 10]]], [[[3, 5]]]]
    y = reference.conv_transpose2d(x, w, [100, 1000], groups=2, dilation=(1, 2))
    assert y.tolist() == [[[101, 100, 110]], [[1006, 1000, 1010]]]


def test_the_transpose_is_not_the_inverse() -> None:
    x, w = integers(1, 1, 1, 5, 5), integers(2, 1, 1, 3, 3)
    assert not torch.equal(conv_transpose2d(conv2d(x, w), w), x)


@pytest.mark.parametrize("algorithm", ["auto", "scatter", "zero_insertion", "matrix"])
@pytest.mark.parametrize("size", range(5, 9))
def test_output_padding_restores_the_size(size: int, algorithm: str) -> None:
    x, w = integers(1, 1, 1, size, size), integers(2, 1, 1, 3, 3)
    y = conv2d(x, w, stride=3, padding=1)
    extra = geometry.output_padding_for(size, 3, stride=3, padding=1)
    options = {"stride": 3, "padding": 1, "output_padding": extra}
    assert conv_transpose2d(y, w, **options, algorithm=algorithm).shape == x.shape


def test_kernels_that_the_stride_does_not_divide_overlap_unevenly() -> None:
    """Where the checkerboard comes from: 3 taps at stride 2 meet 1, 2 or 4 times."""
    ones = torch.ones(1, 1, 4, 4)
    uneven = conv_transpose2d(ones, torch.ones(1, 1, 3, 3), stride=2)[0, 0, 2:6, 2:6]
    assert uneven.tolist() == [[4, 2, 4, 2], [2, 1, 2, 1]] * 2
    even = conv_transpose2d(ones, torch.ones(1, 1, 4, 4), stride=2)[0, 0, 2:-2, 2:-2]
    assert set(even.flatten().tolist()) == {4}


def test_integers_of_every_width_are_exact() -> None:
    for dtype in (torch.uint8, torch.int16, torch.int32, torch.int64):
        x, w = torch.full((1, 1, 2, 2), 3, dtype=dtype), torch.full((1, 1, 2, 2), 5, dtype=dtype)
        y = conv_transpose2d(x, w)
        assert y.dtype == dtype
        assert y.tolist() == [[[[15, 30, 15], [30, 60, 30], [15, 30, 15]]]]


def test_depthwise_and_separable_by_hand() -> None:
    x, taps = [[[1, 2]], [[3, 4]]], [[[[1, 10]]], [[[100, 1000]]]]
    assert reference.depthwise_conv2d(x, taps, [1, 2]).tolist() == [[[22]], [[4302]]]
    mixed = reference.separable_conv2d(x, taps, [[[[1]], [[2]]]], [7])
    assert mixed.tolist() == [[[21 + 2 * 4300 + 7]]]
    double = reference.depthwise_conv2d([[[1, 2]]], [[[[1, 0]]], [[[0, 1]]]])
    assert double.tolist() == [[[1]], [[2]]]


def test_shuffle_by_hand() -> None:
    x = np.arange(6).reshape(1, 6, 1)
    assert reference.channel_shuffle(x, 3).ravel().tolist() == [0, 2, 4, 1, 3, 5]


@pytest.mark.parametrize(("bias", "multiplier"), [(True, 1), (False, 3)])
def test_separable_layer_has_the_promised_weights(bias: bool, multiplier: int) -> None:
    layer = DepthwiseSeparableConv2d(64, 128, 3, depth_multiplier=multiplier, bias=bias)
    count = sum(parameter.numel() for parameter in layer.parameters())
    assert count == multiplier * 64 * (9 + 128) + 128 * bias
    assert ("bias=False" in repr(layer)) != bias
    dense = geometry.conv_params(64, 128, 3, bias=False)
    assert 64 * (9 + 128) / dense == pytest.approx(1 / 128 + 1 / 9)


def test_separable_layer_starts_as_two_of_torch() -> None:
    torch.manual_seed(3)
    ours = DepthwiseSeparableConv2d(6, 8, 3)
    torch.manual_seed(3)
    first = nn.Conv2d(6, 6, 3, groups=6, bias=False)
    second = nn.Conv2d(6, 8, 1)
    for mine, theirs in zip(
        ours.parameters(), (first.weight, second.weight, second.bias), strict=True
    ):
        torch.testing.assert_close(mine, theirs)


def test_named_paddings_of_the_separable_layer() -> None:
    x = torch.rand(1, 3, 5, 6)
    for padding, size in (("valid", (3, 4)), ("same", (5, 6)), ("full", (7, 8))):
        layer = DepthwiseSeparableConv2d(3, 4, 3, padding=padding)
        assert layer(x).shape[2:] == size
        assert f"padding='{padding}'" in repr(layer)


def test_layers_are_public() -> None:
    for name in ("DepthwiseSeparableConv2d", "OctaveConv2d", "conv_transpose2d", "zero_insert"):
        assert name in ops.__all__

"""What an octave convolution costs, how its layer starts, and which operator it is not."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convbook import geometry, reference
from convbook.ops import OctaveConv2d, octave_conv2d
from tests.strategies import integers

# Chen et al., 2019, table 1: share of low frequencies, and what is left of the cost in percent.
COSTS = ((0, 100), (0.125, 82.4), (0.25, 67.2), (0.5, 43.8), (0.75, 29.7), (0.875, 26.2), (1, 25))


def maps(alpha: float, channels: int, size: int) -> tuple[torch.Tensor | None, torch.Tensor | None]:
    low = int(alpha * channels)
    high = torch.zeros(1, channels - low, size, size) if low < channels else None
    return high, torch.zeros(1, low, size // 2, size // 2) if low else None


@pytest.mark.parametrize(("alpha", "percent"), COSTS)
def test_cost_is_that_of_the_paper(alpha: float, percent: float) -> None:
    layer = OctaveConv2d(64, 64, 3, alpha_in=alpha, alpha_out=alpha)
    with FlopCounterMode(display=False) as counter:
        layer(maps(alpha, 64, 16))
    dense = 2 * geometry.conv_macs(16, 64, 64, 3)
    assert counter.get_total_flops() / dense == 1 - 0.75 * alpha * (2 - alpha)
    assert round(100 * counter.get_total_flops() / dense, 1) == pytest.approx(percent, abs=0.06)


@pytest.mark.parametrize("alpha", [0, 0.3, 0.5, 1])
def test_as_many_weights_as_a_convolution(alpha: float) -> None:
    layer = OctaveConv2d(10, 7, 3, alpha_in=alpha, alpha_out=0.4)
    count = sum(parameter.numel() for parameter in layer.parameters())
    assert count == geometry.conv_params(10, 7, 3)


def test_starts_as_torch_does() -> None:
    torch.manual_seed(5)
    ours = OctaveConv2d(6, 8, 3, alpha_in=0, alpha_out=0)
    torch.manual_seed(5)
    theirs = nn.Conv2d(6, 8, 3)
    torch.testing.assert_close(ours.weight_hh, theirs.weight)
    torch.testing.assert_close(ours.bias_h, theirs.bias)
    split = OctaveConv2d(64, 64, 3)
    for parameter in split.parameters():
        assert parameter.abs().max() <= (64 * 9) ** -0.5
        assert parameter.std().item() == pytest.approx((64 * 9 * 3) ** -0.5, rel=0.25)


@pytest.mark.parametrize(
    ("alpha_in", "alpha_out", "given", "missing"),
    [
        (0, 0, {"weight_hh"}, None),
        (0, 0.5, {"weight_hh", "weight_hl"}, None),
        (0.5, 0, {"weight_hh", "weight_lh"}, None),
        (0.5, 1, {"weight_hl", "weight_ll"}, 0),
        (1, 1, {"weight_ll"}, 0),
        (0.1, 0.1, {"weight_hh"}, 1),  # int(0.1 * 8) is 0
    ],
)
def test_paths_without_channels_are_none(alpha_in, alpha_out, given, missing) -> None:
    layer = OctaveConv2d(8, 8, 3, alpha_in=alpha_in, alpha_out=alpha_out, bias=False)
    assert {name for name, _ in layer.named_parameters()} == given
    result = layer(maps(alpha_in, 8, 4))
    if alpha_out == 0:
        assert isinstance(result, torch.Tensor)
    else:
        assert [y is None for y in result] == [i == missing for i in range(2)]
    shown = repr(layer)
    assert f"alpha_in={alpha_in}, alpha_out={alpha_out}, stride=1, bias=False" in shown


def test_high_alone_may_come_as_a_tensor() -> None:
    layer, x = OctaveConv2d(3, 8, 3, alpha_in=0, padding=1), torch.rand(2, 3, 4, 6)
    for one, other in zip(layer(x), layer((x, None)), strict=True):
        assert torch.equal(one, other)
    assert "padding=1" in repr(layer)


def test_pooling_first_is_not_a_strided_convolution_of_means() -> None:
    """The per-pixel formula printed in the paper reads other pixels than its code."""
    x, w = integers(1, 1, 1, 8, 8), integers(2, 1, 1, 3, 3)
    _, ours = octave_conv2d(x, None, None, w, None, None)
    # x at 2p + 0.5 + i, i = -1, 0, 1: means of all neighbouring 2x2 px, then every second window.
    means = F.avg_pool2d(F.pad(x, (1, 1, 1, 1)), 2, stride=1)
    printed = F.conv2d(means, w, stride=2)
    assert printed.shape == ours.shape
    assert not torch.equal(printed, ours)
    assert torch.equal(ours, F.conv2d(F.avg_pool2d(x, 2), w, padding=1))


def test_by_hand() -> None:
    # the high map's mean is 4; the low pixel 100 is repeated
    high, low = [[[[1.0, 3], [5, 7]]]], [[[[100.0]]]]
    weights = ([[[[k]]]] for k in (1.0, 10.0, 2.0, 3.0))
    y_h, y_l = reference.octave_conv2d(high, low, *weights, bias_h=[0.5], bias_l=[0.25])
    assert y_h.tolist() == [[[[201.5, 203.5], [205.5, 207.5]]]]
    assert y_l.tolist() == [[[[340.25]]]]


def test_stride_2_by_hand() -> None:
    high, low = [[[[1.0, 3], [5, 7]] * 2] * 1], [[[[100.0], [200.0]]]]
    with pytest.raises(ValueError, match="the size of high must be divisible by 4"):
        reference.octave_conv2d(high, low, *([[[[1.0]]]] for _ in "abcd"), stride=2)
    wide = [[[[1.0, 3, 9, 11], [5, 7, 13, 15]] * 2]]
    pair = [[[[100.0, 200.0], [300.0, 400.0]]]]
    ones = ([[[[1.0]]]] for _ in range(4))
    y_h, y_l = reference.octave_conv2d(wide, pair, *ones, stride=2)
    assert y_h.tolist() == [[[[104, 212], [304, 412]]]]
    assert y_l.tolist() == [[[[8 + 250]]]]

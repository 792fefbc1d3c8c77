"""Reductions of octave_conv2d and its layer; means of four integers are exact."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.ops.conv import conv2d
from convbook.ops.depthwise import depthwise_conv2d, pointwise_conv2d
from convbook.ops.octave import OctaveConv2d, octave_conv2d
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.transposed import conv_transpose2d

Maps = tuple[Tensor, Tensor]
Weights = tuple[Tensor, Tensor, Tensor, Tensor]


def octave(draw: Draw, taps: tuple[int, ...] = (1, 3), groups: int = 1) -> tuple[Maps, Weights]:
    """Draw a pair of maps and the weights hh, hl, lh, ll; sizes fit either stride."""
    kernel = draw.choice(*taps), draw.choice(*taps)
    high, low, o_high, o_low = (groups * n for n in draw.integers(4, 1, 3))
    size = [2 * n for n in draw.integers(2, 1, 3)]
    batch = draw.integer(1, 2)
    maps = draw.tensor(batch, high, *(2 * n for n in size)), draw.tensor(batch, low, *size)
    shapes = (o_high, high), (o_low, high), (o_high, low), (o_low, low)
    hh, hl, lh, ll = (draw.tensor(o, c // groups, *kernel) for o, c in shapes)
    return maps, (hh, hl, lh, ll)


def given(result: Tensor | None) -> Tensor:
    """A result that is there."""
    return torch.empty(0) if result is None else result


def flat(*results: Tensor | None) -> Tensor:
    """Both results in one tensor, for comparison."""
    return torch.cat([given(y).flatten(1) for y in results], 1)


def half(weight: Tensor) -> dict[str, Any]:
    """The padding that keeps the size."""
    return {"padding": tuple(k // 2 for k in weight.shape[2:])}


def up(x: Tensor) -> Tensor:
    """Every pixel repeated 2x2 times."""
    return x.repeat_interleave(2, 2).repeat_interleave(2, 3)


@reduction("octave_conv2d(x, None, w, None, None, None)[0]", 'conv2d(x, w, padding="same")')
def high_alone_is_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """With every channel in the high map, alpha = 0, nothing is new."""
    (x, _), (w, *_) = octave(draw)
    return given(octave_conv2d(x, None, w, None, None, None)[0]), conv2d(x, w, **half(w))


@reduction("octave_conv2d(None, x, None, None, None, w)[1]", 'conv2d(x, w, padding="same")')
def low_alone_is_convolution_at_half_size(draw: Draw) -> tuple[Tensor, Tensor]:
    """With every channel in the low map, alpha = 1, it is a convolution of a quarter the cost."""
    (_, x), (*_, w) = octave(draw)
    return given(octave_conv2d(None, x, None, None, None, w)[1]), conv2d(x, w, **half(w))


@reduction(
    "OctaveConv2d(C, O, k, alpha_in=0, alpha_out=0)(x)",
    "conv2d(x, w, b)",
    "w and b the weight_hh and bias_h of the layer",
)
def layer_without_low_frequencies_is_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """The layer falls back to torch's where both shares are 0."""
    (x, _), (w, *_) = octave(draw)
    kernel = w.shape[2], w.shape[3]
    layer = OctaveConv2d(x.shape[1], len(w), kernel, alpha_in=0, alpha_out=0, dtype=w.dtype)
    bias = draw.tensor(len(w))
    layer.load_state_dict({"weight_hh": w, "bias_h": bias})
    return layer(x), conv2d(x, w, bias, **half(w))


@reduction(
    "octave_conv2d(None, x, None, None, w, None)[0]",
    "conv_transpose2d(conv2d(x, w), ones, stride=2, groups=O)",
    "ones [O, 1, 2, 2]",
)
def low_to_high_convolves_then_repeats(draw: Draw) -> tuple[Tensor, Tensor]:
    """The way up is cheap: convolve at half size, then repeat every pixel 2x2 times."""
    (_, x), (_, _, w, _) = octave(draw)
    ones = x.new_ones(len(w), 1, 2, 2)
    enlarged = conv_transpose2d(conv2d(x, w, **half(w)), ones, stride=2, groups=len(w))
    return given(octave_conv2d(None, x, None, None, w, None)[0]), enlarged


@reduction(
    "octave_conv2d(x, None, None, w, None, None)[1]",
    "conv2d(depthwise_conv2d(x, quarters, stride=2), w)",
    "quarters [C, 1, 2, 2] of 1/4",
)
def high_to_low_averages_then_convolves(draw: Draw) -> tuple[Tensor, Tensor]:
    """The way down: means of 2x2 px, then a convolution at half size."""
    (x, _), (_, w, _, _) = octave(draw)
    quarters = torch.full((x.shape[1], 1, 2, 2), 0.25, dtype=x.dtype)
    averaged = conv2d(depthwise_conv2d(x, quarters, stride=2), w, **half(w))
    return given(octave_conv2d(x, None, None, w, None, None)[1]), averaged


@reduction("octave_conv2d(h, l, hh, hl, lh, ll)", "sum of octave_conv2d with one path at a time")
def octave_is_the_sum_of_its_paths(draw: Draw) -> tuple[Tensor, Tensor]:
    """The four paths add up, at either stride."""
    (h, low), (hh, hl, lh, ll) = octave(draw)
    stride = draw.integer(1, 2)
    y_h, y_l = octave_conv2d(h, low, hh, hl, lh, ll, stride=stride)
    from_high = octave_conv2d(h, None, hh, hl, None, None, stride=stride)
    from_low = octave_conv2d(None, low, None, None, lh, ll, stride=stride)
    both = zip(from_high, from_low, strict=True)
    return flat(y_h, y_l), flat(*(given(a) + given(b) for a, b in both))


@reduction(
    "octave_conv2d(h, l, hh, 0, 0, ll)",
    "(conv2d(h, hh), conv2d(l, ll))",
    "the weights between the maps 0",
)
def without_exchange_two_convolutions_are_left(draw: Draw) -> tuple[Tensor, Tensor]:
    """What makes an octave convolution is the exchange between the maps."""
    (h, low), (hh, hl, lh, ll) = octave(draw)
    y_h, y_l = octave_conv2d(h, low, hh, 0 * hl, 0 * lh, ll)
    return flat(y_h, y_l), flat(conv2d(h, hh, **half(hh)), conv2d(low, ll, **half(ll)))


@reduction("octave_conv2d(h, l, hh, None, None, ll)", "octave_conv2d(h, l, hh, 0, 0, ll)")
def a_path_without_weight_is_a_path_of_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """None saves the work that a weight of zeros would do."""
    (h, low), (hh, hl, lh, ll) = octave(draw)
    stride = draw.integer(1, 2)
    less = octave_conv2d(h, low, hh, None, None, ll, stride=stride)
    return flat(*less), flat(*octave_conv2d(h, low, hh, 0 * hl, 0 * lh, ll, stride=stride))


@reduction("octave_conv2d(h, l, hh, hl, lh, ll, b_h, b_l)", "octave_conv2d(h, l, ...) + (b_h, b_l)")
def octave_bias_is_added_once(draw: Draw) -> tuple[Tensor, Tensor]:
    """Two paths meet in every map, and bring one bias."""
    maps, weights = octave(draw)
    stride, b_h, b_l = (
        draw.integer(1, 2),
        draw.tensor(len(weights[0])),
        draw.tensor(len(weights[1])),
    )
    y_h, y_l = octave_conv2d(*maps, *weights, stride=stride)
    shifted = octave_conv2d(*maps, *weights, b_h, b_l, stride=stride)
    sums = (given(y) + b.reshape(-1, 1, 1) for y, b in ((y_h, b_h), (y_l, b_l)))
    return flat(*shifted), flat(*sums)


@reduction(
    "octave_conv2d(h, l, hh, hl, lh, ll, stride=2)[1]",
    "octave_conv2d(pool(h), pool(l), hh, hl, lh, ll)[1]",
)
def stride_2_pools_first(draw: Draw) -> tuple[Tensor, Tensor]:
    """The low result of stride 2 is that of the same maps at half the size."""
    (h, low), weights = octave(draw)
    strided = octave_conv2d(h, low, *weights, stride=2)[1]
    return given(strided), given(
        octave_conv2d(F.avg_pool2d(h, 2), F.avg_pool2d(low, 2), *weights)[1]
    )


@reduction(
    "octave_conv2d(h, l, hh, hl, lh, ll, stride=2)[0]",
    "conv2d(concatenation of pool(h) and l, concatenation of hh and lh)",
)
def stride_2_meets_in_one_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """At stride 2 the pooled high map has the size of the low one: one convolution reads both."""
    (h, low), (hh, hl, lh, ll) = octave(draw)
    joined, kernel = torch.cat([F.avg_pool2d(h, 2), low], 1), torch.cat([hh, lh], 1)
    strided = octave_conv2d(h, low, hh, hl, lh, ll, stride=2)[0]
    return given(strided), conv2d(joined, kernel, **half(hh))


@reduction(
    "octave_conv2d(h, l, hh, hl, lh, ll)[0]",
    "pointwise_conv2d(concatenation of h and up(l), concatenation of hh and lh)",
    "kernels 1x1",
)
def pointwise_octave_is_pointwise_on_the_enlarged_map(draw: Draw) -> tuple[Tensor, Tensor]:
    """With 1x1 kernels it does not matter whether the low map is enlarged before or after."""
    (h, low), (hh, hl, lh, ll) = octave(draw, taps=(1,))
    joined = torch.cat([h, up(low)], 1)
    return given(octave_conv2d(h, low, hh, hl, lh, ll)[0]), pointwise_conv2d(
        joined, torch.cat([hh, lh], 1)
    )


@reduction(
    "pool(octave_conv2d(h, l, a, a, b, b)[0])",
    "octave_conv2d(h, l, a, a, b, b)[1]",
    "kernels 1x1, both results with the same weights",
)
def pooling_the_high_result_gives_the_low_one(draw: Draw) -> tuple[Tensor, Tensor]:
    """Both maps show one signal: the low one is the mean of the high one."""
    (h, low), (a, _, b, _) = octave(draw, taps=(1,))
    y_h, y_l = octave_conv2d(h, low, a, a, b, b)
    return F.avg_pool2d(given(y_h), 2), given(y_l)


@reduction(
    "octave_conv2d(h, l, hh, hl, lh, ll, groups=g)",
    "concatenation of octave_conv2d of every group",
)
def octave_groups_do_not_meet(draw: Draw) -> tuple[Tensor, Tensor]:
    """Each group is an octave convolution of its own, at either stride."""
    g, stride = draw.integer(2, 3), draw.integer(1, 2)
    (h, low), weights = octave(draw, groups=g)
    whole = octave_conv2d(h, low, *weights, stride=stride, groups=g)
    parts = zip(*(w.chunk(g) for w in weights), strict=True)
    maps = zip(h.chunk(g, 1), low.chunk(g, 1), parts, strict=True)
    alone = [octave_conv2d(a, b, hh, hl, lh, ll, stride=stride) for a, b, (hh, hl, lh, ll) in maps]
    joined = (torch.cat([given(y) for y in ys], 1) for ys in zip(*alone, strict=True))
    return flat(*whole), flat(*joined)


@reduction("octave_conv2d(up(l), l, a, a, b, b)[1]", "conv2d(l, a + b)", "stride 1")
def a_high_map_without_detail_adds_nothing_new(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where the high map only repeats the low one, the low result needs the sum of two kernels."""
    (_, low), (_, _, a, _) = octave(draw)
    b = draw.tensor(*a.shape)
    return given(octave_conv2d(up(low), low, a, a, b, b)[1]), conv2d(low, a + b, **half(a))


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

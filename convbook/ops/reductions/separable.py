"""Reductions of depthwise, pointwise and separable convolutions, and of channel_shuffle."""

from typing import Any

import torch
from torch import Tensor

from convbook.ops.conv import conv2d
from convbook.ops.convolution import cross_correlate
from convbook.ops.depthwise import depthwise_conv2d, pointwise_conv2d
from convbook.ops.reductions.conv import layer
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.separable import separable_conv2d
from convbook.ops.shuffle import channel_shuffle


def depthwise(draw: Draw, multiplier: int = 1) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Draw an input, a depthwise weight, and stride, padding and dilation."""
    x, w, options = layer(draw, 2, groups=1)
    geometry = {name: options[name] for name in ("stride", "padding", "dilation")}
    weight = draw.tensor(x.shape[1] * multiplier, 1, *w.shape[2:])
    return x, weight, geometry


def mixture(draw: Draw, channels: int) -> Tensor:
    """Draw a pointwise weight that reads `channels` channels."""
    return draw.tensor(draw.integer(1, 4), channels, 1, 1)


def delta(channels: int) -> Tensor:
    """A pointwise weight that leaves every channel as it is."""
    return torch.eye(channels, dtype=torch.float64)[:, :, None, None]


def groups_and_input(draw: Draw) -> tuple[int, Tensor]:
    """Draw a number of groups and an input whose channels it divides."""
    groups = draw.integer(1, 4)
    return groups, draw.tensor(draw.integer(1, 2), groups * draw.integer(1, 4), 3, 3)


@reduction("depthwise_conv2d(x, w)", "conv2d(x, w, groups=C)")
def depthwise_is_as_many_groups_as_channels(draw: Draw) -> tuple[Tensor, Tensor]:
    """Depthwise is grouped convolution at its extreme."""
    x, w, geometry = depthwise(draw, draw.integer(1, 3))
    bias = draw.tensor(len(w))
    return depthwise_conv2d(x, w, bias, **geometry), conv2d(
        x, w, bias, **geometry, groups=x.shape[1]
    )


@reduction("depthwise_conv2d(x, w)[n, c]", "cross_correlate(x[n, c], w[c, 0])", "stride 1")
def depthwise_is_one_correlation_a_channel(draw: Draw) -> tuple[Tensor, Tensor]:
    """No channel sees another one."""
    x, w, _ = depthwise(draw)
    maps = [
        [cross_correlate(image, kernel[0]) for image, kernel in zip(example, w, strict=True)]
        for example in x
    ]
    return depthwise_conv2d(x, w), torch.stack([torch.stack(row) for row in maps])


@reduction(
    "depthwise_conv2d(x, w)",
    "depthwise_conv2d(every channel of x m times, w)",
    "w has C m kernels",
)
def depth_multiplier_repeats_channels(draw: Draw) -> tuple[Tensor, Tensor]:
    """A depth multiplier m is m kernels that read the same channel."""
    m = draw.integer(2, 4)
    x, w, geometry = depthwise(draw, m)
    repeated = x.repeat_interleave(m, 1)
    return depthwise_conv2d(x, w, **geometry), depthwise_conv2d(repeated, w, **geometry)


@reduction("pointwise_conv2d(x, w)", "conv2d(x, w)", "kernel 1x1")
def pointwise_is_a_kernel_of_one_tap(draw: Draw) -> tuple[Tensor, Tensor]:
    """A 1x1 convolution mixes channels and no pixels."""
    x = draw.tensor(*draw.integers(4, 1, 4))
    w = mixture(draw, x.shape[1])
    bias = draw.tensor(len(w))
    return pointwise_conv2d(x, w, bias), conv2d(x, w, bias)


@reduction("pointwise_conv2d(pointwise_conv2d(x, a), b)", "pointwise_conv2d(x, b a)")
def pointwise_convolutions_multiply(draw: Draw) -> tuple[Tensor, Tensor]:
    """Two mixtures in a row are one, the product of their matrices."""
    x = draw.tensor(*draw.integers(4, 1, 4))
    a = mixture(draw, x.shape[1])
    b = mixture(draw, len(a))
    product = (b[:, :, 0, 0] @ a[:, :, 0, 0])[:, :, None, None]
    return pointwise_conv2d(pointwise_conv2d(x, a), b), pointwise_conv2d(x, product)


@reduction("separable_conv2d(x, w_d, w_p, b)", "pointwise_conv2d(depthwise_conv2d(x, w_d), w_p, b)")
def separable_is_depthwise_then_pointwise(draw: Draw) -> tuple[Tensor, Tensor]:
    """One kernel a channel, then a mixture; the bias comes once, at the end."""
    x, w, geometry = depthwise(draw, draw.integer(1, 2))
    mix = mixture(draw, len(w))
    bias = draw.tensor(len(mix))
    parts = pointwise_conv2d(depthwise_conv2d(x, w, **geometry), mix, bias)
    return separable_conv2d(x, w, mix, bias, **geometry), parts


@reduction("separable_conv2d(x, w_d, w_p)", "conv2d(x, w_p * w_d)", "m = 1")
def separable_is_a_kernel_that_factors(draw: Draw) -> tuple[Tensor, Tensor]:
    """It is the convolution whose kernel is a product of a mixture and one kernel a channel."""
    x, w, geometry = depthwise(draw)
    mix = mixture(draw, len(w))
    return separable_conv2d(x, w, mix, **geometry), conv2d(x, mix * w[:, 0], **geometry)


@reduction("separable_conv2d(x, w, identity)", "depthwise_conv2d(x, w)")
def separable_without_mixture_is_depthwise(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where the mixture is the identity, the depthwise part is left."""
    x, w, geometry = depthwise(draw, draw.integer(1, 2))
    return separable_conv2d(x, w, delta(len(w)), **geometry), depthwise_conv2d(x, w, **geometry)


@reduction("separable_conv2d(x, ones, w)", "pointwise_conv2d(x, w)", "ones [C, 1, 1, 1]")
def separable_without_space_is_pointwise(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where the depthwise kernels are the number 1, the mixture is left."""
    x = draw.tensor(*draw.integers(4, 1, 4))
    w = mixture(draw, x.shape[1])
    return separable_conv2d(x, x.new_ones(x.shape[1], 1, 1, 1), w), pointwise_conv2d(x, w)


@reduction(
    "separable_conv2d(x, w_d, w_p)",
    "depthwise_conv2d(pointwise_conv2d(x, w_p), w_d)",
    "one and the same kernel for every channel",
)
def one_kernel_for_all_commutes_with_mixing(draw: Draw) -> tuple[Tensor, Tensor]:
    """Space and channels may trade places where all channels share their kernel."""
    x, w, geometry = depthwise(draw)
    mix = mixture(draw, x.shape[1])
    shared = [w[:1].expand(count, 1, -1, -1) for count in mix.shape[:2]]
    mixed = depthwise_conv2d(pointwise_conv2d(x, mix), shared[0], **geometry)
    return separable_conv2d(x, shared[1], mix, **geometry), mixed


@reduction(
    "depthwise_conv2d(x, column * row)",
    "depthwise_conv2d(depthwise_conv2d(x, column), row)",
    "no stride",
)
def rank_one_kernels_separate_in_space(draw: Draw) -> tuple[Tensor, Tensor]:
    """A kernel that is column times row takes k + k products a pixel instead of k k."""
    x, w, _ = depthwise(draw)
    column, row = draw.tensor(*w.shape[:3], 1), draw.tensor(*w.shape[:2], 1, w.shape[3])
    return depthwise_conv2d(x, column * row), depthwise_conv2d(depthwise_conv2d(x, column), row)


@reduction(
    "conv2d(x, w)",
    "sum over taps of pointwise_conv2d(x shifted by the tap, w of the tap)",
    "stride 1, no padding",
)
def convolution_is_a_sum_of_pointwise_ones(draw: Draw) -> tuple[Tensor, Tensor]:
    """A k x k convolution is k k mixtures of shifted images."""
    x, w, _ = layer(draw, 2, groups=1)
    full = conv2d(x, w)
    height, width = full.shape[2:]
    taps = torch.cartesian_prod(torch.arange(w.shape[2]), torch.arange(w.shape[3])).tolist()
    terms = [
        pointwise_conv2d(x[..., i : i + height, j : j + width], w[..., i : i + 1, j : j + 1])
        for i, j in taps
    ]
    return full, torch.stack(terms).sum(0)


@reduction("channel_shuffle(x, g)", "pointwise_conv2d(x, channel_shuffle(identity, g))")
def shuffle_is_a_permutation_matrix(draw: Draw) -> tuple[Tensor, Tensor]:
    """Shuffling is a mixture whose matrix has a single 1 in every row."""
    groups, x = groups_and_input(draw)
    permutation = channel_shuffle(delta(x.shape[1]), groups).transpose(0, 1)
    return channel_shuffle(x, groups), pointwise_conv2d(x, permutation)


@reduction("channel_shuffle(x, 1)", "x")
def one_group_shuffles_nothing(draw: Draw) -> tuple[Tensor, Tensor]:
    """A single group keeps its channels in order."""
    _, x = groups_and_input(draw)
    return channel_shuffle(x, 1), x


@reduction("channel_shuffle(channel_shuffle(x, g), C / g)", "x")
def shuffle_is_undone_by_the_other_factor(draw: Draw) -> tuple[Tensor, Tensor]:
    """Transposing the table of channels twice restores it."""
    groups, x = groups_and_input(draw)
    return channel_shuffle(channel_shuffle(x, groups), x.shape[1] // groups), x


@reduction(
    "depthwise_conv2d(channel_shuffle(x, g), channel_shuffle(w, g))",
    "channel_shuffle(depthwise_conv2d(x, w), g)",
    "the kernels shuffled as channels",
)
def shuffle_passes_through_depthwise(draw: Draw) -> tuple[Tensor, Tensor]:
    """It does not matter whether channels are shuffled before or after, if their kernels are."""
    groups, x = groups_and_input(draw)
    w = draw.tensor(1, x.shape[1], *draw.integers(2, 1, 3))
    before = depthwise_conv2d(
        channel_shuffle(x, groups), channel_shuffle(w, groups).transpose(0, 1)
    )
    return before, channel_shuffle(depthwise_conv2d(x, w.transpose(0, 1)), groups)


@reduction(
    "conv2d(channel_shuffle(conv2d(x, a, groups=g), g), b, groups=C / g)",
    "pointwise_conv2d(x, one dense matrix)",
    "kernels 1x1, C channels throughout",
)
def shuffle_lets_groups_mix(draw: Draw) -> tuple[Tensor, Tensor]:
    """Two grouped mixtures with a shuffle between them reach every channel from every channel."""
    groups, x = groups_and_input(draw)
    channels = x.shape[1]
    others = channels // groups
    a, b = draw.tensor(channels, others, 1, 1), draw.tensor(channels, groups, 1, 1)
    first = torch.block_diag(*a[:, :, 0, 0].chunk(groups))  # type: ignore[no-untyped-call]
    second = torch.block_diag(*b[:, :, 0, 0].chunk(others))  # type: ignore[no-untyped-call]
    dense = second @ channel_shuffle(first[None, :, :], groups)[0]
    mixed = channel_shuffle(conv2d(x, a, groups=groups), groups)
    return conv2d(mixed, b, groups=others), pointwise_conv2d(x, dense[:, :, None, None])


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

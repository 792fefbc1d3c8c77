"""Reductions of the pooling whose size is learned."""

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.ops.depthwise import depthwise_conv2d
from convbook.ops.dynamic_pool import dynamic_pool2d
from convbook.ops.pad import pad2d
from convbook.ops.reductions.record import Draw, Reduction, reduction


def ratio(h: float, w: float) -> Tensor:
    """Make an alpha."""
    return torch.tensor([h, w], dtype=torch.float64)


def whole(draw: Draw) -> tuple[Tensor, Tensor]:
    """Draw maps and a ratio in halves that divides their size: all query points are dyadic."""
    halves, cells = draw.integers(2, 1, 8), draw.integers(2, 1, 3)
    size = [k * n for k, n in zip(halves, cells, strict=True)]
    return draw.tensor(*draw.integers(2, 1, 3), *size), ratio(*(k / 2 for k in halves))


def divisible(draw: Draw, factor: int) -> Tensor:
    """Draw maps whose size `factor` divides."""
    return draw.tensor(*draw.integers(2, 1, 3), *(factor * n for n in draw.integers(2, 1, 4)))


@reduction("dynamic_pool2d(x, (2, 2))", "max_pool2d(x, 2)", "even sizes")
def ratio_one_half_is_max_pooling(draw: Draw) -> tuple[Tensor, Tensor]:
    """At alpha = 2 the four query points are the four px of a 2x2 window."""
    x = divisible(draw, 2)
    return dynamic_pool2d(x, ratio(2, 2)), F.max_pool2d(x, 2)


@reduction('dynamic_pool2d(x, (2, 2), "mean")', "avg_pool2d(x, 2)", "even sizes")
def mean_at_ratio_one_half_is_average_pooling(draw: Draw) -> tuple[Tensor, Tensor]:
    """With the mean in place of the maximum, alpha = 2 averages 2x2 px."""
    x = divisible(draw, 2)
    return dynamic_pool2d(x, ratio(2, 2), "mean"), F.avg_pool2d(x, 2)


@reduction("dynamic_pool2d(x, (4, 4))", "max_pool2d(avg_pool2d(x, 2), 2)", "sizes divisible by 4")
def ratio_one_quarter_averages_first(draw: Draw) -> tuple[Tensor, Tensor]:
    """At alpha = 4 each query point lies amid 2x2 px, whose mean it reads: no plain maximum."""
    x = divisible(draw, 4)
    return dynamic_pool2d(x, ratio(4, 4)), F.max_pool2d(F.avg_pool2d(x, 2), 2)


@reduction('dynamic_pool2d(x, (4, 4), "mean")', "avg_pool2d(x, 4)", "sizes divisible by 4")
def mean_at_ratio_one_quarter_is_average_pooling(draw: Draw) -> tuple[Tensor, Tensor]:
    """The mean of four means of 2x2 px is that of 4x4."""
    x = divisible(draw, 4)
    return dynamic_pool2d(x, ratio(4, 4), "mean"), F.avg_pool2d(x, 4)


@reduction(
    'dynamic_pool2d(x, (2, 2), "mean")',
    "depthwise_conv2d(x, w, stride=2)",
    "w = 1/4 everywhere, kernel 2x2, even sizes",
)
def mean_at_ratio_one_half_is_a_strided_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """An average of 2x2 px is a convolution of stride 2 that does not learn."""
    x = divisible(draw, 2)
    weight = torch.full((x.shape[1], 1, 2, 2), 0.25, dtype=x.dtype)
    return dynamic_pool2d(x, ratio(2, 2), "mean"), depthwise_conv2d(x, weight, stride=2)


@reduction(
    'dynamic_pool2d(x, (1, 1), "mean")',
    'depthwise_conv2d(pad2d(x, 1, "replicate"), outer(k, k))',
    "k = (1, 6, 1) / 8",
)
def mean_at_ratio_one_is_a_blur(draw: Draw) -> tuple[Tensor, Tensor]:
    """At alpha = 1 the query points lie a quarter px off: not the identity but a small blur."""
    x = draw.tensor(*draw.integers(4, 1, 5))
    k = torch.tensor([1, 6, 1], dtype=x.dtype) / 8
    weight = torch.outer(k, k).expand(x.shape[1], 1, 3, 3)
    blurred = depthwise_conv2d(pad2d(x, 1, "replicate"), weight)
    return dynamic_pool2d(x, ratio(1, 1), "mean"), blurred


@reduction(
    'dynamic_pool2d(x, (1/s, 1/s), "mean")',
    'interpolate(x, scale_factor=s, mode="bilinear")',
    "s = 2 or 4",
)
def mean_above_ratio_one_is_bilinear_enlargement(draw: Draw) -> tuple[Tensor, Tensor]:
    """Enlarging, all four query points lie on one linear piece: their mean is its centre."""
    x, scale = draw.tensor(*draw.integers(4, 1, 4)), draw.choice(2, 4)
    enlarged = F.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=False)
    return dynamic_pool2d(x, ratio(1 / scale, 1 / scale), "mean"), enlarged


@reduction("dynamic_pool2d(x, alpha)", "v", "x = v everywhere")
def constant_maps_stay_constant(draw: Draw) -> tuple[Tensor, Tensor]:
    """A map without detail keeps its value at any ratio, at the border too."""
    alpha = ratio(*(n / 7 for n in draw.integers(2, 2, 30)))
    value = draw.integer(1, 9) * draw.choice(-1.0, 1.0)
    x = torch.full(draw.integers(4, 1, 6), value, dtype=torch.float64)
    y = dynamic_pool2d(x, alpha, draw.choice("max", "mean"))
    return y, torch.full_like(y, value)


@reduction("dynamic_pool2d(flip(x), alpha)", "flip(dynamic_pool2d(x, alpha))")
def flips_pass_through(draw: Draw) -> tuple[Tensor, Tensor]:
    """The query points lie symmetrically around each centre, the centres in the image."""
    x, alpha = whole(draw)
    reduce, axes = draw.choice("max", "mean"), draw.choice([-1], [-2], [-2, -1])
    flipped = dynamic_pool2d(x.flip(axes), alpha, reduce)
    return flipped, dynamic_pool2d(x, alpha, reduce).flip(axes)


@reduction(
    "dynamic_pool2d(transpose(x), (alpha_w, alpha_h))",
    "transpose(dynamic_pool2d(x, (alpha_h, alpha_w)))",
)
def axes_are_alike(draw: Draw) -> tuple[Tensor, Tensor]:
    """Each axis has its own ratio, and nothing else tells the axes apart."""
    x, alpha = whole(draw)
    reduce = draw.choice("max", "mean")
    return dynamic_pool2d(x.mT, alpha.flip(0), reduce), dynamic_pool2d(x, alpha, reduce).mT


@reduction("dynamic_pool2d(x, alpha)[n, c]", "dynamic_pool2d(x[n, c], alpha)")
def maps_do_not_see_one_another(draw: Draw) -> tuple[Tensor, Tensor]:
    """Every channel of every example is pooled by itself."""
    x, alpha = whole(draw)
    reduce = draw.choice("max", "mean")
    alone = [dynamic_pool2d(m[None], alpha, reduce) for m in x.flatten(0, 1)]
    together = dynamic_pool2d(x, alpha, reduce)
    return together, torch.stack(alone).reshape(together.shape)


@reduction("dynamic_pool2d(a x + b, alpha)", "a dynamic_pool2d(x, alpha) + b", "a > 0")
def contrast_and_brightness_pass_through(draw: Draw) -> tuple[Tensor, Tensor]:
    """Interpolation keeps an affine change, and so does the maximum where a is positive."""
    x, alpha = whole(draw)
    a, b, reduce = draw.integer(1, 5), draw.integer(-5, 5), draw.choice("max", "mean")
    return dynamic_pool2d(a * x + b, alpha, reduce), a * dynamic_pool2d(x, alpha, reduce) + b


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

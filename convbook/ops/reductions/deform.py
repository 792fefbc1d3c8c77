"""Reductions of deform_conv2d. Offsets o are written as (dy, dx)."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.geometry import conv_geometry
from convbook.ops.conv import conv2d
from convbook.ops.deform import deform_conv2d
from convbook.ops.padding import zero_pad
from convbook.ops.reductions.record import Draw, Reduction, reduction

Options = dict[str, Any]


def layer(draw: Draw, **fixed: Any) -> tuple[Tensor, Tensor, Options]:
    """Draw an image, a weight, and bias, stride, padding and dilation; `fixed` ones stay."""
    options: Options = {
        "stride": draw.integers(2, 1, 2),
        "padding": draw.integers(2, 0, 2),
        "dilation": draw.integers(2, 1, 2),
    } | fixed
    kernel = draw.integers(2, 1, 3)
    size = [d * (k - 1) + 1 + draw.integer(0, 2) for d, k in zip((2, 2), kernel, strict=True)]
    groups, per_group = draw.integers(2, 1, 2)
    weight = draw.tensor(groups * draw.integer(1, 2), per_group, *kernel)
    input = draw.tensor(draw.integer(1, 2), groups * per_group, *size)
    return input, weight, {"bias": draw.tensor(len(weight))} | options


def outputs(input: Tensor, weight: Tensor, options: Options) -> tuple[int, ...]:
    """Size of the output."""
    window = options["stride"], options["padding"], options["dilation"]
    size, kernel = tuple(input.shape[2:]), tuple(weight.shape[2:])
    return conv_geometry("deform_conv2d", size, kernel, *window).output_size


def field(input: Tensor, weight: Tensor, options: Options, rows: Any, columns: Any) -> Tensor:
    """Offsets from those of rows and columns, which depend on (tap row, tap column, u, v)."""
    size = outputs(input, weight, options)
    shape = len(input), *weight.shape[2:], *size
    pairs = [torch.as_tensor(part).double().expand(shape) for part in (rows, columns)]
    return torch.stack(pairs, 3).flatten(1, 3)


def anywhere(draw: Draw, input: Tensor, weight: Tensor, options: Options, parts: int = 1) -> Tensor:
    """Offsets of their own for every tap, output and offset group, in eighths."""
    taps = weight[0, 0].numel()
    return draw.eighths(len(input), 2 * parts * taps, *outputs(input, weight, options))


def taps(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Row and column of every tap, to be broadcast over the outputs."""
    k_h, k_w = weight.shape[2:]
    return torch.arange(k_h).reshape(-1, 1, 1, 1), torch.arange(k_w).reshape(-1, 1, 1)


def silence(input: Tensor, weight: Tensor, options: Options) -> Tensor:
    """conv2d of an image of zeros."""
    return conv2d(0 * input, weight, **options, groups=input.shape[1] // weight.shape[1])


@reduction("deform_conv2d(x, o, w)", "conv2d(x, w)", "o = 0")
def deform_conv_at_rest_is_conv(draw: Draw) -> tuple[Tensor, Tensor]:
    """Taps that do not move make an ordinary convolution."""
    x, w, options = layer(draw)
    o = field(x, w, options, 0, 0)
    return deform_conv2d(x, o, w, **options), conv2d(
        x, w, **options, groups=x.shape[1] // w.shape[1]
    )


@reduction("deform_conv2d(x, o, w)", "conv2d(x shifted by o, w)", "o = (a, b) whole, everywhere")
def constant_offset_is_a_shift(draw: Draw) -> tuple[Tensor, Tensor]:
    """Offsets that all agree move the image."""
    x, w, options = layer(draw)
    o, (p, q) = draw.integers(2, -3, 3), options["padding"]
    framed = zero_pad(x, [(p + 3, p + 3), (q + 3, q + 3)])
    rows, columns = (slice(3 + a, n - 3 + a) for a, n in zip(o, framed.shape[2:], strict=True))
    shifted = framed[..., rows, columns]
    plain = conv2d(shifted, w, **options | {"padding": 0}, groups=x.shape[1] // w.shape[1])
    return deform_conv2d(x, field(x, w, options, *o), w, **options), plain


@reduction("deform_conv2d(x, o, w)", "conv2d(x averaged over 2x2, w)", "o = (1/2, 1/2) everywhere")
def half_a_pixel_is_an_average(draw: Draw) -> tuple[Tensor, Tensor]:
    """Between four pixels a tap reads their mean."""
    x, w, options = layer(draw)
    means = F.avg_pool2d(zero_pad(x, [(p, p + 1) for p in options["padding"]]), 2, stride=1)
    plain = conv2d(means, w, **options | {"padding": 0}, groups=x.shape[1] // w.shape[1])
    return deform_conv2d(x, field(x, w, options, 0.5, 0.5), w, **options), plain


@reduction(
    "deform_conv2d(x, o, w)[..., :h, :w]",
    "conv2d(x, w, dilation=r)",
    "o = (r - 1)(i, j) at tap (i, j)",
)
def spread_taps_are_dilated(draw: Draw) -> tuple[Tensor, Tensor]:
    """Offsets away from the first tap dilate the kernel."""
    x, w, options = layer(draw, dilation=1)
    r = draw.integers(2, 1, 2)
    i, j = taps(w)
    o = field(x, w, options, (r[0] - 1) * i, (r[1] - 1) * j)
    plain = conv2d(x, w, **options | {"dilation": r}, groups=x.shape[1] // w.shape[1])
    height, width = plain.shape[2:]
    return deform_conv2d(x, o, w, **options)[..., :height, :width], plain


@reduction(
    "deform_conv2d(x, o, w)[..., :h, :w]",
    "conv2d(x, w, stride=s)",
    "o = (s - 1)(u, v) at output (u, v)",
)
def spread_windows_are_strided(draw: Draw) -> tuple[Tensor, Tensor]:
    """Offsets that grow from output to output stride."""
    x, w, options = layer(draw, stride=1)
    s = draw.integers(2, 1, 3)
    height, width = outputs(x, w, options)
    u, v = torch.arange(height).reshape(-1, 1), torch.arange(width)
    o = field(x, w, options, (s[0] - 1) * u, (s[1] - 1) * v)
    plain = conv2d(x, w, **options | {"stride": s}, groups=x.shape[1] // w.shape[1])
    height, width = plain.shape[2:]
    return deform_conv2d(x, o, w, **options)[..., :height, :width], plain


@reduction(
    "deform_conv2d(x, o, w)[..., :h, :w]",
    "conv2d(x, w summed to 1x1)[..., :h, :w]",
    "o = -d (i, j) at tap (i, j)",
)
def gathered_taps_are_pointwise(draw: Draw) -> tuple[Tensor, Tensor]:
    """Taps that all read one pixel add up to a 1x1 kernel."""
    x, w, options = layer(draw)
    (i, j), (d, e) = taps(w), options["dilation"]
    deformed = deform_conv2d(x, field(x, w, options, -d * i, -e * j), w, **options)
    plain = conv2d(x, w.sum((2, 3), keepdim=True), **options, groups=x.shape[1] // w.shape[1])
    return deformed, plain[..., : deformed.shape[2], : deformed.shape[3]]


@reduction(
    "deform_conv2d(x, o, w)",
    "conv2d(x, flip(w))",
    "o = d (k_h - 1 - 2 i, k_w - 1 - 2 j) at tap (i, j)",
)
def mirrored_taps_are_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Taps that change places with their opposites flip the kernel."""
    x, w, options = layer(draw)
    (i, j), (d, e), (k, m) = taps(w), options["dilation"], w.shape[2:]
    o = field(x, w, options, d * (k - 1 - 2 * i), e * (m - 1 - 2 * j))
    plain = conv2d(x, w.flip(2, 3), **options, groups=x.shape[1] // w.shape[1])
    return deform_conv2d(x, o, w, **options), plain


@reduction(
    "deform_conv2d(x, o, w)",
    "conv2d(x, (a + 1)x(b + 1) kernel of zeros but w in its last corner)",
    "kernel 1x1; o = (a, b) whole",
)
def moved_tap_is_a_larger_kernel(draw: Draw) -> tuple[Tensor, Tensor]:
    """One tap that moves is a larger kernel with one entry."""
    x, w, options = layer(draw, padding=0)
    a, b = draw.integers(2, 0, 2)
    w = w[..., :1, :1]
    larger = zero_pad(w, [(a, 0), (b, 0)])
    framed = zero_pad(x, [(0, a), (0, b)])
    plain = conv2d(framed, larger, **options | {"dilation": 1}, groups=x.shape[1] // w.shape[1])
    return deform_conv2d(x, field(x, w, options, a, b), w, **options), plain


@reduction("deform_conv2d(x, o, w, b)", "conv2d(0 x, w, b)", "o beyond the image")
def outside_is_nothing(draw: Draw) -> tuple[Tensor, Tensor]:
    """Taps that look far outside read zero, and the bias remains."""
    x, w, options = layer(draw)
    far = draw.choice(-99.5, 99.5, 10.0**9, float("inf"), -float("inf"))
    return deform_conv2d(x, field(x, w, options, far, 0), w, **options), silence(x, w, options)


@reduction("deform_conv2d(x, o, w, b, mask=0)", "conv2d(0 x, w, b)")
def mask_of_zeros_is_nothing(draw: Draw) -> tuple[Tensor, Tensor]:
    """Taps that count nothing leave the bias."""
    x, w, options = layer(draw)
    o = anywhere(draw, x, w, options)
    mask = torch.zeros_like(o[:, ::2])
    return deform_conv2d(x, o, w, **options, mask=mask), silence(x, w, options)


@reduction("deform_conv2d(x, o, w, mask=1)", "deform_conv2d(x, o, w)")
def mask_of_ones_is_none(draw: Draw) -> tuple[Tensor, Tensor]:
    """A modulation of 1 does nothing."""
    x, w, options = layer(draw)
    o = anywhere(draw, x, w, options)
    modulated = deform_conv2d(x, o, w, **options, mask=torch.ones_like(o[:, ::2]))
    return modulated, deform_conv2d(x, o, w, **options)


@reduction("deform_conv2d(x, 0, w, mask=m)", "conv2d(x, m w)", "m[i, j] for tap (i, j)")
def mask_of_taps_scales_the_kernel(draw: Draw) -> tuple[Tensor, Tensor]:
    """A modulation that is the same at every output belongs to the kernel."""
    x, w, options = layer(draw)
    o = field(x, w, options, 0, 0)
    m = draw.eighths(*w.shape[2:])
    mask = m.reshape(1, -1, 1, 1).expand(len(x), -1, *o.shape[2:])
    plain = conv2d(x, m * w, **options, groups=x.shape[1] // w.shape[1])
    return deform_conv2d(x, o, w, **options, mask=mask), plain


@reduction("deform_conv2d(x, (o, o), w)", "deform_conv2d(x, o, w)", "equal offset groups")
def equal_offset_groups_are_one(draw: Draw) -> tuple[Tensor, Tensor]:
    """Groups of channels that move alike are one group."""
    x, w, options = layer(draw)
    o = anywhere(draw, x, w, options)
    twice = torch.cat([o] * x.shape[1], dim=1)
    return deform_conv2d(x, twice, w, **options), deform_conv2d(x, o, w, **options)


@reduction(
    "deform_conv2d(x, (o_1, ..., o_og), w)",
    "sum of deform_conv2d(x_i, o_i, w_i), i = 1, ..., og",
    "one group",
)
def offset_groups_add_up(draw: Draw) -> tuple[Tensor, Tensor]:
    """Each offset group moves its own channels, and the results are added."""
    x, w, options = layer(draw, bias=None)
    w, og = torch.cat([w] * (x.shape[1] // w.shape[1]), dim=1), x.shape[1]
    o = anywhere(draw, x, w, options, parts=og)
    parts = zip(*(t.chunk(og, dim=1) for t in (x, o, w)), strict=True)
    alone = sum((deform_conv2d(*part, **options) for part in parts), torch.zeros(()))
    return deform_conv2d(x, o, w, **options), alone


@reduction(
    "deform_conv2d(x, o + (t, 0), w)",
    "(1 - t) deform_conv2d(x, o, w) + t deform_conv2d(x, o + (1, 0), w)",
    "o whole, 0 <= t <= 1",
)
def between_pixels_is_a_blend(draw: Draw) -> tuple[Tensor, Tensor]:
    """Between two rows the result is the blend of what it is at each."""
    x, w, options = layer(draw)
    a, b, t = *draw.integers(2, -2, 2), draw.integer(0, 8) / 8
    fields = (field(x, w, options, a + part, b) for part in (0, 1, t))
    first, second, between = (deform_conv2d(x, o, w, **options) for o in fields)
    return between, (1 - t) * first + t * second


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

"""Reductions of partial_conv2d to conv2d, to borders, and to means of what is there."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.ops.conv import conv2d
from convbook.ops.pad import pad2d
from convbook.ops.partial import partial_conv2d
from convbook.ops.reductions.record import Draw, Reduction, reduction


def layer(draw: Draw, **fixed: Any) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Draw an input, a weight and the other arguments of a convolution; `fixed` ones stay."""
    options: dict[str, Any] = {
        "stride": draw.integers(2, 1, 2),
        "padding": draw.integers(2, 0, 2),
        "dilation": draw.integers(2, 1, 2),
        "groups": draw.integer(1, 2),
    } | fixed
    kernel = draw.integers(2, 1, 3)
    size = [2 * (k - 1) + 1 + draw.integer(0, 3) for k in kernel]
    weight = draw.tensor(options["groups"] * draw.integer(1, 2), draw.integer(1, 2), *kernel)
    input = draw.tensor(draw.integer(1, 2), options["groups"] * weight.shape[1], *size)
    return input, weight, options


def mask_of(draw: Draw, input: Tensor) -> Tensor:
    """Draw a mask for each image, or one for all; about 3 of 4 pixels are there."""
    images = draw.choice(1, len(input))
    return (draw.tensor(images, 1, *input.shape[2:]) > -3).to(input.dtype)


def image_of(result: Any) -> Tensor:
    """The output alone, for calls that ask for no mask."""
    output: Tensor = result
    return output


@reduction("partial_conv2d(x, w, b)", "conv2d(x, w, b)", "no padding, no mask")
def nothing_missing_is_conv2d(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where every pixel is there, there is nothing to scale."""
    x, w, options = layer(draw, padding=0)
    b = draw.tensor(len(w))
    return image_of(partial_conv2d(x, w, b, **options)), conv2d(x, w, b, **options)


@reduction("partial_conv2d(x, w, b, mask=1)", "partial_conv2d(x, w, b)")
def a_full_mask_is_no_mask(draw: Draw) -> tuple[Tensor, Tensor]:
    """A mask of ones says what no mask says: the image is all there."""
    x, w, options = layer(draw)
    b, ones = draw.tensor(len(w)), torch.ones_like(x[:, :1])
    masked = partial_conv2d(x, w, b, **options, mask=ones)
    return image_of(masked), image_of(partial_conv2d(x, w, b, **options))


@reduction("partial_conv2d(x, w, padding=p)", "partial_conv2d(pad2d(x, p), w, mask=pad2d(1, p))")
def the_border_is_masked(draw: Draw) -> tuple[Tensor, Tensor]:
    """Partial padding is inpainting: the border is what is missing."""
    x, w, options = layer(draw)
    p, plain = options["padding"], options | {"padding": 0}
    there = pad2d(torch.ones_like(x[:, :1]), p)
    masked = partial_conv2d(pad2d(x, p), w, **plain, mask=there)
    return image_of(partial_conv2d(x, w, **options)), image_of(masked)


@reduction(
    "partial_conv2d(x, w, padding=p)", "K conv2d(x, w, padding=p) / conv2d(1, box, padding=p)"
)
def sums_are_divided_by_their_share(draw: Draw) -> tuple[Tensor, Tensor]:
    """A window that sees a part of its taps is scaled to all K = k_h k_w of them."""
    x, w, options = layer(draw, dilation=1, padding=0)
    options["padding"] = tuple(draw.integer(0, k - 1) for k in w.shape[2:])
    box, ones = torch.ones_like(w[:1, :1]), torch.ones_like(x[:1, :1])
    seen = conv2d(ones, box, **options | {"groups": 1})
    partial = image_of(partial_conv2d(x, w, **options))
    taps = torch.full_like(seen, w[0, 0].numel())
    return partial, conv2d(x, w, **options) * (taps / seen)


@reduction(
    "partial_conv2d(x, w, mask=m)", "K conv2d(m x, w) / conv2d(m, box)", "0 where conv2d(m, box) is"
)
def holes_are_zeros_scaled(draw: Draw) -> tuple[Tensor, Tensor]:
    """With holes in the image, what is there counts for all."""
    x, w, options = layer(draw)
    m = mask_of(draw, x)
    seen = conv2d(m, torch.ones_like(w[:1, :1]), **options | {"groups": 1})
    ratio = torch.where(seen > 0, torch.full_like(seen, w[0, 0].numel()) / seen, 0)
    partial = image_of(partial_conv2d(x, w, **options, mask=m))
    return partial, conv2d(m * x, w, **options) * ratio


@reduction("partial_conv2d(x, w, padding=p)[inside]", "conv2d(x, w)", "stride 1")
def the_inside_does_not_know(draw: Draw) -> tuple[Tensor, Tensor]:
    """Only windows that meet the border are scaled."""
    x, w, options = layer(draw, stride=1)
    plain = conv2d(x, w, **options | {"padding": 0})
    (top, left), (height, width) = options["padding"], plain.shape[2:]
    padded = image_of(partial_conv2d(x, w, **options))
    return padded[..., top : top + height, left : left + width], plain


@reduction("partial_conv2d(x, w, mask=m)", "conv2d(x, w) * m", "kernel 1x1, no padding")
def a_pixel_is_there_or_not(draw: Draw) -> tuple[Tensor, Tensor]:
    """A 1x1 kernel sees its pixel or nothing; there is no part to scale."""
    x = draw.tensor(*draw.integers(2, 1, 3), *draw.integers(2, 2, 5))
    w, m = draw.tensor(draw.integer(1, 3), x.shape[1], 1, 1), mask_of(draw, x)
    return image_of(partial_conv2d(x, w, mask=m)), conv2d(x, w) * m


@reduction("partial_conv2d(c, box, padding=p)", "K c", "c a constant image", exact=False)
def box_filters_keep_constants(draw: Draw) -> tuple[Tensor, Tensor]:
    """A constant stays one up to the last pixel; zero padding darkens the border."""
    kernel = draw.integers(2, 1, 4)
    p = tuple(draw.integer(0, k - 1) for k in kernel)
    c, size = draw.integer(1, 9), draw.integers(2, 4, 7)
    constant = torch.full((1, 1, *size), float(c), dtype=torch.float64)
    box = constant.new_ones(1, 1, *kernel)
    left = image_of(partial_conv2d(constant, box, padding=p))
    return left, torch.full_like(left, box.numel() * c)


@reduction(
    "partial_conv2d(x, box / K, padding=p)",
    "avg_pool2d(x, k, padding=p, count_include_pad=False)",
    exact=False,
)
def box_filters_average_what_is_there(draw: Draw) -> tuple[Tensor, Tensor]:
    """A partial box filter is the mean of the pixels that it sees."""
    kernel, stride = draw.integers(2, 1, 4), draw.integers(2, 1, 2)
    # avg_pool2d takes half the kernel and no more.
    p = tuple(draw.integer(0, k // 2) for k in kernel)
    x = draw.tensor(draw.integer(1, 2), 1, *draw.integers(2, 4, 7))
    box = x.new_full((1, 1, *kernel), 1 / (kernel[0] * kernel[1]))
    left = image_of(partial_conv2d(x, box, stride=stride, padding=p))
    return left, F.avg_pool2d(x, kernel, stride, p, count_include_pad=False)


@reduction(
    "partial_conv2d(x, w, padding=p, mask=m, return_mask=True)[1]",
    "max over the taps of pad2d(m, p)",
)
def masks_grow_by_the_kernel(draw: Draw) -> tuple[Tensor, Tensor]:
    """The next layer has a pixel wherever this one saw one: layer by layer, holes close."""
    x, w, options = layer(draw)
    m = mask_of(draw, x)
    _, covered = partial_conv2d(x, w, **options, mask=m, return_mask=True)
    stride, dilation = options["stride"], options["dilation"]
    framed = pad2d(m, options["padding"])
    return covered, F.max_pool2d(framed, tuple(w.shape[2:]), stride, 0, dilation)


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

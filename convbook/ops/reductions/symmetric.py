"""Reductions of symmetric padding for even kernels to pad2d and conv2d."""

from typing import Any

import torch
from torch import Tensor

from convbook.ops.conv import conv2d
from convbook.ops.pad import pad2d
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.symmetric import SymmetricPadConv2d, symmetric_pad2d

# Whether the larger padding of a quarter of the channels is at the top, and at the left.
QUARTERS = ((False, False), (True, True), (False, True), (True, False))


def channels_and_kernel(draw: Draw, multiple: int = 1) -> tuple[Tensor, tuple[int, int]]:
    """Draw images whose number of channels is a multiple, and an even kernel size."""
    channels = multiple * draw.integer(1, 8 // multiple)
    x = draw.tensor(draw.integer(1, 2), channels, *draw.integers(2, 1, 5))
    return x, (draw.choice(2, 4), draw.choice(2, 4))


def quarters(x: Tensor, dim: int = 1) -> tuple[Tensor, ...]:
    """Deal the channels: the first C mod 4 quarters have one more."""
    return torch.tensor_split(x, 4, dim)


def sides(quarter: tuple[bool, bool], kernel: tuple[int, int]) -> tuple[int, int, int, int]:
    """Padding (top, bottom, left, right) of a quarter."""
    (top, left), (k_h, k_w) = quarter, kernel
    before_h, before_w = k_h // 2 - (not top), k_w // 2 - (not left)
    return before_h, k_h - 1 - before_h, before_w, k_w - 1 - before_w


def layer(x: Tensor, w: Tensor, b: Tensor, **options: Any) -> Tensor:
    """SymmetricPadConv2d with given parameters."""
    kernel, groups = tuple(w.shape[2:]), options.get("groups", 1)
    with torch.no_grad():
        module = SymmetricPadConv2d(
            w.shape[1] * groups, len(w), kernel, **options, dtype=torch.float64
        )
        module.load_state_dict({"weight": w, "bias": b})
        output: Tensor = module(x)
        return output


@reduction("SymmetricPadConv2d(C, O, k)(x)", "conv2d(symmetric_pad2d(x, k), weight, bias)")
def the_layer_pads_and_convolves(draw: Draw) -> tuple[Tensor, Tensor]:
    """The layer is a padding and a convolution without further padding."""
    groups = draw.integer(1, 2)
    x, kernel = channels_and_kernel(draw, multiple=groups)
    w = draw.tensor(groups * draw.integer(1, 2), x.shape[1] // groups, *kernel)
    options: dict[str, Any] = {"stride": draw.integer(1, 2), "groups": groups}
    b = draw.tensor(len(w))
    return layer(x, w, b, **options), conv2d(symmetric_pad2d(x, kernel), w, b, **options)


@reduction("symmetric_pad2d(x, k)", "concatenation of pad2d(x_i, sides_i), i = 0, ..., 3")
def four_quarters_are_padded_apart(draw: Draw) -> tuple[Tensor, Tensor]:
    """Each quarter of the channels has its own corner for the odd zeros."""
    x, kernel = channels_and_kernel(draw)
    parts = zip(quarters(x), QUARTERS, strict=True)
    padded = [pad2d(part, sides(q, kernel)) for part, q in parts if part.shape[1]]
    return symmetric_pad2d(x, kernel), torch.cat(padded, 1)


@reduction(
    "conv2d(symmetric_pad2d(x, k), w)",
    "sum over i of conv2d(pad2d(x_i, sides_i), w[:, channels of i])",
)
def four_shifted_convolutions_add_up(draw: Draw) -> tuple[Tensor, Tensor]:
    """Four convolutions, shifted towards the four corners, whose shifts cancel."""
    x, kernel = channels_and_kernel(draw)
    w = draw.tensor(draw.integer(1, 2), x.shape[1], *kernel)
    parts = zip(quarters(x), quarters(w), QUARTERS, strict=True)
    maps = [conv2d(pad2d(a, sides(q, kernel)), b) for a, b, q in parts if a.shape[1]]
    return conv2d(symmetric_pad2d(x, kernel), w), torch.stack(maps).sum(0)


@reduction(
    "conv2d(symmetric_pad2d(x, k), w)",
    "conv2d(x, w in the corners of (k + 1)-kernels, padding=k/2)",
)
def even_kernels_sit_in_corners_of_odd_ones(draw: Draw) -> tuple[Tensor, Tensor]:
    """A 2x2 kernel with symmetric padding is a 3x3 kernel with five zeros a channel."""
    x, kernel = channels_and_kernel(draw)
    w = draw.tensor(draw.integer(1, 2), x.shape[1], *kernel)
    corners = [
        # Where the image is padded more at the top, the kernel reaches further up.
        pad2d(part, (int(not top), int(top), int(not left), int(left)))
        for part, (top, left) in zip(quarters(w, 1), QUARTERS, strict=True)
        if part.shape[1]
    ]
    half = (kernel[0] // 2, kernel[1] // 2)
    odd = conv2d(x, torch.cat(corners, 1), padding=half)
    return conv2d(symmetric_pad2d(x, kernel), w), odd


@reduction(
    "conv2d(symmetric_pad2d([x, x, x, x], 2), box)",
    "conv2d(x, outer((1, 2, 1), (1, 2, 1)), padding=1)",
    "one channel, four times",
)
def four_boxes_make_a_binomial_filter(draw: Draw) -> tuple[Tensor, Tensor]:
    """Four 2x2 boxes around a pixel are the separable filter 1-2-1."""
    x = draw.tensor(draw.integer(1, 3), 1, *draw.integers(2, 1, 6))
    padded = symmetric_pad2d(x.expand(-1, 4, -1, -1), 2)
    line = x.new_tensor([1, 2, 1])
    binomial = torch.outer(line, line)[None, None]
    return conv2d(padded, x.new_ones(1, 4, 2, 2)), conv2d(x, binomial, padding=1)


@reduction(
    "flip(symmetric_pad2d(x, k))",
    "symmetric_pad2d(flip(x) with quarters swapped, k) with quarters swapped",
    "4 divides C",
)
def flips_swap_the_quarters(draw: Draw) -> tuple[Tensor, Tensor]:
    """Upside down the four corners are the same four corners."""
    x, kernel = channels_and_kernel(draw, multiple=4)

    def swapped(maps: Tensor) -> Tensor:
        first, second, third, fourth = quarters(maps)
        return torch.cat([second, first, fourth, third], 1)

    flipped = symmetric_pad2d(x, kernel).flip(2, 3)
    return flipped, swapped(symmetric_pad2d(swapped(x.flip(2, 3)), kernel))


@reduction(
    "symmetric_pad2d(transpose(x), (k_w, k_h))",
    "transpose(symmetric_pad2d(x, (k_h, k_w))), its last quarters swapped",
    "the channels of x in the same order",
)
def transposition_swaps_two_quarters(draw: Draw) -> tuple[Tensor, Tensor]:
    """Rows and columns are treated alike."""
    x, (k_h, k_w) = channels_and_kernel(draw, multiple=4)
    first, second, third, fourth = quarters(x)
    padded = symmetric_pad2d(torch.cat([first, second, fourth, third], 1), (k_h, k_w))
    first, second, third, fourth = quarters(padded.transpose(2, 3))
    swapped = torch.cat([first, second, fourth, third], 1)
    return symmetric_pad2d(x.transpose(2, 3), (k_w, k_h)), swapped


@reduction(
    "symmetric_pad2d(x, k)",
    "pad2d(x, k/2), each quarter without a row and a column",
)
def symmetric_padding_cuts_a_frame(draw: Draw) -> tuple[Tensor, Tensor]:
    """A full frame of zeros, less one row and one column at the corner of each quarter."""
    x, (k_h, k_w) = channels_and_kernel(draw)
    framed = pad2d(x, (k_h // 2, k_w // 2))
    height, width = (n - 1 for n in framed.shape[2:])
    parts = zip(quarters(framed), QUARTERS, strict=True)
    cut = [
        part[..., int(not top) :, int(not left) :][..., :height, :width]
        for part, (top, left) in parts
    ]
    return symmetric_pad2d(x, (k_h, k_w)), torch.cat(cut, 1)


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

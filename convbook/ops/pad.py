"""Borders of images: what stands where the image has ended."""

from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import checks
from convbook.checks import PADDING_MODES, Sides
from convbook.ops.linear import linear
from convbook.ops.padding import torch_order

__all__ = ["PADDING_MODES", "pad2d"]

Ints = int | tuple[int, ...] | list[int]
# For these dtypes torch pads with pixels of the image on every device.
PADDED_BY_TORCH = (
    *(torch.float16, torch.bfloat16, torch.float32, torch.float64),
    *(torch.complex64, torch.complex128),
)
# Which pixel of an axis of n px stands at position i, inside or outside.
SOURCES: dict[str, Callable[[Tensor, int], Tensor]] = {
    "replicate": lambda i, n: i.clamp(0, n - 1),
    "circular": lambda i, n: i % n,
    "symmetric": lambda i, n: torch.minimum(i % (2 * n), 2 * n - 1 - i % (2 * n)),
    "reflect": lambda i, n: (n - 1) - ((i % max(2 * n - 2, 1)) - (n - 1)).abs(),
}


def pad2d(input: Tensor, padding: Ints, mode: str = "zeros", value: float = 0.0) -> Tensor:
    """Put a border around images, of zeros, a constant, pixels of the image, or local means.

    y[n, c, u, v] = x[n, c, s(u - top, H), s(v - left, W)] where s is the source of a position:

    ============  ==============================  ==================
    mode          s(i, n), which n px long        1 2 3 padded by 2
    ============  ==============================  ==================
    zeros         none outside: 0                 0 0 1 2 3 0 0
    constant      none outside: `value`           v v 1 2 3 v v
    replicate     the nearest pixel               1 1 1 2 3 3 3
    symmetric     mirrored, the edge included     2 1 1 2 3 3 2
    reflect       mirrored, the edge left out     3 2 1 2 3 2 1
    circular      i mod n                         2 3 1 2 3 1 2
    ============  ==============================  ==================

    "distribution" stretches the means of all (2 p + 1)^2 windows over the padded image,
    "distribution-reflect" over the image, and reflects that; both keep x in the middle.

    Args:
        input: x, [N, C, H, W] or [C, H, W]; N may be 0.
        padding: px on each side, an int, (h, w) or (top, bottom, left, right). A border may be
            wider than the image, which is then repeated. The distribution modes need the same
            p on all sides and H, W >= 2 p + 1.
        mode: one of `PADDING_MODES`.
        value: the constant of mode "constant", 0 in all others.

    Returns:
        Tensor [N, C, top + H + bottom, left + W + right], or without N, differentiable through
        the border too. The dtype stays, under autocast as well.

    Raises:
        ConvbookTypeError: an argument has the wrong type, the dtype is not one of numbers, or a
            distribution mode meets numbers that are not floating-point.
        ConvbookValueError: the mode is unknown, a shape, the padding or the value does not fit,
            or a result of more than 2^26 positions is nearly all border.

    Example:
        >>> x = torch.tensor([[[[1, 2, 3]]]])
        >>> pad2d(x, (0, 2), mode="symmetric")
        tensor([[[[2, 1, 1, 2, 3, 3, 2]]]])
        >>> pad2d(x, (1, 0, 0, 2), mode="constant", value=7)
        tensor([[[[7, 7, 7, 7, 7],
                  [1, 2, 3, 7, 7]]]])

    Source: ``numpy.pad``, whose "edge" and "wrap" are called "replicate" and "circular" in
        torch; Nguyen, Choi, Kim, Ahn, Kim and Lee, "Distribution padding in convolutional neural
        networks", ICIP 2019, whose training code stops gradients in the border and stretches
        with Theano's kernel; here gradients pass, and bilinear stretching has half-pixel centres.
    See: kernels-and-padding/padding-zoo
    """
    checks.instances("pad2d", Tensor, input=input)
    sides, fill = checks.padded_image("pad2d", input, padding, mode, value)
    if mode in ("zeros", "constant"):
        return torch.constant_pad_nd(input, torch_order(sides), fill)
    if mode.startswith("distribution"):
        return _local_means(input, sides[0][0], reflected=mode == "distribution-reflect")
    return _copies(input, sides, mode)


def _copies(input: Tensor, sides: Sides, mode: str) -> Tensor:
    """Pad with pixels of the image, in the fastest of three ways that can."""
    pairs = list(zip(input.shape[-2:], sides, strict=True))
    if mode == "symmetric" and all(max(pair) <= 1 for pair in sides):
        mode = "replicate"
    once = {
        "replicate": True,
        "circular": all(max(pair) <= size for size, pair in pairs),
        "symmetric": all(max(pair) <= size for size, pair in pairs),
        "reflect": all(max(pair) < size for size, pair in pairs),
    }[mode]
    if once and input.dtype in PADDED_BY_TORCH:
        if mode == "symmetric":
            return linear(input, partial(_mirror, sides=sides), partial(_fold, sides=sides))
        # Autocast lets two of torch's paddings return float32.
        return F.pad(input, torch_order(sides), mode=mode).to(input.dtype)
    for axis, (size, (before, after)) in zip((-2, -1), pairs, strict=True):
        positions = torch.arange(-before, size + after, device=input.device)
        input = input.index_select(axis, SOURCES[mode](positions, size))
    return input


def _mirror(input: Tensor, sides: Sides) -> Tensor:
    """Pad symmetrically: repeat the edge, which is right for 1 px, then mirror the rest."""
    output = F.pad(input, torch_order(sides), mode="replicate").to(input.dtype)
    for axis, (before, after) in ((-1, sides[1]), (-2, sides[0])):
        last = output.shape[axis] - 1
        for i in range(before - 1):
            output.select(axis, i).copy_(output.select(axis, 2 * before - 1 - i))
        for i in range(after - 1):
            output.select(axis, last - i).copy_(output.select(axis, last - 2 * after + 1 + i))
    return output


def _fold(output: Tensor, sides: Sides) -> Tensor:
    """The adjoint of `_mirror`: every pixel receives what its copies hold."""
    (top, bottom), (left, right) = sides
    height, width = output.shape[-2] - top - bottom, output.shape[-1] - left - right

    def folded(rows: Tensor) -> Tensor:
        middle = rows[..., left : left + width].clone()
        middle[..., :left] += rows[..., :left].flip(-1)
        middle[..., width - right :] += rows[..., left + width :].flip(-1)
        return middle

    input = folded(output[..., top : top + height, :])
    input[..., :top, :] += folded(output[..., :top, :]).flip(-2)
    input[..., height - bottom :, :] += folded(output[..., top + height :, :]).flip(-2)
    return input


def _local_means(input: Tensor, p: int, reflected: bool) -> Tensor:
    """Stretch the means of the image's windows, and put the image into the middle."""
    height, width = input.shape[-2:]
    batch = input.reshape(-1, *input.shape[-3:])
    precise = batch.float() if input.dtype.itemsize < 4 else batch
    means = F.avg_pool2d(precise, 2 * p + 1, stride=1)
    stretch = partial(F.interpolate, means, mode="bilinear", align_corners=False)
    if reflected:
        frame = F.pad(stretch((height, width)), (p, p, p, p), mode="reflect")
    else:
        frame = stretch((height + 2 * p, width + 2 * p))
    frame = frame.to(input.dtype).reshape(*input.shape[:-2], height + 2 * p, width + 2 * p)
    rows = frame[..., p : p + height, :]
    middle = torch.cat([rows[..., :p], input, rows[..., p + width :]], -1)
    return torch.cat([frame[..., :p, :], middle, frame[..., p + height :, :]], -2)

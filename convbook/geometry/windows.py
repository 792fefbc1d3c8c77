"""Where the windows of a convolution lie: its stride, padding and dilation, read and checked."""

from dataclasses import dataclass
from math import prod
from typing import Any

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.geometry.paddings import extent_of
from convbook.geometry.sizes import num_windows

LARGEST = 2**30


@dataclass(frozen=True)
class ConvGeometry:
    """Where the windows of one convolution lie; one entry an axis, `padding` as (before, after)."""

    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    output_size: tuple[int, ...]


def conv_geometry(
    function: str,
    input_size: tuple[int, ...],
    kernel_size: tuple[int, ...],
    stride: Any,
    padding: Any,
    dilation: Any,
) -> ConvGeometry:
    """Read stride, padding and dilation as torch's convolutions do, for the caller `function`.

    `padding` is an int, one int an axis, "valid" (none), "same" (keeps the size, stride 1 only,
    the odd pixel goes to the end) or "full" (d (k - 1) on each side).

    Raises:
        ConvbookTypeError: an argument is not an integer or a tuple of integers.
        ConvbookValueError: an argument is too small or has the wrong length, the padding is
            unknown, "same" meets a stride, or the kernel does not fit into the padded input.

    Example:
        >>> conv_geometry("conv1d", (8,), (4,), 1, "same", 1).padding
        ((1, 2),)
    """
    ndim = len(input_size)
    steps = checks.integers(function, "stride", stride, ndim, minimum=1)
    gaps = checks.integers(function, "dilation", dilation, ndim, minimum=1)
    extents = [extent_of(function, k, d) for k, d in zip(kernel_size, gaps, strict=True)]
    pads = _pads(function, padding, extents, steps)
    axes = zip(input_size, extents, steps, pads, strict=True)
    output_size = tuple(num_windows(function, i, e, s, p) for i, e, s, p in axes)
    refuse_huge(function, input_size, pads)
    return ConvGeometry(input_size, kernel_size, steps, pads, gaps, output_size)


def refuse_huge(
    function: str, input_size: tuple[int, ...], padding: tuple[tuple[int, int], ...]
) -> None:
    """Refuse a padding with which the input no longer fits into any memory.

    Raises:
        ConvbookValueError: the padded input has more than 2^30 positions.

    Example:
        >>> refuse_huge("conv1d", (8,), ((2, 2),))
    """
    positions = prod(i + sum(p) for i, p in zip(input_size, padding, strict=True))
    if any(map(any, padding)) and positions > LARGEST:
        rule = "the padded input must have at most 2^30 positions"
        raise ConvbookValueError(message(function, rule, positions, f"padding {padding}"))


def convolution_geometry(
    function: str, input_size: tuple[int, ...], kernel_size: tuple[int, ...], mode: Any
) -> ConvGeometry:
    """Lay the windows of bare convolution and correlation: every position of a `mode`.

    "full": wherever signal and kernel overlap, i + k - 1 outputs; "same": the i outputs that
    start (k - 1) // 2 later, so that an even kernel has its odd pixel of padding in front;
    "valid": where the kernel lies inside the signal, i - k + 1 outputs.

    Raises:
        ConvbookValueError: the mode is unknown, or it is "valid" and the kernel is longer than
            the signal.

    Example:
        >>> convolution_geometry("convolve", (8,), (4,), "same").padding
        ((2, 1),)
    """
    checks.choice(function, "mode", mode, ("full", "same", "valid"))
    pads = {
        "full": tuple((k - 1, k - 1) for k in kernel_size),
        "same": tuple((k // 2, (k - 1) // 2) for k in kernel_size),
        "valid": tuple((0, 0) for _ in kernel_size),
    }[mode]
    axes = zip(input_size, kernel_size, pads, strict=True)
    output_size = tuple(num_windows(function, i, k, 1, p) for i, k, p in axes)
    ones = (1,) * len(input_size)
    return ConvGeometry(input_size, kernel_size, ones, pads, ones, output_size)


def _pads(
    function: str, padding: Any, extents: list[int], stride: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    if not isinstance(padding, str):
        pads = checks.integers(function, "padding", padding, len(extents), minimum=0)
        return tuple((p, p) for p in pads)
    checks.choice(function, "padding", padding, ("valid", "same", "full"))
    if padding == "valid":
        return tuple((0, 0) for _ in extents)
    if padding == "full":
        return tuple((e - 1, e - 1) for e in extents)
    if any(s != 1 for s in stride):
        rule = 'padding="same" needs stride 1'
        raise ConvbookValueError(message(function, rule, f"stride {stride}", "use same_padding"))
    return tuple(((e - 1) // 2, e // 2) for e in extents)

"""Where the copies of the kernel lie that a transposed convolution adds up."""

from dataclasses import dataclass
from typing import Any

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.geometry.paddings import extent_of


@dataclass(frozen=True)
class TransposedGeometry:
    """Where the copies of the kernel lie, one entry an axis.

    They fill `full_size` px; `padding` px are cropped from the start, and the result is the
    `output_size` px that follow, the last `output_padding` of which may lie past the end.
    """

    input_size: tuple[int, ...]
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    output_padding: tuple[int, ...]
    dilation: tuple[int, ...]
    full_size: tuple[int, ...]
    output_size: tuple[int, ...]


def transposed_geometry(
    function: str,
    input_size: tuple[int, ...],
    kernel_size: tuple[int, ...],
    stride: Any,
    padding: Any,
    output_padding: Any,
    dilation: Any,
) -> TransposedGeometry:
    """Read the geometry as torch's transposed convolutions do, for the caller `function`.

    Raises:
        ConvbookTypeError: an argument is not an integer or a tuple of integers.
        ConvbookValueError: an argument is too small or has the wrong length, `output_padding` is
            not below max(stride, dilation), or the padding leaves nothing.

    Example:
        >>> transposed_geometry("conv_transpose2d", (3, 3), (3, 3), 2, 1, 1, 1).output_size
        (6, 6)
    """
    ndim = len(input_size)
    steps = checks.integers(function, "stride", stride, ndim, minimum=1)
    crops = checks.integers(function, "padding", padding, ndim, minimum=0)
    extras = checks.integers(function, "output_padding", output_padding, ndim, minimum=0)
    gaps = checks.integers(function, "dilation", dilation, ndim, minimum=1)
    for extra, s, d in zip(extras, steps, gaps, strict=True):
        if extra >= max(s, d):
            rule = f"output_padding must be below max(stride, dilation) = {max(s, d)}"
            raise ConvbookValueError(message(function, rule, extra))
    extents = [extent_of(function, k, d) for k, d in zip(kernel_size, gaps, strict=True)]
    axes = zip(input_size, steps, extents, strict=True)
    full = tuple((i - 1) * s + extent for i, s, extent in axes)
    sides = zip(full, crops, extras, strict=True)
    output = tuple(size - 2 * crop + extra for size, crop, extra in sides)
    if min(output) < 1:
        rule = "the padding must leave at least one output"
        raise ConvbookValueError(message(function, rule, f"output size {output}"))
    return TransposedGeometry(input_size, kernel_size, steps, crops, extras, gaps, full, output)

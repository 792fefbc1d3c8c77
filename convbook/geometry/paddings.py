"""Effective kernel size, and the paddings that have names."""

from convbook import checks
from convbook.errors import ConvbookValueError, message


def effective_kernel_size(kernel_size: int, dilation: int = 1) -> int:
    """Extent in pixels of a kernel whose taps are `dilation` pixels apart.

    d (k - 1) + 1

    Args:
        kernel_size: number of taps, k.
        dilation: distance of neighbouring taps in px, d.

    Returns:
        The extent in px.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is below 1.

    Example:
        >>> effective_kernel_size(3, dilation=2)
        5

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
        dilated convolutions.
    See: understanding-convolution/vanilla-convolution
    """
    return extent_of("effective_kernel_size", kernel_size, dilation)


def full_padding(kernel_size: int, dilation: int = 1) -> int:
    """Padding on each side with which every pixel is read by every tap: d (k - 1).

    Args:
        kernel_size: number of taps, k.
        dilation: distance of neighbouring taps in px, d.

    Returns:
        The padding on each side in px; at stride 1 the output has i + d (k - 1) px.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is below 1.

    Example:
        >>> full_padding(3)
        2

    Source: Dumoulin and Visin, 2016, full padding.
    See: understanding-convolution/vanilla-convolution
    """
    return extent_of("full_padding", kernel_size, dilation) - 1


def half_padding(kernel_size: int, dilation: int = 1) -> int:
    """Padding on each side that keeps the size at stride 1: d (k - 1) / 2.

    Args:
        kernel_size: number of taps, k.
        dilation: distance of neighbouring taps in px, d.

    Returns:
        The padding on each side in px.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is below 1, or the effective kernel is even: it has no
            centre, and no equal padding on both sides keeps the size.

    Example:
        >>> half_padding(3, dilation=2)
        2

    Source: Dumoulin and Visin, 2016, half (same) padding.
    See: understanding-convolution/vanilla-convolution
    """
    extent = extent_of("half_padding", kernel_size, dilation)
    if extent % 2 == 0:
        rule = "the effective kernel size must be odd"
        hint = "an even kernel needs unequal paddings, see same_padding"
        raise ConvbookValueError(message("half_padding", rule, extent, hint))
    return extent // 2


def same_padding(
    size: int, kernel_size: int, stride: int = 1, dilation: int = 1
) -> tuple[int, int]:
    """TensorFlow's SAME padding: the least that gives ceil(size / stride) outputs.

    total = max((ceil(i / s) - 1) s + d (k - 1) + 1 - i, 0), the odd pixel goes to the end

    Args:
        size: input size in px, i.
        kernel_size: number of taps, k.
        stride: distance of neighbouring windows in px, s.
        dilation: distance of neighbouring taps in px, d.

    Returns:
        The padding (before, after) in px.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is below 1.

    Example:
        >>> same_padding(224, 7, stride=2)
        (2, 3)

    Source: TensorFlow, ``tf.nn`` notes on padding. PyTorch's "same" agrees at stride 1 and
        refuses other strides.
    See: understanding-convolution/vanilla-convolution
    """
    size = checks.integer("same_padding", "size", size, minimum=1)
    stride = checks.integer("same_padding", "stride", stride, minimum=1)
    extent = extent_of("same_padding", kernel_size, dilation)
    total = max((-(-size // stride) - 1) * stride + extent - size, 0)
    return total // 2, total - total // 2


def extent_of(function: str, kernel_size: int, dilation: int) -> int:
    """Effective kernel size, refused in the name of the caller `function`."""
    taps = checks.integer(function, "kernel_size", kernel_size, minimum=1)
    return checks.integer(function, "dilation", dilation, minimum=1) * (taps - 1) + 1

"""Output sizes along one axis."""

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.geometry.paddings import extent_of


def conv_output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Output size of a convolution or pooling along one axis.

    o = floor((i + p_before + p_after - d (k - 1) - 1) / s) + 1

    Args:
        size: input size in px, i.
        kernel_size: number of taps, k.
        stride: distance of neighbouring windows in px, s.
        padding: px on each side, or (before, after).
        dilation: distance of neighbouring taps in px, d.
        ceil_mode: round up as torch's poolings do: a last window may hang over the end if it
            starts inside the input or the padding before it.

    Returns:
        The number of windows.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is too small, or no window fits.

    Example:
        >>> conv_output_size(5, 3, stride=2, padding=1)
        3
        >>> conv_output_size(6, 3, stride=2), conv_output_size(6, 3, stride=2, ceil_mode=True)
        (2, 3)

    Source: Dumoulin and Visin, 2016, the relationship for dilated kernels; `ceil_mode` as in
        ``torch.nn.MaxPool2d``.
    See: understanding-convolution/vanilla-convolution
    """
    name = "conv_output_size"
    size = checks.integer(name, "size", size, minimum=1)
    stride = checks.integer(name, "stride", stride, minimum=1)
    before, after = _both_sides(name, padding)
    extent = extent_of(name, kernel_size, dilation)
    if not ceil_mode:
        return num_windows(name, size, extent, stride, (before, after))
    count = -(-(size + before + after - extent) // stride) + 1
    if (count - 1) * stride >= size + before:
        count -= 1
    if count < 1:
        raise _no_window(name, size, extent, (before, after))
    return count


def conv_transpose_output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int = 1,
    output_padding: int = 0,
) -> int:
    """Output size of a transposed convolution along one axis.

    o = (i - 1) s - p_before - p_after + d (k - 1) + output_padding + 1

    Args:
        size: input size in px, i.
        kernel_size: number of taps, k.
        stride: distance in px between the contributions of neighbouring inputs, s.
        padding: px cropped from each side, or (before, after).
        dilation: distance of neighbouring taps in px, d.
        output_padding: px added at the end.

    Returns:
        The output size in px.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is too small, `output_padding` is not below
            max(stride, dilation), or nothing is left.

    Example:
        >>> conv_transpose_output_size(3, 3, stride=2, padding=1, output_padding=1)
        6

    Source: Dumoulin and Visin, 2016, transposed convolutions; the bound on `output_padding` is
        PyTorch's.
    See: understanding-convolution/vanilla-convolution
    """
    name = "conv_transpose_output_size"
    size = checks.integer(name, "size", size, minimum=1)
    stride = checks.integer(name, "stride", stride, minimum=1)
    before, after = _both_sides(name, padding)
    output_padding = checks.integer(name, "output_padding", output_padding, minimum=0)
    extent = extent_of(name, kernel_size, dilation)
    if output_padding >= max(stride, dilation):
        rule = f"output_padding must be below max(stride, dilation) = {max(stride, dilation)}"
        raise ConvbookValueError(message(name, rule, output_padding))
    result = (size - 1) * stride - before - after + extent + output_padding
    if result < 1:
        rule = "the padding must leave at least one output"
        raise ConvbookValueError(message(name, rule, f"output size {result}"))
    return result


def output_padding_for(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int = 1,
) -> int:
    """Output padding with which a transposed convolution restores the size `input_size`.

    (i + p_before + p_after - d (k - 1) - 1) mod s

    Args:
        input_size: size in px that the forward convolution read, i.
        kernel_size: number of taps, k.
        stride: stride of the forward convolution in px, s.
        padding: px on each side, or (before, after).
        dilation: distance of neighbouring taps in px, d.

    Returns:
        The output padding in px: how many px at the end of the padded input no window reads.

    Raises:
        ConvbookTypeError: an argument is not an integer.
        ConvbookValueError: an argument is too small, or no window fits.

    Example:
        >>> output_padding_for(6, 3, stride=2, padding=1)
        1

    Source: Dumoulin and Visin, 2016, transposed convolution with zero padding and any stride.
    See: understanding-convolution/vanilla-convolution
    """
    name = "output_padding_for"
    size = checks.integer(name, "input_size", input_size, minimum=1)
    stride = checks.integer(name, "stride", stride, minimum=1)
    before, after = _both_sides(name, padding)
    extent = extent_of(name, kernel_size, dilation)
    num_windows(name, size, extent, stride, (before, after))
    return (size + before + after - extent) % stride


def _both_sides(function: str, padding: int | tuple[int, int]) -> tuple[int, int]:
    before, after = checks.integers(function, "padding", padding, 2, 0, "(before, after)")
    return before, after


def num_windows(
    function: str, size: int, extent: int, stride: int, padding: tuple[int, int]
) -> int:
    """Count the windows that fit, refused in the name of the caller `function`."""
    room = size + sum(padding) - extent
    if room < 0:
        raise _no_window(function, size, extent, padding)
    return room // stride + 1


def _no_window(
    function: str, size: int, extent: int, padding: tuple[int, int]
) -> ConvbookValueError:
    rule = "the kernel must fit into the padded input"
    got = f"effective kernel size {extent} and padded size {size + sum(padding)}"
    return ConvbookValueError(message(function, rule, got, f"input {size} px, padding {padding}"))

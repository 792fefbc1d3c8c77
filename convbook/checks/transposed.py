"""Refusals of what no transposed convolution can take."""

from math import prod
from typing import Any

from convbook.checks.arrays import filled, numbers
from convbook.checks.images import image, stretched_size
from convbook.errors import ConvbookValueError, message


def transposed_arrays(
    function: str, input: Any, weight: Any, bias: Any, groups: int
) -> tuple[int, int]:
    """Refuse arrays that no transposed convolution over an image can take.

    Returns:
        The size (H, W) of the input in px.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: a rank, a channel count, the bias or `groups` does not fit.
    """
    numbers(function, input=input, weight=weight, bias=bias)
    size = image(function, input)
    if len(weight.shape) != 4:
        rule = "weight must have 4 axes, [C_in, C_out/groups, k_h, k_w]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(weight.shape)}"))
    filled(function, "every axis of weight", weight.shape)
    channels = input.shape[-3]
    if weight.shape[0] != channels:
        rule = "weight.shape[0] must equal the number of input channels"
        hint = "a transposed convolution's weight is [C_in, C_out/groups, k_h, k_w]"
        got = f"{weight.shape[0]} and {channels} input channels"
        raise ConvbookValueError(message(function, rule, got, hint))
    if channels % groups:
        rule = "groups must divide the number of input channels"
        raise ConvbookValueError(message(function, rule, f"{channels} and groups={groups}"))
    outputs = weight.shape[1] * groups
    if bias is not None and tuple(bias.shape) != (outputs,):
        rule = f"bias must have shape ({outputs},), one number an output channel"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(bias.shape)}"))
    return size


def transposed_extents(function: str, geometry: Any) -> None:
    """Refuse distances that no index holds, and results that would fill the memory with zeros.

    `geometry` is a ``geometry.transposed.TransposedGeometry``.

    Raises:
        ConvbookValueError: a stride or dilation is 2^31 px or more, or the result, or what is
            cropped to it, has more than 2^26 positions, nearly all of them zero.
    """
    for name in ("stride", "dilation"):
        if max(getattr(geometry, name)) >= 2**31:
            got = getattr(geometry, name)
            raise ConvbookValueError(message(function, f"{name} must be below 2^31 px", got))
    written = prod(geometry.input_size) * prod(geometry.kernel_size)
    for size in (geometry.full_size, geometry.output_size):
        stretched_size(function, size, written)

"""What a convolution costs: multiply-accumulates and parameters."""

from math import prod
from typing import Any

from convbook import checks
from convbook.errors import ConvbookValueError, message


def conv_macs(
    output_size: int | tuple[int, ...],
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, ...],
    groups: int = 1,
    batch: int = 1,
) -> int:
    """Multiply-accumulates of a convolution, without bias.

    N C_out prod(o) (C_in / groups) prod(k)

    Args:
        output_size: px along each axis; an int means 2-D and square.
        in_channels: channels of the input, C_in.
        out_channels: channels of the output, C_out.
        kernel_size: taps along each axis; an int means 2-D and square.
        groups: number of groups.
        batch: number of examples, N.

    Returns:
        The number of multiply-accumulates; taps that meet padding count as well.

    Raises:
        ConvbookTypeError: an argument is not an integer or a tuple of integers.
        ConvbookValueError: an argument is too small, the numbers of axes differ, or `groups`
            does not divide the channels.

    Example:
        >>> conv_macs(3, in_channels=3, out_channels=2, kernel_size=3)
        486
        >>> conv_macs((8,), in_channels=4, out_channels=4, kernel_size=(3,), groups=4)
        96

    Source: definition.
    See: understanding-convolution/vanilla-convolution
    """
    name = "conv_macs"
    outputs = _axes(name, "output_size", output_size)
    taps = _axes(name, "kernel_size", kernel_size)
    if len(outputs) != len(taps):
        rule = "output_size and kernel_size must have equally many axes"
        hint = "an int means two axes; write tuples for 1-D and 3-D"
        raise ConvbookValueError(message(name, rule, f"{len(outputs)} and {len(taps)}", hint))
    batch = checks.integer(name, "batch", batch, minimum=0)
    return batch * prod(outputs) * _num_weights(name, in_channels, out_channels, taps, groups)


def conv_params(
    in_channels: int,
    out_channels: int,
    kernel_size: int | tuple[int, ...],
    groups: int = 1,
    bias: bool = True,
) -> int:
    """Number of learned parameters of a convolution.

    C_out (C_in / groups) prod(k), and C_out more with bias

    Args:
        in_channels: channels of the input, C_in.
        out_channels: channels of the output, C_out.
        kernel_size: taps along each axis; an int means 2-D and square.
        groups: number of groups.
        bias: whether every output channel has a bias.

    Returns:
        The number of parameters.

    Raises:
        ConvbookTypeError: an argument is not an integer or a tuple of integers.
        ConvbookValueError: an argument is too small, or `groups` does not divide the channels.

    Example:
        >>> conv_params(3, 16, 3)
        448

    Source: definition.
    See: understanding-convolution/vanilla-convolution
    """
    taps = _axes("conv_params", "kernel_size", kernel_size)
    weights = _num_weights("conv_params", in_channels, out_channels, taps, groups)
    return weights + (int(out_channels) if bias else 0)


def _axes(function: str, name: str, value: Any) -> tuple[int, ...]:
    count = len(value) if isinstance(value, tuple | list) else 2
    if count not in checks.AXES:
        rule = f"{name} must be an integer or a tuple of 1, 2 or 3"
        raise ConvbookValueError(message(function, rule, repr(value)))
    return checks.integers(function, name, value, count, minimum=1)


def _num_weights(
    function: str, in_channels: int, out_channels: int, taps: tuple[int, ...], groups: int
) -> int:
    groups = checks.integer(function, "groups", groups, minimum=1)
    inputs = checks.integer(function, "in_channels", in_channels, minimum=1)
    outputs = checks.integer(function, "out_channels", out_channels, minimum=1)
    for name, channels in (("in_channels", inputs), ("out_channels", outputs)):
        if channels % groups:
            rule = f"groups must divide {name}"
            raise ConvbookValueError(message(function, rule, f"{channels} and groups={groups}"))
    return outputs * (inputs // groups) * prod(taps)

"""Refusals of what no mixture of kernels can take."""

from typing import Any

from convbook.checks.arrays import alike, filled, floating, numbers
from convbook.checks.conv import conv_arrays
from convbook.checks.images import image
from convbook.checks.values import integer
from convbook.errors import ConvbookValueError, message


def cond_arrays(
    function: str, input: Any, weights: Any, routing: Any, bias: Any, groups: int
) -> tuple[int, ...]:
    """Refuse arrays that no convolution with a kernel for each example can take.

    Returns:
        The spatial size (H, W) of the input in px.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: a rank, a channel count, the number of examples or of experts, the
            bias or `groups` does not fit.
    """
    numbers(function, input=input, weights=weights, routing=routing, bias=bias)
    if len(weights.shape) != 5:
        rule = "weights must have 5 axes, [E, C_out, C_in/groups, k_h, k_w]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(weights.shape)}"))
    filled(function, "every axis of weights", weights.shape)
    height, width = image(function, input)
    channels, per_group = input.shape[-3], weights.shape[2]
    if per_group * groups != channels:
        rule = "input channels must equal weights.shape[2] * groups"
        got = f"{channels} input channels, weights.shape[2]={per_group}, groups={groups}"
        raise ConvbookValueError(message(function, rule, got, "an expert holds C_in/groups"))
    expected = (*input.shape[:-3], weights.shape[0])
    if tuple(routing.shape) != expected:
        rule = f"routing must have shape {expected}, one number for each example and expert"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(routing.shape)}"))
    conv_arrays(function, 2, input, weights[0], bias, groups)
    return height, width


def cond_channels(function: str, in_channels: Any, out_channels: Any, groups: Any) -> None:
    """Refuse channel counts of a layer that are no counts, or that `groups` does not divide.

    Raises:
        ConvbookTypeError: one is not an integer.
        ConvbookValueError: one is below 1, or `groups` does not divide them.
    """
    groups = integer(function, "groups", groups, minimum=1)
    for name, value in (("in_channels", in_channels), ("out_channels", out_channels)):
        count = integer(function, name, value, minimum=1)
        if count % groups:
            rule = f"groups must divide {name}"
            raise ConvbookValueError(message(function, rule, f"{count} and groups={groups}"))


def cond_input(function: str, input: Any, weights: Any, channels: int) -> None:
    """Refuse an input from which a layer with the parameter `weights` cannot compute a routing.

    Raises:
        ConvbookTypeError: the input does not hold floating-point numbers, or its dtype is not
            that of the parameters.
        ConvbookValueError: its rank, its number of channels or its device does not fit.
    """
    floating(function, input=input)
    alike(function, "device", input=input, weights=weights)
    alike(function, "dtype", input=input, weights=weights)
    image(function, input)
    if input.shape[-3] != channels:
        rule = f"input must have {channels} channels"
        raise ConvbookValueError(message(function, rule, input.shape[-3]))

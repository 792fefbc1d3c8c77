"""Refusals of what the parts of a separable convolution, and a channel shuffle, cannot take."""

from typing import Any

from convbook.checks.arrays import filled, numbers
from convbook.checks.images import image
from convbook.errors import ConvbookValueError, message


def depthwise_arrays(
    function: str, input: Any, weight: Any, bias: Any = None, name: str = "weight"
) -> tuple[int, int]:
    """Refuse what no depthwise convolution can take; `name` is what the weight is called.

    Returns:
        The size (H, W) of the input in px.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: a rank, a channel count or the bias does not fit.
    """
    numbers(function, **{"input": input, name: weight, "bias": bias})
    size = image(function, input)
    channels, shape = input.shape[-3], tuple(weight.shape)
    if len(shape) != 4 or shape[1] != 1:
        rule = f"{name} must be [C m, 1, k_h, k_w]"
        hint = "one kernel of one channel for every output channel"
        raise ConvbookValueError(message(function, rule, f"shape {shape}", hint))
    filled(function, f"every axis of {name}", shape)
    if shape[0] % channels:
        rule = f"{name}.shape[0] must be a multiple of the number of input channels"
        raise ConvbookValueError(message(function, rule, f"{shape[0]} and {channels} channels"))
    _bias(function, bias, shape[0])
    return size


def pointwise_arrays(
    function: str, channels: int, weight: Any, bias: Any, name: str = "weight"
) -> None:
    """Refuse what cannot mix `channels` channels at every pixel.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: the weight or the bias does not fit.
    """
    numbers(function, **{name: weight, "bias": bias})
    shape = tuple(weight.shape)
    if len(shape) != 4 or shape[2:] != (1, 1):
        rule = f"{name} must be [C_out, C_in, 1, 1]"
        raise ConvbookValueError(message(function, rule, f"shape {shape}"))
    filled(function, f"every axis of {name}", shape)
    if shape[1] != channels:
        rule = f"{name}.shape[1] must equal the number of channels that it reads"
        raise ConvbookValueError(message(function, rule, f"{shape[1]} and {channels} channels"))
    _bias(function, bias, shape[0])


def shuffled(function: str, input: Any, groups: int) -> None:
    """Refuse what has no channels that `groups` groups could share.

    Raises:
        ConvbookTypeError: the input does not hold numbers.
        ConvbookValueError: the rank does not fit, an axis but the batch is empty, or `groups`
            does not divide the channels.
    """
    numbers(function, input=input)
    shape = tuple(input.shape)
    if len(shape) < 3:
        rule = "input must be [N, C, ...] with at least one spatial axis"
        raise ConvbookValueError(message(function, rule, f"shape {shape}"))
    filled(function, "every axis of input but the batch", shape[1:])
    if shape[1] % groups:
        rule = "groups must divide the number of channels"
        raise ConvbookValueError(message(function, rule, f"{shape[1]} and groups={groups}"))


def _bias(function: str, bias: Any, channels: int) -> None:
    if bias is not None and tuple(bias.shape) != (channels,):
        rule = f"bias must have shape ({channels},), one number an output channel"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(bias.shape)}"))

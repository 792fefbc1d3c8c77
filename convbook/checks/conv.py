"""Refusals of what no convolution can take."""

from typing import Any

from convbook.checks.arrays import filled, numbers, shaped
from convbook.errors import ConvbookValueError, message

LAYOUTS = {1: "L", 2: "H, W", 3: "D, H, W"}


def signal_and_kernel(function: str, signal: Any, kernel: Any) -> None:
    """Refuse what bare convolution cannot take: ranks other than 1 and 2, or different ones.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: ranks do not fit, or an array is empty.
    """
    numbers(function, signal=signal, kernel=kernel)
    rank, other = len(signal.shape), len(kernel.shape)
    if rank != other or rank not in (1, 2):
        rule = "signal and kernel must both have 1 or both have 2 axes"
        hint = "for batches and channels use conv1d or conv2d"
        raise ConvbookValueError(message(function, rule, f"{rank} and {other} axes", hint))
    filled(function, "every axis of signal", signal.shape)
    filled(function, "every axis of kernel", kernel.shape)


def conv_arrays(
    function: str, ndim: int, input: Any, weight: Any, bias: Any, groups: int
) -> tuple[int, ...]:
    """Refuse arrays that no convolution over `ndim` spatial axes can take.

    Returns:
        The spatial sizes of the input.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: a rank, a channel count, the bias or `groups` does not fit.
    """
    numbers(function, input=input, weight=weight, bias=bias)
    space = LAYOUTS[ndim]
    if len(input.shape) not in (ndim + 1, ndim + 2):
        rule = f"input must be [N, C, {space}] or, for one example, [C, {space}]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(input.shape)}"))
    if len(weight.shape) != ndim + 2:
        rule = f"weight must have {ndim + 2} axes, [C_out, C_in/groups, k over {space}]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(weight.shape)}"))
    filled(function, "every axis of input but the batch", input.shape[-ndim - 1 :])
    filled(function, "every axis of weight", weight.shape)
    _channels(function, input.shape[-ndim - 1], weight.shape, bias, groups)
    return tuple(input.shape[-ndim:])


def _channels(function: str, channels: int, weight_shape: Any, bias: Any, groups: int) -> None:
    per_group = weight_shape[1]
    if weight_shape[0] % groups:
        rule = "groups must divide the number of output channels"
        raise ConvbookValueError(message(function, rule, f"{weight_shape[0]} and groups={groups}"))
    if per_group * groups != channels:
        rule = "input channels must equal weight.shape[1] * groups"
        got = f"{channels} input channels, weight.shape[1]={per_group}, groups={groups}"
        raise ConvbookValueError(message(function, rule, got, "weight holds C_in/groups channels"))
    if bias is not None and tuple(bias.shape) != (weight_shape[0],):
        rule = f"bias must have shape ({weight_shape[0]},), one number an output channel"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(bias.shape)}"))


def conv_distances(function: str, geometry: Any) -> None:
    """Refuse distances that no index holds; `geometry` is a ``geometry.ConvGeometry``.

    Raises:
        ConvbookValueError: a stride or dilation is 2^31 px or more.
    """
    for name in ("stride", "dilation"):
        distances = getattr(geometry, name)
        if max(distances) >= 2**31:
            raise ConvbookValueError(message(function, f"{name} must be below 2^31 px", distances))


def conv_gradient(function: str, gradient: Any, shape: tuple[int, ...]) -> None:
    """Refuse a gradient that has not the shape of the output.

    Raises:
        ConvbookTypeError: it does not hold numbers.
        ConvbookValueError: the shape differs.
    """
    numbers(function, grad_output=gradient)
    if tuple(gradient.shape) != shape:
        rule = f"grad_output must have the shape of the output, {shape}"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(gradient.shape)}"))


def conv_weight(function: str, weight: Any, groups: int) -> None:
    """Refuse what is no weight of a convolution over an image.

    Raises:
        ConvbookTypeError: the weight does not hold numbers.
        ConvbookValueError: the shape or `groups` does not fit.
    """
    numbers(function, weight=weight)
    outputs = shaped(function, "weight", weight, "C_out, C_in/groups, k_h, k_w")[0]
    if outputs % groups:
        rule = "groups must divide the number of output channels"
        raise ConvbookValueError(message(function, rule, f"{outputs} and groups={groups}"))

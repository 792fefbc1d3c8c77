"""Refusals of what convolutions with learned offsets cannot take."""

from collections.abc import Sequence
from typing import Any

from convbook.checks.arrays import floating
from convbook.checks.conv import conv_arrays
from convbook.checks.values import integer, integers
from convbook.errors import ConvbookTypeError, ConvbookValueError, message


def inferred_groups(function: str, input: Any, weight: Any, bias: Any) -> int:
    """Check the arrays of an image's convolution whose groups follow from the channels.

    Returns:
        The number of groups, C_in / weight.shape[1].

    Raises:
        ConvbookTypeError: an array does not hold floating-point numbers.
        ConvbookValueError: a rank, a channel count or the bias does not fit.
    """
    floating(function, input=input, weight=weight, bias=bias)
    groups = 1
    if len(input.shape) in (3, 4) and len(weight.shape) == 4 and weight.shape[1]:
        channels, per_group = input.shape[-3], weight.shape[1]
        if channels % per_group:
            rule = "weight.shape[1] must divide the input channels"
            got = f"{channels} input channels and weight.shape[1]={per_group}"
            hint = "weight is [C_out, C_in/groups, k_h, k_w]"
            raise ConvbookValueError(message(function, rule, got, hint))
        groups = max(channels // per_group, 1)
    conv_arrays(function, 2, input, weight, bias, groups)
    return groups


def offset_field(
    function: str,
    input: Any,
    offset: Any,
    mask: Any,
    kernel_size: Sequence[int],
    output_size: Sequence[int],
) -> int:
    """Refuse offsets and masks that do not fit the input and the outputs.

    Returns:
        The number of offset groups.

    Raises:
        ConvbookTypeError: an array does not hold floating-point numbers.
        ConvbookValueError: a shape does not fit.
    """
    floating(function, offset=offset, mask=mask)
    taps, shape = kernel_size[0] * kernel_size[1], tuple(offset.shape)
    channels = shape[-3] if len(shape) > 2 else 0
    groups = channels // (2 * taps)
    expected = (*input.shape[:-3], max(groups, 1) * 2 * taps, *output_size)
    _same_shape(function, "offset", shape, expected, "(dy, dx) for every tap and output position")
    if input.shape[-3] % groups:
        rule = "the number of offset groups must divide the input channels"
        got = f"{groups} groups and {input.shape[-3]} channels"
        hint = f"{2 * taps} offset channels a group"
        raise ConvbookValueError(message(function, rule, got, hint))
    if mask is not None:
        expected = (*input.shape[:-3], groups * taps, *output_size)
        _same_shape(function, "mask", mask.shape, expected, "one factor for each pair of offsets")
    return groups


def kernel_offset_field(
    function: str,
    input: Any,
    kernel_offset: Any,
    kernel_size: Sequence[int],
    output_size: Sequence[int],
) -> None:
    """Refuse kernel offsets that are neither local (an output) nor global (an image).

    Raises:
        ConvbookValueError: the shape does not fit.
    """
    taps, shape = kernel_size[0] * kernel_size[1], tuple(kernel_offset.shape)
    common = (*input.shape[:-3], 2 * taps)
    if shape != (*common, 1, 1):
        hint = f"(dy, dx) for every tap; or one set for the image, {(*common, 1, 1)}"
        _same_shape(function, "kernel_offset", shape, (*common, *output_size), hint)


def scoped_arrays(
    function: str, input: Any, weight: Any, bias: Any, kernel_offset: Any, kernel_size: Any
) -> tuple[int, ...]:
    """Refuse arrays that no depthwise convolution with sampled kernels can take.

    Returns:
        The kernel size (h, w).

    Raises:
        ConvbookTypeError: an array does not hold floating-point numbers, or the kernel size is
            not an integer or a tuple of integers.
        ConvbookValueError: a shape does not fit, or the kernel is larger than the scope.
    """
    floating(function, input=input, bias=bias)
    kernel = scope(function, weight, kernel_offset, kernel_size)
    if len(input.shape) in (3, 4) and weight.shape[0] != input.shape[-3]:
        rule = "weight must hold one scope for each input channel"
        got = f"{weight.shape[0]} scopes and {input.shape[-3]} input channels"
        raise ConvbookValueError(message(function, rule, got, "the operator is depthwise"))
    conv_arrays(function, 2, input, weight, bias, weight.shape[0])
    return kernel


def scope(function: str, weight: Any, kernel_offset: Any, kernel_size: Any) -> tuple[int, ...]:
    """Refuse scopes and kernel offsets from which no kernel can be sampled.

    Returns:
        The kernel size (h, w).

    Raises:
        ConvbookTypeError: an array does not hold floating-point numbers, or the kernel size is
            not an integer or a tuple of integers.
        ConvbookValueError: a shape does not fit, or the kernel is larger than the scope.
    """
    floating(function, weight=weight, kernel_offset=kernel_offset)
    kernel = integers(function, "kernel_size", kernel_size, 2, minimum=1)
    shape = tuple(weight.shape)
    if len(shape) != 4 or shape[1] != 1 or 0 in shape:
        rule = "weight must be [C, 1, S_h, S_w] without an empty axis"
        hint = "one scope a channel: the operator is depthwise"
        raise ConvbookValueError(message(function, rule, f"shape {shape}", hint))
    scope_fits(function, shape[2:], kernel)
    offsets = tuple(kernel_offset.shape)
    channels = 2 * kernel[0] * kernel[1]
    if len(offsets) not in (3, 4) or offsets[-3] != channels or 0 in offsets[-2:]:
        rule = f"kernel_offset must be [N, {channels}, H_out, W_out] or [{channels}, H_out, W_out]"
        raise ConvbookValueError(message(function, rule, f"shape {offsets}", "(dy, dx) by tap"))
    return kernel


def scope_fits(function: str, scope_size: Sequence[int], kernel: Sequence[int]) -> None:
    """Refuse a scope that is smaller than the kernel.

    Raises:
        ConvbookValueError: it is.
    """
    if scope_size[0] < kernel[0] or scope_size[1] < kernel[1]:
        rule = "the scope must be at least as large as the kernel"
        got = f"scope {tuple(scope_size)} and kernel {tuple(kernel)}"
        hint = "the taps are laid out inside the scope, one apart"
        raise ConvbookValueError(message(function, rule, got, hint))


def flag(function: str, name: str, value: Any) -> bool:
    """Return `value` if it is True or False.

    Raises:
        ConvbookTypeError: it is not.
    """
    if not isinstance(value, bool):
        raise ConvbookTypeError(message(function, f"{name} must be True or False", repr(value)))
    return value


def moving_groups(function: str, in_channels: int, offset_groups: Any) -> int:
    """Return the number of groups of channels that move together.

    Raises:
        ConvbookTypeError: it is not an integer.
        ConvbookValueError: it is below 1, or does not divide the channels.
    """
    groups = integer(function, "offset_groups", offset_groups, minimum=1)
    if in_channels % groups:
        rule = "offset_groups must divide in_channels"
        raise ConvbookValueError(message(function, rule, f"{in_channels} and {groups}"))
    return groups


def _same_shape(
    function: str, name: str, shape: Sequence[int], expected: tuple[int, ...], hint: str
) -> None:
    if tuple(shape) != expected:
        rule = f"{name} must have shape {expected}"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(shape)}", hint))

"""Refusals of what no border can be made for."""

from collections.abc import Sequence
from math import inf, prod
from numbers import Real
from typing import Any

from convbook.checks.arrays import floating, numbers
from convbook.checks.images import image
from convbook.checks.values import choice, integers
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

PADDING_MODES = (
    *("zeros", "constant", "reflect", "symmetric", "replicate", "circular"),
    *("distribution", "distribution-reflect"),
)
SIDES = "(h, w) or (top, bottom, left, right)"
MOST_POSITIONS = 2**26
LARGEST = {
    "float8_e4m3fn": 448.0,
    "float8_e5m2": 57344.0,
    "float16": 65504.0,
    "bfloat16": 3.3895313892515355e38,
    "float32": 3.4028234663852886e38,
    "complex64": 3.4028234663852886e38,
    "float64": 1.7976931348623157e308,
}

Sides = tuple[tuple[int, int], tuple[int, int]]


def padded_image(
    function: str, input: Any, padding: Any, mode: Any, value: Any
) -> tuple[Sides, float]:
    """Refuse an image, a padding, a mode or a fill value that do not go together.

    Returns:
        The padding ((top, bottom), (left, right)) in px, and the fill value.

    Raises:
        ConvbookTypeError: the dtype does not suit the mode, or the padding or the value has the
            wrong type.
        ConvbookValueError: a shape, the padding, the mode or the value does not fit.
    """
    choice(function, "mode", mode, PADDING_MODES)
    numbers(function, input=input)
    sides = _sides(function, padding)
    size = _bordered(function, input, sides)
    fill = _fill(function, value, mode, str(input.dtype).removeprefix("torch."))
    if mode.startswith("distribution"):
        floating(function, input=input)
        _of_local_means(function, sides, size)
    return sides, fill


def four_groups(function: str, input: Any, kernel_size: Any) -> list[tuple[int, int, Sides]]:
    """Read an even kernel, and deal the channels of an image to four groups.

    Returns:
        For each group its first channel, the number of its channels, and its padding
        ((top, bottom), (left, right)) in px.

    Raises:
        ConvbookTypeError: the dtype is not one of numbers, or the kernel size is no integer.
        ConvbookValueError: a shape does not fit, or a kernel size is odd.

    Example:
        >>> import numpy as np
        >>> four_groups("symmetric_pad2d", np.zeros((5, 8, 8)), 2)[0]
        (0, 2, ((0, 1), (0, 1)))
    """
    numbers(function, input=input)
    kernel = even_kernel(function, kernel_size)
    (less_h, less_w), (more_h, more_w) = [k // 2 - 1 for k in kernel], [k // 2 for k in kernel]
    top, bottom, left, right = (
        (more_h, less_h),
        (less_h, more_h),
        (more_w, less_w),
        (less_w, more_w),
    )
    corners: list[Sides] = [(bottom, right), (top, left), (bottom, left), (top, right)]
    _bordered(function, input, corners[0])
    channels = input.shape[-3]
    sizes = [channels // 4 + (group < channels % 4) for group in range(4)]
    starts = [sum(sizes[:group]) for group in range(4)]
    return list(zip(starts, sizes, corners, strict=True))


def even_kernel(function: str, kernel_size: Any) -> tuple[int, ...]:
    """Return the kernel size (h, w) if both are even.

    Raises:
        ConvbookTypeError: it is not an integer or a tuple of integers.
        ConvbookValueError: it is odd or below 2.
    """
    kernel = integers(function, "kernel_size", kernel_size, 2, minimum=1)
    if any(k % 2 for k in kernel):
        hint = "an odd kernel has a centre: pad it equally on both sides"
        rule = "kernel_size must be even"
        raise ConvbookValueError(message(function, rule, kernel_size, hint))
    return kernel


def pixel_mask(function: str, input: Any, mask: Any) -> None:
    """Refuse a mask that does not say of every pixel whether it is there, by 1 or 0.

    Raises:
        ConvbookTypeError: the dtype is neither bool nor one of real numbers.
        ConvbookValueError: the shape does not fit, or a value is neither 0 nor 1. On torch's
            meta device values are not seen.
    """
    dtype = str(mask.dtype).removeprefix("torch.")
    if not dtype.startswith(("bool", "int", "uint", "float", "bfloat")):
        rule = "mask must be bool, or hold real numbers"
        raise ConvbookTypeError(message(function, rule, f"dtype {dtype}"))
    space, batch = tuple(input.shape[-2:]), tuple(input.shape[:-3])
    allowed = {(*batch, 1, *space), (*(1 for _ in batch), 1, *space)}
    if tuple(mask.shape) not in allowed:
        rule = f"mask must have shape {' or '.join(map(str, sorted(allowed)))}"
        hint = "one channel, for every image or for all of them"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(mask.shape)}", hint))
    if not getattr(mask, "is_meta", False) and not bool(((mask == 0) | (mask == 1)).all()):
        hint = "1 is a pixel that is there, 0 one that is missing"
        raise ConvbookValueError(message(function, "mask must hold zeros and ones", "others", hint))


def bounded(function: str, size: Sequence[int], sides: Sequence[tuple[int, int]]) -> None:
    """Refuse a border that would fill the memory: a large one around a much smaller image.

    Raises:
        ConvbookValueError: the padded image has more than 2^26 positions and more than 16 times
            those of the image.
    """
    padded = tuple(n + sum(pair) for n, pair in zip(size, sides, strict=True))
    if prod(padded) > max(MOST_POSITIONS, 16 * prod(size)):
        rule = "a padded image of more than 2^26 positions must not be nearly all border"
        raise ConvbookValueError(message(function, rule, f"size {padded}"))


def _sides(function: str, padding: Any) -> Sides:
    count = 4 if isinstance(padding, tuple | list) and len(padding) == 4 else 2
    pads = integers(function, "padding", padding, count, minimum=0, meaning=SIDES)
    top, bottom, left, right = pads if count == 4 else (pads[0], pads[0], pads[1], pads[1])
    return (top, bottom), (left, right)


def _bordered(function: str, input: Any, sides: Sides) -> tuple[int, ...]:
    size = image(function, input)
    bounded(function, size, sides)
    return size


def _fill(function: str, value: Any, mode: str, dtype: str) -> float:
    """Return the fill value as an int or a float that the dtype holds."""
    if isinstance(value, bool) or not isinstance(value, Real):
        got = f"{value!r} of type {type(value).__name__}"
        raise ConvbookTypeError(message(function, "value must be a real number", got))
    number: Any = value
    if number != 0 and mode != "constant":
        rule = f'value is for mode "constant"; with mode "{mode}" it must be 0'
        raise ConvbookValueError(message(function, rule, number))
    if not dtype.startswith(("int", "uint")):
        if LARGEST.get(dtype, LARGEST["float64"]) < abs(number) < inf:
            rule = f"value must be one that {dtype} holds"
            raise ConvbookValueError(message(function, rule, number))
        return float(number)
    bits = int(dtype.removeprefix("u").removeprefix("int"))
    low, high = (0, 2**bits) if dtype.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1))
    if not low <= number < high or number % 1:
        rule = f"value must be a whole number that {dtype} holds"
        raise ConvbookValueError(message(function, rule, number))
    return int(number)


def _of_local_means(function: str, sides: Sides, size: tuple[int, ...]) -> None:
    pads = [p for pair in sides for p in pair]
    if len(set(pads)) > 1:
        rule = "the distribution modes need the same padding on all sides"
        raise ConvbookValueError(message(function, rule, f"{tuple(pads)}"))
    if min(size) < 2 * pads[0] + 1:
        rule = f"the distribution modes need an image of at least 2 p + 1 = {2 * pads[0] + 1} px"
        hint = "they average windows of that size"
        raise ConvbookValueError(message(function, rule, f"size {size}", hint))

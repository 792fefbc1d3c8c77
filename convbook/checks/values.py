"""Refusals of single values: integers and choices."""

import operator
from collections.abc import Sequence
from typing import Any

from convbook.errors import ConvbookTypeError, ConvbookValueError, message

LARGEST = 2**63 - 1
AXES = {1: "(length,)", 2: "(h, w)", 3: "(d, h, w)"}


def integer(function: str, name: str, value: Any, minimum: int) -> int:
    """Return `value` as an int of at least `minimum`; bools and floats are refused.

    Raises:
        ConvbookTypeError: `value` is not an integer.
        ConvbookValueError: `value` is below `minimum`, or needs more than 64 bits.

    Example:
        >>> integer("conv2d", "stride", 2, minimum=1)
        2
    """
    rule = f"{name} must be an integer"
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) in ("bool", "torch.bool"):
        raise ConvbookTypeError(message(function, rule, repr(value), "a bool is not a count"))
    try:
        number = operator.index(value)
    except TypeError:
        got = f"{value!r} of type {type(value).__name__}"
        raise ConvbookTypeError(message(function, rule, got)) from None
    if number < minimum:
        raise ConvbookValueError(message(function, f"{name} must be at least {minimum}", number))
    if number > LARGEST:
        raise ConvbookValueError(message(function, f"{name} must be at most 2^63 - 1", number))
    return number


def integers(
    function: str, name: str, value: Any, count: int, minimum: int, meaning: str = ""
) -> tuple[int, ...]:
    """Return `value` as `count` ints; a single int serves for all of them.

    `meaning` says what they are; without it they belong to the spatial axes.

    Raises:
        ConvbookTypeError: `value` is neither an integer nor a tuple or list of integers.
        ConvbookValueError: it has another length, or an entry is below `minimum`.

    Example:
        >>> integers("conv2d", "stride", 2, count=2, minimum=1)
        (2, 2)
        >>> integers("conv2d", "stride", (2, 1), count=2, minimum=1)
        (2, 1)
    """
    if isinstance(value, str):
        raise ConvbookTypeError(
            message(function, f"{name} must be an integer or a tuple of integers", repr(value))
        )
    if not isinstance(value, tuple | list):
        return (integer(function, name, value, minimum),) * count
    if len(value) != count:
        rule = f"{name} must be an integer or {count} of them, {meaning or AXES[count]}"
        raise ConvbookValueError(message(function, rule, repr(tuple(value))))
    return tuple(integer(function, f"{name}[{i}]", entry, minimum) for i, entry in enumerate(value))


def choice(function: str, name: str, value: Any, options: Sequence[str]) -> str:
    """Return `value` if it is one of `options`.

    Raises:
        ConvbookValueError: it is not.

    Example:
        >>> choice("convolve", "mode", "full", ("full", "same", "valid"))
        'full'
    """
    if not isinstance(value, str) or value not in options:
        rule = f"{name} must be one of {', '.join(map(repr, options))}"
        raise ConvbookValueError(message(function, rule, repr(value)))
    return value

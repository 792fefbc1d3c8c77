"""Refusals of what is no stack of dilated convolutions."""

from collections.abc import Sequence
from typing import Any

from convbook.checks.values import LARGEST, integer
from convbook.errors import ConvbookTypeError, ConvbookValueError, message


def dilation_rates(function: str, rates: Any) -> tuple[int, ...]:
    """Return `rates` as ints; the first belongs to the layer nearest the input.

    Raises:
        ConvbookTypeError: it is no sequence, or an entry is no integer.
        ConvbookValueError: it is empty, an array of several axes, or an entry is below 1.

    Example:
        >>> dilation_rates("coverage_map", [1, 2, 5])
        (1, 2, 5)
    """
    is_array = hasattr(rates, "shape") and hasattr(rates, "dtype")
    if isinstance(rates, str) or not (is_array or isinstance(rates, Sequence)):
        got = f"{rates!r} of type {type(rates).__name__}"
        rule = "rates must be a list of integers, one a layer"
        raise ConvbookTypeError(message(function, rule, got))
    if is_array and len(rates.shape) != 1:
        rule = "rates must have one axis"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(rates.shape)}"))
    if len(rates) == 0:
        raise ConvbookValueError(message(function, "rates must hold at least one rate", "none"))
    return tuple(integer(function, f"rates[{i}]", rate, minimum=1) for i, rate in enumerate(rates))


def dilated_field(function: str, rates: Sequence[int], taps: int) -> int:
    """Receptive field of a stack along one axis, in px: 1 + (k - 1) times the sum of the rates.

    Raises:
        ConvbookValueError: it needs more than 64 bits.

    Example:
        >>> dilated_field("coverage_map", [1, 2, 5], 3)
        17
    """
    field = 1 + (taps - 1) * sum(rates)
    if field > LARGEST:
        rule = "the receptive field must be at most 2^63 - 1 px"
        raise ConvbookValueError(message(function, rule, field))
    return field

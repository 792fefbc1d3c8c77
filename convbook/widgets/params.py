"""What the figures ask of their parameters: whole numbers in a range, lists of exact fractions."""

from typing import Any

from convbook import checks
from convbook.errors import ConvbookValueError, message


def whole(figure: str, name: str, value: Any, low: int, high: int) -> int:
    """Return `value` as an integer within [low, high].

    Raises:
        ConvbookTypeError: it is not an integer.
        ConvbookValueError: it lies outside.

    Example:
        >>> whole("Conv2d", "stride_h", 2, 1, 4)
        2
    """
    number = checks.integer(figure, name, value, low)
    if number > high:
        raise ConvbookValueError(message(figure, f"{name} must be at most {high}", number))
    return number


def dyadics(
    figure: str, name: str, values: Any, count: int, limit: int = 99, hint: str = ""
) -> list[float]:
    """Return `values` if they are `count` multiples of 1/8 within [-limit, limit].

    Sums of products of such numbers are exact in float64, whatever the order of the sum.

    Raises:
        ConvbookValueError: another length, or a value of another kind.

    Example:
        >>> dyadics("Conv2d", "bias", [1, -0.125], 2)
        [1, -0.125]
    """
    rule = f"{name} must be a list of {count} multiples of 1/8 within -{limit}..{limit}"
    if not isinstance(values, list | tuple) or len(values) != count:
        got = f"{len(values)} values" if isinstance(values, list | tuple) else repr(values)
        raise ConvbookValueError(message(figure, rule, got, hint))
    for value in values:
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if not plain or not abs(value) <= limit or 8 * value != int(8 * value):
            raise ConvbookValueError(message(figure, rule, repr(value), hint))
    return list(values)

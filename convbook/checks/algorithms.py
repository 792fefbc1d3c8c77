"""Refusals of the ways to compute a convolution: sizes beyond precision and memory."""

from typing import Any

from convbook.checks.values import integer
from convbook.errors import ConvbookValueError, message

MAX_WINOGRAD_POINTS = 16
MAX_MATRIX_ENTRIES = 2**28


def winograd_size(function: str, outputs: Any, taps: Any) -> tuple[int, int]:
    """Return m and r of a minimal filter F(m, r) as ints.

    Raises:
        ConvbookTypeError: one is not an integer.
        ConvbookValueError: one is below 1, or F(m, r) needs too many points.
    """
    m = integer(function, "m", outputs, minimum=1)
    r = integer(function, "r", taps, minimum=1)
    if m + r - 1 > MAX_WINOGRAD_POINTS:
        rule = f"m + r - 1 must be at most {MAX_WINOGRAD_POINTS}"
        hint = "the entries grow with the number of points until no precision is left"
        raise ConvbookValueError(message(function, rule, m + r - 1, hint))
    return m, r


def matrix_size(function: str, rows: int, columns: int) -> None:
    """Refuse the matrix of a convolution where it would fill the memory.

    Raises:
        ConvbookValueError: it would have more than 2^28 entries, 2 GiB in float64.
    """
    if rows * columns > MAX_MATRIX_ENTRIES:
        rule = "the matrix of the convolution must hold at most 2^28 entries"
        hint = "it has a row for every output pixel and a column for every input pixel"
        raise ConvbookValueError(message(function, rule, f"{rows} x {columns}", hint))


def winograd_tile(function: str, tile: Any) -> int:
    """Return the tile of Winograd's convolution, 2 or 4.

    Raises:
        ConvbookTypeError: it is not an integer.
        ConvbookValueError: it is neither.
    """
    number = integer(function, "tile", tile, minimum=2)
    if number not in (2, 4):
        raise ConvbookValueError(message(function, "tile must be 2 or 4", number))
    return number

"""How much of an image's variation a window of a given height and width holds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
IntArray = np.ndarray[Any, np.dtype[np.int64]]
LARGEST_SIDE, LARGEST_VALUE = 2048, 255


def variation_shares(
    image: np.ndarray[Any, Any], heights: Sequence[int], widths: Sequence[int]
) -> FloatArray:
    """Share of an image's variance that lies within windows, mean over all places of the window.

    share[i, j] = mean over places of var(window of heights[i] x widths[j] px) / var(image)

    where var is the mean squared distance from the mean of the same px. What a window lacks is the
    variance of the windows' means: differences that a field of this size cannot see.

    Args:
        image: integers from -255 to 255, [H, W], H and W from 1 to 2048 px.
        heights: of the windows in px, 1 to H each.
        widths: of the windows in px, 1 to W each.

    Returns:
        float64 [len(heights), len(widths)]; the share of the whole image is 1. All 0 where every
        px is the same. Sums are of integers, exact up to images of 64 x 64 px at least.

    Raises:
        ConvbookTypeError: the image does not hold integers, or a size is none.
        ConvbookValueError: a shape, size or value lies outside.

    Example:
        >>> barcode = np.array([[0, 8, 8, 0], [0, 8, 8, 0]])
        >>> variation_shares(barcode, [1, 2], [1, 2, 4])
        array([[0.        , 0.66666667, 1.        ],
               [0.        , 0.66666667, 1.        ]])

    Source: the decomposition of a variance into that within and that between groups.
    See: dynamic-pooling/suboptimal-receptive-fields
    """
    values = _integers(image)
    sides = _sides("heights", heights, values.shape[0]), _sides("widths", widths, values.shape[1])
    sums, squares = _table(values), _table(values**2)
    whole = _within(sums, squares, *values.shape)
    shares = np.zeros((len(sides[0]), len(sides[1])))
    if whole:
        for i, height in enumerate(sides[0]):
            for j, width in enumerate(sides[1]):
                shares[i, j] = _within(sums, squares, height, width) / whole
    return shares


def _integers(image: Any) -> IntArray:
    name = "variation_shares"
    if not isinstance(image, np.ndarray) or image.dtype.kind not in "iu":
        got = getattr(image, "dtype", type(image).__name__)
        raise ConvbookTypeError(message(name, "image must be an array of integers", got))
    if image.ndim != 2 or not 1 <= min(image.shape) <= max(image.shape) <= LARGEST_SIDE:
        rule = f"image must be [H, W] with 1 to {LARGEST_SIDE} px an axis"
        raise ConvbookValueError(message(name, rule, f"shape {image.shape}"))
    values: IntArray = image.astype(np.int64)
    if abs(values).max() > LARGEST_VALUE:
        rule = f"image must hold numbers from -{LARGEST_VALUE} to {LARGEST_VALUE}"
        raise ConvbookValueError(message(name, rule, int(abs(values).max())))
    return values


def _sides(argument: str, sizes: Sequence[int], most: int) -> list[int]:
    found = [checks.integer("variation_shares", argument, size, minimum=1) for size in sizes]
    if found and max(found) > most:
        rule = f"{argument} must be at most {most}, the image's"
        raise ConvbookValueError(message("variation_shares", rule, max(found)))
    return found


def _table(values: IntArray) -> IntArray:
    """Sums over all px above and to the left, with a first row and column of zeros."""
    table = np.zeros((values.shape[0] + 1, values.shape[1] + 1), np.int64)
    table[1:, 1:] = values.cumsum(0).cumsum(1)
    return table


def _within(sums: IntArray, squares: IntArray, height: int, width: int) -> float:
    """Mean variance of all windows of one size: one division, of an exact sum."""
    area = height * width
    total, square = (_windows(table, height, width) for table in (sums, squares))
    places = total.size
    within = (area * square - total**2).sum(dtype=np.float64)
    return float(within / (places * area * area))


def _windows(table: IntArray, height: int, width: int) -> IntArray:
    """Sums over every window of one size."""
    low, high = table[:-height], table[height:]
    found: IntArray = high[:, width:] - high[:, :-width] - low[:, width:] + low[:, :-width]
    return found

"""Definition of the borders of images."""

from math import floor
from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array, float64


def pad2d(input: npt.ArrayLike, padding: Any, mode: str = "zeros", value: float = 0.0) -> Array:
    """Put a border around images, of zeros, a constant, pixels of the image, or local means.

    y[n, c, u, v] = x[n, c, s(u - top, H), s(v - left, W)] where s is the source of a position

    Args:
        input: x, [N, C, H, W] or [C, H, W].
        padding: px on each side, an int, (h, w) or (top, bottom, left, right).
        mode: one of ``convbook.ops.PADDING_MODES``.
        value: the constant of mode "constant".

    Returns:
        float64 array [N, C, top + H + bottom, left + W + right], or without N; complex128 if
        the input is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.pad2d``.

    Example:
        >>> pad2d([[[1, 2, 3]]], (0, 2), mode="symmetric")
        array([[[2., 1., 1., 2., 3., 3., 2.]]])

    Source: the definition.
    See: kernels-and-padding/padding-zoo
    """
    (x,) = float64("pad2d", input=input)
    sides, fill = checks.padded_image("pad2d", x, padding, mode, value)
    (top, bottom), (left, right) = sides
    height, width = x.shape[-2:]
    y = np.full((*x.shape[:-2], top + height + bottom, left + width + right), fill, x.dtype)
    around = surroundings(x, top, mode) if mode.startswith("distribution") else x
    for u, v in np.ndindex(y.shape[-2:]):
        row, column = u - top, v - left
        if 0 <= row < height and 0 <= column < width:
            y[..., u, v] = x[..., row, column]
        elif mode == "distribution":
            y[..., u, v] = around[..., u, v]
        elif mode not in ("zeros", "constant"):
            y[..., u, v] = around[..., source(row, height, mode), source(column, width, mode)]
    return y


def source(i: int, n: int, mode: str) -> int:
    """Which pixel of an axis of n px stands at position i."""
    if mode == "replicate" or n == 1:
        return min(max(i, 0), n - 1)
    while not 0 <= i < n:
        if mode == "circular":
            i += n if i < 0 else -n
        elif mode == "symmetric":
            i = -1 - i if i < 0 else 2 * n - 1 - i
        else:
            i = -i if i < 0 else 2 * (n - 1) - i
    return i


def surroundings(x: Array, p: int, mode: str) -> Array:
    """The means of all (2 p + 1)^2 windows, stretched over the padded image or the image."""
    height, width = x.shape[-2:]
    means = np.zeros((*x.shape[:-2], height - 2 * p, width - 2 * p))
    for u, v in np.ndindex(means.shape[-2:]):
        means[..., u, v] = x[..., u : u + 2 * p + 1, v : v + 2 * p + 1].mean((-2, -1))
    border = 2 * p if mode == "distribution" else 0
    return stretched(means, height + border, width + border)


def stretched(x: Array, height: int, width: int) -> Array:
    """Bilinear resizing with half-pixel centres; outside, the nearest pixel goes on."""
    y = np.zeros((*x.shape[:-2], height, width))
    for u, v in np.ndindex(height, width):
        upper, lower, down = between(u, height, x.shape[-2])
        near, far, right = between(v, width, x.shape[-1])
        above = (1 - right) * x[..., upper, near] + right * x[..., upper, far]
        below = (1 - right) * x[..., lower, near] + right * x[..., lower, far]
        y[..., u, v] = (1 - down) * above + down * below
    return y


def between(i: int, new: int, old: int) -> tuple[int, int, float]:
    """The two old pixels around new pixel i, and how far it lies from the first to the second."""
    position = min(max((i + 0.5) * old / new - 0.5, 0.0), old - 1.0)
    first = floor(position)
    return first, min(first + 1, old - 1), position - first

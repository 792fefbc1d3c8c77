"""Definition of zero insertion, between pixels and between taps."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array, float64


def zero_insert(input: npt.ArrayLike, stride: Any) -> Array:
    """Put s - 1 zeros between neighbouring pixels.

    y[n, c, s_h u, s_w v] = x[n, c, u, v], and zero elsewhere

    Args:
        input: x, [N, C, H, W] or [C, H, W].
        stride: s in px, an int or (h, w).

    Returns:
        float64 array [N, C, s_h (H - 1) + 1, s_w (W - 1) + 1], or without N; complex128 if the
        input is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.zero_insert``.

    Example:
        >>> zero_insert([[[1, 2, 3]]], stride=2)
        array([[[1., 0., 2., 0., 3.]]])

    Source: the definition.
    See: understanding-convolution/transposed
    """
    (x,) = float64("zero_insert", input=input)
    return _spread(x, checks.stretch("zero_insert", x, stride))


def dilate_kernel(weight: npt.ArrayLike, dilation: Any) -> Array:
    """Write the zeros of a dilated kernel out: d - 1 of them between neighbouring taps.

    k[o, c, d_h i, d_w j] = w[o, c, i, j], and zero elsewhere

    Args:
        weight: w, [C_out, C_in/groups, K_h, K_w].
        dilation: d in px, an int or (h, w).

    Returns:
        float64 array [C_out, C_in/groups, d_h (K_h - 1) + 1, d_w (K_w - 1) + 1], complex128 if
        the weight is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.dilate_kernel``.

    Example:
        >>> dilate_kernel([[[[1, 2, 3]]]], dilation=3)
        array([[[[1., 0., 0., 2., 0., 0., 3.]]]])

    Source: the definition.
    See: understanding-convolution/dilated
    """
    (w,) = float64("dilate_kernel", weight=weight)
    return _spread(w, checks.dilated("dilate_kernel", w, dilation))


def _spread(x: Array, steps: tuple[int, ...]) -> Array:
    s_h, s_w = steps
    *outer, height, width = x.shape
    y = np.zeros((*outer, s_h * (height - 1) + 1, s_w * (width - 1) + 1), x.dtype)
    for *place, u, v in np.ndindex(x.shape):
        y[*place, s_h * u, s_w * v] = x[*place, u, v]
    return y

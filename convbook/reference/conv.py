"""Definition of deep learning's convolution over one, two and three spatial axes."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook.reference.arrays import Array, conv_arguments


def conv1d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolution layer over a sequence (a cross-correlation, as everywhere in deep learning).

    y[n, o, t] = b[o] + sum over c, j of w[o, c, j] x[n, g C_in/groups + c, t s + j d - p]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, L] or [C_in, L].
        weight: w, [C_out, C_in/groups, K].
        bias: b, [C_out].
        stride: s in px.
        padding: p in px, or "valid", "same", "full".
        dilation: d in px.
        groups: number of groups.

    Returns:
        float64 array [N, C_out, L'] or [C_out, L'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.conv1d``.

    Example:
        >>> conv1d([[1, 2, 3, 4]], [[[1, 10]]], stride=2)
        array([[21., 43.]])

    Source: the definition.
    See: understanding-convolution/convolution-and-correlation
    """
    arguments = (input, weight, bias, stride, padding, dilation, groups)
    x, w, y, geometry = conv_arguments("conv1d", 1, *arguments)
    (s,), (d,) = geometry.stride, geometry.dilation
    for n, o, t in np.ndindex(y.shape):
        first = o * groups // len(w) * w.shape[1]
        for c, j in np.ndindex(w.shape[1:]):
            y[n, o, t] += w[o, c, j] * x[n, first + c, t * s + j * d]
    return y if np.ndim(input) == 3 else y[0]


def conv2d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolution layer over an image (a cross-correlation, as everywhere in deep learning).

    y[n, o, u, v] = b[o] + sum over c, i, j of
        w[o, c, i, j] x[n, g C_in/groups + c, u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        weight: w, [C_out, C_in/groups, K_h, K_w].
        bias: b, [C_out].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        groups: number of groups.

    Returns:
        float64 array [N, C_out, H', W'] or [C_out, H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.conv2d``.

    Example:
        >>> conv2d([[[1, 2], [3, 4]]], [[[[1, 10]]]])
        array([[[21.],
                [43.]]])

    Source: the definition.
    See: understanding-convolution/vanilla-convolution
    """
    arguments = (input, weight, bias, stride, padding, dilation, groups)
    x, w, y, geometry = conv_arguments("conv2d", 2, *arguments)
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    for n, o, u, v in np.ndindex(y.shape):
        first = o * groups // len(w) * w.shape[1]
        for c, i, j in np.ndindex(w.shape[1:]):
            pixel = u * s_h + i * d_h, v * s_w + j * d_w
            y[n, o, u, v] += w[o, c, i, j] * x[n, first + c, *pixel]
    return y if np.ndim(input) == 4 else y[0]


def conv3d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolution layer over a volume (a cross-correlation, as everywhere in deep learning).

    y[n, o, q, u, v] = b[o] + sum over c, h, i, j of w[o, c, h, i, j]
        x[n, g C_in/groups + c, q s_d + h d_d - p_d, u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, D, H, W] or [C_in, D, H, W].
        weight: w, [C_out, C_in/groups, K_d, K_h, K_w].
        bias: b, [C_out].
        stride: s in px, an int or (d, h, w).
        padding: p in px, an int or (d, h, w), or "valid", "same", "full".
        dilation: d in px, an int or (d, h, w).
        groups: number of groups.

    Returns:
        float64 array [N, C_out, D', H', W'] or [C_out, D', H', W'], complex128 if an argument is
        complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.conv3d``.

    Example:
        >>> conv3d([[[[1, 2]], [[3, 4]]]], [[[[[1]], [[10]]]]])
        array([[[[31., 42.]]]])

    Source: the definition.
    See: understanding-convolution/three-d
    """
    arguments = (input, weight, bias, stride, padding, dilation, groups)
    x, w, y, geometry = conv_arguments("conv3d", 3, *arguments)
    (s_d, s_h, s_w), (d_d, d_h, d_w) = geometry.stride, geometry.dilation
    for n, o, q, u, v in np.ndindex(y.shape):
        first = o * groups // len(w) * w.shape[1]
        for c, h, i, j in np.ndindex(w.shape[1:]):
            pixel = q * s_d + h * d_d, u * s_h + i * d_h, v * s_w + j * d_w
            y[n, o, q, u, v] += w[o, c, h, i, j] * x[n, first + c, *pixel]
    return y if np.ndim(input) == 5 else y[0]

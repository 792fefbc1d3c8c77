"""Definitions of the convolutions that see one channel, or one pixel, at a time."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.reference.arrays import Array, float64


def depthwise_conv2d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
) -> Array:
    """Convolution of every channel by itself, with m kernels of its own.

    y[n, o, u, v] = b[o] + sum over i, j of
        w[o, 0, i, j] x[n, floor(o / m), u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    Args:
        input: x, [N, C, H, W] or [C, H, W].
        weight: w, [C m, 1, K_h, K_w].
        bias: b, [C m].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).

    Returns:
        float64 array [N, C m, H', W'] or [C m, H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.depthwise_conv2d``.

    Example:
        >>> depthwise_conv2d([[[1, 2]], [[3, 4]]], [[[[1]]], [[[10]]]])
        array([[[ 1.,  2.]],
        <BLANKLINE>
               [[30., 40.]]])

    Source: the definition.
    See: understanding-convolution/grouped-and-separable
    """
    name = "depthwise_conv2d"
    x, w = float64(name, input=input, weight=weight)
    b = None if bias is None else float64(name, bias=bias)[0]
    size = checks.depthwise_arrays(name, x, w, b)
    g = conv_geometry(name, size, w.shape[2:], stride, padding, dilation)
    checks.conv_distances(name, g)
    batch = x.reshape(-1, *x.shape[-3:])
    padded = np.pad(batch, ((0, 0), (0, 0), *g.padding))
    b = np.zeros(len(w)) if b is None else b
    y = np.zeros((len(batch), len(w), *g.output_size), np.result_type(x, w, b))
    multiplier = len(w) // batch.shape[1]
    for n, o, u, v in np.ndindex(y.shape):
        y[n, o, u, v] = b[o]
        for i, j in np.ndindex(w.shape[2:]):
            pixel = u * g.stride[0] + i * g.dilation[0], v * g.stride[1] + j * g.dilation[1]
            y[n, o, u, v] += w[o, 0, i, j] * padded[n, o // multiplier, *pixel]
    return y if x.ndim == 4 else y[0]


def pointwise_conv2d(
    input: npt.ArrayLike, weight: npt.ArrayLike, bias: npt.ArrayLike | None = None
) -> Array:
    """Convolution with a 1x1 kernel: the channels of every pixel are mixed, and no pixels.

    y[n, o, u, v] = b[o] + sum over c of w[o, c, 0, 0] x[n, c, u, v]

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        weight: w, [C_out, C_in, 1, 1].
        bias: b, [C_out].

    Returns:
        float64 array [N, C_out, H, W] or [C_out, H, W], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.pointwise_conv2d``.

    Example:
        >>> pointwise_conv2d([[[1, 2]], [[3, 4]]], [[[[1]], [[10]]]])
        array([[[31., 42.]]])

    Source: the definition.
    See: understanding-convolution/grouped-and-separable
    """
    name = "pointwise_conv2d"
    x, w = float64(name, input=input, weight=weight)
    b = None if bias is None else float64(name, bias=bias)[0]
    size = checks.image(name, x)
    checks.pointwise_arrays(name, x.shape[-3], w, b)
    batch = x.reshape(-1, *x.shape[-3:])
    b = np.zeros(len(w)) if b is None else b
    y = np.zeros((len(batch), len(w), *size), np.result_type(x, w, b))
    for n, o, u, v in np.ndindex(y.shape):
        y[n, o, u, v] = b[o]
        for c in range(w.shape[1]):
            y[n, o, u, v] += w[o, c, 0, 0] * batch[n, c, u, v]
    return y if x.ndim == 4 else y[0]

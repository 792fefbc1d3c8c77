"""Definition of the matrix of a convolution."""

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.reference.arrays import Array, float64


def conv_matrix(
    weight: npt.ArrayLike,
    input_size: Any,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Matrix that multiplies a flattened image as ``conv2d`` convolves it (doubly Toeplitz).

    A[(o, u, v), (c, y, x)] = w[o, c - g C_in/groups, i, j]
        where y = u s_h + i d_h - p_h and x = v s_w + j d_w - p_w, and zero elsewhere

    where g = floor(o groups / C_out); A x.flatten() = conv2d(x, w).flatten() for one image x.

    Args:
        weight: w, [C_out, C_in/groups, K_h, K_w].
        input_size: H and W of the image in px, an int or (h, w).
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        groups: number of groups.

    Returns:
        float64 array [C_out H' W', C_in H W], complex128 if the weight is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.conv_matrix``.

    Example:
        >>> conv_matrix([[[[1, 2]]]], input_size=(1, 4))
        array([[1., 2., 0., 0.],
               [0., 1., 2., 0.],
               [0., 0., 1., 2.]])

    Source: the definition.
    See: understanding-convolution/transposed
    """
    name = "conv_matrix"
    (w,) = float64(name, weight=weight)
    groups = checks.integer(name, "groups", groups, minimum=1)
    checks.conv_weight(name, w, groups)
    height, width = size = checks.integers(name, "input_size", input_size, 2, minimum=1)
    geometry = conv_geometry(name, size, w.shape[2:], stride, padding, dilation)
    checks.conv_distances(name, geometry)
    outputs, channels = (len(w), *geometry.output_size), groups * w.shape[1]
    checks.matrix_size(name, prod(outputs), channels * prod(size))

    matrix = np.zeros((*outputs, channels, *size), w.dtype)
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    (p_h, _), (p_w, _) = geometry.padding
    for o, u, v in np.ndindex(outputs):
        first = o * groups // len(w) * w.shape[1]
        for c, i, j in np.ndindex(w.shape[1:]):
            y, x = u * s_h + i * d_h - p_h, v * s_w + j * d_w - p_w
            if 0 <= y < height and 0 <= x < width:
                matrix[o, u, v, first + c, y, x] = w[o, c, i, j]
    return matrix.reshape(prod(outputs), -1)

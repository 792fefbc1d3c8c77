"""Definition of the separable convolution."""

from typing import Any

import numpy.typing as npt

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.reference.arrays import Array, float64
from convbook.reference.depthwise import depthwise_conv2d, pointwise_conv2d


def separable_conv2d(
    input: npt.ArrayLike,
    depthwise_weight: npt.ArrayLike,
    pointwise_weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
) -> Array:
    """Depthwise convolution, then a pointwise one; nothing between them.

    y = b + pointwise_conv2d(depthwise_conv2d(x, w_d), w_p)

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        depthwise_weight: w_d, [C_in m, 1, K_h, K_w].
        pointwise_weight: w_p, [C_out, C_in m, 1, 1].
        bias: b, [C_out].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).

    Returns:
        float64 array [N, C_out, H', W'] or [C_out, H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.separable_conv2d``.

    Example:
        >>> separable_conv2d([[[1, 2]], [[3, 4]]], [[[[1, 1]]], [[[1, 1]]]], [[[[1]], [[10]]]])
        array([[[73.]]])

    Source: the definition.
    See: understanding-convolution/grouped-and-separable
    """
    name = "separable_conv2d"
    weights = {"depthwise_weight": depthwise_weight, "pointwise_weight": pointwise_weight}
    x, w_d, w_p = float64(name, input=input, **weights)
    b = None if bias is None else float64(name, bias=bias)[0]
    size = checks.depthwise_arrays(name, x, w_d, name="depthwise_weight")
    checks.pointwise_arrays(name, len(w_d), w_p, b, name="pointwise_weight")
    geometry = conv_geometry(name, size, w_d.shape[2:], stride, padding, dilation)
    checks.conv_distances(name, geometry)
    filtered = depthwise_conv2d(x, w_d, None, stride, padding, dilation)
    return pointwise_conv2d(filtered, w_p, b)

"""Definition of the conditionally parameterised convolution."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array, conv_arguments, float64


def cond_conv2d(
    input: npt.ArrayLike,
    weights: npt.ArrayLike,
    routing: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """Convolution of every example with its own mixture of the experts' kernels.

    y[n, o, u, v] = b[o] + sum over e, c, i, j of r[n, e] w[e, o, c, i, j]
        x[n, g C_in/groups + c, u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    where g = floor(o groups / C_out), and x is zero outside.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        weights: w, [E, C_out, C_in/groups, K_h, K_w].
        routing: r, [N, E] or [E].
        bias: b, [C_out].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        groups: number of groups.

    Returns:
        float64 array [N, C_out, H', W'] or [C_out, H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.cond_conv2d``.

    Example:
        >>> experts = [[[[[1]]]], [[[[10]]]]]
        >>> cond_conv2d([[[1, 2]]], experts, routing=[1, 3])
        array([[[31., 62.]]])

    Source: the definition.
    See: back-matter/atlas
    """
    name = "cond_conv2d"
    image, experts, shares = float64(name, input=input, weights=weights, routing=routing)
    shift = None if bias is None else float64(name, bias=bias)[0]
    groups = checks.integer(name, "groups", groups, minimum=1)
    checks.cond_arrays(name, image, experts, shares, shift, groups)
    windows = stride, padding, dilation, groups
    x, w, y, geometry = conv_arguments(name, 2, input, experts[0], shift, *windows)
    y = y.astype(np.result_type(y, shares))
    r = shares.reshape(-1, len(experts))
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    for n, o, u, v in np.ndindex(y.shape):
        first = o * groups // len(w) * w.shape[1]
        for e, c, i, j in np.ndindex(len(experts), *w.shape[1:]):
            pixel = u * s_h + i * d_h, v * s_w + j * d_w
            y[n, o, u, v] += r[n, e] * experts[e, o, c, i, j] * x[n, first + c, *pixel]
    return y if np.ndim(input) == 4 else y[0]

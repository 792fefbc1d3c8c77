"""Definition of the transposed convolution of an image."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry.transposed import transposed_geometry
from convbook.reference.arrays import Array, float64


def conv_transpose2d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Array:
    """Transposed convolution of an image: every input pixel leaves a copy of the kernel.

    y[n, o, u, v] = b[o] + sum over all c, r, q, i, j with u = r s_h + i d_h - p_h and
        v = q s_w + j d_w - p_w of x[n, c, r, q] w[c, o - g C_out/groups, i, j]

    where c runs over the input channels of the group of o, g = floor(o groups / C_out).

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        weight: w, [C_in, C_out/groups, K_h, K_w].
        bias: b, [C_out].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), cropped from each side.
        output_padding: px more at the bottom and right, an int or (h, w).
        groups: number of groups.
        dilation: d in px, an int or (h, w).

    Returns:
        float64 array [N, C_out, H', W'] or [C_out, H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.conv_transpose2d``.

    Example:
        >>> conv_transpose2d([[[1, 2]]], [[[[1, 10, 100]]]], stride=(1, 2))
        array([[[  1.,  10., 102.,  20., 200.]]])

    Source: the definition.
    See: understanding-convolution/transposed
    """
    name = "conv_transpose2d"
    x, w = float64(name, input=input, weight=weight)
    b = None if bias is None else float64(name, bias=bias)[0]
    groups = checks.integer(name, "groups", groups, minimum=1)
    size = checks.transposed_arrays(name, x, w, b, groups)
    g = transposed_geometry(name, size, w.shape[2:], stride, padding, output_padding, dilation)
    batch = x.reshape(-1, *x.shape[-3:])
    channels = w.shape[1] * groups
    checks.transposed_extents(name, g)
    b = np.zeros(channels) if b is None else b
    y = np.zeros((len(batch), channels, *g.output_size), np.result_type(x, w, b)) + b.reshape(
        -1, 1, 1
    )
    for n, c, r, q in np.ndindex(batch.shape):
        first = c * groups // len(w) * w.shape[1]
        for o, i, j in np.ndindex(w.shape[1:]):
            u = r * g.stride[0] + i * g.dilation[0] - g.padding[0]
            v = q * g.stride[1] + j * g.dilation[1] - g.padding[1]
            if 0 <= u < g.output_size[0] and 0 <= v < g.output_size[1]:
                y[n, first + o, u, v] += batch[n, c, r, q] * w[c, o, i, j]
    return y if x.ndim == 4 else y[0]

"""Definition of the partial convolution."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.reference.arrays import Array, float64


def partial_conv2d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    mask: npt.ArrayLike | None = None,
    return_mask: bool = False,
) -> Array | tuple[Array, Array]:
    """Convolution over the pixels that are there, scaled up for those that are missing.

    y[n, o, u, v] = b[o] + K_h K_w / m' * sum over c, i, j of
        w[o, c, i, j] m[n, r, q] x[n, g C_in/groups + c, r, q]

    where (r, q) = (u s_h + i d_h - p_h, v s_w + j d_w - p_w), m' is the sum of m[n, r, q] over
    i, j, and m is 0 outside; y = 0 where m' = 0.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        weight: w, [C_out, C_in/groups, K_h, K_w].
        bias: b, [C_out].
        stride: s in px.
        padding: p in px, or "valid", "same", "full".
        dilation: d in px.
        groups: number of groups.
        mask: m, [N or 1, 1, H, W] or [1, H, W], 1 for a pixel that is there, 0 for a missing one.
        return_mask: whether to return where m' > 0 as well.

    Returns:
        float64 array [N, C_out, H', W'] or [C_out, H', W']; with `return_mask` also an array of
        zeros and ones with one channel.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.partial_conv2d``.

    Example:
        >>> partial_conv2d(np.ones((1, 2, 2)), np.ones((1, 1, 3, 3)), padding=1)
        array([[[9., 9.],
                [9., 9.]]])

    Source: the definition.
    See: kernels-and-padding/padding-zoo
    """
    name = "partial_conv2d"
    x, w = float64(name, input=input, weight=weight)
    b = np.zeros(w.shape[:1]) if bias is None else float64(name, bias=bias)[0]
    checks.floating(name, input=x, weight=w, bias=b)
    checks.flag(name, "return_mask", return_mask)
    groups = checks.integer(name, "groups", groups, minimum=1)
    size = checks.conv_arrays(name, 2, x, w, b, groups)
    geometry = conv_geometry(name, size, w.shape[2:], stride, padding, dilation)
    checks.conv_distances(name, geometry)
    there = np.ones((1,) * (x.ndim - 2) + size) if mask is None else np.asarray(mask)
    checks.pixel_mask(name, x, there)
    batch = x.reshape(-1, *x.shape[-3:])
    m = there.reshape(-1, *there.shape[-3:]).astype(float)
    seen = np.zeros((len(m), 1, *geometry.output_size))
    for n, _, u, v in np.ndindex(seen.shape):
        seen[n, 0, u, v] = sum(m[n, 0, r, q] for _, _, r, q in window(geometry, u, v))
    y = np.zeros((len(batch), len(w), *geometry.output_size))
    for n, o, u, v in np.ndindex(y.shape):
        image = n if len(m) > 1 else 0
        first = o * groups // len(w) * w.shape[1]
        total = 0.0
        for i, j, r, q in window(geometry, u, v):
            if m[image, 0, r, q]:
                for c in range(w.shape[1]):
                    total += w[o, c, i, j] * batch[n, first + c, r, q]
        if seen[image, 0, u, v]:
            y[n, o, u, v] = total * (w[0, 0].size / seen[image, 0, u, v]) + b[o]
    y, seen = (y, seen) if x.ndim == 4 else (y[0], seen[0])
    return (y, np.where(seen > 0, 1.0, 0.0)) if return_mask else y


def window(geometry: Any, u: int, v: int) -> list[tuple[int, int, int, int]]:
    """The taps (i, j) of window (u, v) that lie in the image, each with its pixel (r, q)."""
    ((top, _), (left, _)), (s_h, s_w) = geometry.padding, geometry.stride
    d_h, d_w = geometry.dilation
    taps = (
        (i, j, u * s_h + i * d_h - top, v * s_w + j * d_w - left)
        for i, j in np.ndindex(geometry.kernel_size)
    )
    height, width = geometry.input_size
    return [tap for tap in taps if 0 <= tap[2] < height and 0 <= tap[3] < width]

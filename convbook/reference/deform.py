"""Definition of deformable convolution: every tap reads where its offset sends it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.reference.arrays import Array, float64


def deform_conv2d(
    input: npt.ArrayLike,
    offset: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    mask: npt.ArrayLike | None = None,
) -> Array:
    """Deformable convolution: each tap of each output reads the image at its own offset.

    y[n, o, u, v] = b[o] + sum over c, i, j of w[o, c, i, j] m[n, t, u, v]
        x[n, g C_in/groups + c](u s_h + i d_h - p_h + dy, v s_w + j d_w - p_w + dx)

    where x(py, px) = sum over pixels q of max(0, 1 - |py - q_y|) max(0, 1 - |px - q_x|) x[q],
    t = (h k_h + i) k_w + j, h is the offset group of the channel, dy = offset[n, 2 t, u, v],
    dx = offset[n, 2 t + 1, u, v], and g = floor(o groups / C_out).

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W].
        offset: (dy, dx) of tap t in px, [N, 2 og k_h k_w, H_out, W_out], without N for one image.
        weight: w, [C_out, C_in/groups, k_h, k_w].
        bias: b, [C_out].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        mask: m, [N, og k_h k_w, H_out, W_out], without N for one image; None means ones.

    Returns:
        float64 array [N, C_out, H_out, W_out] or [C_out, H_out, W_out].

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.deform_conv2d``.

    Example:
        >>> halfway = [[[0.0]], [[0.5]]]
        >>> deform_conv2d([[[2, 4]]], halfway, [[[[10]]]], stride=2)
        array([[[30.]]])

    Source: Dai et al., 2017, equations (2) to (4); the mask: Zhu et al., 2019, equation (1).
    See: back-matter/atlas
    """
    name = "deform_conv2d"
    x, w, field = float64(name, input=input, weight=weight, offset=offset)
    b = np.zeros(w.shape[:1]) if bias is None else float64(name, bias=bias)[0]
    factor = None if mask is None else float64(name, mask=mask)[0]
    groups = checks.inferred_groups(name, x, w, b)
    geometry = conv_geometry(name, x.shape[-2:], w.shape[2:], stride, padding, dilation)
    og = checks.offset_field(name, x, field, factor, w.shape[2:], geometry.output_size)
    m = np.ones((*field.shape[:-3], field.shape[-3] // 2, 1, 1)) if factor is None else factor
    images, fields, masks = (a if x.ndim == 4 else a[None] for a in (x, field, m))
    y = _deform(images, fields, w, b, masks, geometry, groups, og)
    return y.reshape(*x.shape[:-3], *y.shape[1:])


def _deform(
    x: Array, offset: Array, w: Array, b: Array, m: Array, geometry: Any, groups: int, og: int
) -> Array:
    m = np.broadcast_to(m, (*m.shape[:2], *geometry.output_size))
    y = np.zeros((len(x), len(w), *geometry.output_size))
    for n, o, u, v in np.ndindex(y.shape):
        y[n, o, u, v] = b[o]
        first = o * groups // len(w) * w.shape[1]
        for c, i, j in np.ndindex(w.shape[1:]):
            channel = first + c
            t = (channel * og // x.shape[1] * w.shape[2] + i) * w.shape[3] + j
            dy, dx = offset[n, 2 * t : 2 * t + 2, u, v]
            py, px = tap_position(geometry, u, v, i, j)
            y[n, o, u, v] += w[o, c, i, j] * m[n, t, u, v] * read(x[n, channel], py + dy, px + dx)
    return y


def tap_position(geometry: Any, u: int, v: int, i: int, j: int) -> tuple[int, int]:
    """Where tap (i, j) of output (u, v) reads the image without an offset, in px."""
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    (p_h, _), (p_w, _) = geometry.padding
    return u * s_h + i * d_h - p_h, v * s_w + j * d_w - p_w


def read(image: Array, y: float, x: float) -> float:
    """Value of an image [H, W] between its pixels, zero outside.

    sum over pixels q of max(0, 1 - |y - q_y|) max(0, 1 - |x - q_x|) image[q]
    """
    rows = np.maximum(0, 1 - np.abs(y - np.arange(image.shape[0])))
    columns = np.maximum(0, 1 - np.abs(x - np.arange(image.shape[1])))
    return float(rows @ image @ columns)

"""Definition of deformable kernels: taps read the kernel's scope where their offsets send them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.reference.arrays import Array, float64
from convbook.reference.deform import read, tap_position


def sample_kernel(
    weight: npt.ArrayLike, kernel_offset: npt.ArrayLike, kernel_size: Any, clamp: bool = True
) -> Array:
    """Kernels read between the entries of larger ones, their scopes (bilinear resampling).

    K[n, c, a, b, u, v] = w[c, 0](a + dy + (S_h - k_h)/2, b + dx + (S_w - k_w)/2)

    where w(py, px) = sum over entries q of max(0, 1 - |py - q_y|) max(0, 1 - |px - q_x|) w[q],
    dy = kernel_offset[n, 2 t, u, v], dx = kernel_offset[n, 2 t + 1, u, v] and t = a k_w + b.

    Args:
        weight: w, the scopes, [C, 1, S_h, S_w].
        kernel_offset: (dy, dx) of tap t in taps, [N, 2 k_h k_w, H_out, W_out], N may be left out.
        kernel_size: (k_h, k_w) in taps, or an int.
        clamp: move positions outside to the nearest end of the scope, 0 or S - 1; without it the
            scope is zero outside and fades linearly to zero over one tap.

    Returns:
        float64 array [N, C, k_h, k_w, H_out, W_out], without N as the offsets.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.sample_kernel``.

    Example:
        >>> sample_kernel([[[[1, 3]]]], [[[0]], [[0]]], kernel_size=1).item()
        2.0

    Source: Gao et al., 2020, equation (12).
    See: deformable-kernels/the-operator
    """
    name = "sample_kernel"
    w, field = float64(name, weight=weight, kernel_offset=kernel_offset)
    k_h, k_w = checks.scope(name, w, field, kernel_size)
    checks.flag(name, "clamp", clamp)
    batch = field if field.ndim == 4 else field[None]
    kernels = np.zeros((len(batch), len(w), k_h, k_w, *batch.shape[2:]))
    for n, c, a, b, u, v in np.ndindex(kernels.shape):
        dy, dx = batch[n, 2 * (a * k_w + b) : 2 * (a * k_w + b) + 2, u, v]
        y = a + dy + (w.shape[2] - k_h) / 2
        x = b + dx + (w.shape[3] - k_w) / 2
        if clamp:
            y, x = np.clip(y, 0, w.shape[2] - 1), np.clip(x, 0, w.shape[3] - 1)
        kernels[n, c, a, b, u, v] = read(w[c, 0], y, x)
    return kernels if field.ndim == 4 else kernels[0]


def deform_kernel_conv2d(
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    kernel_offset: npt.ArrayLike,
    kernel_size: Any,
    bias: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    offset: npt.ArrayLike | None = None,
    clamp: bool = True,
) -> Array:
    """Depthwise convolution whose kernel is read anew from its scope, for each image or output.

    y[n, c, u, v] = bias[c] + sum over a, b of K[n, c, a, b, u, v]
        x[n, c](u s_h + a d_h - p_h + dy, v s_w + b d_w - p_w + dx)

    where K = sample_kernel(weight, kernel_offset, kernel_size, clamp), and (dy, dx) and x between
    the pixels are those of ``deform_conv2d``.

    Args:
        input: x, [N, C, H, W] or [C, H, W].
        weight: the scopes, [C, 1, S_h, S_w].
        kernel_offset: in taps, [N, 2 k_h k_w, H_out, W_out] (local) or [N, 2 k_h k_w, 1, 1]
            (global), without N for one image.
        kernel_size: (k_h, k_w) in taps, or an int.
        bias: [C].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        offset: in px, [N, 2 og k_h k_w, H_out, W_out], without N for one image; None means zero.
        clamp: as in ``sample_kernel``.

    Returns:
        float64 array [N, C, H_out, W_out] or [C, H_out, W_out].

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.deform_kernel_conv2d``.

    Example:
        >>> nowhere = [[[0]], [[0]]]
        >>> deform_kernel_conv2d([[[5, 7]]], [[[[1, 3]]]], nowhere, kernel_size=1)
        array([[[10., 14.]]])

    Source: Gao et al., 2020, equations (7), (11) and (12).
    See: deformable-kernels/the-operator
    """
    name = "deform_kernel_conv2d"
    x, w, field = float64(name, input=input, weight=weight, kernel_offset=kernel_offset)
    bias_ = np.zeros(w.shape[:1]) if bias is None else float64(name, bias=bias)[0]
    kernel = checks.scoped_arrays(name, x, w, bias_, field, kernel_size)
    checks.flag(name, "clamp", clamp)
    geometry = conv_geometry(name, x.shape[-2:], kernel, stride, padding, dilation)
    checks.kernel_offset_field(name, x, field, kernel, geometry.output_size)
    moves = np.zeros((*x.shape[:-3], 2 * kernel[0] * kernel[1], *geometry.output_size))
    if offset is not None:
        (moves,) = float64(name, offset=offset)
    og = checks.offset_field(name, x, moves, None, kernel, geometry.output_size)
    kernels = sample_kernel(w, field, kernel, clamp)
    kernels = np.broadcast_to(kernels, (*kernels.shape[:-2], *geometry.output_size))
    images, own, fields = (a if x.ndim == 4 else a[None] for a in (x, kernels, moves))
    y = _convolve(images, own, fields, bias_, geometry, og)
    return y.reshape(*x.shape[:-3], *y.shape[1:])


def _convolve(
    x: Array, kernels: Array, offset: Array, bias: Array, geometry: Any, og: int
) -> Array:
    y = np.zeros((*x.shape[:2], *geometry.output_size))
    k_h, k_w = geometry.kernel_size
    for n, c, u, v in np.ndindex(y.shape):
        y[n, c, u, v] = bias[c]
        for a, b in np.ndindex(k_h, k_w):
            t = (c * og // x.shape[1] * k_h + a) * k_w + b
            dy, dx = offset[n, 2 * t : 2 * t + 2, u, v]
            py, px = tap_position(geometry, u, v, a, b)
            y[n, c, u, v] += kernels[n, c, a, b, u, v] * read(x[n, c], py + dy, px + dx)
    return y

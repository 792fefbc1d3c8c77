"""Definition of symmetric padding for even kernels."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array, float64


def symmetric_pad2d(input: npt.ArrayLike, kernel_size: Any) -> Array:
    """Pad a quarter of the channels towards each corner, so that even kernels do not shift.

    y[n, c, u, v] = x[n, c, u - t(c), v - l(c)], 0 outside; t(c) is k_h/2 for channels of the
    second and fourth quarter and k_h/2 - 1 otherwise, l(c) is k_w/2 for those of the second and
    third and k_w/2 - 1 otherwise

    Args:
        input: x, [N, C, H, W] or [C, H, W].
        kernel_size: (k_h, k_w), even.

    Returns:
        float64 array [N, C, H + k_h - 1, W + k_w - 1], or without N; complex128 if the input is
        complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.symmetric_pad2d``.

    Example:
        >>> symmetric_pad2d([[[1]], [[2]]], 2)
        array([[[1., 0.],
                [0., 0.]],
        <BLANKLINE>
               [[0., 0.],
                [0., 2.]]])

    Source: the definition.
    See: understanding-convolution/why-odd
    """
    (x,) = float64("symmetric_pad2d", input=input)
    checks.four_groups("symmetric_pad2d", x, kernel_size)
    k_h, k_w = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size
    channels, height, width = x.shape[-3:]
    y = np.zeros((*x.shape[:-2], height + k_h - 1, width + k_w - 1), x.dtype)
    # The first C mod 4 groups have one channel more.
    quarter = [g for g in range(4) for _ in range(channels // 4 + (g < channels % 4))]
    for c, r, q in np.ndindex(channels, height, width):
        top = k_h // 2 if quarter[c] in (1, 3) else k_h // 2 - 1
        left = k_w // 2 if quarter[c] in (1, 2) else k_w // 2 - 1
        y[..., c, r + top, q + left] = x[..., c, r, q]
    return y

"""Definition of convolution and cross-correlation of bare 1-D and 2-D arrays."""

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import convolution_geometry
from convbook.reference.arrays import Array, float64


def convolve(signal: npt.ArrayLike, kernel: npt.ArrayLike, mode: str = "full") -> Array:
    """Convolution: every sample leaves a copy of the kernel, and the copies add up.

    (x * h)[n] = sum over m of x[m] h[n - m]

    Args:
        signal: x, [L] or [H, W].
        kernel: h, [K] or [K_h, K_w].
        mode: "full", "same" or "valid", as in ``convbook.ops.convolve``.

    Returns:
        float64 array [L'] or [H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: ranks do not fit, the mode is unknown, or "valid" meets a kernel
            longer than the signal.

    Example:
        >>> convolve([1, 2, 3], [1, 10])
        array([ 1., 12., 23., 30.])

    Source: the definition; "same" is cut as ``scipy.signal.convolve`` cuts it.
    See: understanding-convolution/convolution-and-correlation
    """
    x, h = float64("convolve", signal=signal, kernel=kernel)
    checks.signal_and_kernel("convolve", x, h)
    geometry = convolution_geometry("convolve", x.shape, h.shape, mode)
    y = np.zeros(geometry.output_size, np.result_type(x, h))
    before = [p for p, _ in geometry.padding]
    first = np.subtract(np.subtract(h.shape, 1), before)
    for index in np.ndindex(y.shape):
        n = first + index
        for m in np.ndindex(x.shape):
            if np.all(n - m >= 0) and np.all(n - m < h.shape):
                y[index] += x[m] * h[tuple(n - m)]
    return y


def cross_correlate(signal: npt.ArrayLike, kernel: npt.ArrayLike, mode: str = "valid") -> Array:
    """Cross-correlation: the inner product of the kernel with the signal at every shift.

    (x ⋆ h)[n] = sum over m of x[n + m] conj(h[m])

    Args:
        signal: x, [L] or [H, W].
        kernel: h, [K] or [K_h, K_w].
        mode: "full", "same" or "valid", as in ``convbook.ops.cross_correlate``.

    Returns:
        float64 array [L'] or [H', W'], complex128 if an argument is complex.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: ranks do not fit, the mode is unknown, or "valid" meets a kernel
            longer than the signal.

    Example:
        >>> cross_correlate([1, 2, 3], [1, 10])
        array([21., 32.])

    Source: the definition; "same" is cut as ``scipy.signal.correlate`` cuts it.
    See: understanding-convolution/convolution-and-correlation
    """
    x, h = float64("cross_correlate", signal=signal, kernel=kernel)
    checks.signal_and_kernel("cross_correlate", x, h)
    geometry = convolution_geometry("cross_correlate", x.shape, h.shape, mode)
    y = np.zeros(geometry.output_size, np.result_type(x, h))
    before = [p for p, _ in geometry.padding]
    for index in np.ndindex(y.shape):
        n = np.subtract(index, before)
        for m in np.ndindex(h.shape):
            if np.all(n + m >= 0) and np.all(n + m < x.shape):
                y[index] += x[tuple(n + m)] * np.conj(h[m])
    return y

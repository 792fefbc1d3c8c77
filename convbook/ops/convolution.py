"""Convolution and cross-correlation of bare 1-D and 2-D tensors, as in mathematics."""

import torch
from torch import Tensor

from convbook import checks
from convbook.geometry import convolution_geometry
from convbook.ops.algorithms import direct
from convbook.ops.autocast import lowered_by_autocast


def convolve(signal: Tensor, kernel: Tensor, mode: str = "full") -> Tensor:
    """Convolution: the kernel is flipped, then slid over the signal.

    (x * h)[n] = sum over m of x[m] h[n - m]

    Args:
        signal: x, [L] or [H, W].
        kernel: h, [K] or [K_h, K_w]. Dtypes follow torch's promotion.
        mode: "full", every overlap: L + K - 1 outputs; "same", the L outputs of "full" from
            index (K - 1) // 2 on; "valid", full overlap only: L - K + 1 outputs.

    Returns:
        Tensor [L'] or [H', W'].

    Raises:
        ConvbookTypeError: an argument is no tensor of numbers.
        ConvbookValueError: ranks or devices differ, an axis is empty, the mode is unknown, or
            "valid" meets a kernel longer than the signal.

    Example:
        >>> convolve(torch.tensor([1, 2, 3]), torch.tensor([1, 10]))
        tensor([ 1, 12, 23, 30])

    Source: the definition. "same" keeps the signal's size as ``scipy.signal.convolve`` does;
        ``numpy.convolve`` swaps its arguments where the second is longer.
    See: understanding-convolution/convolution-and-correlation
    """
    return _slide("convolve", signal, kernel, mode)


def cross_correlate(signal: Tensor, kernel: Tensor, mode: str = "valid") -> Tensor:
    """Cross-correlation: the kernel slides over the signal as it is, conjugated if complex.

    (x ⋆ h)[n] = sum over m of x[n + m] conj(h[m])

    Args:
        signal: x, [L] or [H, W].
        kernel: h, [K] or [K_h, K_w]. Dtypes follow torch's promotion.
        mode: "full", every overlap, n = 1 - K, ..., L - 1; "same", the L outputs from
            n = -(K // 2) on; "valid", full overlap only, n = 0, ..., L - K.

    Returns:
        Tensor [L'] or [H', W'].

    Raises:
        ConvbookTypeError: an argument is no tensor of numbers.
        ConvbookValueError: ranks or devices differ, an axis is empty, the mode is unknown, or
            "valid" meets a kernel longer than the signal.

    Example:
        >>> cross_correlate(torch.tensor([1, 2, 3]), torch.tensor([1, 10]))
        tensor([21, 32])

    Source: the definition. "same" is that of ``scipy.signal.correlate``; for even kernels torch's
        ``padding="same"`` lies one pixel further on, as it puts the odd zero at the end.
    See: understanding-convolution/convolution-and-correlation
    """
    return _slide("cross_correlate", signal, kernel, mode)


@lowered_by_autocast
def _slide(function: str, signal: Tensor, kernel: Tensor, mode: str) -> Tensor:
    checks.instances(function, Tensor, signal=signal, kernel=kernel)
    checks.alike(function, "device", signal=signal, kernel=kernel)
    checks.signal_and_kernel(function, signal, kernel)
    geometry = convolution_geometry(function, tuple(signal.shape), tuple(kernel.shape), mode)
    dtype = torch.promote_types(signal.dtype, kernel.dtype)
    taps = kernel.flip(list(range(kernel.ndim))) if function == "convolve" else kernel.conj()
    return direct(signal.to(dtype)[None, None], taps.to(dtype)[None, None], None, geometry, 1)[0, 0]

"""Reductions among bare convolution and cross-correlation."""

import torch
from torch import Tensor

from convbook.ops.convolution import convolve, cross_correlate
from convbook.ops.reductions.record import Draw, Reduction, reduction


def signal_and_kernel(draw: Draw, ndim: int) -> tuple[Tensor, Tensor]:
    """Draw complex arrays, the kernel nowhere longer than the signal."""
    kernel = draw.integers(ndim, 1, 4)
    signal = tuple(k + draw.integer(0, 4) for k in kernel)
    return draw.complex_tensor(*signal), draw.complex_tensor(*kernel)


def flipped(kernel: Tensor) -> Tensor:
    """Reverse every axis."""
    return kernel.flip(list(range(kernel.ndim)))


@reduction("convolve(x, k, mode)", "cross_correlate(x, conj(flip(k)), mode)")
def convolution_is_correlation_with_the_flipped_kernel(draw: Draw) -> tuple[Tensor, Tensor]:
    """Convolution flips, correlation conjugates."""
    (x, k), mode = signal_and_kernel(draw, draw.integer(1, 2)), draw.mode()
    return convolve(x, k, mode), cross_correlate(x, flipped(k).conj(), mode)


@reduction("convolve(x, k)", "convolve(k, x)", 'mode "full"')
def convolution_commutes(draw: Draw) -> tuple[Tensor, Tensor]:
    """Signal and kernel play the same part."""
    x, k = signal_and_kernel(draw, draw.integer(1, 2))
    return convolve(x, k), convolve(k, x)


@reduction("convolve(convolve(x, h), k)", "convolve(x, convolve(h, k))", 'mode "full"')
def convolution_is_associative(draw: Draw) -> tuple[Tensor, Tensor]:
    """Kernels can be merged before the signal is seen."""
    ndim = draw.integer(1, 2)
    (x, h), k = signal_and_kernel(draw, ndim), draw.complex_tensor(*draw.integers(ndim, 1, 3))
    return convolve(convolve(x, h), k), convolve(x, convolve(h, k))


@reduction(
    'cross_correlate(x, k, "full")', 'conj(flip(cross_correlate(k, x, "full")))', 'mode "full"'
)
def correlation_reverses_when_swapped(draw: Draw) -> tuple[Tensor, Tensor]:
    """Correlation does not commute: swapping the arguments reverses the result."""
    x, k = signal_and_kernel(draw, draw.integer(1, 2))
    swapped = flipped(cross_correlate(k, x, "full")).conj()
    return cross_correlate(x, k, "full"), swapped.resolve_conj()


@reduction("convolve(x[None], k[None], mode)[0]", "convolve(x, k, mode)", "x and k of one axis")
def convolution_of_one_row(draw: Draw) -> tuple[Tensor, Tensor]:
    """An image of one row is a sequence."""
    (x, k), mode = signal_and_kernel(draw, 1), draw.mode()
    return convolve(x[None], k[None], mode)[0], convolve(x, k, mode)


@reduction(
    "convolve(x, outer(a, b), mode)",
    "convolve(convolve(x, a[:, None], mode), b[None], mode)",
    "the kernel is an outer product",
)
def outer_product_kernel_is_two_passes(draw: Draw) -> tuple[Tensor, Tensor]:
    """A separable kernel is a column followed by a row."""
    (a, b), mode = (draw.complex_tensor(draw.integer(1, 4)) for _ in range(2)), draw.mode()
    x = draw.complex_tensor(len(a) + draw.integer(0, 3), len(b) + draw.integer(0, 3))
    passes = convolve(convolve(x, a[:, None], mode), b[None], mode)
    return convolve(x, torch.outer(a, b), mode), passes


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

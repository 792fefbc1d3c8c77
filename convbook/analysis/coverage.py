"""Which pixels a stack of dilated convolutions reads, and how often."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from convbook import checks
from convbook.checks.dilation import dilated_field, dilation_rates
from convbook.errors import ConvbookValueError, message

IntArray = np.ndarray[Any, np.dtype[np.int64]]
LARGEST = 2**63 - 1
MOST_POSITIONS = 2**30
MOST_OFFSETS = 2**27


def coverage_map(rates: Sequence[int], kernel_size: int = 3, ndim: int = 2) -> IntArray:
    """Count how often one output of a stack of dilated convolutions reads each input pixel.

    c = b_1 * b_2 * ... * b_n along one axis, where b_i is 1 at the pixels 0, r_i, 2 r_i, ...,
    (k - 1) r_i and 0 elsewhere, and * is full convolution: c[p] is the number of paths, that is of
    choices of one tap in every layer, from pixel p to the output. Over several axes the counts
    multiply, c[p, q] = c[p] c[q].

    Args:
        rates: dilation r_i of every layer in px, the one nearest the input first.
        kernel_size: number of taps along each axis, k; odd or even.
        ndim: number of spatial axes, 1, 2 or 3.

    Returns:
        int64 array with `ndim` axes of side 1 + (k - 1) (r_1 + ... + r_n) px, the receptive field.
        For odd kernels its middle is the pixel below the output.

    Raises:
        ConvbookTypeError: an argument is not an integer or a list of integers.
        ConvbookValueError: an argument is too small, or the map has more than 2^30 positions.
        OverflowError: a count does not fit into 64 bits.

    Example:
        >>> coverage_map([1, 2], ndim=1)
        array([1, 1, 2, 1, 2, 1, 1])
        >>> int((coverage_map([2, 2, 2]) > 0).sum()), coverage_map([2, 2, 2]).size
        (49, 169)

    Source: Wang et al., "Understanding convolution for semantic segmentation", WACV 2018, figure
        of the gridding problem. Ours has the receptive field's size, whatever it is, and any
        kernel.
    See: dilated-convolution/gridding
    """
    name = "coverage_map"
    steps = dilation_rates(name, rates)
    taps = checks.integer(name, "kernel_size", kernel_size, minimum=1)
    axes = checks.integer(name, "ndim", ndim, minimum=1)
    if axes > 3:
        raise ConvbookValueError(message(name, "ndim must be at most 3", axes))
    side = dilated_field(name, steps, taps)
    if side**axes > MOST_POSITIONS:
        rule = "the map must have at most 2^30 positions"
        raise ConvbookValueError(message(name, rule, f"{axes} axes of {side} px"))
    line = _paths(name, steps, taps, axes)
    counts = line
    for _ in range(axes - 1):
        counts = np.multiply.outer(counts, line)
    return counts


def largest_gap(rates: Sequence[int], kernel_size: int = 3) -> int:
    """Find the largest distance of neighbouring pixels that a stack of dilated convolutions reads.

    The pixels along one axis are the sums a_1 r_1 + ... + a_n r_n with every a_i in 0..k-1. Over
    several axes they are the product set, so one axis tells all.

    Args:
        rates: dilation r_i of every layer in px, in any order.
        kernel_size: number of taps along each axis, k; odd or even.

    Returns:
        The distance in px; 1 means that there is no hole.

    Raises:
        ConvbookTypeError: an argument is not an integer or a list of integers.
        ConvbookValueError: an argument is too small, or the stack reads more than 2^27 pixels.

    Example:
        >>> largest_gap([1, 2, 5]), largest_gap([1, 2, 9]), largest_gap([2, 2, 2])
        (1, 3, 2)

    Source: Wang et al., WACV 2018, whose M_1 (``hdc_distances``) estimates this number and, by the
        order of the layers, often exceeds it: M_1 of [5, 2, 1] is 7, and the largest gap is 1.
    See: dilated-convolution/gridding
    """
    name = "largest_gap"
    steps = dilation_rates(name, rates)
    taps = checks.integer(name, "kernel_size", kernel_size, minimum=1)
    dilated_field(name, steps, taps)
    read = np.zeros(1, np.int64)
    for rate in sorted(steps):
        if read.size * taps > MOST_OFFSETS:
            rule = "the stack must read at most 2^27 pixels along an axis"
            raise ConvbookValueError(message(name, rule, f"about {read.size * taps}"))
        read = np.unique(np.add.outer(read, rate * np.arange(taps)))
    return int(np.diff(read).max(initial=1))


def _paths(function: str, rates: Sequence[int], taps: int, axes: int) -> IntArray:
    """Count the paths along one axis, all pixels at once as the digits of one integer.

    A digit has 16 bytes and cannot carry: all counts together are k^n, less than 2^93 here.
    """
    rule = "every count must be at most 2^63 - 1"
    side, total = 1 + (taps - 1) * sum(rates), taps ** len(rates)
    if total > side * LARGEST:  # the mean is too large already
        raise OverflowError(message(function, rule, f"{total} paths for {side} px"))
    digits = 1
    for rate in rates:
        digits = _read_by_taps(digits, 128 * rate, taps)
    halves = np.frombuffer(digits.to_bytes(16 * side, "little"), "<u8").reshape(side, 2)
    low, high = halves.max(axis=0).tolist()
    largest = max(low, high << 64)
    if largest**axes > LARGEST:
        raise OverflowError(message(function, rule, f"{largest**axes} or more"))
    return halves[:, 0].astype(np.int64)


def _read_by_taps(digits: int, shift: int, taps: int) -> int:
    """Sum the copies of `digits` shifted by 0, 1, ..., k - 1 times `shift` bits, by halving k."""
    if taps == 1:
        return digits
    half = _read_by_taps(digits, shift, taps // 2)
    both = half + (half << shift * (taps // 2))
    return both + (digits << shift * (taps - 1)) if taps % 2 else both

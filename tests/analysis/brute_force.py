"""Slow and obvious counterparts of the analyses of dilation."""

from collections.abc import Sequence

import numpy as np


def read_pixels(rates: Sequence[int], kernel_size: int) -> int:
    """Pixels along one axis that a stack reads, as the bits of an integer."""
    bits = 1
    for rate in rates:
        spread = 0
        for tap in range(kernel_size):
            spread |= bits << (tap * rate)
        bits = spread
    return bits


def gap(bits: int) -> int:
    """Largest distance of neighbouring ones: the longest run of zeros between them, plus one."""
    return max((len(run) for run in f"{bits:b}".strip("0").split("1")), default=0) + 1


def visit(counts: np.ndarray, row: int, column: int, kernel_size: int, rate: int, count: int):
    """Add `count` to every pixel that one kernel, its first tap at (row, column), reads."""
    for i in range(kernel_size):
        for j in range(kernel_size):
            counts[row + i * rate][column + j * rate] += count


def per_pixel_map(rates: Sequence[int], kernel_size: int) -> np.ndarray:
    """Count uses as a script would that walks over every pixel of every layer, output first.

    The map has room for the whole receptive field, and kernels are placed by their first tap, so
    that nothing wraps around and even kernels have their place.
    """
    side = 1 + (kernel_size - 1) * sum(rates)
    counts = np.zeros((side, side), np.int64)
    counts[0][0] = 1
    for rate in reversed(rates):
        below = np.zeros_like(counts)
        for row in range(side):
            for column in range(side):
                if counts[row][column] > 0:
                    visit(below, row, column, kernel_size, rate, counts[row][column])
        counts = below
    return counts

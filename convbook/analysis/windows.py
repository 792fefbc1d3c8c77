"""One axis of one layer: which pixel its windows read at every position, padding included."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import torch

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.geometry import same_padding
from convbook.geometry.paddings import extent_of
from convbook.geometry.sizes import num_windows
from convbook.ops import pad2d

IntArray = np.ndarray[Any, np.dtype[np.int64]]
AnyArray = np.ndarray[Any, np.dtype[Any]]
COPY_MODES = ("zeros", "constant", "reflect", "symmetric", "replicate", "circular")
MODES = (*COPY_MODES, "valid", "full", "partial")
OUTSIDE = -1
MOST_POSITIONS = 2**26


@dataclass(frozen=True)
class AxisWindows:
    """The windows of a layer along one axis; window u reads the positions u s + j d, j < k."""

    size: int
    source: IntArray  # for every padded position the pixel that stands there, or OUTSIDE
    taps: int
    stride: int
    dilation: int
    count: int

    def read(self, positions: AnyArray, tap: int) -> AnyArray:
        """Show what tap `tap` of every window reads of one number a padded position (a view)."""
        start = tap * self.dilation
        return positions[start : start + (self.count - 1) * self.stride + 1 : self.stride]

    def uses(self, weights: AnyArray) -> AnyArray:
        """Sum, for every pixel, the weights of the windows that read it, once for each tap.

        This is the transpose of "every window adds up what its taps read".
        """
        positions = np.zeros(self.source.size, weights.dtype)
        for tap in range(self.taps):
            self.read(positions, tap)[:] += weights
        inside = self.source != OUTSIDE
        pixels = np.zeros(self.size, weights.dtype)
        np.add.at(pixels, self.source[inside], positions[inside])
        return pixels

    def shares(self) -> list[Fraction]:
        """Weigh every window by k / (number of its taps inside the image), as partial convolution.

        A window without such a tap reads no pixel, and its weight does not matter.
        """
        inside = (self.source != OUTSIDE).astype(np.int64)
        valid = sum(self.read(inside, tap) for tap in range(self.taps))
        return [Fraction(self.taps, n or 1) for n in np.asarray(valid).tolist()]


def axis_windows(
    function: str, size: int, kernel: int, padding: Any, mode: str, stride: int, dilation: int
) -> AxisWindows:
    """Lay the windows along one axis, in the name of the caller `function`.

    `padding` is None (TensorFlow's SAME), px on each side, or (before, after); the modes "valid"
    and "full" have their own.

    Raises:
        ConvbookTypeError: a number is not an integer.
        ConvbookValueError: a number is too small, the padding contradicts the mode, the kernel
            does not fit, or the padded axis has more than 2^26 positions.

    Example:
        >>> axis_windows("usage_counts", 3, 3, 1, "circular", 1, 1).source.tolist()
        [2, 0, 1, 2, 0]
    """
    before, after = _padding(function, size, kernel, padding, mode, stride, dilation)
    if size + before + after > MOST_POSITIONS:
        rule = "the padded axis must have at most 2^26 positions"
        raise ConvbookValueError(message(function, rule, size + before + after))
    extent = extent_of(function, kernel, dilation)
    count = num_windows(function, size, extent, stride, (before, after))
    copied = mode if mode in COPY_MODES[2:] else "zeros"
    pixels = torch.arange(1, size + 1).reshape(1, 1, size)
    source = pad2d(pixels, (0, 0, before, after), copied).reshape(-1).numpy() - 1
    return AxisWindows(size, source, kernel, stride, dilation, count)


def _padding(
    function: str, size: int, kernel: int, padding: Any, mode: str, stride: int, dilation: int
) -> tuple[int, int]:
    own = {"valid": 0, "full": dilation * (kernel - 1)}
    same = same_padding(size, kernel, stride, dilation)
    pads = (own[mode], own[mode]) if mode in own else same
    if padding is None:
        return pads
    before, after = checks.integers(function, "padding", padding, 2, 0, "(before, after)")
    if mode in own and (before, after) != pads:
        rule = f'mode "{mode}" pads {own[mode]} px on each side, padding must agree or be None'
        raise ConvbookValueError(message(function, rule, (before, after)))
    return before, after

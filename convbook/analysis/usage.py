"""How often one layer reads each pixel."""

from typing import Any

import numpy as np

from convbook import checks
from convbook.analysis.windows import MODES, axis_windows
from convbook.errors import ConvbookValueError, message

Counts = np.ndarray[Any, np.dtype[Any]]


def usage_counts(
    size: int,
    kernel_size: int,
    padding: int | tuple[int, int] | None = None,
    mode: str = "zeros",
    stride: int = 1,
    dilation: int = 1,
    exact: bool = False,
) -> Counts:
    """Count the taps of one layer that read each pixel along one axis.

    n[x] = sum over windows u and taps j of 1 where position u s + j d - p_before shows pixel x

    A padded position shows the pixel that the mode copies there, or none (zeros). In "partial",
    partial convolution, a window counts k / v instead of 1, where v of its k taps lie inside the
    image. Along several axes the counts multiply.

    Args:
        size: number of pixels.
        kernel_size: number of taps, k.
        padding: px on each side or (before, after); None is TensorFlow's SAME.
        mode: "zeros", "constant", "reflect", "symmetric", "replicate", "circular", "partial",
            or "valid" (no padding) and "full" (d (k - 1) on each side), which leave `padding` None.
        stride: distance of neighbouring windows in px, s.
        dilation: distance of neighbouring taps in px, d.
        exact: return the counts of "partial" as fractions instead of rounding each once.

    Returns:
        int64 array [size]; for "partial" float64, the fractions correctly rounded, or with
        `exact` an object array of ``fractions.Fraction``.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the mode is unknown or not separable, an argument is too small, the
            padding contradicts the mode, the kernel does not fit, or the padded axis has more
            than 2^26 positions.

    Example:
        >>> usage_counts(5, 3), usage_counts(5, 3, mode="reflect")
        (array([2, 3, 3, 3, 2]), array([2, 4, 3, 4, 2]))
        >>> usage_counts(5, 3, mode="partial")
        array([2.5, 3.5, 3. , 3.5, 2.5])

    Source: Alsallakh et al., "Mind the Pad", ICLR 2021, foveation behaviour of paddings; Liu et
        al., "Partial convolution based padding", 2018, for "partial".
    See: kernels-and-padding/padding-zoo
    """
    name = "usage_counts"
    length = checks.integer(name, "size", size, minimum=1)
    taps = checks.integer(name, "kernel_size", kernel_size, minimum=1)
    step = checks.integer(name, "stride", stride, minimum=1)
    gap = checks.integer(name, "dilation", dilation, minimum=1)
    checks.flag(name, "exact", exact)
    if isinstance(mode, str) and mode.startswith("distribution"):
        rule = "mode must be separable"
        hint = "foveation_map takes the distribution modes"
        raise ConvbookValueError(message(name, rule, repr(mode), hint))
    checks.choice(name, "mode", mode, MODES)
    windows = axis_windows(name, length, taps, padding, mode, step, gap)
    if mode != "partial":
        return windows.uses(np.ones(windows.count, np.int64))
    fractions = windows.uses(np.array(windows.shares(), object))
    return fractions if exact else fractions.astype(np.float64)

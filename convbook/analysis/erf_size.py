"""How large an effective receptive field is: by a threshold, by its share, by its limit."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
from torch import Tensor

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

Map = Tensor | np.ndarray[Any, Any]


def erf_radius(field: Map, threshold: float = 0.0455) -> float:
    """Size of an effective receptive field: root of the number of pixels that are not negligible.

    n^(1/a), n = number of pixels with field > threshold * (value at the centre), a axes

    Args:
        field: [H, W], or with any number of axes, such as one; the centre is at half of each.
        threshold: share of the centre's value, from 0 to 1; 0.0455 is what a Gaussian leaves
            outside two standard deviations.

    Returns:
        The size in px, as the side of a square of as many pixels: not half of it, in spite of
        the name.

    Raises:
        ConvbookTypeError: the field is no tensor or array of numbers, or the threshold no number.
        ConvbookValueError: the field is empty, its centre is not positive, it holds NaN, or the
            threshold lies outside [0, 1].

    Example:
        >>> erf_radius(np.array([0.04, 0.5, 1.0, 0.5, 0.04]))
        3.0

    Source: Luo et al., 2016, section 4: "1 - 95.45 % of the centre's value".
    See: deformable-kernels/effective-receptive-field
    """
    values = _values("erf_radius", "field", field)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float):
        rule = "threshold must be a number"
        raise ConvbookTypeError(message("erf_radius", rule, type(threshold).__name__))
    if not 0 <= threshold <= 1:
        rule = "threshold must lie in [0, 1]"
        raise ConvbookValueError(message("erf_radius", rule, threshold))
    centre = values[tuple(n // 2 for n in values.shape)]
    if not centre > 0:
        rule = "the centre of field must be positive"
        raise ConvbookValueError(message("erf_radius", rule, centre))
    return float(np.count_nonzero(values > threshold * centre) ** (1 / values.ndim))


def erf_share(field: Map, mask: Map) -> float:
    """Share of an effective receptive field that lies inside a mask.

    sum of field over mask / sum of field

    Args:
        field: no value negative, [H, W] or any shape.
        mask: bool, the same shape.

    Returns:
        The share, from 0 to 1.

    Raises:
        ConvbookTypeError: the field holds no numbers, or the mask no bools.
        ConvbookValueError: the shapes differ, the field is empty, holds a negative value or NaN,
            or is zero everywhere.

    Example:
        >>> erf_share(np.array([1.0, 2.0, 1.0]), np.array([False, True, False]))
        0.5

    Source: definition.
    See: deformable-kernels/effective-receptive-field
    """
    values, inside = _values("erf_share", "field", field), _array("erf_share", "mask", mask)
    if inside.dtype != np.bool_:
        rule = "mask must hold bools"
        raise ConvbookTypeError(message("erf_share", rule, f"dtype {inside.dtype}"))
    if inside.shape != values.shape:
        rule = "field and mask must have one shape"
        raise ConvbookValueError(message("erf_share", rule, f"{values.shape} and {inside.shape}"))
    if values.min() < 0 or not values.sum() > 0:
        rule = "field must not be negative, nor zero everywhere"
        got = f"a least value of {values.min()} and a sum of {values.sum()}"
        raise ConvbookValueError(message("erf_share", rule, got))
    return float(values[inside].sum() / values.sum())


def erf_sigma(
    kernel_sizes: Sequence[int],
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
) -> float:
    """Standard deviation of the field of a linear stack with equal weights, along one axis.

    sigma^2 = sum over l of (d_l s_1 ... s_(l-1))^2 (k_l^2 - 1) / 12

    Exact for equal weights, and for the variance of gradients through independent random
    weights of mean zero. For n kernels of one size it is sqrt(n (k^2 - 1) / 12), while the
    theoretical field is n (k - 1) + 1: their ratio falls as 1 / sqrt(n).

    Args:
        kernel_sizes: k_l in taps, the layer next to the image first.
        strides: s_l in px; None is 1 everywhere.
        dilations: d_l in px; None is 1 everywhere.

    Returns:
        sigma in px of the image.

    Raises:
        ConvbookTypeError: an argument is not a sequence of integers.
        ConvbookValueError: an entry is below 1, or the lengths differ.

    Example:
        >>> erf_sigma([3, 3, 3, 3, 3, 3])
        2.0
        >>> erf_sigma([2], dilations=[4])
        2.0

    Source: Luo et al., 2016, section 2, for stride and dilation 1; strides and dilations scale
        the steps of the random walk.
    See: deformable-kernels/effective-receptive-field
    """
    sizes = _entries("kernel_sizes", kernel_sizes)
    steps = [1] * len(sizes) if strides is None else _entries("strides", strides, len(sizes))
    gaps = [1] * len(sizes) if dilations is None else _entries("dilations", dilations, len(sizes))
    twelfths, scale = 0, 1
    for k, s, d in zip(sizes, steps, gaps, strict=True):
        twelfths += (d * scale) ** 2 * (k * k - 1)
        scale *= s
    return sqrt(twelfths / 12)


def _entries(name: str, values: Any, count: int | None = None) -> list[int]:
    if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray):
        rule = f"{name} must be a sequence of integers"
        raise ConvbookTypeError(message("erf_sigma", rule, type(values).__name__))
    if count is not None and len(values) != count:
        rule = f"{name} must have one entry a layer, {count}"
        raise ConvbookValueError(message("erf_sigma", rule, len(values)))
    return [
        checks.integer("erf_sigma", f"{name}[{i}]", value, minimum=1)
        for i, value in enumerate(values)
    ]


def _array(function: str, name: str, value: Any) -> np.ndarray[Any, Any]:
    if isinstance(value, Tensor):
        dense = value.detach().cpu()
        return (dense.double() if dense.is_floating_point() else dense).numpy()
    if not isinstance(value, np.ndarray):
        rule = f"{name} must be a tensor or an array"
        raise ConvbookTypeError(message(function, rule, type(value).__name__))
    return value


def _values(function: str, name: str, value: Any) -> np.ndarray[Any, Any]:
    array = _array(function, name, value)
    if array.dtype.kind not in "iuf":
        rule = f"{name} must hold real numbers"
        raise ConvbookTypeError(message(function, rule, f"dtype {array.dtype}"))
    if array.size == 0 or array.ndim == 0 or not np.isfinite(array).all():
        rule = f"{name} must hold finite numbers, and one at least"
        raise ConvbookValueError(message(function, rule, f"shape {array.shape}"))
    return array.astype(np.float64)

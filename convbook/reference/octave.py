"""Definition of the octave convolution."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import ConvGeometry
from convbook.geometry.octave import num_poolings, octave_geometry
from convbook.reference.arrays import Array
from convbook.reference.conv import conv2d


def octave_conv2d(
    high: npt.ArrayLike | None,
    low: npt.ArrayLike | None,
    weight_hh: npt.ArrayLike | None,
    weight_hl: npt.ArrayLike | None,
    weight_lh: npt.ArrayLike | None,
    weight_ll: npt.ArrayLike | None,
    bias_h: npt.ArrayLike | None = None,
    bias_l: npt.ArrayLike | None = None,
    stride: Any = 1,
    padding: Any = "half",
    dilation: Any = 1,
    groups: int = 1,
) -> tuple[Array | None, Array | None]:
    """Convolution of a high- and a low-frequency map, with paths from each to each.

    y_h = f(x_h, w_hh) + up(f(x_l, w_lh)) + b_h,  y_l = f(pool(x_h), w_hl) + f(x_l, w_ll) + b_l

    where f is ``conv2d`` at stride 1, pool the mean of 2x2 px, and up repeats every pixel 2x2
    times. At stride 2 each map is pooled once more and nothing is enlarged.

    Args:
        high: x_h, [N, C_h, H, W] or [C_h, H, W], or None.
        low: x_l, [N, C_l, H/2, W/2] or [C_l, H/2, W/2], or None.
        weight_hh: [O_h, C_h/groups, K_h, K_w], or None, high to high.
        weight_hl: [O_l, C_h/groups, K_h, K_w], or None, high to low.
        weight_lh: [O_h, C_l/groups, K_h, K_w], or None, low to high.
        weight_ll: [O_l, C_l/groups, K_h, K_w], or None, low to low.
        bias_h: b_h, [O_h].
        bias_l: b_l, [O_l].
        stride: 1 or 2.
        padding: "half", d (K - 1) / 2 px, or px as an int or (h, w).
        dilation: d in px, an int or (h, w).
        groups: number of groups of every path.

    Returns:
        (y_h, y_l): float64 arrays, None where no weight leads there.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.octave_conv2d``.

    Example:
        >>> octave_conv2d([[[1.0, 3.0], [5.0, 7.0]]], None, None, [[[[1.0]]]], None, None)
        (None, array([[[4.]]]))

    Source: the definition.
    See: understanding-convolution/octave
    """
    name = "octave_conv2d"
    maps = {"h": array(high), "l": array(low)}
    given = {"hh": weight_hh, "hl": weight_hl, "lh": weight_lh, "ll": weight_ll}
    weights = {path: array(weight) for path, weight in given.items()}
    biases = {"h": array(bias_h), "l": array(bias_l)}
    groups = checks.integer(name, "groups", groups, minimum=1)
    kernel = checks.octave_arrays(name, maps, weights, biases, groups)
    paths = frozenset(path for path, weight in weights.items() if weight is not None)
    sizes = {key: x.shape[-2:] for key, x in maps.items() if x is not None}
    step, windows = octave_geometry(name, paths, sizes, kernel, stride, padding, dilation)
    results: dict[str, Array | None] = {"h": None, "l": None}
    for path, geometry in windows.items():
        x: Any = maps[path[0]]
        for _ in range(num_poolings(path, step)):
            x = pool(x)
        y = convolve(x, weights[path], geometry, groups)
        y = up(y) if path == "lh" and step == 1 else y
        before = results[path[1]]
        results[path[1]] = y if before is None else before + y
    for key, bias in biases.items():
        total = results[key]
        if bias is not None and total is not None:
            results[key] = total + bias.reshape(-1, 1, 1)
    return results["h"], results["l"]


def array(value: npt.ArrayLike | None) -> Array | None:
    """The value as an array; None stays."""
    return None if value is None else np.asarray(value)


def convolve(x: Array, weight: Any, geometry: ConvGeometry, groups: int) -> Array:
    """f: the convolution at stride 1."""
    padding = tuple(before for before, _ in geometry.padding)
    return conv2d(x, weight, None, 1, padding, geometry.dilation, groups)


def pool(x: Array) -> Array:
    """The mean of 2x2 px."""
    *outer, height, width = x.shape
    y = np.zeros((*outer, height // 2, width // 2))
    for *place, u, v in np.ndindex(y.shape):
        four = [x[*place, 2 * u + i, 2 * v + j] for i, j in np.ndindex(2, 2)]
        y[*place, u, v] = sum(four) / 4
    return y


def up(x: Array) -> Array:
    """Every pixel repeated 2x2 times."""
    *outer, height, width = x.shape
    y = np.zeros((*outer, 2 * height, 2 * width))
    for *place, u, v in np.ndindex(y.shape):
        y[*place, u, v] = x[*place, u // 2, v // 2]
    return y

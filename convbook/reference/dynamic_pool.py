"""Definitions of the pooling of learned size, and of the cost of networks that have it."""

from itertools import product
from math import floor
from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array


def dynamic_pool2d(input: npt.ArrayLike, alpha: npt.ArrayLike, reduce: str = "max") -> Array:
    """Pooling to size / alpha: the largest of four interpolated values around each centre.

    y[n, c, a, b] = max (or mean) over both signs of x(p_h +- alpha_h / 4, p_w +- alpha_w / 4),
    p_h = (a + 1/2) H / H' - 1/2,  p_w = (b + 1/2) W / W' - 1/2

    where x(q) interpolates linearly between the four nearest px and continues x outside by its
    border.

    Args:
        input: x, [N, C, H, W] or [C, H, W].
        alpha: (alpha_h, alpha_w), size of the input per size of the output.
        reduce: "max" or "mean".

    Returns:
        float64 array [N, C, H', W'] or [C, H', W'], H' = max(1, round(H / alpha_h)), half to even.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.dynamic_pool2d``.

    Example:
        >>> dynamic_pool2d([[[1.0, 2.0, 5.0, 6.0], [4.0, 3.0, 8.0, 7.0]]], [2.0, 2.0])
        array([[[4., 8.]]])

    Source: the definition.
    See: dynamic-pooling/the-layer
    """
    image, ratio = np.asarray(input), np.asarray(alpha)
    checks.choice("dynamic_pool2d", "reduce", reduce, ("max", "mean"))
    (height, width), result = checks.resizing("dynamic_pool2d", image, ratio)
    x, (a_h, a_w) = image.astype(float).reshape(-1, height, width), ratio.astype(float)
    y = np.zeros((len(x), *result))
    for k, a, b in np.ndindex(y.shape):
        p_h = (a + 0.5) * height / result[0] - 0.5
        p_w = (b + 0.5) * width / result[1] - 0.5
        rows, columns = (p_h - a_h / 4, p_h + a_h / 4), (p_w - a_w / 4, p_w + a_w / 4)
        values = [interpolate(x[k], q_h, q_w) for q_h, q_w in product(rows, columns)]
        y[k, a, b] = np.max(values) if reduce == "max" else sum(values) / 4
    return y.reshape(*image.shape[:-2], *result)


def interpolate(image: Array, q_h: float, q_w: float) -> Any:
    """Interpolate linearly at a point in px, moved into the image where it lies outside."""
    height, width = image.shape
    q_h, q_w = min(max(q_h, 0), height - 1), min(max(q_w, 0), width - 1)
    top, left = floor(q_h), floor(q_w)
    down, right = q_h - top, q_w - left
    bottom, last = min(top + 1, height - 1), min(left + 1, width - 1)
    upper = image[top, left] * (1 - right) + image[top, last] * right
    lower = image[bottom, left] * (1 - right) + image[bottom, last] * right
    return upper * (1 - down) + lower * down


def gmacs_loss(model: Any) -> Array:
    """Cost of a model's convolutions at their sizes of the last forward pass, in GMACs.

    sum over layers l of (H_t W_t) / (H_0 W_0) GMACs[l]

    where H_t x W_t is the size of the output of l in the last forward pass, H_0 x W_0 what it
    would have been with the alphas of construction, and GMACs[l] the cost at H_0 x W_0 of one
    image, in 10^9 multiply-accumulates.

    Args:
        model: a torch.nn.Module that holds a ``DynOPool2d`` and was run.

    Returns:
        float64 array without axes.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.gmacs_loss``.

    Example:
        >>> import torch
        >>> from convbook.ops import DynOPool2d
        >>> model = torch.nn.Sequential(DynOPool2d(2.0), torch.nn.Conv2d(500, 500, 1))
        >>> output = model(torch.zeros(1, 500, 4, 4))
        >>> gmacs_loss(model)
        array(0.001)

    Source: the definition; the sizes are those that the model's pools have noted.
    See: back-matter/atlas
    """
    total = np.zeros(())
    for use in checks.counted_model("gmacs_loss", model):
        (h_t, w_t), (h_0, w_0) = use.size, use.initial_size
        macs = 0
        for positions_h, positions_w, c_out, c_in, k_h, k_w in use.kernels:
            macs += positions_h * positions_w * c_out * c_in * k_h * k_w
        total += h_t * w_t / (h_0 * w_0) * macs / 1e9
    return total

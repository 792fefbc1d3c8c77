"""What the definitions share: conversion to float64, padding with zeros, an empty output."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.geometry import ConvGeometry, conv_geometry

Array = npt.NDArray[Any]


def float64(function: str, **values: npt.ArrayLike) -> list[Array]:
    """Convert to float64, complex numbers to complex128; text, bools and objects are refused."""
    arrays = {name: np.asarray(value) for name, value in values.items()}
    checks.numbers(function, **arrays)
    return [a.astype(complex if np.iscomplexobj(a) else float) for a in arrays.values()]


def conv_arguments(
    function: str,
    ndim: int,
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike | None,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> tuple[Array, Array, Array, ConvGeometry]:
    """Check and prepare the arguments of a convolution over `ndim` axes.

    Returns:
        The padded input and the weight; the output, [N, C_out, ...], holding only the bias so
        far; the geometry. One example without batch axis becomes a batch of one.
    """
    x, w = float64(function, input=input, weight=weight)
    b = np.zeros(w.shape[:1]) if bias is None else float64(function, bias=bias)[0]
    groups = checks.integer(function, "groups", groups, minimum=1)
    size = checks.conv_arrays(function, ndim, x, w, b, groups)
    geometry = conv_geometry(function, size, w.shape[2:], stride, padding, dilation)
    checks.conv_distances(function, geometry)
    batch = x.reshape(-1, *x.shape[-ndim - 1 :])
    padded = np.pad(batch, ((0, 0), (0, 0), *geometry.padding))
    output = np.zeros((len(batch), len(w), *geometry.output_size), np.result_type(x, w, b))
    output += b.reshape(-1, *(1 for _ in size))
    return padded, w, output, geometry

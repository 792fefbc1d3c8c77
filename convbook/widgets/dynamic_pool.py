"""Live figure ``dynamic-pool``: two ratios, the cells, four points in each, and the result."""

import base64
from functools import cache
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn.functional import max_pool2d

from convbook import checks, data
from convbook.data.images import grey_square
from convbook.errors import ConvbookValueError, message
from convbook.ops import dynamic_pool2d
from convbook.ops.query_points import query_points
from convbook.widgets import dynamic_pool_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole

NAME = "DynamicPool"
REDUCES = ("max", "mean")
LARGEST = 8
ALPHAS = (0.5, 8)
SIDE, FULL_SIDE = 64, 256
Array = np.ndarray[Any, np.dtype[np.float64]]


class DynamicPool(ConvFigure):
    """One channel of up to 8x8 px and a photograph of 64x64 px under ``dynamic_pool2d``.

    `alpha_h` and `alpha_w` are multiples of 1/64 from 0.5 to 8, the reciprocals of the resize
    ratios; `values` are the pixels row by row, multiples of 1/8. The reader looks at output
    (`row`, `column`) and at input pixel (`y`, `x`). Numbers are rounded to 4 decimals.

    Example:
        >>> DynamicPool.compute(DynamicPool.defaults | {"alpha_h": 6, "alpha_w": 8})["four"]
        [3.0, 4.0, 4.5, 4.5]
    """

    kind = "dynamic-pool"
    defaults: ClassVar[Params] = {
        "alpha_h": 2,
        "alpha_w": 1.5,
        "reduce": "max",
        "rows": 6,
        "columns": 8,
        "values": [
            *(1, 3, 0, 2, 7, 5, 1, 4),
            *(4, 6, 2, 1, 3, 8, 2, 0),
            *(0, 2, 9, 5, 1, 0, 6, 3),
            *(5, 1, 4, 7, 2, 3, 0, 8),
            *(2, 8, 3, 0, 6, 4, 1, 5),
            *(7, 0, 1, 3, 5, 2, 9, 6),
        ],
        "row": 1,
        "column": 1,
        "y": 2,
        "x": 2,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse numbers out of range, another count of values, and places outside the maps."""
        checks.choice(NAME, "reduce", params["reduce"], REDUCES)
        for name in ("rows", "columns"):
            whole(NAME, name, params[name], 1, LARGEST)
        for name in ("alpha_h", "alpha_w"):
            _alpha(name, params[name])
        dyadics(NAME, "values", params["values"], params["rows"] * params["columns"])
        height, width = output_size(params)
        for name, size in (("row", height), ("column", width)):
            whole(NAME, name, params[name], 0, size - 1)
        whole(NAME, "y", params["y"], 0, params["rows"] - 1)
        whole(NAME, "x", params["x"], 0, params["columns"] - 1)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The photograph's bytes."""
        return {"pixels": base64.b64encode(photo().tobytes()).decode()}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The output, the points along each axis, and what is looked at.

        `cell` is its (top, bottom, left, right) in px from the input's corner, `centre` its
        centre in px; `four` its values at the points (above left, above right, below left, below
        right), `nearest` and `shares` the four pixels of each and their weights; `winner` the
        point with the largest value, -1 for the mean; `given` what each pixel gives to it. `uses`
        counts the outputs that read each pixel; `readers` are those of (y, x), `received` what
        each gets of it. `maxpool` and `unchanged` count the px that differ from 2x2 max pooling
        and from the input, -1 where the sizes differ. `picture` is the photograph's output.
        """
        x = torch.tensor(params["values"], dtype=torch.float64).reshape(params["rows"], -1)
        pooled = _pool(x, params)
        height, width = pooled.shape
        points = [
            query_points(size, alpha, count).numpy()
            for size, alpha, count in zip(x.shape, _alphas(params), pooled.shape, strict=True)
        ]
        looks = _looks(x.numpy(), points, (height, width))
        given = [_given(*look, params["reduce"]) for look in looks]
        reads = [(_rounded(weights) > 0).any(0) for _, weights in looks]
        here = params["row"] * width + params["column"]
        there = params["y"], params["x"]
        readers = [index for index, read in enumerate(reads) if read[there]]
        picture = _pool(torch.tensor(photo(), dtype=torch.float64), params)
        return {
            "output": _rounded(pooled.numpy()).flatten().tolist(),
            "output_size": [height, width],
            "points_h": _rounded(points[0]).tolist(),
            "points_w": _rounded(points[1]).tolist(),
            **_cell(params, (height, width)),
            "four": _rounded(looks[here][0]).tolist(),
            **_neighbours(params, points, (height, width)),
            "winner": _winner(looks[here][0]) if params["reduce"] == "max" else -1,
            "given": _rounded(given[here]).flatten().tolist(),
            "uses": np.sum(reads, 0).flatten().tolist(),
            "readers": readers,
            "received": [float(_rounded(given[index][there])) for index in readers],
            **_compared(x, pooled),
            "picture_size": list(picture.shape),
            "picture": (picture + 0.500001).floor().int().flatten().tolist(),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Sizes, ratios, and the cell that is looked at."""
        found = cls.compute(params)
        height, width = found["output_size"]
        four = still.numbers(found["four"])
        value = still.numbers([found["output"][params["row"] * width + params["column"]]])
        return (
            f"An input of {params['rows']} by {params['columns']} pixels, alpha "
            f"{params['alpha_h']:g} down and {params['alpha_w']:g} across, and the output of "
            f"{height} by {width}. Output row {params['row']}, column {params['column']} reads the "
            f"input at four points on the diagonals of its cell, where it interpolates {four}; "
            f"their {'largest is' if params['reduce'] == 'max' else 'mean is'} {value}. Below, a "
            "photograph pooled with the same ratios."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Input with cells and points, output, photograph and its output."""
        found = cls.compute(params)
        pooled = np.reshape(found["picture"], found["picture_size"])
        return still.draw(params, found, photo(), pooled)


@cache
def photo() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The cat in grey, 64x64: means of 4x4 px, rounded down."""
    grey = grey_square(data.load("chelsea"), FULL_SIDE).astype(np.int64)
    factor = FULL_SIDE // SIDE
    sums = grey.reshape(SIDE, factor, SIDE, factor).sum((1, 3))
    means: np.ndarray[Any, np.dtype[np.uint8]] = (sums // factor**2).astype(np.uint8)
    return means


def output_size(params: Params) -> tuple[int, int]:
    """Rows and columns of the output.

    >>> output_size({"rows": 7, "columns": 5, "alpha_h": 2, "alpha_w": 2})
    (4, 2)
    """
    size = params["rows"], params["columns"]
    return checks.resized(NAME, size, (params["alpha_h"], params["alpha_w"]))


def _alpha(name: str, value: Any) -> None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if not plain or not ALPHAS[0] <= value <= ALPHAS[1] or 64 * value != int(64 * value):
        rule = f"{name} must be a multiple of 1/64 within {ALPHAS[0]}..{ALPHAS[1]}"
        raise ConvbookValueError(message(NAME, rule, repr(value)))


def _alphas(params: Params) -> Tensor:
    return torch.tensor([params["alpha_h"], params["alpha_w"]], dtype=torch.float64)


def _pool(image: Tensor, params: Params) -> Tensor:
    return dynamic_pool2d(image[None], _alphas(params), params["reduce"])[0]


def _rounded(values: Array) -> Array:
    result: Array = np.floor(values * 10000 + 0.500001) / 10000
    return result


def _hats(points: Array, size: int) -> Array:
    """Weights [points, size] with which each point along an axis reads the px."""
    return np.maximum(0, 1 - np.abs(points[:, None] - np.arange(size)))


def _looks(x: Array, points: list[Array], counts: tuple[int, int]) -> list[tuple[Array, Array]]:
    """For each output its four values, and the weights [4, H, W] of the points."""
    down, across = (_hats(p, size) for p, size in zip(points, x.shape, strict=True))
    found = []
    for a, b in np.ndindex(counts):
        pairs = [(i, j) for i in (a, counts[0] + a) for j in (b, counts[1] + b)]
        weights = np.stack([np.outer(down[i], across[j]) for i, j in pairs])
        found.append(((weights * x).sum((1, 2)), weights))
    return found


def _winner(four: Array) -> int:
    return int(np.argmax(_rounded(four)))


def _given(four: Array, weights: Array, reduce: str) -> Array:
    result: Array = weights[_winner(four)] if reduce == "max" else weights.sum(0) / 4
    return result


def _cell(params: Params, counts: tuple[int, int]) -> dict[str, list[float]]:
    places = (params["row"], params["rows"]), (params["column"], params["columns"])
    edges, centre = [], []
    for (place, size), count in zip(places, counts, strict=True):
        edges += [place * size / count, (place + 1) * size / count]
        centre.append((place + 0.5) * size / count - 0.5)
    return {"cell": _rounded(np.array(edges)).tolist(), "centre": _rounded(np.array(centre)).tolist()}


def _neighbours(params: Params, points: list[Array], counts: tuple[int, int]) -> dict[str, Any]:
    """The four px around each of the four points, and their weights."""
    height, width = params["rows"], params["columns"]
    nearest, shares = [], []
    for q_h in points[0][[params["row"], counts[0] + params["row"]]]:
        for q_w in points[1][[params["column"], counts[1] + params["column"]]]:
            top, left = int(q_h), int(q_w)
            bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
            nearest += [y * width + x for y in (top, bottom) for x in (left, right)]
            down, along = q_h - top, q_w - left
            shares += [u * v for u in (1 - down, down) for v in (1 - along, along)]
    return {"nearest": nearest, "shares": _rounded(np.array(shares)).tolist()}


def _compared(x: Tensor, pooled: Tensor) -> dict[str, Any]:
    size = [length // 2 for length in x.shape]
    usual = max_pool2d(x[None], 2)[0] if min(size) else torch.empty(0)
    return {"maxpool_size": size, "maxpool": _differing(usual, pooled), "unchanged": _differing(x, pooled)}


def _differing(one: Tensor, other: Tensor) -> int:
    if one.shape != other.shape:
        return -1
    return int((one.numpy() != _rounded(other.numpy())).sum())

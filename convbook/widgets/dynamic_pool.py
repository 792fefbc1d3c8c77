"""Live figure ``dynamic-pool``: two ratios, the cells, four points in each, and the result."""

import base64
from functools import cache
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, data
from convbook.data.images import block_means, grey_square
from convbook.errors import ConvbookValueError, message
from convbook.ops import dynamic_pool2d
from convbook.ops.query_points import query_points
from convbook.widgets import dynamic_pool_numbers as numbers
from convbook.widgets import dynamic_pool_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole

NAME = "DynamicPool"
REDUCES = ("max", "mean")
LARGEST = 8
ALPHAS = (0.5, 8)
SIDE, FULL_SIDE = 64, 256


class DynamicPool(ConvFigure):
    """One channel of up to 8x8 px and a photograph of 64x64 px under ``dynamic_pool2d``.

    `alpha_h` and `alpha_w` are multiples of 1/64 from 0.5 to 8, the reciprocals of the resize
    ratios; `values` are the pixels row by row, multiples of 1/8. The reader looks at output
    (`row`, `column`) and at input pixel (`y`, `x`). Numbers are rounded to 4 decimals.

    Example:
        >>> DynamicPool.compute(DynamicPool.defaults)["four"]
        [5.675, 7.9, 2.575, 4.825]
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
        looks = numbers.looks(x.numpy(), points, (height, width))
        given = [numbers.given(*look, params["reduce"]) for look in looks]
        reads = [np.any(numbers.rounded(weights) > 0, 0) for _, weights in looks]
        here = params["row"] * width + params["column"]
        there = params["y"], params["x"]
        readers = [index for index, read in enumerate(reads) if read[there]]
        picture = _pool(torch.tensor(photo(), dtype=torch.float64), params)
        return {
            "output": numbers.rounded(pooled.numpy()).flatten().tolist(),
            "output_size": [height, width],
            "points_h": numbers.rounded(points[0]).tolist(),
            "points_w": numbers.rounded(points[1]).tolist(),
            **numbers.cell(params, (height, width)),
            "four": numbers.rounded(looks[here][0]).tolist(),
            **numbers.neighbours(params, points, (height, width)),
            "winner": numbers.winner(looks[here][0]) if params["reduce"] == "max" else -1,
            "given": numbers.rounded(given[here]).flatten().tolist(),
            "uses": np.sum(reads, 0).flatten().tolist(),
            "readers": readers,
            "received": [float(numbers.rounded(given[index][there])) for index in readers],
            **numbers.compared(x, pooled),
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
    return block_means(grey_square(data.load("chelsea"), FULL_SIDE), FULL_SIDE // SIDE)


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

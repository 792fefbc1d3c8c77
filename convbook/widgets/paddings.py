"""Live figure ``paddings``: nine ways to go on behind the border, on one row and one photograph."""

import base64
from functools import cache
from math import floor
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, data
from convbook.analysis import usage_counts
from convbook.data.images import block_means, grey_square
from convbook.errors import ConvbookValueError, message
from convbook.geometry import effective_kernel_size
from convbook.ops import conv2d, pad2d, partial_conv2d
from convbook.widgets import paddings_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole

NAME = "Paddings"
MODES = (
    *("valid", "zeros", "full", "circular", "symmetric", "reflect", "replicate", "partial"),
    *("distribution", "distribution-reflect"),
)
COPYING = ("circular", "symmetric", "reflect", "replicate")
RANGES = {"padding": (0, 4), "kernel": (1, 5), "dilation": (1, 2), "border": (0, 20)}
CELLS = (2, 8)
SIDE = 64
FULL_SIDE = 256


class Paddings(ConvFigure):
    """One row of numbers and one photograph of 64x64 px, with every kind of border.

    The row has 2 to 8 cells, multiples of 1/8. All kinds but two put `padding` cells on each side:
    "valid" none, "full" dilation * (kernel - 1). A layer of one `kernel` and `dilation`, stride 1,
    reads the padded row. The photograph has a `border` in px, none if "valid", twice that if
    "full". The reader looks at position `at` of the row of `mode` (cell 0 is the first, positions
    before it are negative) and at pixel (`y`, `x`) of the photographs.

    Example:
        >>> Paddings.compute(Paddings.defaults | {"mode": "reflect"})["output"]
        [3.0, 2.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 6.0, 5.0]
    """

    kind = "paddings"
    defaults: ClassVar[Params] = {
        "mode": "reflect",
        "row": [1, 2, 3, 4, 5, 6, 7],
        "padding": 2,
        "kernel": 5,
        "dilation": 1,
        "border": 16,
        "at": -1,
        "y": -8,
        "x": 44,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown modes, numbers out of range, and places outside the padded row."""
        mode = checks.choice(NAME, "mode", params["mode"], MODES)
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        row = params["row"]
        if not isinstance(row, list | tuple) or not CELLS[0] <= len(row) <= CELLS[1]:
            rule = f"row must be a list of {CELLS[0]} to {CELLS[1]} numbers"
            raise ConvbookValueError(message(NAME, rule, repr(row)))
        dyadics(NAME, "row", row, len(row))
        pad, border = pad_of(mode, params), params["border"]
        whole(NAME, "at", params["at"], -pad, len(row) - 1 + pad)
        for name in ("y", "x"):
            whole(NAME, name, params[name], -border, SIDE - 1 + border)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The photograph's bytes."""
        return {"pixels": base64.b64encode(photo().tobytes()).decode()}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Lists with one entry a kind of padding, and what is shown of the one looked at.

        `output` is the padded row of `mode` (of "partial" the factors); `padded` all padded rows,
        [] where there is none; `sources` the cell at each position, -1 if none; `counts` the taps
        that read each cell; `windows` the number of windows; `factors` of partial convolution;
        `means` of 2 padding + 1 cells; `from` the pixel shown at (y, x); `picture` the bordered
        photograph of `mode`.
        """
        padded = [padded_row(mode, params) for mode in MODES]
        seen = factors(params)
        chosen = padded[MODES.index(params["mode"])]
        size, reach = len(params["row"]), 2 * params["padding"] + 1
        means = (
            torch.tensor(params["row"], dtype=torch.float64).unfold(0, reach, 1).mean(1)
            if (size >= reach)
            else torch.empty(0)
        )
        return {
            "output": seen if params["mode"] == "partial" else chosen,
            "padded": padded,
            "sources": [sources(mode, size, pad_of(mode, params)) for mode in MODES],
            "counts": [_counts(mode, params) for mode in MODES],
            "windows": [_windows(mode, params) for mode in MODES],
            "factors": seen,
            "means": [_rounded(value) for value in means.tolist()],
            "from": [[_source(mode, params[axis]) for axis in ("y", "x")] for mode in MODES],
            "picture": picture(params["mode"], params["border"]).flatten().tolist(),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The padded row of every kind."""
        result = cls.compute(params)
        pairs = zip(MODES, result["padded"], strict=True)
        rows = "; ".join(f"{mode}: {still.numbers(row) or 'none'}" for mode, row in pairs)
        return (
            f"The row {still.numbers(params['row'])} with {params['padding']} cells of padding on "
            f"each side, by kind of padding: {rows}. Below, a photograph with the same borders."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """All padded rows with their counts, and the photographs."""
        pictures = [picture(mode, params["border"]) for mode in MODES]
        return still.draw(params, cls.compute(params), MODES, pictures)


def pad_of(mode: str, params: Params) -> int:
    """Cells added on each side of the row."""
    if mode == "valid":
        return 0
    if mode == "full":
        return int(params["dilation"] * (params["kernel"] - 1))
    return int(params["padding"])


def library_mode(mode: str) -> str:
    """Name of the border in ``pad2d``; what is missing or not added is written as zeros."""
    return mode if mode in COPYING or mode.startswith("distribution") else "zeros"


def padded_row(mode: str, params: Params) -> list[float]:
    """The row with its border; [] where distribution padding does not exist."""
    row, pad = params["row"], pad_of(mode, params)
    if not mode.startswith("distribution"):
        line = torch.tensor(row, dtype=torch.float64).reshape(1, 1, -1)
        return pad2d(line, (0, pad), library_mode(mode))[0, 0].tolist()
    reach = 2 * pad + 1
    if len(row) < reach:
        return []
    # An image whose rows are all alike: the means along the other axis change nothing.
    image = torch.tensor(row, dtype=torch.float64).expand(1, 1, reach, len(row))
    return [_rounded(value) for value in pad2d(image, pad, mode)[0, 0, 2 * pad].tolist()]


def sources(mode: str, size: int, pad: int) -> list[int]:
    """The cell that stands at each padded position, -1 where none does."""
    names = torch.arange(1, size + 1).reshape(1, 1, -1)
    copied = mode if mode in COPYING else "zeros"
    return (pad2d(names, (0, pad), copied).flatten() - 1).tolist()


def factors(params: Params) -> list[float]:
    """By what partial convolution multiplies each window, 0 where it sees no cell."""
    if not _windows("partial", params):
        return []
    size, kernel = len(params["row"]), params["kernel"]
    pads, gaps = (0, params["padding"]), (1, params["dilation"])
    ones = torch.ones(1, 1, 1, size, dtype=torch.float64)
    taps = torch.ones(1, 1, 1, kernel, dtype=torch.float64)
    counted = conv2d(ones, taps, padding=pads, dilation=gaps)
    scaled: Tensor = partial_conv2d(ones, taps, padding=pads, dilation=gaps)  # type: ignore[assignment]
    return (scaled / counted.clamp(min=1)).flatten().tolist()


def picture(mode: str, border: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The photograph with its border; the border of distribution padding is rounded."""
    pad = {"valid": 0, "full": 2 * border}.get(mode, border)
    image = torch.tensor(photo(), dtype=torch.float64)[None]
    padded = pad2d(image, pad, library_mode(mode))[0]
    result: np.ndarray[Any, np.dtype[np.uint8]] = (padded + 0.500001).floor().byte().numpy()
    return result


@cache
def photo() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The astronaut in grey, 64x64: means of 4x4 px, rounded down."""
    return block_means(grey_square(data.load("astronaut"), FULL_SIDE), FULL_SIDE // SIDE)


def _rounded(value: float) -> float:
    return floor(value * 10000 + 0.500001) / 10000


def _source(mode: str, at: int) -> int:
    pad = max(-at, at - SIDE + 1, 0)
    return sources(mode, SIDE, pad)[at + pad]


def _windows(mode: str, params: Params) -> int:
    size, pad = len(params["row"]), pad_of(mode, params)
    if mode.startswith("distribution") and size < 2 * pad + 1:
        return 0
    extent = effective_kernel_size(params["kernel"], params["dilation"])
    return max(0, size + 2 * pad - extent + 1)


def _counts(mode: str, params: Params) -> list[float]:
    if mode.startswith("distribution") or not _windows(mode, params):
        return []
    padding = None if mode in ("valid", "full") else params["padding"]
    size, kernel = len(params["row"]), params["kernel"]
    counts = usage_counts(size, kernel, padding, mode, dilation=params["dilation"])
    return counts.tolist()  # type: ignore[no-any-return]

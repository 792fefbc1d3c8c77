"""The static form of the figure ``blind-spots``: the picture with the face, and four maps."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook.viz import LIGHT

WORDS = {
    "same": "zeros as trained (SAME)",
    "even": "zeros on every side",
    "odd": "zeros, 193 px",
    "reflect": "mirrored (reflect)",
}
# Ends of the colours below and above the threshold, lighter for higher scores.
MISSED = (45, 10, 58), (154, 91, 176)
FOUND = (124, 196, 168), (233, 247, 241)
GREY = 128
FACE = (40, 32)

Array = np.ndarray[Any, Any]


def draw(
    params: dict[str, Any], face: Array, maps: dict[str, Array], sizes: dict[str, int]
) -> Figure:
    """Draw the picture and the maps in one row.

    Args:
        params: parameters of ``BlindSpots``.
        face: uint8 [40, 32, 3].
        maps: scores in thousandths by border.
        sizes: of the picture by border, in px.
    """
    figure = Figure(figsize=(9, 2.5))
    first, *others = figure.subplots(1, 1 + len(maps))
    _picture(first, params, face, sizes[params["border"]])
    for axes, (name, scores) in zip(others, maps.items(), strict=True):
        _map(axes, params, scores, sizes[name])
        missed = 100 * (scores < 10 * params["threshold"]).mean()
        axes.set_title(f"{WORDS[name]}\n{missed:.0f} % missed", size=8)
    return figure


def coloured(scores: Array, threshold: int) -> Array:
    """The map's colours, uint8 [rows, columns, 3]: dark where the face is missed."""
    limit = 10 * threshold
    low = _between(MISSED, scores / limit)
    high = _between(FOUND, (scores - limit) / (1000 - limit))
    return np.where((scores < limit)[..., None], low, high).astype(np.uint8)


def _between(ends: tuple[tuple[int, ...], tuple[int, ...]], share: Array) -> Array:
    start, end = (np.array(colour) for colour in ends)
    blended: Array = np.rint(start + np.clip(share, 0, 1)[..., None] * (end - start))
    return blended


def _frame(axes: Axes, size: int) -> None:
    axes.set(xlim=(-3, size + 3), ylim=(size + 3, -3), aspect="equal")
    axes.axis("off")
    box = Rectangle((0, 0), size, size, fill=False, edgecolor=LIGHT["padding"], linewidth=0.8)
    axes.add_patch(box)


def _picture(axes: Axes, params: dict[str, Any], face: Array, size: int) -> None:
    canvas = np.full((size, size, 3), GREY, np.uint8)
    top, left = params["y"], params["x"]
    canvas[top : top + FACE[0], left : left + FACE[1]] = face
    axes.imshow(canvas, extent=(0, size, size, 0))
    _frame(axes, size)
    axes.set_title("the picture,\n40 x 32 px of face", size=8)


def _map(axes: Axes, params: dict[str, Any], scores: Array, size: int) -> None:
    rows, columns = scores.shape
    top, left = FACE[0] / 2 - 1, FACE[1] / 2 - 1
    extent = left, left + 2 * columns, top + 2 * rows, top
    axes.imshow(coloured(scores, params["threshold"]), extent=extent, interpolation="none")
    _frame(axes, size)
    axes.plot(
        params["x"] + FACE[1] / 2,
        params["y"] + FACE[0] / 2,
        "+",
        color=LIGHT["kernel"],
        markersize=7,
    )

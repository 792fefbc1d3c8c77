"""The static form of the figure ``coverage``."""

import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from convbook.viz import LIGHT
from convbook.widgets import coverage_numbers

MAP_IN = 4.2
LARGEST_NUMBERED = 21
BOX = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]


def draw(params: dict[str, Any], found: dict[str, Any]) -> Figure:
    """Draw the counts of one output on the pixels, a second output's pixels, and the facts.

    Args:
        params: parameters of ``Coverage``.
        found: what it computes from them.
    """
    figure = Figure(figsize=(9, MAP_IN + 0.2))
    axes = figure.add_axes((0.01, 0.02, MAP_IN / 9, 0.96))
    field, line = found["field"], np.array(found["output"])
    dy, dx = params["dy"], params["dx"]
    counts = np.multiply.outer(line, line)
    for count in np.unique(counts[counts > 0]):
        alpha = 0.14 + 0.4 * float(count) / found["most"]
        _squares(axes, np.argwhere(counts == count), 0.04, LIGHT["input"], alpha)
    if field <= LARGEST_NUMBERED:
        for y, x in np.argwhere(counts > 0):
            axes.text(x + 0.5, y + 0.52, str(counts[y, x]), ha="center", va="center", size=8)
    axes.add_patch(Rectangle((0, 0), field, field, fill=False, edgecolor=LIGHT["input"]))
    if dy or dx:
        _squares(axes, np.argwhere(counts > 0) + np.array([dy, dx]), 0.28, LIGHT["output"], 0.9)
        box = Rectangle((dx, dy), field, field, fill=False, edgecolor=LIGHT["output"])
        axes.add_patch(box)
    low, high = min(0, dy, dx) - 0.3, field + max(0, dy, dx) + 0.3
    axes.set(xlim=(low, high), ylim=(high, low), aspect="equal")
    axes.axis("off")
    _facts(figure, params, found)
    return figure


def _squares(axes: Axes, places: Any, inset: float, color: str, alpha: float) -> None:
    """All squares of one shade as one path."""
    points, codes = [], []
    for y, x in places:
        top, left, low, right = y + inset, x + inset, y + 1 - inset, x + 1 - inset
        points += [(left, top), (right, top), (right, low), (left, low), (0, 0)]
        codes += BOX
    axes.add_patch(PathPatch(Path(points, codes), facecolor=(color, alpha), linewidth=0))


def _facts(figure: Figure, params: dict[str, Any], found: dict[str, Any]) -> None:
    rates = params["rates"][: params["depth"]]
    side, kernel = found["field"], params["kernel"]
    lines = [
        f"rates {', '.join(map(str, rates))}, kernel {kernel} × {kernel}",
        f"receptive field {side} × {side} px",
        f"read: {found['used'] ** 2} of {side**2} pixels, {100 * found['share']:.1f} %",
        f"largest gap {found['gap']} px",
        f"{found['paths']} paths, at most {found['most']} from one pixel",
        "",
        *textwrap.wrap(coverage_numbers.why(found), 52),
    ]
    if params["dy"] or params["dx"]:
        place = f"{params['dy']} down, {params['dx']} right"
        lines += ["", f"green: the output {place}; both read {found['both']} pixels"]
    figure.text(0.51, 0.95, "\n".join(lines), va="top", size=10, linespacing=1.5)

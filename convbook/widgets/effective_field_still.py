"""The static form of the figure ``effective-field``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path

from convbook.viz import LIGHT
from convbook.widgets.effective_field_numbers import THRESHOLD, Array, is_line

LEVELS = 24
BOX = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
# Root of the area where a round Gaussian exceeds the threshold, over its standard deviation.
GAUSSIAN = 4.4062810261037555


def draw(params: dict[str, Any], found: dict[str, Any]) -> Figure:
    """Draw the field with its profile below, and sizes against depth beside them.

    Args:
        params: parameters of ``EffectiveField``.
        found: what it computes from them.
    """
    side = found["fields"][params["depth"] - 1]
    output = np.array(found["output"])
    line = is_line(params)
    field = np.multiply.outer(output, output) if line else output.reshape(side, side)
    figure = Figure(figsize=(9, 4.6))
    _image(figure.add_axes((0.02, 0.3, 0.34, 0.66)), field, found["sigma"])
    _profile(figure.add_axes((0.02, 0.06, 0.34, 0.2)), field.sum(0), found["sigma"])
    _growth(figure.add_axes((0.5, 0.13, 0.48, 0.78)), params, found, line)
    return figure


def _image(axes: Axes, field: Array, sigma: float) -> None:
    side = len(field)
    most = field.max() or 1
    steps = np.ceil(LEVELS * field / most - 0.5).astype(int)
    for level in range(1, LEVELS + 1):
        points: list[tuple[float, float]] = []
        for y, x, width in _runs(steps == level):
            points += [(x, y), (x + width, y), (x + width, y + 1), (x, y + 1), (x, y)]
        if points:
            path = Path(points, BOX * (len(points) // 5))
            face = (LIGHT["gradient"], level / LEVELS)
            axes.add_patch(PathPatch(path, facecolor=face, linewidth=0))
    axes.add_patch(
        Rectangle((0, 0), side, side, fill=False, edgecolor=LIGHT["input"], linewidth=1.6)
    )
    for points_xy in _edges(field > THRESHOLD * field[side // 2, side // 2]):
        axes.plot(*points_xy, color=LIGHT["ink"], linewidth=1)
    middle = (side / 2, side / 2)
    axes.add_patch(Circle(middle, 2 * sigma, fill=False, edgecolor=LIGHT["kernel"], linestyle="--"))
    axes.set(xlim=(-0.02 * side, 1.02 * side), ylim=(1.02 * side, -0.02 * side), aspect="equal")
    axes.axis("off")


def _runs(mask: Array) -> list[tuple[int, int, int]]:
    """Rows of neighbouring squares: (row, first column, length)."""
    found = []
    for y, row in enumerate(mask):
        ends = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        found += [(y, int(a), int(b - a)) for a, b in ends.reshape(-1, 2)]
    return found


def _edges(inside: Array) -> list[tuple[list[float], list[float]]]:
    """Borders between squares inside and outside, as one line with gaps."""
    padded = np.pad(inside, 1)
    xs: list[float] = []
    ys: list[float] = []
    for y, x in np.argwhere(padded[:, 1:] != padded[:, :-1]):
        xs += [x, x, np.nan]
        ys += [y - 1, y, np.nan]
    for y, x in np.argwhere(padded[1:] != padded[:-1]):
        xs += [x - 1, x, np.nan]
        ys += [y, y, np.nan]
    return [(xs, ys)]


def _profile(axes: Axes, columns: Array, sigma: float) -> None:
    side, total = len(columns), columns.sum() or 1
    shares = (columns / total).round(4)
    axes.bar(np.arange(side) + 0.5, shares, width=0.9, color=LIGHT["gradient"], alpha=0.55)
    if sigma:
        at = np.linspace(0, side, 121)
        height = np.exp(-(((at - side / 2) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
        axes.plot(at, height.round(4), "--", color=LIGHT["kernel"], linewidth=1.3)
    axes.set(xlim=(-0.02 * side, 1.02 * side), yticks=[], xticks=[0, side])
    axes.spines["left"].set_visible(False)


def _growth(axes: Axes, params: dict[str, Any], found: dict[str, Any], line: bool) -> None:
    depths = np.arange(1, found["most"] + 1)
    axes.plot(depths, found["fields"], color=LIGHT["input"], label="side of the theoretical field")
    reference = GAUSSIAN * np.array(found["formulas"])
    label = "what a Gaussian of equal weights gives"
    axes.plot(depths, reference.round(4), "--", color=LIGHT["kernel"], linewidth=1.3, label=label)
    at = depths if line else np.array([params["depth"]])
    sizes = np.array(found["sizes"]).round(4)
    label = "side of the effective field, as a square"
    axes.plot(at, sizes, "o", markersize=4, color=LIGHT["gradient"], label=label)
    axes.axvline(params["depth"], color=LIGHT["padding"], linewidth=0.8, linestyle=":")
    axes.set(xlabel="layers", ylabel="px", ylim=(0, None))
    axes.legend(loc="upper left", fontsize=9)

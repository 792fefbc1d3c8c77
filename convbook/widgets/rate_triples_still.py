"""The static form of the figure ``rate-triples``."""

import textwrap
from math import ceil, sqrt
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from convbook.viz import LIGHT
from convbook.widgets import coverage_numbers

RULES = {
    "goal": "M2 ≤ kernel, the published goal",
    "last": "M1 = 1",
    "both": "r1 = 1 and M2 ≤ kernel",
    "divisor": "no common factor",
    "exact": "the sorted criterion",
}
NAMES = [
    "passes, no hole",
    "passes, but holes",
    "fails, but no hole",
    "fails, holes",
]
COLOURS = ["output", "kernel", "gradient", "padding"]
CUBE_IN = 5.2
BOX = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]


def draw(params: dict[str, Any], found: dict[str, Any]) -> Figure:
    """Draw one panel for each r_3: filled squares have no hole, frames have some.

    Args:
        params: parameters of ``RateTriples``.
        found: what it computes from them.
    """
    most = params["most"]
    columns = ceil(sqrt(most))
    rows = ceil(most / columns)
    step = most + 2.2
    figure = Figure(figsize=(9, CUBE_IN * rows / columns + 0.3))
    axes = figure.add_axes((0.01, 0.01, CUBE_IN / 9, 0.97))
    classes = np.reshape(found["classes"], (most, most, most))
    for code in range(4):
        corners = []
        for panel, up, across in np.argwhere(classes == code):
            corners.append(_corner(panel, up, across, most, columns, step))
        _squares(axes, corners, code)
    for panel in range(most):
        left, top = panel % columns * step, panel // columns * step
        axes.text(left, top - 0.25, f"r3 = {panel + 1}", size=8, color=LIGHT["muted"])
    r1, r2, r3 = (rate - 1 for rate in params["rates"])
    place = _corner(r3, r2, r1, most, columns, step)
    axes.add_patch(Rectangle(place, 1, 1, fill=False, edgecolor=LIGHT["ink"], linewidth=1.8))
    axes.set(xlim=(-0.3, columns * step - 1.8), ylim=(rows * step - 1.8, -1.5), aspect="equal")
    axes.axis("off")
    _words(figure, params, found)
    return figure


def _corner(
    panel: int, up: int, across: int, most: int, columns: int, step: float
) -> tuple[float, float]:
    return panel % columns * step + across, panel // columns * step + most - 1 - up


def _squares(axes: Axes, corners: list[tuple[float, float]], code: int) -> None:
    """All triples of one class as one path; those with holes are frames."""
    points, codes = [], []
    for left, top in corners:
        rings = [0.08] if code % 2 == 0 else [0.14, 0.34]
        for number, inset in enumerate(rings):
            low, high = inset, 1 - inset
            ring = [(low, low), (high, low), (high, high), (low, high)]
            if number:
                ring = ring[::-1]
            points += [(left + x, top + y) for x, y in ring] + [(0, 0)]
            codes += BOX
    if points:
        color = LIGHT[COLOURS[code]]
        alpha = 0.45 if code == 3 else 1
        axes.add_patch(PathPatch(Path(points, codes), facecolor=(color, alpha), linewidth=0))


def _words(figure: Figure, params: dict[str, Any], found: dict[str, Any]) -> None:
    left, y = CUBE_IN / 9 + 0.04, 0.95
    rule = textwrap.fill(f"rule: {RULES[params['rule']]}, kernel {params['kernel']}", 42)
    figure.text(left, y, rule + "\nacross r1, up r2, one panel for each r3", va="top", size=9.5)
    for code, name in enumerate(NAMES):
        line = y - 0.14 - 0.055 * code
        mark = "■" if code % 2 == 0 else "□"
        figure.text(left, line, mark, va="top", size=11, color=LIGHT[COLOURS[code]])
        figure.text(left + 0.03, line, f"{name}: {found['quadrants'][code]}", va="top", size=9.5)
    verdict = "passes" if found["passes"] else "fails"
    lines = [
        f"rates {', '.join(map(str, params['rates']))}: M = "
        f"{', '.join(map(str, found['distances']))}, {verdict}",
        *textwrap.wrap(coverage_numbers.why(found), 42),
        f"reads {found['used']} of {found['field']} px an axis",
        "",
        f"field {params['target']} px: {len(found['design'])} layers,",
        textwrap.shorten("rates " + ", ".join(map(str, found["design"])), 60),
    ]
    figure.text(left, y - 0.42, "\n".join(lines), va="top", size=9.5, linespacing=1.45)

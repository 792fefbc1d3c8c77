"""The static form of the figure ``three-layers``."""

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from convbook.viz import LIGHT

Params = dict[str, Any]
WIDTH_IN = 9.0
PITCH = 3.2  # distance of the rows of units, in px of the image
MOST_NUMBERED = 19


def draw(params: Params, result: dict[str, Any], pads: list[tuple[int, int]]) -> Figure:
    """Draw the four maps seen from above, and below them the cross-section with its wires.

    Args:
        params: parameters of ``ThreeLayers``.
        result: what it computes from them.
        pads: zeros before and after each map that the next layer adds.
    """
    figure = Figure(figsize=(WIDTH_IN, 5.6))
    lines = [_split(result[name], result["sizes"]) for name in ("rows", "columns")]
    for level in range(4):
        axes = figure.add_axes((0.01 + 0.25 * level, 0.59, 0.23, 0.36))
        _map(axes, params, result, level, np.outer(lines[0][level], lines[1][level]))
    axes = figure.add_axes((0.1, 0.0, 0.89, 0.54))
    _section(axes, params, result, pads, lines[1])
    return figure


def _split(values: list[int], sizes: list[int]) -> list[list[int]]:
    ends = np.cumsum([0, *sizes])
    return [values[a:b] for a, b in pairwise(ends)]


def _colour(level: int) -> str:
    return LIGHT["output" if level else "input"]


def _map(axes: Axes, params: Params, result: dict[str, Any], level: int, counts: Any) -> None:
    """One map from above: the more paths, the darker; the unit looked at has a dark frame."""
    side, most = len(counts), counts.max() or 1
    ink = LinearSegmentedColormap.from_list("ink", [LIGHT["paper"], _colour(level)])
    for row, column in np.argwhere(counts):
        share = 0.25 + 0.75 * counts[row, column] / most
        shade = tuple(np.round(np.array(ink(share))[:3], 2))
        axes.add_patch(Rectangle((column, row), 1, 1, facecolor=(_colour(level), share), lw=0))
        if side <= MOST_NUMBERED and len(str(most)) < 3:
            bright = sum(shade) > 1.6
            axes.text(
                column + 0.5, row + 0.55, str(counts[row, column]), ha="center", va="center",
                size=5.2, color=LIGHT["ink" if bright else "paper"],
            )  # fmt: skip
    for at in range(side + 1):
        for line in (([at, at], [0, side]), ([0, side], [at, at])):
            axes.plot(*line, color=LIGHT["line"], lw=0.4, zorder=0.5)
    if level == params["layer"]:
        spot = (params["column"], params["row"])
        axes.add_patch(Rectangle(spot, 1, 1, fill=False, edgecolor=LIGHT["ink"], lw=1.6))
    axes.set(xlim=(-0.1, side + 0.1), ylim=(side + 0.1, -0.1), aspect="equal")
    axes.axis("off")
    name = f"layer {level}, rate {params[f'rate_{level}']}" if level else "image"
    axes.set_title(f"{name}: {result['read'][level]} lit", size=9, color=LIGHT["ink"])


def _section(
    axes: Axes,
    params: Params,
    result: dict[str, Any],
    pads: list[tuple[int, int]],
    lines: list[list[int]],
) -> None:
    """One row of units a level, the image lowest; wires that meet the unit are coloured."""
    around = [*pads, (0, 0)]
    shifts = [
        -sum(pad[0] for pad in pads[:level]) + (result["fields"][level] - 1) / 2
        for level in range(4)
    ]
    for level in range(1, 4):
        _wires(axes, params, pads[level - 1][0], lines, level, shifts)
    for level in range(4):
        _row(axes, lines[level], around[level], level, shifts[level])
    low = min(shift - around[i][0] for i, shift in enumerate(shifts))
    high = max(shift + len(lines[i]) - 1 + around[i][1] for i, shift in enumerate(shifts))
    axes.set(xlim=(low - 1, high + 1), ylim=(-1.9, 3 * PITCH + 0.7), aspect="equal")
    axes.axis("off")


def _wires(
    axes: Axes,
    params: Params,
    before: int,
    lines: list[list[int]],
    level: int,
    shifts: list[float],
) -> None:
    """Every tap of every unit of a level; dotted where it reads padding."""
    size = len(lines[level - 1])
    for unit, paths in enumerate(lines[level]):
        for step in range(params["kernel"]):
            tap = unit + step * params[f"rate_{level}"] - before
            inside = 0 <= tap < size
            met = bool(lines[level - 1][tap]) if inside else level <= params["layer"]
            lit = bool(paths) and met
            color = LIGHT["kernel" if inside else "padding"] if lit else LIGHT["line"]
            axes.plot(
                [unit + shifts[level], tap + shifts[level - 1]],
                [level * PITCH, (level - 1) * PITCH],
                color=color,
                lw=0.9 if lit else 0.4,
                zorder=1 if lit else 0.5,
                ls="-" if inside else ":",
            )


def _row(axes: Axes, line: list[int], around: tuple[int, int], level: int, shift: float) -> None:
    """The units of a level, lit by their paths, with the padding around them dashed."""
    most, color, y = max(line) or 1, _colour(level), level * PITCH
    for unit in range(-around[0], len(line) + around[1]):
        inside = 0 <= unit < len(line)
        count = line[unit] if inside else 0
        face = (color, 0.25 + 0.75 * count / most) if count else LIGHT["paper"]
        edge, style = (color, "-") if inside else (LIGHT["padding"], (0, (2, 1.5)))
        spot = (unit + shift, y)
        axes.add_patch(Circle(spot, 0.38, facecolor=LIGHT["paper"], lw=0, zorder=2))
        axes.add_patch(
            Circle(spot, 0.38, facecolor=face, edgecolor=edge, lw=0.9, ls=style, zorder=2.5)
        )
        if count and not level:
            axes.text(spot[0], y - 0.6, str(count), ha="center", va="top", size=7.5)
    name = f"layer {level}" if level else "image"
    left = shift - around[0] - 1
    axes.text(left, y, name, ha="right", va="center", size=9, color=color)

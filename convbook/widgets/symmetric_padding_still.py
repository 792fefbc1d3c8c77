"""The static form of the figure ``symmetric-padding``."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook import viz
from convbook.viz import LIGHT


def draw(params: dict[str, Any], numbers: dict[str, Any], corners: tuple[str, ...]) -> Figure:
    """Draw the four padded groups with the window of one output, and the counts together.

    Args:
        params: parameters of ``SymmetricPadding``.
        numbers: what its `compute` returns.
        corners: where each group has its larger padding.
    """
    figure = Figure(figsize=(8.8, 2.7))
    axes = figure.subplots(1, 5, width_ratios=[1, 1, 1, 1, 1.35])
    stride, deep = params["stride"], params["depth"] > 1
    side = -(-params["size"] // stride) if deep else params["size"]
    centre = [(place + 0.5) if deep else (place * stride + 0.5) for place in _place(params)]
    for index, (ax, corner) in enumerate(zip(axes[:4], corners, strict=True)):
        pads, window = (numbers[key][4 * index : 4 * index + 4] for key in ("pads", "windows"))
        _group(ax, side, pads, window, centre, bool(numbers["groups"][index]))
        ax.set_title(f"{numbers['groups'][index]} channels\nzeros {corner}", size=9)
    size = params["size"]
    rows = [numbers["reads_shown"][size * i : size * (i + 1)] for i in range(size)]
    marked = [(y, x) for y in range(size) for x in range(size) if rows[y][x]]
    values = [[value or None for value in row] for row in rows]
    viz.draw_grid(axes[4], values, highlight=marked)
    axes[4].set_title("together", size=9)
    return figure


def _place(params: dict[str, Any]) -> tuple[int, int]:
    return params["y"], params["x"]


def _group(
    ax: Axes, side: int, pads: list[int], window: list[int], centre: list[float], used: bool
) -> None:
    top, bottom, left, right = pads
    kind = LIGHT["input"] if used else LIGHT["line"]
    for y in range(-top, side + bottom):
        for x in range(-left, side + right):
            inside = 0 <= y < side and 0 <= x < side
            colour = kind if inside else LIGHT["padding"]
            style = "-" if inside else "--"
            face = (colour, 0.12) if inside else "none"
            square = Rectangle((x, y), 1, 1, facecolor=face, edgecolor=colour, lw=0.5, ls=style)
            ax.add_patch(square)
    if used:
        first, last = (window[0], window[2]), (window[1], window[3])
        box = Rectangle(first[::-1], last[1] - first[1] + 1, last[0] - first[0] + 1)
        box.set(facecolor=(LIGHT["kernel"], 0.25), edgecolor=LIGHT["kernel"], linewidth=2)
        ax.add_patch(box)
    ax.plot(centre[1], centre[0], "o", color=LIGHT["output"], markersize=5)
    # All pictures have the same frame, so that the image stands still and the padding moves.
    most = max(pads)
    ax.set(xlim=(-most - 0.2, side + most + 0.2), ylim=(side + most + 0.2, -most - 0.2))
    ax.set_aspect("equal")
    ax.axis("off")

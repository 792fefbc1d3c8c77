"""The static form of the figure ``toy-sets``."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook.viz import LIGHT

SIDE = 64


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Pieces of consecutive numbers, as (first, last).

    >>> runs([0, 1, 2, 14, 15])
    [(0, 2), (14, 15)]
    """
    pieces: list[tuple[int, int]] = []
    for number in numbers:
        if pieces and number == pieces[-1][1] + 1:
            pieces[-1] = pieces[-1][0], number
        else:
            pieces.append((number, number))
    return pieces


def draw(
    params: dict[str, Any],
    kept: np.ndarray[Any, Any],
    image: np.ndarray[Any, Any],
    numbers: dict[str, Any],
    sides: Sequence[int],
) -> Figure:
    """Draw what is kept, the image with its window, and the share of every window size.

    Args:
        params: parameters of ``ToySets``.
        kept: the kept picture, [rows, columns].
        image: the image of the set, [64, 64].
        numbers: what its `compute` returns.
        sides: heights and widths of the plane.
    """
    figure = Figure(figsize=(8.8, 3.2))
    left, middle, right = figure.subplots(1, 3)
    for axes, shown in ((left, kept), (middle, image)):
        axes.imshow(shown, vmin=0, vmax=255)
        axes.set(xlim=(-0.5, SIDE - 0.5), ylim=(SIDE - 0.5, -0.5))
        axes.axis("off")
    for top, bottom in runs(numbers["rows"]):
        for first, last in runs(numbers["columns"]):
            _frame(left, top, first, bottom - top + 1, last - first + 1, "kernel")
    _frame(middle, params["y"], params["x"], params["height"], params["width"], "kernel")
    left.set_title(f"kept: {kept.shape[0]} × {kept.shape[1]} px")
    middle.set_title(f"copies of {params['size_h']} × {params['size_w']} px")
    _plane(right, np.reshape(numbers["plane"], (len(sides), len(sides))), sides)
    own, taller, wider = (100 * numbers[key] for key in ("share", "taller", "wider"))
    figure.text(
        0.5,
        0.0,
        f"window {params['height']} × {params['width']} px: {len(numbers['rows'])} rows and "
        f"{len(numbers['columns'])} columns of the picture; {own:.0f} % of the variation, "
        f"twice as tall {taller:.0f} %, twice as wide {wider:.0f} %",
        ha="center",
        color=LIGHT["muted"],
    )
    return figure


def _frame(axes: Axes, y: int, x: int, height: int, width: int, role: str) -> None:
    for colour, line in ((LIGHT["paper"], 4), (LIGHT[role], 2)):
        axes.add_patch(
            Rectangle(
                (x - 0.5, y - 0.5), width, height, fill=False, edgecolor=colour, linewidth=line
            )
        )


def _plane(axes: Axes, shares: np.ndarray[Any, Any], sides: Sequence[int]) -> None:
    for i, line in enumerate(shares):
        for j, share in enumerate(line):
            alpha = round(0.04 + 0.6 * min(1.0, float(share)), 3)
            axes.add_patch(Rectangle((j, i), 1, 1, facecolor=(LIGHT["output"], alpha)))
            axes.text(j + 0.5, i + 0.55, f"{100 * share:.0f}", ha="center", va="center", size=8)
    ticks = np.arange(len(sides)) + 0.5
    axes.set(xlim=(0, len(sides)), ylim=(len(sides), 0), aspect="equal")
    axes.set_xticks(ticks, [str(side) for side in sides])
    axes.set_yticks(ticks, [str(side) for side in sides])
    axes.set(xlabel="width of the window, px", ylabel="height, px")
    axes.set_title("% of the variation", size=10)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)

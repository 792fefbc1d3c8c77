"""The static form of the figure ``foveation``."""

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from convbook.viz import LIGHT

Params = dict[str, Any]
SHADES = LinearSegmentedColormap.from_list(
    "foveation", [(0, LIGHT["paper"]), (1 / 1.3, LIGHT["gradient"]), (1, LIGHT["kernel"])]
)
MOST_PX = 128


def draw(params: Params, result: dict[str, Any], modes: tuple[str, ...]) -> Figure:
    """The map beside the profile along an axis, with the values of all modes below."""
    profile = np.array(result["profile"][:-1])
    size, centre = len(profile), profile[len(profile) // 2] or 1.0
    row = profile / centre
    figure = Figure(figsize=(8.4, 5.8))
    grid = figure.add_gridspec(2, 2, height_ratios=[1.3, 1], width_ratios=[1, 1.5], hspace=0.35)
    field, line, table = (
        figure.add_subplot(place) for place in (grid[0, 0], grid[0, 1], grid[1, :])
    )
    coarse = row[:: -(-size // MOST_PX)]
    field.imshow(np.outer(coarse, coarse), cmap=SHADES, vmin=0, vmax=1.3, extent=(0, size, size, 0))
    field.set_title(f"paths from each of {size} × {size} px", size=10)
    line.fill_between(
        np.arange(size), row.round(4), color=LIGHT["gradient"], alpha=0.3, linewidth=0
    )
    line.plot(np.arange(size), row.round(4), color=LIGHT["gradient"])
    line.axhline(1, color=LIGHT["line"], linewidth=0.8)
    line.set(xlim=(0, size - 1), ylim=(0, None), xlabel="px along an axis")
    line.set_title(f"middle row over its centre: {params['mode']}", size=10)
    _draw_table(table, result["table"], modes, params["mode"])
    return figure


def _draw_table(axes: Any, rows: list[list[float]], modes: tuple[str, ...], chosen: str) -> None:
    axes.axis("off")
    axes.set(xlim=(0, 1), ylim=(len(rows) + 0.8, -0.8))
    places = (0.02, 0.38, 0.56, 0.74, 0.92)
    for x, text in zip(places, ("padding", "outputs", "largest", "corner", "edge"), strict=True):
        axes.text(x, -0.3, text, color=LIGHT["muted"], size=9, ha="left" if x < 0.1 else "right")
    for y, (mode, row) in enumerate(zip(modes, rows, strict=True)):
        cells = (
            mode,
            f"{row[1]:.0f}",
            *(f"{value:.4f}" if value >= 0.00005 else f"{value:.0e}" for value in row[2:]),
        )
        for x, text in zip(places, cells, strict=True):
            weight = "bold" if mode == chosen else "normal"
            align = "left" if x < 0.1 else "right"
            axes.text(x, y + 0.7, text, size=9, ha=align, weight=weight)

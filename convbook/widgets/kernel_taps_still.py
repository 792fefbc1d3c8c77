"""The static form of the figure ``kernel-taps``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook import viz
from convbook.viz import LIGHT, format_number

LARGEST_SPELLED = 6


def draw(params: dict[str, Any], numbers: dict[str, Any], photo: np.ndarray[Any, Any]) -> Figure:
    """Draw the scope with the taps, the kernel, the photograph before and after.

    Args:
        params: parameters of ``KernelTaps``.
        numbers: what its `compute` returns.
        photo: the photograph, [rows, columns].
    """
    figure = Figure(figsize=(8.8, 2.6))
    scope, kernel, before, after = figure.subplots(1, 4, width_ratios=[1.3, 1.05, 1.1, 1.1])
    _scope(scope, params, numbers)
    taps = params["kernel"]
    rows = np.round(np.reshape(numbers["kernel"], (taps, taps)), 3).tolist()
    viz.draw_grid(kernel, rows, role="kernel", title="kernel")
    output = np.reshape(numbers["output"], photo.shape) / numbers["divide"] + numbers["grey"]
    before.imshow(photo, vmin=0, vmax=255)
    after.imshow(np.round(output), vmin=0, vmax=255)
    before.set_title("photograph", size=10)
    over = "" if numbers["divide"] == 1 else f" ÷ {format_number(numbers['divide'])}"
    after.set_title(f"output{over}", size=10)
    for axes in (before, after):
        axes.axis("off")
    for axes in (kernel, before, after):
        axes.set_anchor("C")
    return figure


def _scope(axes: Axes, params: dict[str, Any], numbers: dict[str, Any]) -> None:
    size = params["scope"]
    values = np.reshape(params["weights"], (size, size))
    most = max(float(np.abs(values).max()), 0.125)
    for (y, x), value in np.ndenumerate(values):
        colour = LIGHT["kernel"] if value >= 0 else LIGHT["padding"]
        face = (colour, round(0.6 * abs(value) / most, 3))
        _box(axes, y, x, facecolor=face, edgecolor=LIGHT["kernel"], linewidth=0.7)
        if size <= LARGEST_SPELLED:
            text = format_number(value)
            axes.text(x - 0.44, y - 0.42, text, ha="left", va="top", size=7)
    places = np.reshape(numbers["positions"], (-1, 2))
    reads = np.clip(places, 0, size - 1) if params["clamp"] else places
    for tap, (y, x) in enumerate(reads):
        chosen = tap == params["tap"]
        colour, width = (LIGHT["output"], 2) if chosen else (LIGHT["ink"], 0.6)
        _box(axes, y, x, facecolor="none", edgecolor=colour, linewidth=width, zorder=2 + chosen)
    for (y, x), (read_y, read_x) in zip(places, reads, strict=True):
        axes.plot([x, read_x], [y, read_y], color=LIGHT["ink"], linewidth=0.7, linestyle=":")
    axes.plot(places[:, 1], places[:, 0], "o", color=LIGHT["ink"], markersize=3, zorder=4)
    axes.set(xlim=(-1.2, size + 0.2), ylim=(size + 0.2, -1.2))
    axes.set_aspect("equal")
    axes.set_title("scope and taps", size=10)
    axes.axis("off")


def _box(axes: Axes, y: float, x: float, **options: Any) -> None:
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **options))

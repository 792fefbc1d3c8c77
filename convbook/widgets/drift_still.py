"""The static form of the figure ``drift``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook.viz import LIGHT, format_number

EVEN = ("C2", "C4")


def draw(
    params: dict[str, Any],
    image: np.ndarray[Any, Any],
    numbers: dict[str, Any],
    ways: dict[str, list[float]],
) -> Figure:
    """Draw the image, the output, their difference, and the way of every kernel.

    Args:
        params: parameters of ``Drift``.
        image: the input, [rows, columns].
        numbers: what its `compute` returns.
        ways: displacement along columns by kernel and layer, in px.
    """
    figure = Figure(figsize=(8.8, 3.0))
    before, after, change, chart = figure.subplots(1, 4, width_ratios=[1, 1, 1, 1.15])
    output = np.reshape(numbers["output"], image.shape)
    before.imshow(image, vmin=0, vmax=255)
    after.imshow(output, vmin=0, vmax=255)
    change.imshow(output - image, vmin=-255, vmax=255)
    before.set_title("input")
    after.set_title(f"after {params['depth']} layers of {params['kernel']}")
    change.set_title("output − input")
    for axes in (before, after, change):
        axes.axis("off")
    _way(after, numbers)
    y, x = numbers["start"]
    _cross(before, y, x, "input")
    _chart(chart, params, numbers, ways)
    return figure


def _cross(axes: Axes, y: float, x: float, role: str) -> None:
    axes.plot(x, y, "+", color=LIGHT["paper"], markersize=15, markeredgewidth=4)
    axes.plot(x, y, "+", color=LIGHT[role], markersize=13, markeredgewidth=2)


def _way(axes: Axes, numbers: dict[str, Any]) -> None:
    y = np.round(np.add(numbers["path_y"], numbers["start"][0]), 4)
    x = np.round(np.add(numbers["path_x"], numbers["start"][1]), 4)
    for width, colour in ((4, LIGHT["paper"]), (2, LIGHT["output"])):
        axes.plot(x, y, color=colour, linewidth=width)
    _cross(axes, y[0], x[0], "input")
    _cross(axes, y[-1], x[-1], "output")


def _chart(
    axes: Axes, params: dict[str, Any], numbers: dict[str, Any], ways: dict[str, list[float]]
) -> None:
    for kernel, way in ways.items():
        chosen = kernel == params["kernel"]
        colour = LIGHT["output"] if chosen else LIGHT["muted"]
        axes.plot(np.round(way, 4), color=colour, linewidth=2 if chosen else 0.7, zorder=2 + chosen)
    deepest = len(next(iter(ways.values()))) - 1
    if params["kernel"] in EVEN and params["corner"] != "alternating":
        end = deepest / 2 if params["corner"].endswith("left") else -deepest / 2
        axes.plot([0, deepest], [0, end], color=LIGHT["kernel"], linewidth=1, linestyle="--")
    axes.plot(params["depth"], numbers["moved"][1], "o", color=LIGHT["output"], markersize=5)
    axes.set_xlabel("layers")
    axes.set_title(f"centre moved by {format_number(round(numbers['moved'][1], 2))} px", size=9)
    axes.set_ylabel("px to the right")

"""The static form of the figure ``sampling-points``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook.viz import LIGHT, format_number

TITLES = {
    "both": "both move",
    "data": "the points move",
    "kernel": "the kernel's taps move",
    "rigid": "nothing moves",
}
MARGIN_PX = 6


def draw(params: dict[str, Any], image: np.ndarray[Any, Any], numbers: dict[str, Any]) -> Figure:
    """Draw the photograph with its points, the scope with its taps, and the effective field.

    Args:
        params: parameters of ``SamplingPoints``.
        image: the photograph, [rows, columns].
        numbers: what its `compute` returns.
    """
    figure = Figure(figsize=(8.6, 3.3))
    photo, scope, field = figure.subplots(1, 3, width_ratios=[1.3, 1, 1.3])
    photo.imshow(image, cmap="gray", vmin=0, vmax=255)
    photo.set_title(f"sampling points: {TITLES[params['mode']]}", size=10)
    points, weights = np.reshape(numbers["points"], (9, 2)), np.array(numbers["weights"])
    lower = np.reshape(numbers["lower"], (-1, 2))
    photo.scatter(lower[:, 1], lower[:, 0], s=9, color=LIGHT["input"], edgecolors=LIGHT["paper"])
    _dots(photo, points, weights)
    _place(photo, params)
    _scope(scope, params, numbers)
    _field(field, params, numbers, image.shape)
    for axes in (photo, field):
        axes.set(xticks=[], yticks=[])
    return figure


def _dots(axes: Axes, points: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]) -> None:
    """Points as large as their weights, hollow where these are negative."""
    for point, weight in zip(points, weights, strict=True):
        size = 12 + 60 * abs(weight) / (abs(weights).max() or 1)
        face = LIGHT["kernel"] if weight >= 0 else LIGHT["paper"]
        edge = LIGHT["paper"] if weight >= 0 else LIGHT["kernel"]
        axes.scatter(point[1], point[0], s=size, color=face, edgecolors=edge, zorder=3)


def _place(axes: Axes, params: dict[str, Any]) -> None:
    corner = params["x"] - 0.5, params["y"] - 0.5
    for width, colour in ((3.5, LIGHT["paper"]), (1.8, LIGHT["output"])):
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=colour, linewidth=width))


def _scope(axes: Axes, params: dict[str, Any], numbers: dict[str, Any]) -> None:
    from convbook.widgets.sampling_points_rule import SCOPES

    values = np.array(SCOPES[params["scope"]]) / 8
    for (y, x), value in np.ndenumerate(values):
        face = (LIGHT["kernel"], round(0.5 * abs(value) / abs(values).max(), 4))
        corner = x - 0.5, y - 0.5
        axes.add_patch(Rectangle(corner, 1, 1, facecolor=face, edgecolor=LIGHT["line"]))
        axes.text(x, y + 0.44, format_number(value), ha="center", size=6, color=LIGHT["ink"])
    taps = np.reshape(numbers["scope_points"], (9, 2))
    _dots(axes, taps, np.ones(9))
    axes.set(xlim=(-0.6, 4.6), ylim=(4.6, -0.6), aspect="equal")
    axes.set_title("taps over the 5 × 5 scope", size=10)
    axes.axis("off")


def _field(
    axes: Axes, params: dict[str, Any], numbers: dict[str, Any], shape: tuple[int, ...]
) -> None:
    field = np.reshape(numbers["field"], shape)
    most = abs(field).max() or 1
    for y, x in np.argwhere(field):
        strength = round(0.1 + 0.9 * abs(field[y, x]) / most, 3)
        style: dict[str, Any] = {"facecolor": (LIGHT["gradient"], strength)}
        if field[y, x] < 0:
            style = {"facecolor": LIGHT["paper"], "edgecolor": (LIGHT["gradient"], strength)}
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **style))
    reach = params["layers"] * params["dilation"]
    box = params["x"] - reach - 0.5, params["y"] - reach - 0.5
    axes.add_patch(
        Rectangle(
            box,
            *(2 * reach + 1, 2 * reach + 1),
            fill=False,
            edgecolor=LIGHT["padding"],
            linestyle="--",
        )
    )
    _place(axes, params)
    axes.set(xlim=(-0.5, shape[1] - 0.5), ylim=(shape[0] - 0.5, -0.5), aspect="equal")
    value = format_number(numbers["output"][0])
    axes.set_title(f"effective field, output {value}", size=10)

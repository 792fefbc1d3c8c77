"""The static form of the figure ``volume-slices``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook import viz
from convbook.viz import LIGHT, format_number


def draw(params: dict[str, Any], image: np.ndarray[Any, Any], numbers: dict[str, Any]) -> Figure:
    """Draw the input slice, the kernel's planes and the response slice in one row.

    Args:
        params: parameters of ``VolumeSlices``.
        image: the input slice, [rows, columns].
        numbers: what its `compute` returns.
    """
    figure = Figure(figsize=(8.4, 3.5))
    before, middle, after = figure.subplots(1, 3, width_ratios=[1, 0.42, 1])
    response = np.reshape(numbers["output"], image.shape)
    low, high = numbers["range"]
    reach = max(-low, high, 1)
    before.imshow(image, vmin=0, vmax=255 if params["volume"] == "brain" else 1)
    after.imshow(response, vmin=-reach if low < 0 else 0, vmax=reach)
    before.set_title(f"input, slice {params['slice']} across the {params['axis']}")
    after.set_title(f"response, {format_number(low)} to {format_number(high)}")
    for axes, role, half in ((before, "input", 1.5), (after, "output", 0.5)):
        axes.axis("off")
        _frame(axes, params, role, half)
    planes = np.reshape(numbers["weights"], (3, 3, 3))
    for index, plane in enumerate(planes):
        name = format_number(params["slice"] + index - 1)
        viz.draw_grid(
            middle, plane.tolist(), role="kernel", origin=(4.4 * index, 0), title=f"on slice {name}"
        )
    return figure


def _frame(axes: Axes, params: dict[str, Any], role: str, half: float) -> None:
    corner = params["x"] - half, params["y"] - half
    for width, colour in ((4, LIGHT["paper"]), (2, LIGHT[role])):
        box = Rectangle(corner, 2 * half, 2 * half, fill=False, edgecolor=colour, linewidth=width)
        axes.add_patch(box)

"""The static form of the figure ``dynamic-pool``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from convbook.viz import LIGHT, draw_grid, format_number


def numbers(values: list[float]) -> str:
    """Write numbers with commas between them, to 2 decimals."""
    return ", ".join(format_number(round(value, 2)) for value in values)


def draw(
    params: dict[str, Any],
    found: dict[str, Any],
    photo: np.ndarray[Any, Any],
    pooled: np.ndarray[Any, Any],
) -> Figure:
    """Draw the input with its cells and the points of one, the output, and the photographs.

    Args:
        params: parameters of ``DynamicPool``.
        found: what its `compute` returns.
        photo: the photograph, [rows, columns].
        pooled: its output.
    """
    height, width = found["output_size"]
    figure = Figure(figsize=(8.8, 3.4))
    spans = [params["columns"], width, 4, 4]
    before, after, picture, small = figure.subplots(1, 4, width_ratios=spans)
    _input(before, params, found)
    output = np.round(np.reshape(found["output"], (height, width)), 2)
    place = params["row"], params["column"]
    draw_grid(after, output.tolist(), role="output", highlight=[place], title="output")
    for axes, image in ((picture, photo), (small, pooled)):
        axes.imshow(image, vmin=0, vmax=255)
        axes.axis("off")
    picture.set_title("64 × 64 px", size=9)
    small.set_title(f"{pooled.shape[0]} × {pooled.shape[1]} px", size=9)
    return figure


def _input(axes: Axes, params: dict[str, Any], found: dict[str, Any]) -> None:
    rows, columns = params["rows"], params["columns"]
    grid = np.reshape(params["values"], (rows, columns))
    read = [divmod(i, columns) for i, share in enumerate(found["given"]) if share > 0]
    draw_grid(axes, grid.tolist(), role="input", highlight=read, title="input, cells, four points")
    height, width = found["output_size"]
    for a, b in np.ndindex(height, width):
        _box(axes, a * rows / height, b * columns / width, rows / height, columns / width, 0.8)
    top, bottom, left, right = found["cell"]
    _box(axes, top, left, bottom - top, right - left, 2.5)
    for index, (q_h, q_w) in enumerate(points(params, found)):
        own = index == found["winner"]
        ring = Circle((round(q_w + 0.5, 4), round(q_h + 0.5, 4)), 0.3, zorder=4, fill=own)
        ring.set(edgecolor=LIGHT["kernel"], linewidth=2.5 if own else 1.5)
        ring.set(facecolor=(LIGHT["kernel"], 0.25) if own else "none")
        axes.add_patch(ring)


def _box(axes: Axes, y: float, x: float, height: float, width: float, line: float) -> None:
    place = round(x, 4), round(y, 4)
    box = Rectangle(place, round(width, 4), round(height, 4), fill=False, zorder=3)
    box.set(edgecolor=LIGHT["output"], linewidth=line)
    axes.add_patch(box)


def points(params: dict[str, Any], found: dict[str, Any]) -> list[tuple[float, float]]:
    """Return the four points (row, column) of the output that is looked at, in px."""
    height, width = found["output_size"]
    rows = [found["points_h"][i] for i in (params["row"], height + params["row"])]
    columns = [found["points_w"][i] for i in (params["column"], width + params["column"])]
    return [(q_h, q_w) for q_h in rows for q_w in columns]

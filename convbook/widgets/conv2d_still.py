"""The static form of the figure ``conv2d``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook import viz
from convbook.viz import format_number

Array = np.ndarray[Any, np.dtype[np.float64]]
SQUARE_IN = 0.36
NUM_PRODUCTS = 9
GAP = 1.7


def draw(
    params: dict[str, Any], arrays: tuple[Array, Array, Array], corner: tuple[int, int]
) -> Figure:
    """Draw input channels, the filter of the output looked at, and the output.

    Args:
        params: parameters of ``Conv2d``.
        arrays: the padded input [C_in, H + pads, W + pads], the weight [C_out, C_in, k_h, k_w]
            and the output [C_out, H_out, W_out].
        corner: rows and columns of padding before the input.
    """
    padded, weight, output = arrays
    inside = (params["height"], params["width"])
    place = np.unravel_index(params["look"], output.shape)
    filters = weight[place[0]]
    left = padded.shape[2] + GAP
    right = left + filters.shape[2] + GAP
    step = padded.shape[1] + 1.6
    height = max(step * len(padded), (output.shape[1] + 1.6) * len(output))
    size = (right + output.shape[2], height + 1.2)
    figure = Figure(figsize=(size[0] * SQUARE_IN, size[1] * SQUARE_IN))
    axes = figure.add_axes((0, 0, 1, 1))
    read = _window(params, place)
    sign = "∗" if params["flip"] else "⋆"
    for channel, (plane, taps) in enumerate(zip(padded, filters, strict=True)):
        top = channel * step
        border = [(y, x) for y, x in np.ndindex(plane.shape) if not _inside(y, x, corner, inside)]
        title = f"input {channel}" if len(padded) > 1 else "input"
        viz.draw_grid(
            axes, plane.tolist(), origin=(top, 0), highlight=read, padded=border, title=title
        )
        middle = top + (plane.shape[0] - taps.shape[0]) / 2
        name = f"weight {place[0]}, {channel}" if weight.shape[0] * len(padded) > 1 else "kernel"
        viz.draw_grid(axes, taps.tolist(), role="kernel", origin=(middle, left), title=name)
        _sign(axes, top + plane.shape[0] / 2, left - GAP / 2, sign)
    _draw_outputs(axes, output, place, right, (height - 1.6) / 2)
    _sign(axes, (height - 1.6) / 2, right - GAP / 2, "=")
    rows, columns = zip(*read, strict=True)
    patches = padded[:, list(rows), list(columns)].reshape(filters.shape)
    laid = filters[:, ::-1, ::-1] if params["flip"] else filters
    words = _sum(patches, laid, params["bias"][place[0]], place, float(output[place]))
    axes.text(0, height - 0.5, words, va="top", size=9.5)
    axes.set(xlim=(-0.1, size[0] + 0.1), ylim=(size[1] - 0.6, -1.3))
    return figure


def _draw_outputs(axes: Axes, output: Array, place: Any, left: float, middle: float) -> None:
    step = output.shape[1] + 1.6
    top = middle - (step * len(output) - 1.6) / 2
    for channel, plane in enumerate(output):
        looked = [place[1:]] if channel == place[0] else []
        title = f"output {channel}" if len(output) > 1 else "output"
        origin = (top + channel * step, left)
        viz.draw_grid(
            axes, plane.tolist(), role="output", origin=origin, highlight=looked, title=title
        )


def _window(params: dict[str, Any], place: Any) -> list[tuple[int, int]]:
    """The squares of the padded input that the output at `place` reads."""
    axes = [
        [at * params[f"stride_{axis}"] + tap * params[f"dilation_{axis}"] for tap in range(taps)]
        for axis, at, taps in (
            ("h", int(place[1]), params["kernel_h"]),
            ("w", int(place[2]), params["kernel_w"]),
        )
    ]
    return [(y, x) for y in axes[0] for x in axes[1]]


def _inside(y: int, x: int, corner: tuple[int, int], size: tuple[int, int]) -> bool:
    return all(a <= i < a + n for i, a, n in zip((y, x), corner, size, strict=True))


def _sign(axes: Axes, y: float, x: float, sign: str) -> None:
    axes.text(x, y, sign, ha="center", va="center", size=16)


def _sum(patches: Array, filters: Array, bias: float, place: Any, total: float) -> str:
    """The products, or where they are many the channels' sums, with the bias, in one line."""
    pairs = list(zip(patches.flatten(), filters.flatten(), strict=True))
    if len(pairs) <= NUM_PRODUCTS:
        terms = [f"{_bracketed(value)}·{_bracketed(weight)}" for value, weight in pairs]
    else:
        terms = [_bracketed(value) for value in (patches * filters).sum(axis=(1, 2))]
    where = ", ".join(str(int(i)) for i in place)
    left = f"output[{where}] = {' + '.join(terms)}"
    return f"{left} + bias {_bracketed(bias)} = {format_number(total)}"


def _bracketed(value: float) -> str:
    return f"({format_number(value)})" if value < 0 else format_number(value)

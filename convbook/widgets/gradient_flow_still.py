"""The static form of the figure ``gradient-flow``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook import viz
from convbook.viz import LIGHT, format_number

SQUARE_IN = 0.36
GAP = 1.9
ROW_GAP = 2.3


def draw(params: dict[str, Any], result: dict[str, Any]) -> Figure:
    """Draw input, kernel and output above their gradients.

    Args:
        params: parameters of ``GradientFlow``.
        result: what its ``compute`` gives.
    """
    pad, size = params["padding"], (params["height"], params["width"])
    kernel, output = (params["kernel_h"], params["kernel_w"]), tuple(result["sizes"][:2])
    padded = (size[0] + 2 * pad, size[1] + 2 * pad)
    border = [(y, x) for y, x in np.ndindex(padded) if not _inside(y, x, pad, size)]
    window, stamp = _lit(params, output)
    image = np.pad(np.reshape(params["input"], size), pad)
    lefts = (0.0, padded[1] + GAP, padded[1] + kernel[1] + 2 * GAP)
    lower = max(padded[0], output[0]) + ROW_GAP
    width, height = lefts[2] + output[1], lower + max(padded[0], output[0])
    figure = Figure(figsize=((width + 0.4) * SQUARE_IN, (height + 4.6) * SQUARE_IN))
    axes = figure.add_axes((0, 0, 1, 1))

    def grid(values: Any, shape: Any, role: str, place: tuple[float, float], **how: Any) -> None:
        rows = np.reshape(values, shape).tolist()
        viz.draw_grid(axes, rows, role=role, origin=place, **how)

    lit = {"highlight": window, "padded": border}
    grid(image, padded, "input", (0, lefts[0]), title="input x", **lit)
    grid(params["weight"], kernel, "kernel", (0, lefts[1]), title="kernel w")
    grid(result["y"], output, "output", (0, lefts[2]), title="output y", highlight=stamp)
    grid(result["laid_x"], padded, "gradient", (lower, lefts[0]), title="∂L/∂x", **lit)
    grid(result["laid_w"], kernel, "gradient", (lower, lefts[1]), title="∂L/∂w")
    how: dict[str, Any] = {"title": "e = ∂L/∂y", "highlight": stamp}
    grid(result["e"], output, "gradient", (lower, lefts[2]), **how)
    _arrows(axes, (padded[0] / 2, lower + padded[0] / 2), lefts)
    axes.text(0, height + 0.6, _caption(params, result), va="top", size=9.5)
    axes.set(xlim=(-0.2, width + 0.2), ylim=(height + 2.9, -1.7))
    return figure


def _caption(params: dict[str, Any], result: dict[str, Any]) -> str:
    count = params["stamps"]
    laid = f"the first {count} of {len(result['e'])} output gradients" if count else "no gradient"
    dropped = "\nDashed squares lie in the padding and are dropped." if params["padding"] else ""
    return (
        f"∂L/∂x and ∂L/∂w after {laid}; ∂L/∂b = {format_number(result['grad_b'])} in the end."
        f"{dropped}"
    )


def _lit(params: dict[str, Any], output: tuple[int, ...]) -> tuple[list[Any], list[Any]]:
    """Squares of the padded input under the latest stamp, and the output it came from."""
    if not params["stamps"]:
        return [], []
    row, column = divmod(params["stamps"] - 1, output[1])
    step, gap = params["stride"], params["dilation"]
    taps = np.ndindex(params["kernel_h"], params["kernel_w"])
    return [(row * step + a * gap, column * step + b * gap) for a, b in taps], [(row, column)]


def _inside(y: int, x: int, pad: int, size: tuple[int, int]) -> bool:
    return pad <= y < pad + size[0] and pad <= x < pad + size[1]


def _arrows(axes: Axes, heights: tuple[float, float], lefts: tuple[float, ...]) -> None:
    """Forwards in the upper row, backwards in the lower one."""
    how: dict[str, Any] = {"ha": "center", "va": "center", "size": 14, "color": LIGHT["muted"]}
    for left, sign in zip(lefts[1:], "⋆=", strict=True):
        axes.text(left - GAP / 2, heights[0], sign, **how)
    for left in lefts[1:]:
        axes.text(left - GAP / 2, heights[1], "←", **how)

"""The static form of the figure ``transposed``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from convbook import geometry, viz
from convbook.viz import LIGHT, format_number

GAP = 2.2
LANE = 1.5
SQUARE_IN = 0.36
WIDEST_IN = 9.0
Params = dict[str, Any]
Array = NDArray[np.float64]


def draw(params: Params, result: dict[str, Any]) -> Figure:
    """Draw both operations, output above and input below; in one dimension also the matrices.

    Args:
        params: parameters of ``Transposed``.
        result: what it computes from them.
    """
    small, big = result["sizes"][:2]
    crop, flat = params["padding"], params["dims"] == 1
    padded, full = params["size"] + 2 * crop, big + 2 * crop
    right, bottom = padded + GAP, 1 + LANE if flat else full + 2.0
    foot = bottom + (1 if flat else padded)
    depth = foot + (max(small, big) + 3.0 if flat else 1.4)
    width = right + full + (0 if flat else GAP + big)
    scale = min(SQUARE_IN, WIDEST_IN / (width + 0.4))
    figure = Figure(figsize=((width + 0.4) * scale, (depth + 1.6) * scale))
    ax = figure.add_axes((0, 0, 1, 1))
    _halves(ax, params, result, right, bottom)
    if flat:
        for shift, name in ((0.0, "input x"), (right, "input y")):
            _wires(ax, params, small, shift, is_upward=shift == 0)
            ax.text(shift, foot + 0.25, name, va="top", size=10)
        _matrices(ax, params, result, foot + 2.2, right)
    else:
        counts = _grid(params, result["counts"], big).tolist()
        origin = (0.0, right + full + GAP)
        viz.draw_grid(ax, counts, role="padding", origin=origin, title="taps that reach it")
    ax.text(0, depth, _facts(params, result), va="top", size=9)
    ax.set(xlim=(-0.2, width + 0.2), ylim=(depth + 0.6, -1.0))
    return figure


def _halves(ax: Axes, params: Params, result: dict[str, Any], right: float, bottom: float) -> None:
    """The four grids: C x over x with its padding, and from `right` on the sum over y."""
    small, big = result["sizes"][:2]
    crop, flat = params["padding"], params["dims"] == 1
    full = big + 2 * crop
    x = np.pad(
        _grid(params, params["x"], params["size"]), ((0 if flat else crop,) * 2, (crop,) * 2)
    )
    conv = _grid(params, result["conv"], small)
    y = conv if params["chain"] else _grid(params, params["y"], small)
    total = _grid(params, result["full"], full)
    middle = geometry.effective_kernel_size(params["kernel"], params["dilation"]) / 2 - 0.5
    spread = (params["stride"], middle) if flat else (1, 0.0)
    top = 0.0 if flat else full - small
    _part(ax, conv, "output", (top, 0.0), spread, title="output C x")
    _part(ax, x, "input", (bottom, 0.0), title="" if flat else "input x", edge=crop)
    _part(ax, total, "output", (0.0, right), title="output Cᵀ y", edge=crop)
    _part(ax, y, "input", (bottom, right), spread, title="" if flat else "input y")


def _grid(params: Params, values: list[float], side: int) -> Array:
    return np.reshape(np.array(values, dtype=float), (side if params["dims"] == 2 else 1, side))


def _part(
    ax: Axes,
    values: Array,
    role: str,
    origin: tuple[float, float],
    spread: tuple[int, float] = (1, 0.0),
    title: str = "",
    edge: int = 0,
) -> None:
    """A grid whose columns stand `spread` apart, the outer `edge` squares dashed."""
    step, offset = spread
    rows, columns = values.shape
    rim = 0 if rows == 1 else edge
    inside = np.zeros(values.shape, dtype=bool)
    inside[rim : rows - rim, edge : columns - edge] = True
    padded = [(int(i), int(j)) for i, j in np.argwhere(~inside)]
    if step == 1:
        place = (origin[0], origin[1] + offset)
        viz.draw_grid(ax, values.tolist(), role=role, origin=place, padded=padded, title=title)
        return
    for column, value in enumerate(values[0]):
        place = (origin[0], origin[1] + offset + step * column)
        viz.draw_row(ax, [float(value)], role=role, origin=place)
    ax.text(origin[1] + columns * step / 2 + offset, origin[0] - 0.3, title, ha="center", size=10)


def _wires(ax: Axes, params: Params, small: int, shift: float, is_upward: bool) -> None:
    """Every tap as a line; upside down on the right."""
    middle = params["dilation"] * (params["kernel"] - 1) / 2 + 0.5
    for row in range(small):
        for tap in range(params["kernel"]):
            wide = row * params["stride"] + tap * params["dilation"] + 0.5 + shift
            ends = [row * params["stride"] + middle + shift, wide]
            ax.plot(ends if is_upward else ends[::-1], [1, 1 + LANE], color=LIGHT["kernel"], lw=0.8)


def _matrices(ax: Axes, params: Params, result: dict[str, Any], top: float, right: float) -> None:
    small, big = result["sizes"][:2]
    shapes = {"matrix": (small, params["size"]), "transposed": (big, small)}
    for (name, shape), place, title in zip(shapes.items(), (0, right), ("C", "Cᵀ"), strict=True):
        rows = np.reshape(result[name], shape)
        cells = [[float(v) if v else None for v in row] for row in rows]
        viz.draw_grid(ax, cells, role="kernel", origin=(top, place), title=title)


def _facts(params: Params, result: dict[str, Any]) -> str:
    small, big, rest, _ = result["sizes"]
    text = f"C: {params['size']} → {small}.   Cᵀ, output padding {params['output_padding']}: "
    text += f"{small} → {big} (padding {rest} restores {params['size']})."
    if result["dots"]:
        one, other = map(format_number, result["dots"])
        text += f"   ⟨Cx, y⟩ = {one}, ⟨x, Cᵀy⟩ = {other}."
    return text

"""The static form of the figure ``groups``."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook import viz
from convbook.viz import LIGHT
from convbook.viz.blocks import draw_blocks

STEP = 3.4
NAMES = 3.4
GAP = 1.8

Pairs = set[tuple[int, int]]


def draw(
    params: dict[str, Any],
    levels: Sequence[Sequence[float]],
    groups: Sequence[int],
    shuffled: bool,
    result: dict[str, Any],
) -> Figure:
    """Draw the channels bottom up with their wires, and beside them the weights as matrices.

    Args:
        params: parameters of ``Groups``.
        levels: channels after every step, the input first.
        groups: groups of every layer.
        shuffled: whether the second step is a shuffle.
        result: what ``Groups.compute`` returns.
    """
    wires = _wires(levels, groups, shuffled, params["groups"])
    most = max(map(len, levels))
    matrices = _matrices(levels, wires, shuffled, result["weights"])
    height = max(STEP * (len(levels) - 1) + 1, sum(len(m) + 1.6 for m in matrices))
    width = NAMES + most + GAP + max(len(m[0]) for m in matrices)
    scale = min(0.32, 8.8 / width)
    figure = Figure(figsize=(width * scale, (height + 0.6) * scale))
    axes = figure.add_axes((0, 0, 1, 1))
    bottom = (height + STEP * (len(levels) - 1) - 1) / 2
    _draw_net(axes, levels, wires, most, bottom, params["look"])
    top = (height - sum(len(m) + 1.6 for m in matrices)) / 2 + 1.4
    for number, matrix in enumerate(matrices):
        title = f"weights of layer {number + 1}" if len(matrices) > 1 else "weights"
        draw_blocks(axes, matrix, origin=(top, most + GAP), title=title, size=27 * scale)
        top += len(matrix) + 1.6
    axes.set(xlim=(-NAMES, width - NAMES + 0.2), ylim=(height + 0.4, -0.2))
    return figure


def _wires(
    levels: Sequence[Sequence[float]], groups: Sequence[int], shuffled: bool, dealt: int
) -> list[Pairs]:
    """For every step the pairs (channel above, channel below) that it joins."""
    layers = list(groups)
    found = []
    for step, (below, above) in enumerate(pairwise(levels)):
        n, m = len(below), len(above)
        if shuffled and step == 1:
            found.append({(i, i % dealt * (n // dealt) + i // dealt) for i in range(n)})
            continue
        g = layers.pop(0)
        found.append({(o, c) for o in range(m) for c in range(n) if o * g // m == c * g // n})
    return found


def _matrices(
    levels: Sequence[Sequence[float]], wires: list[Pairs], shuffled: bool, weights: list[float]
) -> list[list[list[float | None]]]:
    """The layers' weights as rows, None where there is no wire."""
    found, start = [], 0
    for step, joined in enumerate(wires):
        if shuffled and step == 1:
            continue
        shape = len(levels[step + 1]), len(levels[step])
        values = np.reshape(weights[start : start + shape[0] * shape[1]], shape)
        start += values.size
        rows = [
            [float(values[o, c]) if (o, c) in joined else None for c in range(shape[1])]
            for o in range(shape[0])
        ]
        found.append(rows)
    return found


def _draw_net(
    axes: Axes,
    levels: Sequence[Sequence[float]],
    wires: list[Pairs],
    most: int,
    bottom: float,
    look: int,
) -> None:
    """Rows of channels; the output looked at and all that it depends on are filled strongly."""
    lit = {look}
    for level in range(len(levels) - 1, -1, -1):
        values = levels[level]
        row, left = bottom - STEP * level, (most - len(values)) / 2
        role = "output" if level else "input"
        viz.draw_row(axes, values, role=role, origin=(row, left), highlight=lit)
        name = {0: "input", len(levels) - 1: "output"}.get(level, "hidden")
        axes.text(-0.4, row + 0.5, name, ha="right", va="center", size=9, color=LIGHT["muted"])
        if level == 0:
            break
        below = (most - len(levels[level - 1])) / 2
        for o, c in sorted(wires[level - 1]):
            ends = (below + c + 0.5, left + o + 0.5)
            strong = o in lit
            color = LIGHT["kernel" if strong else "padding"]
            thick = 1.5 if strong else 0.5
            axes.plot(ends, (row + STEP, row + 1), color=color, linewidth=thick)
        lit = {c for o, c in wires[level - 1] if o in lit}

"""The static form of the figure ``groups``."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook import viz
from convbook.viz import LIGHT

STEP = 3.2
GAP = 3.0


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
    most = max(map(len, levels))
    shapes = [(len(levels[i + 1]), len(levels[i])) for i in range(len(levels) - 1)]
    if shuffled:
        del shapes[1]
    ends = np.cumsum([o * c for o, c in shapes])
    matrices = [
        np.reshape(values, shape)
        for values, shape in zip(np.split(result["weights"], ends[:-1]), shapes, strict=True)
    ]
    height = max(STEP * (len(levels) - 1) + 1, sum(o + 1.6 for o, _ in shapes))
    width = most + GAP + max(c for _, c in shapes)
    scale = min(0.34, 8.6 / width)
    figure = Figure(figsize=(width * scale, (height + 1.4) * scale))
    axes = figure.add_axes((0, 0, 1, 1))
    bottom = (height + STEP * (len(levels) - 1) - 1) / 2
    _draw_net(axes, levels, groups, shuffled, most, bottom)
    top = (height - sum(o + 1.6 for o, _ in shapes)) / 2 + 0.8
    for number, matrix in enumerate(matrices):
        _draw_matrix(axes, matrix, groups[number], (top, most + GAP), number, len(matrices))
        top += matrix.shape[0] + 1.6
    axes.set(xlim=(-0.2, width + 0.2), ylim=(height + 0.7, -0.9))
    return figure


def _draw_net(
    axes: Axes,
    levels: Sequence[Sequence[float]],
    groups: Sequence[int],
    shuffled: bool,
    most: int,
    bottom: float,
) -> None:
    layer = 0
    for number, values in enumerate(levels):
        row = bottom - STEP * number
        left = (most - len(values)) / 2
        role = "output" if number else "input"
        names = {0: "input", len(levels) - 1: "output"}
        title = names.get(number) if number else None
        viz.draw_row(axes, values, role=role, origin=(row, left), title=title)
        if number == 0:
            axes.text(most / 2, row + 1.5, "input", ha="center", va="center", size=10)
            continue
        below = len(levels[number - 1])
        is_shuffle = shuffled and number == 2
        joined = _joined(len(values), below, groups[layer], is_shuffle, groups[0])
        layer += not is_shuffle
        for o, c in joined:
            ends = ((most - below) / 2 + c + 0.5, left + o + 0.5)
            color = LIGHT["padding" if is_shuffle else "kernel"]
            axes.plot(ends, (row + STEP, row + 1), color=color, linewidth=0.8, alpha=0.7)


def _joined(
    outputs: int, inputs: int, groups: int, is_shuffle: bool, dealt: int
) -> list[tuple[int, int]]:
    if is_shuffle:
        each = inputs // dealt
        return [(i, i % dealt * each + i // dealt) for i in range(inputs)]
    return [
        (o, c)
        for o in range(outputs)
        for c in range(inputs)
        if o * groups // outputs == c * groups // inputs
    ]


def _draw_matrix(
    axes: Axes, matrix: Any, groups: int, origin: tuple[float, float], number: int, count: int
) -> None:
    outputs, inputs = matrix.shape
    kept = set(_joined(outputs, inputs, groups, False, groups))
    empty = [at for at in np.ndindex(outputs, inputs) if at not in kept]
    values = [
        [matrix[o, c] if (o, c) in kept else None for c in range(inputs)] for o in range(outputs)
    ]
    title = f"weights of layer {number + 1}" if count > 1 else "weights"
    viz.draw_grid(axes, values, role="kernel", origin=origin, padded=empty, title=title)

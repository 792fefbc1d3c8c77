"""The static form of the figure ``paddings``."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook.viz import LIGHT, draw_row, format_number

Params = dict[str, Any]
NAMES = {
    "valid": "valid: none",
    "zeros": "zeros, SAME",
    "full": "zeros, FULL",
    "partial": "partial convolution",
    "distribution": "distribution, stretched",
    "distribution-reflect": "distribution, reflected",
}
PITCH = 1.95


def numbers(values: list[float]) -> str:
    """Write numbers in a line."""
    return " ".join(map(format_number, values))


def draw(params: Params, result: dict[str, Any], modes: tuple[str, ...], pictures: Any) -> Figure:
    """One line a kind of padding, with counts, and below two lines of photographs."""
    figure = Figure(figsize=(9, 11))
    grid = figure.add_gridspec(3, 5, height_ratios=[8.6, 1.5, 1.5], hspace=0.16, wspace=0.12)
    axes = figure.add_subplot(grid[0, :])
    size = len(params["row"])
    most = max((len(line) - size) // 2 for line in result["padded"] if line)
    for i, mode in enumerate(modes):
        _draw_line(axes, result, i, mode, i * PITCH, size, most)
    axes.set_xlim(-most - 7, size + most + 3.4)
    axes.set_ylim(len(modes) * PITCH, -0.6)
    axes.axis("off")
    for i, (mode, picture) in enumerate(zip(modes, pictures, strict=True)):
        place = figure.add_subplot(grid[1 + i // 5, i % 5])
        _draw_picture(place, picture, NAMES.get(mode, mode))
    return figure


def _draw_line(
    axes: Any, result: dict[str, Any], i: int, mode: str, top: float, size: int, most: int
) -> None:
    line, counts, windows = (result[key][i] for key in ("padded", "counts", "windows"))
    axes.text(-most - 6.9, top + 0.6, NAMES.get(mode, mode), size=9.5, va="center")
    if not line:
        axes.text(0, top + 0.6, "does not exist here", size=9, va="center", color=LIGHT["muted"])
        return
    pad = (len(line) - size) // 2
    padded = [at for at in range(len(line)) if not pad <= at < pad + size]
    shown: list[float | None] = [
        None if mode == "partial" and at in padded else round(value, 1)
        for at, value in enumerate(line)
    ]
    draw_row(axes, shown, origin=(top, -pad), padded=padded)
    for x, count in enumerate(counts):
        text = format_number(round(count, 1))
        axes.text(x + 0.5, top + 1.45, text, size=8, ha="center", color=LIGHT["kernel"])
    axes.text(size + most + 0.4, top + 0.6, f"{windows} windows", size=8.5, va="center")


def _draw_picture(axes: Any, picture: Any, title: str) -> None:
    start = (len(picture) - 64) // 2
    shown = np.full(picture.shape, np.nan)
    missing = title == NAMES["partial"]
    inside = slice(start, start + 64) if missing else slice(None)
    shown[inside, inside] = picture[inside, inside]
    axes.imshow(shown, vmin=0, vmax=255)
    colour = LIGHT["padding"] if missing else LIGHT["paper"]
    pad = start - 0.5
    frame = Rectangle((pad, pad), 64, 64, fill=False, edgecolor=colour, linestyle="--")
    axes.add_patch(frame)
    axes.set_title(title, size=8)
    axes.axis("off")

"""The static form of the figure ``paddings``."""

from typing import Any

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
PITCH = 2.05


def numbers(values: list[float]) -> str:
    """Write numbers in a line."""
    return " ".join(map(format_number, values))


def draw(params: Params, result: dict[str, Any], modes: tuple[str, ...], pictures: Any) -> Figure:
    """One line a kind of padding, with counts, and below two lines of photographs."""
    figure = Figure(figsize=(8.6, 9.6))
    grid = figure.add_gridspec(3, 5, height_ratios=[5.4, 1.5, 1.5], hspace=0.22, wspace=0.12)
    axes = figure.add_subplot(grid[0, :])
    size = len(params["row"])
    most = max((len(line) - size) // 2 for line in result["padded"] if line)
    for i, mode in enumerate(modes):
        _draw_line(axes, result, i, mode, i * PITCH, size, most)
    axes.set_xlim(-most - 6.2, size + most + 3.4)
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
    axes.text(-most - 6.1, top + 0.6, NAMES.get(mode, mode), size=9.5, va="center")
    if not line:
        axes.text(0, top + 0.6, "does not exist here", size=9, va="center", color=LIGHT["muted"])
        return
    pad = (len(line) - size) // 2
    padded = [at for at in range(len(line)) if not pad <= at < pad + size]
    shown: list[float | None] = [
        None if mode == "partial" and at in padded else round(value, 2)
        for at, value in enumerate(line)
    ]
    draw_row(axes, shown, origin=(top, -pad), padded=padded)
    for x, count in enumerate(counts):
        text = format_number(round(count, 2))
        axes.text(x + 0.5, top + 1.42, text, size=7.5, ha="center", color=LIGHT["kernel"])
    axes.text(size + most + 0.4, top + 0.6, f"{windows} windows", size=8.5, va="center")


def _draw_picture(axes: Any, picture: Any, title: str) -> None:
    side = len(picture)
    axes.imshow(picture, vmin=0, vmax=255)
    pad = (side - 64) / 2 - 0.5
    frame = Rectangle((pad, pad), 64, 64, fill=False, edgecolor=LIGHT["paper"], linestyle="--")
    axes.add_patch(frame)
    axes.set_title(title, size=8.5)
    axes.axis("off")

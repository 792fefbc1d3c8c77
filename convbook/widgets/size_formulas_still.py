"""The static form of the figure ``size-formulas``."""

from math import floor
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook.viz import LIGHT

Params = dict[str, Any]
WIDTH_IN = 8.4
MOST_NUMBERED = 40


def draw(params: Params, result: dict[str, Any]) -> Figure:
    """Draw the staircase, the article's line over it, and the px read of the input looked at.

    Args:
        params: parameters of ``SizeFormulas``.
        result: what it computes from them.
    """
    figure = Figure(figsize=(WIDTH_IN, 4.4))
    axes = figure.add_axes((0.07, 0.27, 0.92, 0.7))
    _stairs(axes, params, result)
    _verdicts(axes, result)
    squares = figure.add_axes((0.07, 0.0, 0.92, 0.13))
    _squares(squares, params, result)
    return figure


def _stairs(axes: Axes, params: Params, result: dict[str, Any]) -> None:
    """Treads of torch, the article's dashed line, and a bar where it is wrong even rounded down."""
    sizes, article = result["result"], result["article"]
    taken = [n for n in range(len(sizes)) if sizes[n]]
    if result["same"]:
        first, last = result["same"]
        axes.axvspan(first - 0.5, last + 0.5, facecolor=(LIGHT["input"], 0.14), lw=0)
    xs, ys = [], []
    for n in taken:
        xs += [n + 0.5, n + 1.5]
        ys += [sizes[n], sizes[n]]
    axes.plot(xs, ys, color=LIGHT["output"], lw=2.2, label="what torch gives")
    axes.plot(
        [n + 1 for n in taken], [article[n] for n in taken],
        color=LIGHT["ink"], lw=1.2, ls="--", label="the article, as printed",
    )  # fmt: skip
    for n in taken:
        rounded = floor(article[n])
        if rounded != sizes[n]:
            axes.plot([n + 1, n + 1], [sizes[n], rounded], color=LIGHT["kernel"], lw=1.6)
            axes.plot([n + 1], [rounded], "o", ms=3.5, mfc=LIGHT["paper"], mec=LIGHT["kernel"])
    look = params["size"]
    if sizes[look - 1]:
        axes.plot([look], [sizes[look - 1]], "o", ms=6, color=LIGHT["output"])
    axes.set(xlim=(0.3, len(sizes) + 0.7), xlabel="size of the input in px", ylabel="output in px")
    axes.grid(axis="y", color=LIGHT["line"], lw=0.6)
    axes.legend(loc="upper left", frameon=False, fontsize=9)


def _verdicts(axes: Axes, result: dict[str, Any]) -> None:
    """Under each input: right (full), right once rounded down (ring), wrong (cross)."""
    top = max(max(result["result"]), 1)
    y = -0.09 * top
    for n, (size, value) in enumerate(zip(result["result"], result["article"], strict=True)):
        if not size:
            continue
        wrong = floor(value) != size
        color = LIGHT["kernel" if wrong else "output"]
        face = color if value == size else LIGHT["paper"]
        axes.plot([n + 1], [y], "x" if wrong else "o", ms=4, mec=color, mfc=face)
    axes.set_ylim(-0.17 * top, None)


def _squares(axes: Axes, params: Params, result: dict[str, Any]) -> None:
    """The px of the input, or of a transposed output, with the taps at each; dashed: none."""
    reads = result["reads"]
    stamped = params["operation"].endswith("transposed")
    name = "output" if stamped else "input"
    for i, count in enumerate(reads):
        edge = LIGHT[name if count else "padding"]
        face = (LIGHT[name], 0.22) if count else LIGHT["paper"]
        style = "-" if count else (0, (2, 1.5))
        axes.add_patch(Rectangle((i, 0), 1, 1, facecolor=face, edgecolor=edge, lw=0.8, ls=style))
        if len(reads) <= MOST_NUMBERED:
            axes.text(i + 0.5, 0.47, str(count), ha="center", va="center", size=8)
    text = f"taps at each px of the {name} of {len(reads)}; dashed: none"
    axes.text(0, 1.35, text if reads else "refused", size=9, color=LIGHT["muted"])
    axes.set(xlim=(-0.1, max(MOST_NUMBERED, len(reads)) + 0.1), ylim=(-0.1, 2.2))
    axes.axis("off")

"""The static form of the figure ``octave``: the weight matrix to scale, and the cost curve."""

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook import viz
from convbook.widgets.octave_cost import OctaveCost

NAMES = {"hh": "H→H", "hl": "H→L", "lh": "L→H", "ll": "L→L"}
STRONG, WEAK = 0.6, 0.16
WRAP = 96


def draw(
    cost: OctaveCost,
    result: dict[str, Any],
    alpha: float,
    curve: list[tuple[float, float]],
    words: str,
) -> Figure:
    """Draw the layer.

    Args:
        cost: the layer's channels.
        result: what ``Octave.compute`` says of it.
        alpha: the share on the slider.
        curve: shares of multiply-adds and of the output's numbers, for alpha from 0 to 1.
        words: the sum looked at.
    """
    figure = Figure(figsize=(8.6, 4.1))
    _draw_matrix(figure.add_axes((0.01, 0.12, 0.5, 0.86)), cost)
    _draw_curve(figure.add_axes((0.6, 0.27, 0.38, 0.63)), result, alpha, curve)
    figure.text(0.02, 0.03, textwrap.fill(words, WRAP), size=9.5, color=viz.LIGHT["ink"])
    return figure


def _draw_matrix(ax: Axes, cost: OctaveCost) -> None:
    """Columns are input channels, rows output channels; strong blocks cost four times as much."""
    sources, results = cost.channels
    width, height = sum(sources.values()), sum(results.values())
    starts = {"h": 0}, {"h": 0}
    for start, counts in zip(starts, cost.channels, strict=True):
        start["l"] = counts["h"]
    dense = max(map(cost.side, cost.paths), default=1)
    for path in cost.paths:
        x, y = starts[0][path[0]], starts[1][path[1]]
        w, h = sources[path[0]], results[path[1]]
        shade = STRONG if cost.side(path) == dense else WEAK
        colour = viz.LIGHT["kernel"]
        ax.add_patch(
            Rectangle((x, y), w, h, facecolor=(colour, shade), edgecolor=colour, linewidth=1)
        )
        if w >= 2 or width < 8:
            ink: dict[str, Any] = {
                "ha": "center",
                "va": "center",
                "size": 9,
                "color": viz.LIGHT["ink"],
            }
            ax.text(x + w / 2, y + h / 2, NAMES[path], **ink)
    _draw_stack(ax, sources, "input", lambda i: (i, height + 0.35))
    _draw_stack(ax, results, "output", lambda i: (width + 0.35, i))
    ax.text(width / 2, height + 1.75, _counted(sources, "in"), ha="center", va="top", size=9)
    ax.text(width + 1.75, height / 2, _counted(results, "out"), va="center", size=9)
    ax.set(xlim=(-0.2, width + 7.2), ylim=(height + 3, -0.3), aspect="equal")
    ax.axis("off")


def _draw_stack(ax: Axes, counts: dict[str, int], role: str, corner: Any) -> None:
    """A square a channel: full size high, half as high and as wide low."""
    colour = viz.LIGHT[role]
    for i in range(sum(counts.values())):
        side = 0.9 if i < counts["h"] else 0.45
        x, y = corner(i)
        inset = (1 - side) / 2
        ax.add_patch(
            Rectangle((x + inset, y + inset), side, side, facecolor=(colour, 0.3), edgecolor=colour)
        )


def _counted(counts: dict[str, int], word: str) -> str:
    joint = "\n" if word == "out" else ", "
    return f"{counts['h']} high{joint}{counts['l']} low{joint}{word}"


def _draw_curve(
    ax: Axes, result: dict[str, Any], alpha: float, curve: list[tuple[float, float]]
) -> None:
    xs = [i / (len(curve) - 1) for i in range(len(curve))]
    for i, (name, role) in enumerate((("multiply-adds", "kernel"), ("output map", "output"))):
        share = result["share_macs" if i == 0 else "share_activations"]
        colour = viz.LIGHT[role]
        ax.plot(xs, [100 * point[i] for point in curve], color=colour, label=name)
        ax.plot([alpha], [100 * share], "o", color=colour, markersize=7)
        ax.annotate(
            f"{viz.format_number(round(100 * share, 1))} %",
            (alpha, 100 * share),
            xytext=(8, 8) if i else (-6, -15),
            ha="left" if i else "right",
            textcoords="offset points",
            color=colour,
            size=9.5,
        )
    ax.set(xlim=(0, 1), ylim=(0, 108), xlabel="α, share of low channels", ylabel="% of vanilla")
    ax.legend(loc="lower left", fontsize=9)
    ax.set_title(f"{result['params']} of {result['plain_params']} weights", fontsize=10)

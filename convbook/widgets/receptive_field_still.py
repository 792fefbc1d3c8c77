"""The static form of the figure ``receptive-field``."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Polygon, Rectangle

from convbook.viz import LIGHT

Params = dict[str, Any]
KINDS = ("conv", "max pool", "avg pool")
MOST_DOTS = 60
WIDTH_IN = 8.6


def words(params: Params, i: int) -> str:
    """A layer in a few words, such as "conv 3, stride 2, padding 1"."""
    kind, kernel = KINDS[params["kinds"][i]], params["kernels"][i]
    text = f"{kind} {kernel}"
    for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1)):
        value = params[f"{name}s"][i]
        if value != usual:
            text += f", {name} {value}"
    return text


def draw(params: Params, result: dict[str, Any]) -> Figure:
    """Rows of units, the image lowest, with the fan of one unit and its paths."""
    levels = len(result["sizes"])
    low = min(*result["starts"], 0) - 0.5
    high = max(
        start + (size - 1) * jump + field - 0.5
        for start, size, jump, field in zip(
            *(result[name] for name in ("starts", "sizes", "jumps", "fields")), strict=True
        )
    )
    pitch = max(0.14, min(0.62, 4.2 / levels))
    height = pitch * (levels - 1) + 1.15
    figure = Figure(figsize=(WIDTH_IN, height))
    axes = figure.add_axes((0, 0, 0.66, 1))
    axes.set(xlim=(low, high), ylim=(-0.85, pitch * (levels - 1) + 0.3))
    axes.axis("off")
    px_in = 0.66 * WIDTH_IN / (high - low)
    spans = _spans(params, result)
    axes.add_patch(_fan(spans, result, pitch))
    for level in range(levels):
        _draw_row(axes, params, result, level, pitch * level, px_in, spans)
    _draw_paths(axes, result["counts"])
    _draw_words(figure, params, result, pitch, height)
    return figure


def _spans(params: Params, result: dict[str, Any]) -> list[tuple[int, int]]:
    """First and last unit of every level that the unit looked at sees, or reaches."""
    layer, unit = params["layer"], params["unit"]
    spans = [(unit, unit)]
    for i in reversed(range(layer)):
        first, last = spans[0]
        k, s, p, d = (params[name][i] for name in ("kernels", "strides", "paddings", "dilations"))
        spans.insert(0, (first * s - p, last * s - p + d * (k - 1)))
    for i in range(layer, len(result["sizes"]) - 1):
        first, last = spans[-1]
        k, s, p, d = (params[name][i] for name in ("kernels", "strides", "paddings", "dilations"))
        top = result["sizes"][i + 1] - 1
        spans.append((max(0, -(-(first + p - d * (k - 1)) // s)), min(top, (last + p) // s)))
    return spans


def _place(result: dict[str, Any], level: int, unit: float) -> float:
    return float(result["centres"][level] + unit * result["jumps"][level])


def _fan(spans: list[tuple[int, int]], result: dict[str, Any], pitch: float) -> Polygon:
    left = [(_place(result, i, a), pitch * i) for i, (a, b) in enumerate(spans) if a <= b]
    right = [(_place(result, i, b), pitch * i) for i, (a, b) in enumerate(spans) if a <= b]
    return Polygon(left + right[::-1], facecolor=LIGHT["output"], alpha=0.18, edgecolor="none")


def _draw_row(
    axes: Axes,
    params: Params,
    result: dict[str, Any],
    level: int,
    y: float,
    px_in: float,
    spans: list[tuple[int, int]],
) -> None:
    """One level: dots where they are few, otherwise a bar; padding dashed; the fan's part filled."""
    units, jump = result["sizes"][level], result["jumps"][level]
    top = len(result["sizes"]) - 1
    pad = params["paddings"][level] if level < top else 0
    first, last = spans[level]
    color = LIGHT["output" if level else "input"]
    room = jump * px_in
    if units + 2 * pad > MOST_DOTS or room < 0.09:
        edge = _place(result, level, -0.5)
        axes.add_patch(
            Rectangle((edge, y - 0.035), units * jump, 0.07, facecolor=(color, 0.25), edgecolor="none")
        )
        a, b = max(first, 0), min(last, units - 1)
        if a <= b:
            start = _place(result, level, a - 0.5)
            axes.add_patch(
                Rectangle((start, y - 0.05), (b - a + 1) * jump, 0.1, facecolor=color, edgecolor="none")
            )
        return
    radius = min(0.34 * room, 0.075)
    for unit in range(-pad, units + pad):
        inside, lit = 0 <= unit < units, first <= unit <= last
        face = color if inside and lit else LIGHT["paper"]
        axes.add_artist(
            _dot(axes, _place(result, level, unit), y, radius, px_in, face, color, inside)
        )


def _dot(
    axes: Axes, x: float, y: float, radius: float, px_in: float, face: str, color: str, inside: bool
) -> Any:
    return Ellipse(
        (x, y),
        2 * radius / px_in,
        2 * radius,
        facecolor=face,
        edgecolor=color if inside else LIGHT["padding"],
        linestyle="-" if inside else (0, (2, 1.5)),
        linewidth=0.9,
    )


def _draw_paths(axes: Axes, counts: list[int]) -> None:
    """Below the image: how many paths reach each pixel."""
    most = max(counts) or 1
    for px, count in enumerate(counts):
        if count:
            tall = 0.6 * count / most
            axes.add_patch(
                Rectangle((px - 0.4, -0.2 - tall), 0.8, tall, facecolor=LIGHT["input"], linewidth=0)
            )


def _draw_words(
    figure: Figure, params: Params, result: dict[str, Any], pitch: float, height: float
) -> None:
    """Names of the rows, as many as there is room for."""
    levels = len(result["sizes"])
    step = max(1, -(-levels // round(max(1, pitch * (levels - 1) / 0.17) + 1)))
    shown = sorted({*range(levels - 1, 0, -step), 0, levels - 1})
    for level in shown:
        y = (0.85 + pitch * level) / height
        name = words(params, level - 1) if level else "image"
        text = f"{name}: field {result['fields'][level]}, jump {result['jumps'][level]}"
        figure.text(0.675, y, text, va="center", size=8.5, color=LIGHT["ink"])
    text = "paths from each px to the unit"
    figure.text(0.675, 0.4 / height, text, va="center", size=8.5, color=LIGHT["input"])

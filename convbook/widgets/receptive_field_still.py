"""The static form of the figure ``receptive-field``."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Polygon, Rectangle

from convbook.viz import LIGHT

Params = dict[str, Any]
KINDS = ("conv", "max pool", "avg pool")
MOST_DOTS = 60
WIDTH_IN = 9.0
SHARE = 0.62  # of the width that the rows take
MOST_LINES = 400


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
    axes = figure.add_axes((0, 0, SHARE, 1))
    axes.set(xlim=(low, high), ylim=(-0.85, pitch * (levels - 1) + 0.3))
    axes.axis("off")
    px_in = SHARE * WIDTH_IN / (high - low)
    sets = _seen(params, result)
    _draw_fan(axes, params, result, sets, pitch)
    for level in range(levels):
        _draw_row(axes, params, result, level, pitch, px_in, sets[level])
    _draw_paths(axes, result["counts"])
    _draw_words(figure, params, result, pitch, height)
    return figure


def _taps(params: Params, level: int, unit: int) -> list[int]:
    """Units of the level below that a unit reads, padding included."""
    k, s, p, d = (
        params[name][level - 1] for name in ("kernels", "strides", "paddings", "dilations")
    )
    return [unit * s - p + tap * d for tap in range(k)]


def _seen(params: Params, result: dict[str, Any]) -> list[set[int]]:
    """Units of every level that the unit looked at depends on, or that depend on it."""
    layer = params["layer"]
    sets = [{params["unit"]}]
    for level in range(layer, 0, -1):
        read = {tap for unit in sets[0] for tap in _taps(params, level, unit)}
        sets.insert(0, {unit for unit in read if 0 <= unit < result["sizes"][level - 1]})
    for level in range(layer + 1, len(result["sizes"])):
        units = range(result["sizes"][level])
        sets.append({unit for unit in units if sets[-1] & set(_taps(params, level, unit))})
    return sets


def _place(result: dict[str, Any], level: int, unit: float) -> float:
    return float(result["centres"][level] + unit * result["jumps"][level])


def _draw_fan(
    axes: Axes, params: Params, result: dict[str, Any], sets: list[set[int]], pitch: float
) -> None:
    """One line a tap, or the outline where the taps are too many."""
    levels = range(1, len(sets))
    if sum(len(sets[level]) * params["kernels"][level - 1] for level in levels) > MOST_LINES:
        rows = [(level, min(units), max(units)) for level, units in enumerate(sets) if units]
        left = [(_place(result, level, low), pitch * level) for level, low, _ in rows]
        right = [(_place(result, level, high), pitch * level) for level, _, high in rows]
        outline = left + right[::-1]
        axes.add_patch(Polygon(outline, facecolor=LIGHT["input"], alpha=0.2, edgecolor="none"))
        return
    for level in levels:
        for unit in sorted(sets[level]):
            for tap in _taps(params, level, unit):
                rises = level > params["layer"]
                if rises and tap not in sets[level - 1]:
                    continue
                inside = tap in sets[level - 1]
                axes.plot(
                    [_place(result, level, unit), _place(result, level - 1, tap)],
                    [pitch * level, pitch * (level - 1)],
                    color=LIGHT["kernel" if inside else "padding"],
                    linestyle="-" if inside else "--",
                    linewidth=0.9,
                    zorder=0.5,
                )


def _draw_row(
    axes: Axes,
    params: Params,
    result: dict[str, Any],
    level: int,
    pitch: float,
    px_in: float,
    seen: set[int],
) -> None:
    """One level: dots where there is room, otherwise a bar; padding dashed; the fan filled."""
    units, jump = result["sizes"][level], result["jumps"][level]
    top = len(result["sizes"]) - 1
    pad = params["paddings"][level] if level < top else 0
    color = LIGHT["output" if level else "input"]
    y, room = pitch * level, jump * px_in
    if units + 2 * pad > MOST_DOTS or min(room, pitch / 2) < 0.09:
        edge = _place(result, level, -0.5)
        axes.add_patch(
            Rectangle((edge, y - 0.035), units * jump, 0.07, facecolor=(color, 0.25), linewidth=0)
        )
        for unit in sorted(seen):
            start = _place(result, level, unit - 0.5)
            axes.add_patch(Rectangle((start, y - 0.05), jump, 0.1, facecolor=color, linewidth=0))
        return
    radius = min(0.34 * room, 0.075)
    for unit in range(-pad, units + pad):
        inside = 0 <= unit < units
        face = color if unit in seen else LIGHT["paper"]
        dot = Ellipse(
            (_place(result, level, unit), y),
            2 * radius / px_in,
            2 * radius,
            facecolor=face,
            edgecolor=color if inside else LIGHT["padding"],
            linestyle="-" if inside else (0, (2, 1.5)),
            linewidth=0.9,
        )
        axes.add_patch(dot)


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
        figure.text(SHARE + 0.012, y, text, va="center", size=8.5, color=LIGHT["ink"])
    text = "paths from each px to the unit"
    figure.text(SHARE + 0.012, 0.4 / height, text, va="center", size=8.5, color=LIGHT["input"])

"""The static form of the figure ``paths``."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from convbook.viz import LIGHT, format_number
from convbook.widgets import paths_numbers as numbers

Params = dict[str, Any]
PITCH = 1.7
RADIUS = 0.34
BARS = 1.5
MOST_TERMS = 8


def draw(params: Params, result: dict[str, Any]) -> Figure:
    """The stack above, R(i; j) as bars below its pixels."""
    sizes = numbers.sizes(params)
    width, height = sizes[0] + 5.5, PITCH * params["layers"] + BARS * 2 + 1.9
    scale = min(0.48, 9.0 / width)
    figure = Figure(figsize=(width * scale, height * scale))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-5.3, sizes[0] + 0.2), ylim=(-BARS * 2 - 1.2, PITCH * params["layers"] + 0.7))
    ax.set_aspect("equal")
    ax.axis("off")
    _draw_edges(ax, params, sizes)
    _draw_paths(ax, params, result)
    _draw_units(ax, params, result, sizes)
    _draw_kernels(ax, params, result)
    _draw_bars(ax, params, result)
    terms = _terms(result)
    end = f"R({params['pixel']}; {params['output']}) = {terms}"
    ax.text(-5.2, -BARS * 2 - 0.95, end, size=9, va="center")
    return figure


def _place(params: Params, level: int, unit: int) -> tuple[float, float]:
    shift = sum(t - 1 for t in numbers.tap_counts(params)[:level]) / 2
    return unit + shift, PITCH * level


def _draw_edges(ax: Axes, params: Params, sizes: list[int]) -> None:
    for level, taps in enumerate(numbers.tap_counts(params), start=1):
        for unit in range(sizes[level]):
            for tap in range(taps):
                _edge(ax, params, level, unit, tap, LIGHT["line"], 0.7, 1)


def _edge(
    ax: Axes, params: Params, level: int, unit: int, tap: int, color: str, wide: float, above: float
) -> None:
    ends = _place(params, level, unit), _place(params, level - 1, unit + tap)
    ax.plot(*zip(*ends, strict=True), color=color, linewidth=wide, zorder=above)


def _draw_paths(ax: Axes, params: Params, result: dict[str, Any]) -> None:
    """Every path of the pixel and the output; closed ones grey; one chosen alone."""
    layers = params["layers"]
    for index, alive in enumerate(result["alive"]):
        if params["path"] not in (0, index + 1):
            continue
        path = result["paths"][index * layers : (index + 1) * layers]
        color = LIGHT["kernel" if alive else "padding"]
        unit = params["output"]
        for level in range(layers, 0, -1):
            _edge(ax, params, level, unit, path[level - 1], color, 1.7, 2 + alive)
            unit += path[level - 1]


def _draw_units(ax: Axes, params: Params, result: dict[str, Any], sizes: list[int]) -> None:
    maps = iter(result["maps"])
    for level, size in enumerate(sizes):
        role = "output" if level == params["layers"] else "input" if level == 0 else "muted"
        for unit in range(size):
            x, y = _place(params, level, unit)
            value = next(maps, None)
            shut = value is not None and value <= 0 and level < params["layers"]
            picked = (level, unit) in ((0, params["pixel"]), (params["layers"], params["output"]))
            color = LIGHT["padding" if shut else role]
            ax.add_patch(Circle((x, y), RADIUS, facecolor=LIGHT["paper"], lw=0, zorder=4))
            ax.add_patch(
                Circle(
                    (x, y),
                    RADIUS,
                    facecolor=(color, 0.45 if picked else 0.12),
                    edgecolor=color,
                    linestyle="--" if shut else "-",
                    linewidth=1.8 if picked else 0.9,
                    zorder=5,
                )
            )
            if value is not None:
                text = format_number(value)
                if len(text) <= 4:
                    ax.text(x, y, text, ha="center", va="center", size=7, zorder=6)
        left, y = _place(params, level, 0)
        name = {0: "pixels i", params["layers"]: "outputs j"}.get(level, f"layer {level}")
        ax.text(left - 0.6, y, name, ha="right", va="center", size=8.5, color=LIGHT["muted"])


def _draw_kernels(ax: Axes, params: Params, result: dict[str, Any]) -> None:
    """The weights in use, beside the edges of their layer."""
    kernels = iter(result["kernels"])
    for level, taps in enumerate(numbers.tap_counts(params), start=1):
        text = ", ".join(format_number(next(kernels)) for _ in range(taps))
        ax.text(
            -5.2, PITCH * (level - 0.5), f"W{level} = ({text})", size=8.5, color=LIGHT["kernel"]
        )


def _draw_bars(ax: Axes, params: Params, result: dict[str, Any]) -> None:
    field = result["output"]
    most = max(map(abs, [*field, *result["rest"]])) or 1
    base = -BARS - 0.75
    note = ""
    for i, value in enumerate(field):
        tall = BARS * value / most * 0.75
        face = (LIGHT["gradient"], 1 if i == params["pixel"] else 0.45)
        ax.add_patch(Rectangle((i - 0.3, base), 0.6, tall, facecolor=face))
        if result["rest"] and result["rest"][i] != value:
            ghost = BARS * result["rest"][i] / most * 0.75
            ax.plot([i - 0.3, i + 0.3], [base + ghost] * 2, color=LIGHT["muted"], linewidth=1)
            note = "lines: at rest, no gates"
        ax.text(i, -0.42, str(i), ha="center", va="top", size=7.5, color=LIGHT["muted"])
        at = base + tall + (0.1 if value >= 0 else -0.1)
        side = "bottom" if value >= 0 else "top"
        if len(format_number(value)) <= 4:
            ax.text(i, at, format_number(value), ha="center", va=side, size=7.5)
    ax.plot([-0.5, len(field) - 0.5], [base, base], color=LIGHT["muted"], linewidth=0.8)
    ax.text(-5.2, base - 0.7, note, va="center", size=7.5, color=LIGHT["muted"])
    name = f"field R(i; {params['output']})"
    ax.text(-0.7, base, name, ha="right", va="center", size=8.5, color=LIGHT["gradient"])


def _terms(result: dict[str, Any]) -> str:
    """The products that are added, closed paths as 0, and their sum."""
    terms = [p * a for p, a in zip(result["products"], result["alive"], strict=True)]
    if not terms:
        return "0, no path"
    shown = [f"({format_number(t)})" if t < 0 else format_number(t) for t in terms[:MOST_TERMS]]
    more = f" + … ({len(terms)} paths)" if len(terms) > MOST_TERMS else ""
    return f"{' + '.join(shown)}{more} = {format_number(sum(terms))}"

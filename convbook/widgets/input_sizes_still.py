"""The static form of the figure ``input-sizes``."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convbook.viz import LIGHT

Params = dict[str, Any]
KINDS = ("conv", "pool")
WIDTH_IN = 8.6
PITCH = 0.72  # in, of the layers
CELLS = 40  # that fit side by side
LINE = 1.15  # in, of the number line


def words(params: Params, i: int) -> str:
    """A layer in a few words, such as "conv 7, stride 2, padding 3"."""
    text = f"{KINDS[params['kinds'][i]]} {params['kernels'][i]}, stride {params['strides'][i]}"
    return text if params["rule"] == "same" else f"{text}, padding {params['paddings'][i]}"


def draw(params: Params, result: dict[str, Any]) -> Figure:
    """One strip a layer, the image's lowest, above the number line of sizes."""
    count = len(result["result"])
    height = LINE + 0.1 + PITCH * max(1, count)
    figure = Figure(figsize=(WIDTH_IN, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH_IN), ylim=(0, height))
    axes.axis("off")
    for i in range(count):
        _draw_strip(axes, params, result, i, LINE + 0.15 + PITCH * i)
    if not count:
        axes.text(0.1, LINE + 0.3, "No layer fits.", size=9, color=LIGHT["ink"])
    _draw_line(axes, params, result)
    return figure


def _places(low: int, high: int) -> list[int | None]:
    """Rows of both ends, and None where the middle is left out."""
    if high - low < CELLS:
        return list(range(low, high + 1))
    half = (CELLS - 2) // 2
    return [*range(low, low + half), None, None, *range(high - half + 1, high + 1)]


def _draw_strip(axes: Axes, params: Params, result: dict[str, Any], i: int, bottom: float) -> None:
    size, output, rest = result["result"][i]
    before, after = result["pads"][i]
    k, s = params["kernels"][i], params["strides"][i]
    cell = (WIDTH_IN - 0.1) / CELLS
    role = LIGHT["output" if i else "input"]
    places = _places(-before, size + after - 1)
    for column, at in enumerate(places):
        if at is None:
            axes.plot([0.05 + (column + 0.5) * cell], [bottom + 0.085], ".", color=LIGHT["muted"])
            continue
        x = 0.05 + column * cell
        pad = not 0 <= at < size
        read = at < size + after - rest and (at + before) % s < k
        face: Any = (role, 0.25) if read and not pad else LIGHT["paper"]
        edge, line = (LIGHT["padding"], (0, (2, 1.5))) if pad else (role, "-")
        box = (x + 0.01, bottom), cell - 0.02, 0.17
        axes.add_patch(Rectangle(*box, facecolor=face, edgecolor=edge, linestyle=line, lw=1))
        if not read:
            ends = [x, x + cell], [bottom + 0.19, bottom - 0.02]
            axes.plot(*ends, color=LIGHT["kernel"], lw=1.6)
    columns = {at: column for column, at in enumerate(places) if at is not None}
    for t in {0, output - 1}:
        first, last = (columns.get(t * s - before + j) for j in (0, k - 1))
        if first is not None and last is not None and last - first == k - 1:
            left, right = 0.07 + first * cell, 0.03 + (last + 1) * cell
            y = bottom + 0.23
            axes.plot([left, left, right, right], [y - 0.03, y, y, y - 0.03], color=LIGHT["kernel"])
            axes.plot([(left + right) / 2], [y + 0.08], "o", ms=4, color=LIGHT["output"])
    used = result["used"][i]
    verdict = f"padding read {used[0]} | {max(0, used[1])}" if before or after else "no padding"
    color = LIGHT["kernel"] if i + 1 in result["uneven"] else LIGHT["muted"]
    y = bottom + 0.4
    axes.text(0.05, y, f"{i + 1}  {words(params, i)}", size=8.5, color=LIGHT["ink"])
    text = f"{size} → {output}, {verdict}"
    axes.text(WIDTH_IN - 0.05, y, text, size=8.5, color=color, ha="right")


def _draw_line(axes: Axes, params: Params, result: dict[str, Any]) -> None:
    """Bars count uneven layers at each size; dots are sizes without any."""
    step = (WIDTH_IN - 0.2) / (2 * 64 + 1)
    base, most = 0.45, len(params["kinds"])

    def place(size: int) -> float:
        return float(0.1 + (size - params["size"] + 64.5) * step)

    axes.plot([0.1, WIDTH_IN - 0.1], [base, base], color=LIGHT["padding"], lw=0.8)
    clean = []
    for i, count in enumerate(result["counts"]):
        size = result["low"] + i
        if count > 0:
            corner = place(size) - 0.4 * step, base
            bar = Rectangle(corner, 0.8 * step, 0.5 * count / most, facecolor=LIGHT["kernel"], lw=0)
            axes.add_patch(bar)
        elif count == 0:
            clean.append(size)
    axes.plot(
        [place(n) for n in clean], [base - 0.08] * len(clean), "o", ms=3, color=LIGHT["input"]
    )
    labels = {params["size"], *(clean if len(clean) < 10 else result["clean"])}
    for size in sorted(labels - {0}):
        near = abs(size - params["size"]) * step < 0.25 and size != params["size"]
        if not near and place(1) - step < place(size) < WIDTH_IN - 0.05:
            weight = "bold" if size == params["size"] else "normal"
            style: Params = {"size": 8.5, "weight": weight, "color": LIGHT["ink"]}
            axes.text(place(size), 0.16, str(size), ha="center", **style)
    nearest = " and ".join(str(n) for n in result["clean"] if n)
    text = f"bars: layers with uneven padding, by input size; dots: clean sizes, nearest {nearest}"
    axes.text(0.1, 0.01, text, size=7.5, color=LIGHT["muted"])

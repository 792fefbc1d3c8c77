"""The static form of the figure ``im2col``: the lowering as a picture, the costs as two charts."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook import viz

Array = np.ndarray[Any, np.dtype[np.float64]]
Found = dict[str, Any]
MOST_WIDTH = 9.0
SQUARE_IN = 0.31
CHART_IN = 2.7
GAP = 1.5
LEAST_SQUARE_IN = 0.2  # smaller squares stay empty
WINOGRAD_TAPS = 3


def draw(params: dict[str, Any], found: Found) -> Figure:
    """Draw input and columns above weight and product, and below them the costs.

    Args:
        params: parameters of ``Im2col``.
        found: what ``Im2col.compute`` returned for them.
    """
    taps, patches = found["lowered"]
    channels, side = params["in_channels"], params["height"] + 2 * params["padding"]
    band = channels * (params["width"] + 2 * params["padding"] + GAP) - GAP
    inside = side <= taps and band <= taps
    above = 0.0 if inside else side + GAP + 0.6
    width = max(taps + GAP + patches, band)
    height = above + taps + GAP + params["out_channels"]
    square = min(SQUARE_IN, (MOST_WIDTH - 0.2) / width)
    picture = (height + 1.4) * square
    total = picture + CHART_IN + 0.3
    figure = Figure(figsize=(max(width * square + 0.2, 6.4), total))
    axes = figure.add_axes((0.01, 1 - picture / total, 0.98, picture / total))
    shown = square >= LEAST_SQUARE_IN
    _draw_lowering(axes, params, found, shown)
    _draw_input(axes, params, found, 0.0 if inside else -above, shown)
    axes.set(xlim=(-0.1, max(width, figure.get_figwidth() / square - 0.6)))
    axes.set(ylim=(height - above + 0.1, -above - 1.3))
    for left, name, kinds in (
        (0.08, "multiplications", ("direct", "fft")),
        (0.58, "numbers kept meanwhile", ("im2col_kept", "fft_kept")),
    ):
        chart = figure.add_axes((left, 0.5 / total, 0.4, (CHART_IN - 0.75) / total))
        _draw_costs(chart, params, found, name, kinds)
    return figure


def _draw_lowering(axes: Axes, params: dict[str, Any], found: Found, shown: bool) -> None:
    taps, patches = found["lowered"]
    filters, side = params["out_channels"], taps + GAP
    filter_, patch = divmod(params["look"], patches)
    matrix = np.reshape(found["columns"], (taps, patches))
    where = _squares(params, found)
    padded = [(k, n) for k, n in np.ndindex(where.shape[:2]) if not _inside(params, where[k, n])]
    lit = [(k, patch) for k in range(taps)]
    viz.draw_grid(
        axes,
        _numbers(matrix, shown),
        origin=(0, side),
        highlight=lit,
        padded=padded,
        title=f"lowered matrix, {taps} × {patches}: column {patch} is the lit patch",
    )
    weight = np.reshape(params["weight"], (filters, taps))
    row = [(filter_, k) for k in range(taps)]
    viz.draw_grid(
        axes,
        _numbers(weight, shown),
        role="kernel",
        origin=(side, 0),
        highlight=row,
        title="weight, W",
    )
    output = np.reshape(found["output"], (filters, patches))
    viz.draw_grid(
        axes,
        _numbers(output, shown),
        role="output",
        origin=(side, side),
        highlight=[(filter_, patch)],
        title="W times the matrix",
    )


def _draw_input(axes: Axes, params: dict[str, Any], found: Found, top: float, shown: bool) -> None:
    pad, channels = params["padding"], params["in_channels"]
    read = _squares(params, found)[:, params["look"] % found["lowered"][1]]
    image = np.reshape(params["input"], (channels, params["height"], params["width"]))
    planes = np.pad(image, ((0, 0), (pad, pad), (pad, pad)))
    for channel, plane in enumerate(planes):
        border = [(y, x) for y, x in np.ndindex(plane.shape) if not _inside(params, (0, y, x))]
        viz.draw_grid(
            axes,
            _numbers(plane, shown),
            origin=(top, channel * (plane.shape[1] + GAP)),
            highlight=[(int(y), int(x)) for c, y, x in read if c == channel],
            padded=border,
            title=f"input, channel {channel}" if channels > 1 else "input",
        )


def _numbers(values: Array, shown: bool) -> list[list[float | None]]:
    return [list(row) if shown else [None] * len(row) for row in values]


def _squares(params: dict[str, Any], found: Found) -> Array:
    """Channel, row and column of the padded input that every entry copies, [taps, patches, 3]."""
    columns, kernel = found["shape"][2], (params["kernel_h"], params["kernel_w"])
    taps, patches = np.indices(found["lowered"])
    channel, tap = np.divmod(taps, kernel[0] * kernel[1])
    steps = params["stride"], params["dilation"]
    rows = patches // columns * steps[0] + tap // kernel[1] * steps[1]
    return np.stack([channel, rows, patches % columns * steps[0] + tap % kernel[1] * steps[1]], 2)


def _inside(params: dict[str, Any], square: Any) -> bool:
    pad = params["padding"]
    _, y, x = square
    return bool(pad <= y < pad + params["height"] and pad <= x < pad + params["width"])


def _draw_costs(
    axes: Axes, params: dict[str, Any], found: Found, name: str, kinds: tuple[str, str]
) -> None:
    """Two curves over the kernel sizes, Winograd's two tiles as dots."""
    sizes = np.arange(1, len(found["direct"]) + 1)
    styles = ("ink" if kinds[0] == "direct" else "input", "kernel")
    labels = ("direct, im2col" if kinds[0] == "direct" else "im2col", "FFT")
    for kind, colour, label in zip(kinds, styles, labels, strict=True):
        values = np.array(found[kind], dtype=float)
        values[values == 0] = np.nan
        axes.plot(sizes, values, color=viz.LIGHT[colour], label=label)
    tiles = found["winograd"][0 if kinds[0] == "direct" else 1 :: 2]
    if tiles:
        places = [WINOGRAD_TAPS] * len(tiles)
        axes.plot(places, tiles, "o", color=viz.LIGHT["output"], label="Winograd", markersize=4)
    axes.axvline(params["layer_kernel"], color=viz.LIGHT["muted"], linewidth=0.8, linestyle="--")
    axes.set(yscale="log", xlabel="kernel, taps a side", title=name)
    axes.legend(fontsize=8)

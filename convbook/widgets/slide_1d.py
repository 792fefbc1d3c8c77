"""Live figure ``slide-1d``: one sequence slides over another."""

from typing import Any, ClassVar

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from torch import Tensor
from torch.nn.functional import pad

from convbook import checks, ops, viz
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.geometry import conv_output_size, convolution_geometry, effective_kernel_size
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole

MODES = ("valid", "same", "full", "causal", "custom")
LENGTHS = {"signal": 12, "kernel": 6}
RANGES = {"padding": (0, 8), "stride": (1, 4), "dilation": (1, 3)}


class Slide1d(ConvFigure):
    """A kernel slides over a signal: convolution or cross-correlation, one output at a time.

    `mode` names the padding: "valid" none, "full" every overlap, "same" as
    ``ops.cross_correlate`` centres it (the odd zero of an even kernel in front), "causal" as many
    zeros in front and none behind, "custom" the number `padding` on each side. `flip` turns the
    kernel round, which makes it convolution; `position` is the output that is looked at. A kernel
    that is longer than the padded signal is legal and has no output. Entries are multiples of 1/8,
    so every sum is exact.

    Example:
        >>> Slide1d(signal=[1, 2, 3], kernel=[1, 10], mode="full", position=0)
        Slide1d(signal=[1, 2, 3], kernel=[1, 10], mode='full', position=0)
        >>> Slide1d.compute(Slide1d.defaults)["output"]
        [1.0, -1.0, 5.0, 12.0, 13.0, -1.0]
    """

    kind = "slide-1d"
    defaults: ClassVar[Params] = {
        "signal": [2, 0, 3, 4, 5, 1, -2, 1],
        "kernel": [2, 1, -1],
        "flip": False,
        "mode": "valid",
        "padding": 1,
        "stride": 1,
        "dilation": 1,
        "position": 2,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse sequences, modes and sizes outside what the figure can show."""
        for name, most in LENGTHS.items():
            _sequence(name, params[name], most)
        if not isinstance(params["flip"], bool):
            raise ConvbookTypeError(
                message("Slide1d", "flip must be True or False", repr(params["flip"]))
            )
        checks.choice("Slide1d", "mode", params["mode"], MODES)
        for name, (low, high) in RANGES.items():
            whole("Slide1d", name, params[name], low, high)
        last = max(0, _num_outputs(params) - 1)
        whole("Slide1d", "position", params["position"], 0, last)

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Outputs, and for each the signal index that h[0], h[1], ... reads (-1: padding).

        The indices come from the operator itself: a kernel with a single 1 at tap j, applied to
        1, 2, 3, ..., returns one more than the index that tap reads, and 0 on padding.
        """
        signal, kernel = params["signal"], params["kernel"]
        pads = _pads(params)
        if not _num_outputs(params):
            return {
                "output": [],
                "taps": [],
                "pads": list(pads),
                "unread": [*range(len(signal))],
            }
        places = torch.arange(1, len(signal) + 1, dtype=torch.float64)
        taps = torch.eye(len(kernel), dtype=torch.float64)
        reads = torch.stack([_slide(params, places, tap) for tap in taps], dim=1).int() - 1
        output = _slide(params, _tensor(signal), _tensor(kernel))
        unread = sorted(set(range(len(signal))) - set(reads.flatten().tolist()))
        return {
            "output": output.tolist(),
            "taps": reads.tolist(),
            "pads": list(pads),
            "unread": unread,
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Both sequences, the geometry, all outputs, and the current sum."""
        operation = "Convolution" if params["flip"] else "Cross-correlation"
        before, after = _pads(params)
        text = (
            f"{operation} of the signal {_list(params['signal'])} with the kernel "
            f"{_list(params['kernel'])}, stride {params['stride']}, dilation "
            f"{params['dilation']}, {before} zeros before and {after} after."
        )
        result = cls.compute(params)
        if not result["output"]:
            return f"{text} The kernel is longer than the padded signal: there is no output."
        number = params["position"]
        return (
            f"{text} Outputs: {_list(result['output'])}. Output {number} = "
            f"{_sum(params, result['taps'][number])} = "
            f"{viz.format_number(result['output'][number])}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Output above, products, padded signal, and the kernel under what it reads."""
        before, after = _pads(params)
        extent = effective_kernel_size(len(params["kernel"]), params["dilation"])
        columns = max(len(params["signal"]) + before + after, extent)
        figure = Figure(figsize=(min(9.0, 0.48 * (columns + 2.5)), 3.1))
        ax = figure.subplots()
        result = cls.compute(params)
        start = params["position"] * params["stride"]
        turn = -1 if params["flip"] else 1
        places = [start + params["dilation"] * j for j in range(len(params["kernel"]))][::turn]
        _draw_signal(ax, params, places if result["output"] else [])
        for j, place in enumerate(places):
            viz.draw_row(ax, [params["kernel"][j]], role="kernel", origin=(5, place))
            ax.text(place + 0.5, 6.3, f"h[{j}]", ha="center", va="center", size=7.5)
        if result["output"]:
            _draw_outputs(ax, params, result, places, extent)
        else:
            ax.text(0, 0.5, "none: the kernel is too long", va="center", size=9)
        for y, name in ((0.5, "output y"), (2.5, "products"), (3.5, "signal x"), (5.5, "kernel h")):
            ax.text(-0.3, y, name, ha="right", va="center", size=9, color=viz.LIGHT["muted"])
        ax.set_xlim(-2.2, columns + 0.1)
        ax.set_ylim(6.7, -0.7)
        return figure


def _sequence(name: str, values: Any, most: int) -> None:
    if not isinstance(values, list | tuple) or not 1 <= len(values) <= most:
        rule = f"{name} must be a list of 1 to {most} numbers"
        raise ConvbookValueError(message("Slide1d", rule, repr(values)))
    dyadics("Slide1d", name, values, len(values))


def _tensor(values: list[float]) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def _pads(params: Params) -> tuple[int, int]:
    """Zeros before and after the signal; a dilated kernel is centred as one of its extent."""
    if params["mode"] == "custom":
        return params["padding"], params["padding"]
    extent = effective_kernel_size(len(params["kernel"]), params["dilation"])
    if params["mode"] == "causal":
        return extent - 1, 0
    pads = convolution_geometry("Slide1d", (extent,), (extent,), params["mode"]).padding
    return pads[0]


def _num_outputs(params: Params) -> int:
    before, after = _pads(params)
    size, taps, gap = len(params["signal"]), len(params["kernel"]), params["dilation"]
    if size + before + after < effective_kernel_size(taps, gap):
        return 0
    return conv_output_size(size, taps, params["stride"], (before, after), gap)


def _slide(params: Params, signal: Tensor, kernel: Tensor) -> Tensor:
    """The operation on bare sequences; layers take over where a stride or a dilation is asked."""
    stride, dilation = params["stride"], params["dilation"]
    if stride == dilation == 1 and params["mode"] not in ("causal", "custom"):
        operation = ops.convolve if params["flip"] else ops.cross_correlate
        return operation(signal, kernel, params["mode"])
    weight = kernel.flip(0) if params["flip"] else kernel
    padded = pad(signal, _pads(params))
    return ops.conv1d(padded[None], weight[None, None], stride=stride, dilation=dilation)[0]


def _list(values: list[float]) -> str:
    return ", ".join(map(viz.format_number, values))


def _sum(params: Params, taps: list[int]) -> str:
    """Signal times kernel, from left to right, such as "3·2 + 4·1 + 5·(−1)"."""
    terms: list[str] = []
    for index, weight in list(zip(taps, params["kernel"], strict=True))[
        :: -1 if params["flip"] else 1
    ]:
        value = 0 if index < 0 else params["signal"][index]
        left, right = viz.format_number(value), viz.format_number(weight)
        left = f"({left})" if value < 0 and terms else left
        terms.append(f"{left}·({right})" if weight < 0 else f"{left}·{right}")
    return " + ".join(terms)


def _draw_signal(ax: Axes, params: Params, places: list[int]) -> None:
    before, after = _pads(params)
    signal = params["signal"]
    padded = [0] * before + list(signal) + [0] * after
    zeros = [*range(before), *range(before + len(signal), len(padded))]
    viz.draw_row(ax, padded, origin=(3, 0), highlight=places, padded=zeros)
    for i in range(len(signal)):
        ax.text(
            before + i + 0.5,
            4.3,
            str(i),
            ha="center",
            va="center",
            size=7.5,
            color=viz.LIGHT["muted"],
        )


def _draw_outputs(
    ax: Axes, params: Params, result: dict[str, Any], places: list[int], extent: int
) -> None:
    """Each output over the middle of its window; the current one with its products."""
    now, stride, middle = params["position"], params["stride"], (extent - 1) / 2
    for t, value in enumerate(result["output"]):
        x, strong = t * stride + middle, [0] if t == now else []
        viz.draw_row(ax, [value], role="output", origin=(0, x), highlight=strong)
        ax.text(x + 0.5, -0.3, str(t), ha="center", va="center", size=7.5, color=viz.LIGHT["muted"])
    for place, index, weight in zip(places, result["taps"][now], params["kernel"], strict=True):
        product = (0 if index < 0 else params["signal"][index]) * weight
        ax.text(place + 0.5, 2.5, viz.format_number(product), ha="center", va="center", size=9)
    left, centre = now * stride, now * stride + middle
    fan = [(left, 2.1), (left + extent, 2.1), (centre + 1, 1.05), (centre, 1.05)]
    ax.add_patch(Polygon(fan, facecolor=viz.LIGHT["output"], alpha=0.2, edgecolor="none"))

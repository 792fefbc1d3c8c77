"""Live figure ``three-layers``: three dilated layers, one unit, all that it reads and reaches."""

from typing import Any, ClassVar

import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, geometry, ops
from convbook.widgets import three_layers_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole
from convbook.widgets.three_layers_presets import PRESETS

NAME = "ThreeLayers"
LAYERS = 3
MOST_RATE = {1: 9, 2: 9, 3: 9, 4: 6, 5: 5}  # the field stays within 61 px
MOST_SIZE = 61
PADDINGS: dict[str, str | int] = {"keep": "same", "one": 1, "none": 0}


class ThreeLayers(ConvFigure):
    """Three layers with dilation rates `rate_1`, `rate_2`, `rate_3` over a square image.

    All have `kernel` x `kernel` taps; the image has a side of `size` px. `padding` is "keep" (the
    map keeps its size), "one" (one zero on each side, whatever the rate) or "none". The unit at
    `row` and `column` of the output of `layer` is looked at, where layer 0 is the image.

    Example:
        >>> figure = ThreeLayers(rate_1=2, rate_2=2, rate_3=2)
        >>> ThreeLayers.compute(dict(figure.params))["read"]
        [49, 25, 9, 1]
    """

    kind = "three-layers"
    defaults: ClassVar[Params] = PRESETS["rates 1, 2, 3"]
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse values out of range, layers that do not fit, and units that do not exist."""
        kernel = whole(NAME, "kernel", params["kernel"], 1, 5)
        for i in range(1, LAYERS + 1):
            whole(NAME, f"rate_{i}", params[f"rate_{i}"], 1, MOST_RATE[kernel])
        whole(NAME, "size", params["size"], 1, MOST_SIZE)
        checks.choice(NAME, "padding", params["padding"], tuple(PADDINGS))
        layer = whole(NAME, "layer", params["layer"], 0, LAYERS)
        side = cls.sizes(params)[layer]
        for name in ("row", "column"):
            whole(NAME, name, params[name], 0, side - 1)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets."""
        return {"presets": PRESETS}

    @classmethod
    def sizes(cls, params: Params) -> list[int]:
        """Side of the image and of the three maps.

        Raises:
            ConvbookValueError: a layer does not fit the map below it.
        """
        sizes = [params["size"]]
        for i in range(LAYERS):
            pads, rate = cls.pads(params)[i], params[f"rate_{i + 1}"]
            sizes.append(geometry.conv_output_size(sizes[-1], params["kernel"], 1, pads, rate))
        return sizes

    @classmethod
    def pads(cls, params: Params) -> list[tuple[int, int]]:
        """Zeros before and after, that each layer puts around the map below it."""
        if params["padding"] != "keep":
            return [(int(PADDINGS[params["padding"]]),) * 2] * LAYERS
        totals = [(params["kernel"] - 1) * params[f"rate_{i}"] for i in range(1, LAYERS + 1)]
        return [(total // 2, total - total // 2) for total in totals]

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Counts of paths along each axis and level (the image first), and what follows from them.

        `output` paths from every px of the image to the unit; `sizes` of the maps; `fields` px;
        `region` first and last row, first and last column of the unit's field; `rows` and
        `columns` paths along one axis, level after level: below the unit those that lead to it,
        above it those that start from it; `read` units lit on each level; `most` paths to or from
        one of them; `taps` of the unit and how many of them read padding; `paths` in all and those
        that end in the image.
        """
        sizes, layer = cls.sizes(params), params["layer"]
        rates = [params[f"rate_{i}"] for i in range(1, LAYERS + 1)]
        reach = [(params["kernel"] - 1) * rate for rate in rates]
        fields = [1 + sum(reach[:level]) for level in range(LAYERS + 1)]
        start = -sum(pad[0] for pad in cls.pads(params)[:layer])
        rows, columns = (_levels(params, sizes, params[name]) for name in ("row", "column"))
        read = [int((r > 0).sum() * (c > 0).sum()) for r, c in zip(rows, columns, strict=True)]
        most = [int(r.max() * c.max()) for r, c in zip(rows, columns, strict=True)]
        image = _image(params)
        ends = [
            params[name] + start + end
            for name in ("row", "column")
            for end in (0, fields[layer] - 1)
        ]
        return {
            "output": image.flatten().tolist(),
            "sizes": sizes,
            "fields": fields,
            "region": ends,
            "rows": [int(n) for line in rows for n in line],
            "columns": [int(n) for line in columns for n in line],
            "read": read,
            "most": most,
            "taps": _taps(params, sizes),
            "paths": [params["kernel"] ** (2 * layer), int(image.sum())],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The layers, and what the unit reads and reaches."""
        result = cls.compute(params)
        layer, sizes = params["layer"], result["sizes"]
        rates = ", ".join(str(params[f"rate_{i}"]) for i in range(1, LAYERS + 1))
        text = (
            f"Three layers of {params['kernel']} × {params['kernel']} with rates {rates} over an "
            f"image of {sizes[0]} × {sizes[0]} px; the maps have sides {sizes[1]}, {sizes[2]} and "
            f"{sizes[3]}. The unit in row {params['row']}, column {params['column']} of "
            f"{'the image' if layer == 0 else f'layer {layer}'}"
        )
        below = [f"{result['read'][i]} {_units(i)}" for i in range(layer - 1, -1, -1)]
        above = [f"{result['read'][i]} {_units(i)}" for i in range(layer + 1, LAYERS + 1)]
        if below:
            side = result["fields"][layer]
            text += f" reads {', '.join(below)}, within a field of {side} × {side} px"
        if above:
            text += f"{' and' if below else ''} is read by {', '.join(above)}"
        return f"{text}."

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The four maps with counts of paths, beside the cross-section with all wires."""
        return three_layers_still.draw(params, cls.compute(params), cls.pads(params))


def _units(level: int) -> str:
    return f"units of layer {level}" if level else "px of the image"


def _through(params: Params, signal: Tensor, first: int, last: int) -> Tensor:
    """Apply layers first..last-1 with all weights 1: every path counts 1."""
    kernel = params["kernel"]
    weight = torch.ones(1, 1, *[kernel] * (signal.ndim - 2), dtype=signal.dtype)
    for i in range(first, last):
        rate, padding = params[f"rate_{i + 1}"], PADDINGS[params["padding"]]
        if signal.ndim == 3:
            signal = ops.conv1d(signal, weight, padding=padding, dilation=rate)
        else:
            signal = ops.conv2d(signal, weight, padding=padding, dilation=rate)
    return signal


def _levels(params: Params, sizes: list[int], unit: int) -> list[Tensor]:
    """Paths between the unit and all others along one axis, level by level."""
    layer = params["layer"]
    found = []
    for level in range(LAYERS + 1):
        low, high = min(level, layer), max(level, layer)
        signal = torch.zeros(1, 1, sizes[low], dtype=torch.float64, requires_grad=True)
        if level > layer:
            one = torch.zeros_like(signal)
            one[0, 0, unit] = 1
            found.append(_through(params, one, low, high)[0, 0])
        else:
            total = _through(params, signal, low, high)[0, 0, unit]
            found.append(torch.autograd.grad(total, signal)[0][0, 0])
    return found


def _image(params: Params) -> Tensor:
    """Paths from every px of the image to the unit, by the layers in two dimensions."""
    side = params["size"]
    signal = torch.zeros(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    total = _through(params, signal, 0, params["layer"])[0, 0, params["row"], params["column"]]
    return torch.autograd.grad(total, signal)[0][0, 0]


def _taps(params: Params, sizes: list[int]) -> list[int]:
    """Taps of the unit, and how many of them read padding."""
    layer = params["layer"]
    if layer == 0:
        return [0, 0]
    signal = torch.ones(1, 1, sizes[layer - 1], sizes[layer - 1], dtype=torch.float64)
    met = int(_through(params, signal, layer - 1, layer)[0, 0, params["row"], params["column"]])
    taps = params["kernel"] ** 2
    return [taps, taps - met]

"""Live figure ``im2col``: every patch a column, one matrix product, and what it all costs."""

from math import ceil
from typing import Any, ClassVar

import torch
from matplotlib.figure import Figure

from convbook import checks, ops
from convbook.analysis import algorithm_costs, usage_counts
from convbook.geometry import ConvGeometry, conv_geometry
from convbook.ops.algorithms.im2col import columns
from convbook.ops.padding import zero_pad
from convbook.viz import format_number
from convbook.widgets import im2col_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.im2col_presets import PRESETS
from convbook.widgets.params import dyadics, whole

NAME = "Im2col"
RANGES = {
    "height": (1, 8),
    "width": (1, 8),
    "in_channels": (1, 3),
    "out_channels": (1, 3),
    "kernel_h": (1, 4),
    "kernel_w": (1, 4),
    "stride": (1, 3),
    "padding": (0, 2),
    "dilation": (1, 2),
    "layer_size": (1, 512),
    "layer_in": (1, 512),
    "layer_out": (1, 512),
    "layer_kernel": (1, 31),
    "layer_stride": (1, 3),
}
MOST_TAPS = 31
MOST_SPOKEN = 200
TAPS = 3


class Im2col(ConvFigure):
    """The lowered matrix of a small convolution, and the cost of a large one by four algorithms.

    `input` [in_channels, height, width] and `weight` [out_channels, in_channels, kernel_h,
    kernel_w] are flat lists of multiples of 1/8; `look` is the entry of the product that is looked
    at, [out_channels, patches] flat. The `layer_` parameters describe the layer whose costs are
    drawn: its image is padded so that only the stride makes it smaller; with `layer_ready` the
    kernels were transformed beforehand.

    Example:
        >>> Im2col(stride=2, look=1)
        Im2col(stride=2, look=1)
        >>> Im2col.compute(Im2col.preset("2 channels, by hand"))["lowered"]
        [8, 4]
    """

    kind = "im2col"
    defaults: ClassVar[Params] = {
        "height": 4,
        "width": 4,
        "in_channels": 1,
        "out_channels": 2,
        "kernel_h": 3,
        "kernel_w": 3,
        "stride": 1,
        "padding": 1,
        "dilation": 1,
        "input": [1, 2, 0, 3, 0, 1, 3, 1, 2, 1, 1, 0, 4, 0, 2, 1],
        "weight": [1, 0, -1, 0, 2, 0, -1, 0, 1, 0, 1, 0, 1, -2, 1, 0, 1, 0],
        "look": 5,
        "layer_size": 56,
        "layer_in": 64,
        "layer_out": 64,
        "layer_kernel": 3,
        "layer_stride": 1,
        "layer_ready": True,
    }
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse sizes out of range, a kernel that does not fit, and lists of a wrong length."""
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        checks.flag(NAME, "layer_ready", params["layer_ready"])
        rows, outputs = lowered_shape(params), params["out_channels"]
        whole(NAME, "look", params["look"], 0, outputs * rows[1] - 1)
        pixels = params["in_channels"] * params["height"] * params["width"]
        dyadics(NAME, "input", params["input"], pixels, hint="channel by channel, row by row")
        dyadics(NAME, "weight", params["weight"], outputs * rows[0], hint="filter by filter")

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets."""
        return {"presets": {name: cls.preset(name) for name in PRESETS}}

    @classmethod
    def tensors(cls, params: Params) -> tuple[torch.Tensor, torch.Tensor]:
        """Input [1, C, H, W] and weight [C', C, k_h, k_w] in float64."""
        channels = params["in_channels"]
        image = torch.tensor(params["input"], dtype=torch.float64)
        weight = torch.tensor(params["weight"], dtype=torch.float64)
        kernel = (params["kernel_h"], params["kernel_w"])
        return (
            image.reshape(1, channels, params["height"], params["width"]),
            weight.reshape(params["out_channels"], channels, *kernel),
        )

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The lowered matrix, its product with the weight, copies of a pixel, and the costs."""
        image, weight = cls.tensors(params)
        where = _geometry(params)
        steps = {name: params[name] for name in ("stride", "padding", "dilation")}
        output = ops.conv2d(image, weight, **steps, algorithm="im2col")[0]
        lowered = columns(zero_pad(image, where.padding), where)[0]
        down, across = (
            usage_counts(params[size], params[kernel], **steps)
            for size, kernel in (("height", "kernel_h"), ("width", "kernel_w"))
        )
        copies = [int(a * b) for a in down for b in across]
        return {
            "output": output.flatten().tolist(),
            "shape": list(output.shape),
            "lowered": list(lowered.shape),
            "columns": lowered.flatten().tolist(),
            "copies": copies,
            **cost_curves(params),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Shapes, the matrix row by row, the product, and the costs at the chosen kernel."""
        found = cls.compute(params)
        (taps, patches), pixels = found["lowered"], len(params["input"])
        size = f"{params['in_channels']} × {params['height']} × {params['width']}"
        kernel = f"{params['kernel_h']} × {params['kernel_w']}"
        steps = ", ".join(f"{name} {params[name]}" for name in ("stride", "padding", "dilation"))
        return (
            f"An input of {size} numbers and a kernel of {kernel}, {steps}. Every patch becomes a "
            f"column: {taps} × {patches} = {taps * patches} entries from {pixels} numbers"
            f"{_rows(found['columns'], patches)}. The weight as a matrix of "
            f"{params['out_channels']} × {taps} times the columns gives the output"
            f"{_rows(found['output'], patches)}. {_costs(params, found)}"
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Input, weight, columns and product with one patch lit; below, the costs."""
        return im2col_still.draw(params, cls.compute(params))


def lowered_shape(params: Params) -> tuple[int, int]:
    """Rows (taps of all channels) and columns (patches) of the lowered matrix."""
    height, width = _geometry(params).output_size
    return params["in_channels"] * params["kernel_h"] * params["kernel_w"], height * width


def cost_curves(params: Params) -> dict[str, list[int]]:
    """Costs for kernels of 1 to 31 taps a side; Winograd's, tile 2 then tile 4, for 3."""
    channels = params["layer_in"], params["layer_out"]
    size = ceil(params["layer_size"] / params["layer_stride"])
    steps = params["layer_stride"], params["layer_ready"]
    costs = [algorithm_costs(size, *channels, taps, *steps) for taps in range(1, MOST_TAPS + 1)]
    tiles = [costs[TAPS - 1][name] for name in costs[TAPS - 1] if name.startswith("winograd")]
    return {
        "direct": [cost["direct"].multiplications for cost in costs],
        "im2col_kept": [cost["im2col"].workspace for cost in costs],
        "fft": [cost["fft"].multiplications for cost in costs],
        "fft_kept": [cost["fft"].workspace for cost in costs],
        "fft_edge": [cost["fft"].edge_px or 0 for cost in costs],
        "winograd": [n for tile in tiles for n in (tile.multiplications, tile.workspace)],
    }


def _geometry(params: Params) -> ConvGeometry:
    steps = (params[name] for name in ("stride", "padding", "dilation"))
    size = params["height"], params["width"]
    return conv_geometry(NAME, size, (params["kernel_h"], params["kernel_w"]), *steps)


def _rows(values: list[float], width: int) -> str:
    if len(values) > MOST_SPOKEN:
        return ""
    lines = (values[i : i + width] for i in range(0, len(values), width))
    return ", rows: " + "; ".join(" ".join(map(format_number, line)) for line in lines)


def _costs(params: Params, found: dict[str, Any]) -> str:
    at = params["layer_kernel"] - 1
    text = (
        f"A layer of {params['layer_in']} to {params['layer_out']} channels, "
        f"{params['layer_size']} px, stride {params['layer_stride']}, kernel {at + 1}: "
        f"{found['direct'][at]} multiplications directly and by im2col, which keeps "
        f"{found['im2col_kept'][at]} numbers; "
        f"{found['fft'][at]} by Fourier transforms of {found['fft_edge'][at]} px, which keep "
        f"{found['fft_kept'][at]}."
    )
    if at + 1 != TAPS or not found["winograd"]:
        return text
    small, _, large, _ = found["winograd"]
    return f"{text} Winograd: {small} with tile 2, {large} with tile 4."

"""Live figure ``gradient-flow``: where the gradient of a convolution goes, number by number."""

from typing import Any, ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, geometry, ops
from convbook.viz import format_number
from convbook.widgets import gradient_flow_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole

NAME = "GradientFlow"
RANGES = {
    "height": (2, 8),
    "width": (2, 8),
    "kernel_h": (1, 4),
    "kernel_w": (1, 4),
    "stride": (1, 3),
    "padding": (0, 2),
    "dilation": (1, 2),
}


class GradientFlow(ConvFigure):
    """The backward pass of one convolution: gradients of input and weight from that of the output.

    `input` [height, width], `weight` [kernel_h, kernel_w] and `gradient`, one number for each
    output, are flat lists of multiples of 1/8. With ``loss="squared"`` the gradient is that of
    L = sum(y ** 2) / 2, the output y itself, and `gradient` rests. In the view "scatter" the first
    `stamps` output gradients have left their copies of the kernel; in the view "gather" entry
    `look` of the input's gradient is looked at.

    Example:
        >>> GradientFlow(stride=2, gradient=[1, 2, 3, 4], stamps=4)
        GradientFlow(stride=2, gradient=[1, 2, 3, 4], stamps=4)
        >>> GradientFlow.compute(dict(GradientFlow.defaults))["grad_w"]
        [7.0, 1.0, 3.0, 0.0, 3.0, 2.0, 1.0, 2.0, 0.0]
    """

    kind = "gradient-flow"
    defaults: ClassVar[Params] = {
        "height": 5,
        "width": 5,
        "kernel_h": 3,
        "kernel_w": 3,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "view": "scatter",
        "loss": "numbers",
        "input": [1, 0, 2, 1, 0, 0, 3, 1, 2, 1, 2, 1, 0, 1, 3, 1, 0, 2, 0, 1, 0, 2, 1, 3, 0],
        "weight": [1, 2, 0, 0, 3, -1, 1, 0, 1],
        "gradient": [1, 0, 0, 0, 2, 0, 0, 0, -1],
        "stamps": 9,
        "look": 7,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse sizes out of range, a kernel that does not fit, and lists of a wrong length."""
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        checks.choice(NAME, "view", params["view"], ("scatter", "gather"))
        checks.choice(NAME, "loss", params["loss"], ("numbers", "squared"))
        area, taps = params["height"] * params["width"], params["kernel_h"] * params["kernel_w"]
        rows, columns = output_size(params)
        dyadics(NAME, "input", params["input"], area, hint="height * width, row by row")
        dyadics(NAME, "weight", params["weight"], taps, hint="kernel_h * kernel_w, row by row")
        hint = f"the output is {rows} x {columns}"
        dyadics(NAME, "gradient", params["gradient"], rows * columns, hint=hint)
        whole(NAME, "stamps", params["stamps"], 0, rows * columns)
        whole(NAME, "look", params["look"], 0, area - 1)

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Output, gradients, what the stamps so far have laid, and the grid of the gathering.

        `laid_x` includes the padding, which `grad_x` leaves out; `result` is grad_x, grad_w and
        grad_b in one list; `macs` counts the multiplications of the forward pass, of the two
        gradients, of the gathering with its zeros, and of those that meet no zero.
        """
        x, w = image(params, "input"), image(params, "weight")
        how = {name: params[name] for name in ("stride", "padding", "dilation")}
        y = ops.conv2d(x, w, **how)
        e = y if params["loss"] == "squared" else image(params, "gradient")
        grad_x, grad_w, grad_b = ops.conv2d_backward(e, x, w, **how)
        first = (torch.arange(e.numel()) < params["stamps"]).reshape(e.shape)
        padded = ops.pad2d(x, params["padding"])
        laid_x, laid_w, _ = ops.conv2d_backward(e * first, padded, w, **how | {"padding": 0})
        spread = gathering_grid(params, e)
        loss = float((e * y).sum()) / (2 if params["loss"] == "squared" else 1)
        named = {"y": y, "e": e, "grad_x": grad_x, "grad_w": grad_w, "laid_x": laid_x}
        named |= {"laid_w": laid_w, "spread": spread, "turned": w.flip(2, 3)}
        lists = {name: tensor.flatten().tolist() for name, tensor in named.items()}
        return lists | {
            "loss": loss,
            "grad_b": float(grad_b),
            "sizes": [*y.shape[2:], *spread.shape[2:]],
            "macs": multiplications(params),
            "result": [*lists["grad_x"], *lists["grad_w"], float(grad_b)],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Sizes, the gradient put on the output, and the gradients of input, weight and bias."""
        result = cls.compute(params)
        size = f"{params['height']} × {params['width']}"
        kernel = f"{params['kernel_h']} × {params['kernel_w']}"
        steps = ", ".join(f"{name} {params[name]}" for name in ("stride", "padding", "dilation"))
        parts = [
            f"gradient of the output: {_rows(result['e'], result['sizes'][1])}",
            f"gradient of the input: {_rows(result['grad_x'], params['width'])}",
            f"gradient of the weight: {_rows(result['grad_w'], params['kernel_w'])}",
            f"gradient of the bias: {format_number(result['grad_b'])}",
        ]
        return (
            f"Backward pass of a convolution of an input of {size} numbers with a kernel of "
            f"{kernel}, {steps}. {'. '.join(part[0].upper() + part[1:] for part in parts)}. "
            f"{result['macs'][0]} multiplications forward, {sum(result['macs'][1:3])} backward."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Values above, their gradients below; one output gradient and its stamp are lit."""
        return gradient_flow_still.draw(params, cls.compute(params))


def image(params: Params, name: str) -> Tensor:
    """One of the three lists as a float64 tensor [1, 1, rows, columns]."""
    sizes = {
        "input": (params["height"], params["width"]),
        "weight": (params["kernel_h"], params["kernel_w"]),
        "gradient": output_size(params),
    }
    return torch.tensor(params[name], dtype=torch.float64).reshape(1, 1, *sizes[name])


def output_size(params: Params) -> tuple[int, int]:
    """Rows and columns of the output."""
    steps = (params["stride"], params["padding"], params["dilation"])
    rows = geometry.conv_output_size(params["height"], params["kernel_h"], *steps)
    return rows, geometry.conv_output_size(params["width"], params["kernel_w"], *steps)


def gathering_grid(params: Params, e: Tensor) -> Tensor:
    """The output's gradient with zeros between and around it, as the turned kernel meets it.

    Along an axis of size i it has i + d (k - 1) entries, the first output's at d (k - 1) - p.
    """
    stretched = ops.zero_insert(e, params["stride"])
    pads: list[int] = []
    for axis, size, kernel in ((3, "width", "kernel_w"), (2, "height", "kernel_h")):
        reach = params["dilation"] * (params[kernel] - 1)
        before = reach - params["padding"]
        pads += [before, params[size] + reach - before - stretched.shape[axis]]
    return F.pad(stretched, pads)


def multiplications(params: Params) -> list[int]:
    """Forward, gradient of the input, of the weight, the gathering, and its products with no 0."""
    outputs, taps = output_size(params), (params["kernel_h"], params["kernel_w"])
    size = (params["height"], params["width"])
    forward = geometry.conv_macs(outputs, 1, 1, taps)
    to_weight = geometry.conv_macs(taps, 1, 1, outputs)
    gathering = geometry.conv_macs(size, 1, 1, taps)
    how = {name: params[name] for name in ("stride", "padding", "dilation")}
    touched = ops.conv2d(torch.ones(1, 1, *size), torch.ones(1, 1, *taps), **how)
    return [forward, forward, to_weight, gathering, int(touched.sum())]


def _rows(values: list[float], columns: int) -> str:
    rows = np.reshape(values, (-1, columns))
    return "; ".join(" ".join(map(format_number, row)) for row in rows)

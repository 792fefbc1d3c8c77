"""Live figure ``symmetric-padding``: four groups of channels, four corners, and their union."""

from math import gcd
from typing import Any, ClassVar

import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, geometry, ops
from convbook.errors import ConvbookValueError, message
from convbook.widgets import symmetric_padding_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

KERNELS = (2, 4, 6)
STRIDES = (1, 2)
# Where each group has its larger padding: in the authors' code, and in their poster.
ORDERS = {
    "code": ("bottom right", "top left", "bottom left", "top right"),
    "poster": ("bottom right", "bottom left", "top right", "top left"),
}
RANGES = {"depth": (1, 4), "channels": (1, 16), "size": (5, 9)}
# Larger numbers are shown as percent of the largest.
WIDEST = 999
Sides = tuple[int, int, int, int]


class SymmetricPadding(ConvFigure):
    """What one output of a symmetrically padded layer, or of a stack of them, reads.

    All channels have size x size px, all layers `channels` inputs and outputs; only the first one
    has the stride. `output` counts the paths from every input pixel, over all channels, to output
    (y, x) of one channel; `readers` those from input (row, column) to every output.

    Example:
        >>> SymmetricPadding(kernel=4)
        SymmetricPadding(kernel=4)
    """

    kind = "symmetric-padding"
    defaults: ClassVar[Params] = {
        "kernel": 2,
        "depth": 1,
        "channels": 8,
        "stride": 1,
        "size": 7,
        "order": "code",
        "y": 3,
        "x": 3,
        "row": 3,
        "column": 3,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse kernels, strides and orders that are not offered, and places outside."""
        name = cls.__name__
        for key, options in (("kernel", KERNELS), ("stride", STRIDES)):
            if checks.integer(name, key, params[key], minimum=1) not in options:
                rule = f"{key} must be one of {', '.join(map(str, options))}"
                raise ConvbookValueError(message(name, rule, params[key]))
        checks.choice(name, "order", params["order"], tuple(ORDERS))
        for key, (low, high) in RANGES.items():
            whole(name, key, params[key], low, high)
        for key in ("y", "x"):
            whole(name, key, params[key], 0, output_side(params) - 1)
        for key in ("row", "column"):
            whole(name, key, params[key], 0, params["size"] - 1)

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Counts of paths, the four windows, what they span, and the cost beside a 3x3 layer."""
        counts = group_counts(params["channels"])
        pads = [sides(params["kernel"], corner) for corner in ORDERS[params["order"]]]
        reads, readers = _reads(params), _readers(params)
        spans = [_span(pads, counts, axis) for axis in (0, 2)]
        steps = 1 + params["stride"] * (params["depth"] - 1)
        costs = [_cost(params, size) for size in (params["kernel"], 3)]
        return {
            "output": reads,
            "readers": readers,
            "reads_shown": shown(reads),
            "readers_shown": shown(readers),
            "groups": counts,
            "pads": [pad for group in pads for pad in group],
            "windows": [edge for group in pads for edge in _window(params, group)],
            "field": [1 + span * steps for span in spans],
            "shift": [_shift(pads, counts, axis) for axis in (0, 2)],
            "weights": [cost[0] for cost in costs],
            "multiplications": [cost[1] for cost in costs],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The four windows and their union in words."""
        numbers = cls.compute(params)
        rows, columns = numbers["field"]
        corners = ", ".join(ORDERS[params["order"]])
        return (
            f"{params['channels']} channels in four groups of {numbers['groups']}, zeros at the "
            f"{corners}. Through {params['depth']} layers of {params['kernel']} by "
            f"{params['kernel']} kernels, one output reads a field of {rows} by {columns} pixels, "
            f"{sum(count > 0 for count in numbers['output'])} of them within the image."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The four padded groups with their windows, and what they read together."""
        return still.draw(params, cls.compute(params), ORDERS[params["order"]])


def group_counts(channels: int) -> list[int]:
    """Channels of the four groups.

    >>> group_counts(6)
    [2, 2, 1, 1]
    """
    return [channels // 4 + (index < channels % 4) for index in range(4)]


def sides(kernel: int, corner: str) -> Sides:
    """Padding (top, bottom, left, right) with the larger one at a corner.

    >>> sides(4, "bottom left")
    (1, 2, 2, 1)
    """
    less, more = kernel // 2 - 1, kernel // 2
    top, bottom = (less, more) if corner.startswith("bottom") else (more, less)
    left, right = (less, more) if corner.endswith("right") else (more, less)
    return top, bottom, left, right


def output_side(params: Params) -> int:
    """Side of the output in px: ceil(size / stride)."""
    return -(-int(params["size"]) // int(params["stride"]))


def shown(counts: list[int]) -> list[int]:
    """Counts divided by their common divisor, or as percent of the largest where that is long.

    >>> shown([2, 4, 8]), shown([1, 2000])
    ([1, 2, 4], [0, 100])
    """
    divisor, most = gcd(*counts) or 1, max(counts)
    if most // divisor <= WIDEST:
        return [count // divisor for count in counts]
    return [int(100 * count / most + 0.5) for count in counts]


def _stack(params: Params, maps: Tensor) -> Tensor:
    """Apply the layers, with all weights 1."""
    channels, size = params["channels"], params["kernel"]
    weight = maps.new_ones(channels, channels, size, size)
    for index in range(params["depth"]):
        stride = params["stride"] if index == 0 else 1
        maps = ops.conv2d(_padded(params, maps), weight, stride=stride)
    return maps


def _padded(params: Params, maps: Tensor) -> Tensor:
    if params["order"] == "code":
        return ops.symmetric_pad2d(maps, params["kernel"])
    groups = zip(maps.tensor_split(4, dim=1), ORDERS[params["order"]], strict=True)
    padded = [
        ops.pad2d(group, sides(params["kernel"], corner))
        for group, corner in groups
        if group.shape[1]
    ]
    return torch.cat(padded, 1)


def _blank(params: Params) -> Tensor:
    shape = 1, params["channels"], params["size"], params["size"]
    return torch.zeros(shape, dtype=torch.float64)


def _reads(params: Params) -> list[int]:
    image = _blank(params).requires_grad_()
    (gradient,) = torch.autograd.grad(_stack(params, image)[0, 0, params["y"], params["x"]], image)
    return [int(count) for count in gradient[0].sum(0).flatten()]


def _readers(params: Params) -> list[int]:
    image = _blank(params)
    image[..., params["row"], params["column"]] = 1
    return [int(count) for count in _stack(params, image)[0, 0].flatten()]


def _window(params: Params, pads: Sides) -> list[int]:
    """First and last row, first and last column that one group of the last layer reads."""
    step = params["stride"] if params["depth"] == 1 else 1
    edges = []
    for place, before in ((params["y"], pads[0]), (params["x"], pads[2])):
        first = place * step - before
        edges += [first, first + params["kernel"] - 1]
    return edges


def _span(pads: list[Sides], counts: list[int], axis: int) -> int:
    """How many px more than one the windows of one layer span together."""
    used = [pad for pad, count in zip(pads, counts, strict=True) if count]
    return max(pad[axis] for pad in used) + max(pad[axis + 1] for pad in used)


def _shift(pads: list[Sides], counts: list[int], axis: int) -> float:
    """Middle of all taps of one layer from the output's own place, in px."""
    total = sum(
        count * (pad[axis + 1] - pad[axis]) for pad, count in zip(pads, counts, strict=True)
    )
    return total / (2 * sum(counts))


def _cost(params: Params, size: int) -> tuple[int, int]:
    channels = params["channels"]
    weights = geometry.conv_params(channels, channels, size, bias=False)
    return weights, weights * output_side(params) ** 2

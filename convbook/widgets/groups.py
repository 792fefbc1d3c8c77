"""Live figure ``groups``: the channels of one pixel, from a dense layer to a depthwise one."""

from typing import Any, ClassVar

import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, geometry, ops
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.viz import format_number
from convbook.widgets import groups_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "Groups"
MOST = 12
LIMIT = 9
VALUES = (1, -1, 2, 1, -2, -1, 1)
ARRANGEMENTS = ("one", "two", "separable")
RANGES = {
    "in_channels": (1, MOST),
    "out_channels": (1, MOST),
    "kernel_size": (1, 7),
    "size": (1, 224),
    "seed": (0, 99),
}


class Groups(ConvFigure):
    """Convolutions of one pixel's channels with 1x1 kernels, cut into groups.

    `arrangement` "one" is one layer with `groups`; "two" is two of them, with a channel shuffle
    between if `shuffle`; "separable" is a layer with `groups` that keeps the number of channels,
    then a dense 1x1 layer, so that ``groups=in_channels`` is the depthwise separable convolution.
    In "two" and "separable" the first layer goes from `in_channels` to `in_channels`. `input`
    holds twelve whole numbers, of which the first `in_channels` are used; the weights are small
    whole numbers chosen by `seed`. `kernel_size` and `size` count only for the cost: the k x k
    layers' kernel, and rows and columns of the map. `look` is the output looked at.

    Example:
        >>> Groups(groups=12, look=1)
        Groups(groups=12, look=1)
        >>> cost = Groups.compute(Groups.defaults | {"groups": 4})
        >>> cost["params"], cost["dense_params"]
        (324, 1296)
    """

    kind = "groups"
    defaults: ClassVar[Params] = {
        "groups": 3,
        "in_channels": 12,
        "out_channels": 12,
        "arrangement": "one",
        "shuffle": False,
        "input": [1, 2, 0, 3, 1, 1, 2, 0, 2, 1, 3, 0],
        "seed": 0,
        "kernel_size": 3,
        "size": 28,
        "look": 5,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse groups that do not divide the channels, and numbers outside their ranges."""
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        checks.choice(NAME, "arrangement", params["arrangement"], ARRANGEMENTS)
        if not isinstance(params["shuffle"], bool):
            raise ConvbookTypeError(
                message(NAME, "shuffle must be True or False", repr(params["shuffle"]))
            )
        whole(NAME, "look", params["look"], 0, params["out_channels"] - 1)
        values = params["input"]
        if not isinstance(values, list | tuple) or len(values) != MOST:
            raise ConvbookValueError(message(NAME, f"input must be a list of {MOST}", repr(values)))
        for value in values:
            whole(NAME, "input", value, -LIMIT, LIMIT)
        groups = whole(NAME, "groups", params["groups"], 1, MOST)
        divided = ["in_channels"] if params["arrangement"] == "separable" else [*RANGES][:2]
        for name in divided:
            if params[name] % groups:
                rule = f"groups must divide {name}, {params[name]}"
                raise ConvbookValueError(message(NAME, rule, groups))

    @classmethod
    def layers(cls, params: Params) -> list[tuple[int, int, int, int]]:
        """Output channels, input channels, groups and kernel of the layers, the first one first."""
        inputs, outputs, groups = (params[k] for k in ("in_channels", "out_channels", "groups"))
        k = params["kernel_size"]
        if params["arrangement"] == "one":
            return [(outputs, inputs, groups, k)]
        first = (inputs, inputs, groups, k)
        if params["arrangement"] == "two":
            return [first, (outputs, inputs, groups, k)]
        return [first, (outputs, inputs, 1, 1)]

    @classmethod
    def weight(cls, params: Params, layer: int) -> Tensor:
        """The 1x1 weight of a layer, [C_out, C_in / g, 1, 1] in float64: what a dense one keeps."""
        outputs, inputs, groups, _ = cls.layers(params)[layer]
        o = torch.arange(outputs)[:, None]
        c = torch.arange(inputs // groups) + o // (outputs // groups) * (inputs // groups)
        place = (params["seed"] + 3 * o + 5 * c + (1 + layer) * o * c + 4 * layer) % len(VALUES)
        return torch.tensor(VALUES, dtype=torch.float64)[place][:, :, None, None]

    @classmethod
    def levels(cls, params: Params, pixels: Tensor, ones: bool = False) -> list[Tensor]:
        """The channels [N, C] after every step, the input first, as the library computes them."""
        values = [pixels[:, :, None, None]]
        for layer, (_, _, groups, _) in enumerate(cls.layers(params)):
            if layer and cls.shuffles(params):
                values.append(ops.channel_shuffle(values[-1], params["groups"]))
            weight = cls.weight(params, layer)
            if ones:
                weight = torch.ones_like(weight)
            values.append(ops.conv2d(values[-1], weight, groups=groups))
        return [level[:, :, 0, 0] for level in values]

    @classmethod
    def shuffles(cls, params: Params) -> bool:
        """Whether a shuffle stands between two layers."""
        return bool(params["arrangement"] == "two" and params["shuffle"])

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Channels after every step, weights as matrices, paths, and what it all costs.

        `paths` [C_out, C_in] counts the ways from an input to an output: the layers with all
        weights 1, applied to each input channel alone.
        """
        inputs = params["in_channels"]
        pixel = torch.tensor([params["input"][:inputs]], dtype=torch.float64)
        levels = [level[0].tolist() for level in cls.levels(params, pixel)]
        layers = cls.layers(params)
        paths = cls.levels(params, torch.eye(inputs, dtype=torch.float64), ones=True)[-1].T
        matrices = [
            ops.conv_matrix(cls.weight(params, i), (1, 1), groups=groups).to_dense()
            for i, (_, _, groups, _) in enumerate(layers)
        ]
        dense = [(o, c, 1, k) for o, c, _, k in layers]
        if params["arrangement"] == "separable":
            dense = [(params["out_channels"], inputs, 1, params["kernel_size"])]
        counts = _cost(layers, params["size"])
        whole_counts = _cost(dense, params["size"])
        return {
            "output": levels[-1],
            "hidden": [value for level in levels[1:-1] for value in level],
            "weights": [value for matrix in matrices for value in matrix.flatten().tolist()],
            "paths": paths.flatten().tolist(),
            "reads": int((paths[params["look"]] > 0).sum()),
            "params": counts[0],
            "macs": counts[1],
            "dense_params": whole_counts[0],
            "dense_macs": whole_counts[1],
            "share": counts[0] / whole_counts[0],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The layers, the numbers of the pixel, what the output looked at reads, and the cost."""
        result = cls.compute(params)
        inputs = params["in_channels"]
        steps = [f"{o} from {c} channels in {_groups(g)}" for o, c, g, _ in cls.layers(params)]
        between = ", then a channel shuffle, then " if cls.shuffles(params) else ", then "
        numbers = ", ".join(map(format_number, params["input"][:inputs]))
        return (
            f"Convolution of one pixel's channels: {between.join(steps)}. Input {numbers}; "
            f"output {', '.join(map(format_number, result['output']))}. Output channel "
            f"{params['look']} depends on {result['reads']} of {inputs} input channels. "
            f"{result['params']} weights with {params['kernel_size']} × {params['kernel_size']} "
            f"kernels, {format_number(100 * result['share'])} % of the dense "
            f"{result['dense_params']}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Channels with their wires, and the weights as matrices."""
        pixel = torch.tensor([params["input"][: params["in_channels"]]], dtype=torch.float64)
        levels = [level[0].tolist() for level in cls.levels(params, pixel)]
        groups = [layer[2] for layer in cls.layers(params)]
        return groups_still.draw(params, levels, groups, cls.shuffles(params), cls.compute(params))


def _cost(layers: list[tuple[int, int, int, int]], size: int) -> tuple[int, int]:
    """Weights and multiply-adds on a map of `size` rows and columns."""
    weights = sum(geometry.conv_params(c, o, k, g, bias=False) for o, c, g, k in layers)
    macs = sum(geometry.conv_macs(size, c, o, k, g) for o, c, g, k in layers)
    return weights, macs


def _groups(number: int) -> str:
    return "one group" if number == 1 else f"{number} groups"

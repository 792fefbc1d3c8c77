"""Live figure ``octave``: two resolutions, four paths, and what the share alpha of low costs."""

from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, ops
from convbook.errors import ConvbookValueError, message
from convbook.geometry.octave import num_poolings
from convbook.ops.octave_paths import pyramid
from convbook.viz import format_number
from convbook.widgets import octave_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.octave_cost import PATHS, SIDE, OctaveCost
from convbook.widgets.params import dyadics, whole

NAME = "Octave"
LAYERS = ("inner", "first", "last", "own")
MAX_CHANNELS = 16
STEPS = 64
LISTS = {"high": SIDE**2, "low": SIDE**2 // 4, "hh": 9, "hl": 9, "lh": 9, "ll": 9}
WORDS = {
    "hh": "high to high",
    "hl": "high to low",
    "lh": "low to high",
    "ll": "low to low",
}


class Octave(ConvFigure):
    """One layer of octave convolution: its channels and weights to scale, and its sums in numbers.

    `alpha` is the share of low channels, in multiples of 1/64; a layer's place says where it
    holds: of input and output ("inner"), of the output ("first"), of the input ("last"), or of the
    input beside `alpha_out` ("own"). `in_channels` and `out_channels` count both maps. The numbers
    are one high channel of 8x8 px and one low channel of 4x4 px, with a 3x3 kernel a path, flat
    lists of multiples of 1/8. `exchange` switches the paths between the maps. `look` is the output
    looked at, high ones first.

    Example:
        >>> Octave(alpha=0.5, in_channels=8)
        Octave(alpha=0.5, in_channels=8)
        >>> result = Octave.compute(Octave(alpha=0.125).params)
        >>> result["macs"], result["plain_macs"], result["share_macs"]
        (121536, 147456, 0.82421875)
    """

    kind = "octave"
    defaults: ClassVar[Params] = {
        "alpha": 0.25,
        "layer": "inner",
        "alpha_out": 0.25,
        "in_channels": 16,
        "out_channels": 16,
        "stride": 1,
        "exchange": True,
        "high": [
            *(2, 1, 3, 1, 3, 3, 2, 2),
            *(1, 0, 1, 3, 1, 1, 0, 0),
            *(3, 3, 6, 4, 3, 4, 1, 1),
            *(1, 1, 4, 2, 2, 3, 1, 1),
            *(2, 0, 4, 2, 7, 3, 1, 3),
            *(0, 2, 2, 4, 7, 3, 3, 1),
            *(0, 0, 0, 2, 3, 3, 2, 2),
            *(0, 0, 2, 0, 1, 1, 0, 0),
        ],
        "low": [1, 2, 2, 1, 2, 3, 4, 2, 1, 3, 3, 2, 0, 1, 1, 1],
        "hh": [0, -1, 0, -1, 4, -1, 0, -1, 0],
        "hl": [1, 0, -1, 0, 2, 0, -1, 0, 1],
        "lh": [0, 1, 0, 0, 2, 0, 0, 0, -1],
        "ll": [0, 0, 1, 0, 3, -1, 0, -2, 0],
        "look": 36,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse shares, counts, lists and places that there are not."""
        for name in ("alpha", "alpha_out"):
            share = checks.frequency_share(NAME, name, params[name])
            if share * STEPS != int(share * STEPS):
                rule = f"{name} must be a multiple of 1/{STEPS}"
                raise ConvbookValueError(message(NAME, rule, params[name]))
        checks.choice(NAME, "layer", params["layer"], LAYERS)
        for name in ("in_channels", "out_channels"):
            whole(NAME, name, params[name], 1, MAX_CHANNELS)
        whole(NAME, "stride", params["stride"], 1, 2)
        checks.flag(NAME, "exchange", params["exchange"])
        for name, count in LISTS.items():
            dyadics(NAME, name, params[name], count, hint="row by row")
        whole(NAME, "look", params["look"], 0, max(num_outputs(cls.cost(params)), 1) - 1)

    @classmethod
    def cost(cls, params: Params) -> OctaveCost:
        """The layer's channels and counts."""
        alphas = shares(params)
        channels = params["in_channels"], params["out_channels"]
        return OctaveCost.of(alphas, channels, params["stride"], params["exchange"])

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Both results, what each path adds to them, the window looked at, and the counts."""
        cost = cls.cost(params)
        output = [y.flatten().tolist() for y in _added(params, cost.paths) if y is not None]
        plain_params, plain_macs, plain_activations = cost.plain()
        macs, activations = sum(map(cost.macs, PATHS)), cost.activations()
        return {
            "output": [value for numbers in output for value in numbers],
            **{f"part_{path}": _part(params, path, cost) for path in PATHS},
            "met": met(params, cost),
            "channels": [count[key] for count in cost.channels for key in "hl"],
            "path_params": [cost.weights(path) for path in PATHS],
            "path_macs": [cost.macs(path) for path in PATHS],
            "params": sum(map(cost.weights, PATHS)),
            "macs": macs,
            "activations": activations,
            "plain_params": plain_params,
            "plain_macs": plain_macs,
            "plain_activations": plain_activations,
            "share_macs": macs / plain_macs,
            "share_activations": activations / plain_activations,
            "theory": list(cost.theory()),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Channels, weights, cost, and the sum looked at."""
        result, cost = cls.compute(params), cls.cost(params)
        h_in, l_in, h_out, l_out = result["channels"]
        paths = "; ".join(
            f"{WORDS[path]} {cost.weights(path)} weights, {cost.macs(path)} multiply-adds"
            for path in cost.paths
        )
        text = (
            f"Octave convolution, stride {params['stride']}: {h_in} high and {l_in} low channels "
            f"in, {h_out} high and {l_out} low channels out. {paths or 'No path'}. "
            f"{result['params']} of {result['plain_params']} weights, "
            f"{format_number(100 * result['share_macs'])} % of the multiply-adds and "
            f"{format_number(100 * result['share_activations'])} % of the output's numbers of the "
            "vanilla layer."
        )
        return f"{text} {looked_words(params, result, cost)}".rstrip()

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The matrix of weights between the stacks of channels, beside the cost curve."""
        result = cls.compute(params)
        words = looked_words(params, result, cls.cost(params))
        curve = [cls.cost(params | {"alpha": step / STEPS}).theory() for step in range(STEPS + 1)]
        return octave_still.draw(cls.cost(params), result, params["alpha"], curve, words)


def shares(params: Params) -> tuple[float, float]:
    """Shares of low channels of input and output."""
    alpha = params["alpha"]
    return {
        "inner": (alpha, alpha),
        "first": (0, alpha),
        "last": (alpha, 0),
        "own": (alpha, params["alpha_out"]),
    }[params["layer"]]


def num_outputs(cost: OctaveCost) -> int:
    """Numbers in the results of one high and one low channel."""
    return sum(cost.output_side(key) ** 2 for key in present(cost))


def present(cost: OctaveCost) -> list[str]:
    """The maps "h" and "l" that some path leads to."""
    return [key for key in "hl" if any(path[1] == key for path in cost.paths)]


def place_of(params: Params, cost: OctaveCost) -> tuple[str, int, int] | None:
    """Map, row and column of the output looked at; None where there is no output."""
    index = params["look"]
    for key in present(cost):
        side = cost.output_side(key)
        if index < side**2:
            return key, index // side, index % side
        index -= side**2
    return None


def _map(params: Params, key: str) -> Tensor:
    name, side = {"h": ("high", SIDE), "l": ("low", SIDE // 2)}[key]
    return torch.tensor(params[name], dtype=torch.float64).reshape(1, 1, side, side)


def _added(params: Params, paths: Any) -> tuple[Tensor | None, Tensor | None]:
    """The results of some of the paths."""
    if not paths:
        return None, None
    kernels = {
        path: torch.tensor(params[path], dtype=torch.float64).reshape(1, 1, 3, 3) for path in paths
    }
    maps = [_map(params, key) if any(p[0] == key for p in paths) else None for key in "hl"]
    hh, hl, lh, ll = (kernels.get(path) for path in PATHS)
    return ops.octave_conv2d(maps[0], maps[1], hh, hl, lh, ll, stride=params["stride"])


def _part(params: Params, path: str, cost: OctaveCost) -> list[float]:
    """What one path adds to its map; nothing where it is not there."""
    if path not in cost.paths:
        return []
    alone = _added(params, [path])["hl".index(path[1])]
    numbers: list[float] = [] if alone is None else alone.flatten().tolist()
    return numbers


def met(params: Params, cost: OctaveCost) -> list[float]:
    """The nine numbers that each path's kernel meets in the output looked at, path by path."""
    place = place_of(params, cost)
    if place is None:
        return []
    key, row, column = place
    numbers: list[float] = []
    for path in (p for p in cost.paths if p[1] == key):
        pooled = pyramid(_map(params, path[0]), num_poolings(path, cost.stride))[-1]
        coarse = cost.output_side(key) // cost.side(path)
        y, x = row // coarse, column // coarse
        numbers += F.pad(pooled, (1, 1, 1, 1))[0, 0, y : y + 3, x : x + 3].flatten().tolist()
    return numbers


def looked_words(params: Params, result: dict[str, Any], cost: OctaveCost) -> str:
    """The sum of the paths in the output looked at."""
    place = place_of(params, cost)
    if place is None:
        return ""
    key, row, column = place
    side, name = cost.output_side(key), {"h": "High", "l": "Low"}[key]
    index = row * side + column
    parts = [p for p in cost.paths if p[1] == key]
    sums = " + ".join(f"{format_number(result[f'part_{p}'][index])} ({WORDS[p]})" for p in parts)
    total = format_number(result["output"][params["look"]])
    return f"{name} output [{row}, {column}] = {sums}" + (f" = {total}." if len(parts) > 1 else ".")

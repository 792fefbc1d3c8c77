"""Numbers of the figure ``effective-field``: stacks, seeded weights and inputs, exact sums."""

from math import sqrt
from typing import Any

import numpy as np
import torch
from torch import Tensor

from convbook import analysis, ops

MOST_LAYERS = 32
# Sides in px that the figure shows: of fields known from one axis, and of those that are not.
LINE_CAP, MAP_CAP = 129, 63
EXACT = 2**53
THRESHOLD = 0.0455
AMPLITUDE = 8
MASK = 0xFFFFFFFF

Params = dict[str, Any]
Array = np.ndarray[Any, Any]


def stream(seed: int, draw: int, layer: int) -> "Stream":
    """The random numbers of one layer's kernel, or of the input (layer 0), in one draw."""
    return Stream((seed * 65536 + draw * 256 + layer) & MASK)


class Stream:
    """Random integers of 32 bits that JavaScript gives too (splitmix32).

    Example:
        >>> Stream(1).below(10), Stream(1).below(10)
        (6, 6)
    """

    def __init__(self, state: int) -> None:
        self.state = state

    def below(self, bound: int) -> int:
        """The next number, from 0 to bound - 1."""
        self.state = (self.state + 0x9E3779B9) & MASK
        z = self.state
        z = ((z ^ (z >> 16)) * 0x21F0AAAD) & MASK
        z = ((z ^ (z >> 15)) * 0x735A2D97) & MASK
        return (z ^ (z >> 15)) % bound


def taps(weights: str, kernel: int) -> list[int]:
    """Weights along one axis; "signs" have none, and count as ones.

    Example:
        >>> taps("ones", 3), taps("binomial", 3), taps("rim", 3)
        ([1, 1, 1], [1, 2, 1], [2, 1, 2])
    """
    if weights == "binomial":
        row = [1]
        for _ in range(kernel - 1):
            row = [a + b for a, b in zip([0, *row], [*row, 0], strict=True)]
        return row
    if weights == "rim":
        return [1 + max(i, kernel - 1 - i) - kernel // 2 for i in range(kernel)]
    return [1] * kernel


def signs(kernel: int, random: Stream) -> list[int]:
    """As many -1 as 1 in random order; of an odd number, one more of either."""
    count = kernel * kernel
    minus = count // 2 + (random.below(2) if count % 2 else 0)
    values = [-1] * minus + [1] * (count - minus)
    for i in range(count - 1, 0, -1):
        j = random.below(i + 1)
        values[i], values[j] = values[j], values[i]
    return values


def rate(params: Params, layer: int) -> int:
    """Dilation of a layer, counted from 0."""
    dilation: int = params["dilation"]
    if params["rates"] == "double":
        return dilation << min(layer, 20)
    return 1 + layer % dilation if params["rates"] == "cycle" else dilation


def step(params: Params, layer: int) -> int:
    """Stride of a layer, counted from 0."""
    return int(params["stride"]) if (layer + 1) % params["every"] == 0 else 1


def is_line(params: Params) -> bool:
    """Whether the field is the product of two equal lines."""
    return params["weights"] != "signs" and not params["relu"]


def reaches(params: Params, count: int) -> list[int]:
    """Distance of neighbouring taps in the input, layer by layer: dilation times jump below."""
    found, jump = [], 1
    for layer in range(count):
        found.append(rate(params, layer) * jump)
        jump *= step(params, layer)
    return found


def most_layers(params: Params) -> int:
    """The largest depth whose field fits the figure and whose sums are exact in float64."""
    kernel, line = params["kernel"], is_line(params)
    mass = sum(taps(params["weights"], kernel))
    total, side, jump = (1 if line else params["draws"]), 1, 1
    for layer in range(MOST_LAYERS):
        side += rate(params, layer) * jump * (kernel - 1)
        jump *= step(params, layer)
        total *= mass if line else mass * mass
        if side > (LINE_CAP if line else MAP_CAP) or total > EXACT:
            return max(1, layer)
    return MOST_LAYERS


def line_of(params: Params, depth: int) -> Array:
    """Sum of the paths' weights along one axis, by the library."""
    row = torch.tensor([taps(params["weights"], params["kernel"])], dtype=torch.float64)
    gaps = [(1, gap) for gap in reaches(params, depth)]
    found: Array = analysis.erf_path_sum([row] * depth, gaps)[0].numpy()
    return found


def map_of(params: Params, draw: int) -> Array:
    """Size of the derivative by every pixel in one draw of weights and input, [H, W].

    A stride is the same as a wider reach of all later layers, as far as one output is concerned.
    """
    depth, kernel = params["depth"], params["kernel"]
    gaps = reaches(params, depth)
    kernels = _kernels(params, draw)
    gates: list[Tensor | None] = [None] * depth
    if params["relu"]:
        side = 1 + (kernel - 1) * sum(gaps)
        random = stream(params["seed"], draw, 0)
        pixels = [random.below(2 * AMPLITUDE + 1) - AMPLITUDE for _ in range(side * side)]
        maps = torch.tensor(pixels, dtype=torch.float64).reshape(1, 1, side, side)
        for layer in range(depth - 1):
            maps = ops.conv2d(maps, kernels[layer][None, None], dilation=gaps[layer])
            gates[layer + 1] = maps[0, 0] > 0
            maps = maps.relu()
    found: Array = analysis.erf_path_sum(kernels, gaps, gates=gates).abs().numpy()
    return found


def _kernels(params: Params, draw: int) -> list[Tensor]:
    kernel, depth = params["kernel"], params["depth"]
    if params["weights"] == "signs":
        drawn = [signs(kernel, stream(params["seed"], draw, 1 + i)) for i in range(depth)]
    else:
        row = taps(params["weights"], kernel)
        drawn = [[a * b for a in row for b in row]] * depth
    return [torch.tensor(k, dtype=torch.float64).reshape(kernel, kernel) for k in drawn]


def deviation(line: Array) -> float:
    """Standard deviation of a distribution given by weights, term by term from the left."""
    total = first = second = 0.0
    for i, value in enumerate(line.tolist()):
        total += value
        first += value * i
        second += value * i * i
    mean = first / total
    return sqrt(max(0.0, second / total - mean * mean))


def above(field: Array) -> float:
    """``erf_radius``, or 0 where the centre itself is 0."""
    centre = field[field.shape[0] // 2, field.shape[1] // 2]
    return analysis.erf_radius(field, THRESHOLD) if centre > 0 else 0.0


def numbers(params: Params) -> dict[str, Any]:
    """All numbers of the figure; `output` is one axis, or the whole map where there is no axis."""
    line, depth, most = is_line(params), params["depth"], most_layers(params)
    kernel, gaps = params["kernel"], reaches(params, most_layers(params))
    strides = [step(params, layer) for layer in range(most)]
    rates = [rate(params, layer) for layer in range(most)]
    if line:
        lines = [line_of(params, n) for n in range(1, most + 1)]
        sizes = [above(np.multiply.outer(row, row)) for row in lines]
        output, columns, dead = lines[depth - 1], lines[depth - 1], 0
        used = int(np.count_nonzero(output)) ** 2
    else:
        maps = [map_of(params, draw) for draw in range(params["draws"])]
        field = sum(maps[1:], maps[0])
        output, columns, sizes = field.flatten(), field.sum(0), [above(field)]
        dead = sum(not one.any() for one in maps)
        used = int(np.count_nonzero(field))
    total = float(columns.sum())
    return {
        "output": output.tolist(),
        "most": most,
        "fields": [1 + (kernel - 1) * sum(gaps[: n + 1]) for n in range(most)],
        "jump": int(np.prod(strides[:depth])),
        "sizes": sizes,
        "size": sizes[depth - 1] if line else sizes[0],
        "formulas": [
            analysis.erf_sigma([kernel] * (n + 1), strides[: n + 1], rates[: n + 1])
            for n in range(most)
        ],
        "sigma": deviation(columns) if total else 0.0,
        "total": total,
        "used": used,
        "dead": dead,
    }

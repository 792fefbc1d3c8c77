"""What the figure ``paths`` counts and sums, by the library."""

from itertools import product
from typing import Any

import torch
from torch import Tensor

from convbook import analysis, ops

Params = dict[str, Any]
MOST_LAYERS = MOST_TAPS = 5
OUTPUTS = 3


def tap_counts(params: Params) -> list[int]:
    """Taps of each layer: one where a layer is replaced by a single tap."""
    counts = [params["taps"]] * params["layers"]
    if params["change"] == "one":
        counts[params["layer"] - 1] = 1
    return counts


def sizes(params: Params) -> list[int]:
    """Units of each level, the pixels first.

    >>> sizes({"layers": 2, "taps": 3, "change": "none"})
    [7, 5, 3]
    """
    counts = tap_counts(params)
    return [OUTPUTS + sum(t - 1 for t in counts[level:]) for level in range(len(counts) + 1)]


def weights_at_rest(params: Params) -> list[Tensor]:
    """W_1 .. W_n as they were typed, each [k]."""
    rows = torch.tensor(params["weights"], dtype=torch.float64).reshape(MOST_LAYERS, MOST_TAPS)
    return list(rows[: params["layers"], : params["taps"]])


def moves(params: Params) -> Tensor:
    """Offsets of the layer's taps as the library takes them, (dy, dx) for [1, k]."""
    offsets = torch.tensor(params["offsets"][: params["taps"]], dtype=torch.float64)
    return torch.stack([torch.zeros_like(offsets), offsets], -1)[None]


def weights_in_use(params: Params) -> list[Tensor]:
    """The same with the chosen layer replaced by its single tap, or its taps moved."""
    found, m = weights_at_rest(params), params["layer"] - 1
    if params["change"] == "one":
        found[m] = found[m][params["tap"] : params["tap"] + 1]
    if params["change"] == "moved":
        scope = found[m].reshape(1, 1, 1, -1)
        sampled = ops.sample_kernel(scope, moves(params).reshape(1, -1, 1, 1), (1, params["taps"]))
        found[m] = sampled[0, 0, 0, :, 0, 0]
    return found


def values(params: Params) -> list[Tensor]:
    """The input and the output of every layer, each of which reads through a ReLU."""
    x = torch.tensor(params["input"], dtype=torch.float64)[: sizes(params)[0]]
    found = [x]
    for weight in weights_in_use(params):
        found.append(ops.conv1d(found[-1].relu()[None], weight[None, None])[0])
    return found


def gates(params: Params) -> list[Tensor] | None:
    """For each layer which of its inputs that the output sees are above 0."""
    if not params["relu"]:
        return None
    counts = tap_counts(params)
    start = params["output"]
    ends = [start + 1 + sum(t - 1 for t in counts[level:]) for level in range(len(counts))]
    maps = values(params)
    return [(maps[level][start:end] > 0)[None] for level, end in enumerate(ends)]


def over_pixels(params: Params, field: Tensor) -> list[float]:
    """A field [1, reach] as a list over all pixels, 0 where the output does not look."""
    found = torch.zeros(sizes(params)[0], dtype=torch.float64)
    found[params["output"] : params["output"] + field.shape[1]] = field[0]
    return found.tolist()


def field(params: Params) -> list[float]:
    """R(i; j) for every pixel i: equations (3), (4), (6) or (8)."""
    m, tap = params["layer"] - 1, params["tap"]
    rest = [w[None] for w in weights_at_rest(params)]
    used = [w[None] for w in weights_in_use(params)]
    valves = gates(params)
    if params["change"] == "one" and valves is None:
        return over_pixels(params, analysis.erf_path_sum(rest, skip=(m, (0, tap))))
    if params["change"] == "moved":
        offsets = [moves(params) if i == m else None for i in range(len(rest))]
        summed = analysis.erf_path_sum(rest, gates=valves, kernel_offset=offsets)
        return over_pixels(params, summed)
    return over_pixels(params, analysis.erf_path_sum(used, gates=valves))


def counts(params: Params, with_gates: bool) -> list[float]:
    """How many paths lead to each pixel; with gates, those that pass open ones only."""
    ones = [torch.ones(1, t, dtype=torch.float64) for t in tap_counts(params)]
    valves = gates(params) if with_gates else None
    return over_pixels(params, analysis.erf_path_sum(ones, gates=valves))


def rest(params: Params) -> list[float]:
    """The field of the stack as typed, without gates; none where a layer is replaced."""
    if params["change"] == "one":
        return []
    used = [w[None] for w in weights_at_rest(params)]
    return over_pixels(params, analysis.erf_path_sum(used))


def parts(params: Params) -> list[float]:
    """R(i; j + k, k) for every tap k of the replaced layer: equation (5) adds them."""
    if params["change"] != "one" or params["relu"]:
        return []
    used = [w[None] for w in weights_at_rest(params)]
    found = []
    for k in range(params["taps"]):
        one = analysis.erf_path_sum(used, skip=(params["layer"] - 1, (0, k)))[0]
        at = params["pixel"] - params["output"] - k
        found.append(float(one[at]) if 0 <= at < len(one) else 0.0)
    return found


def paths(params: Params) -> tuple[list[int], list[float], list[int]]:
    """Every path from the pixel to the output: its taps k_1 .. k_n, its product, whether open.

    They are sorted by k_n, then k_(n - 1), and so on.
    """
    taps: list[int] = []
    products: list[float] = []
    alive: list[int] = []
    used = weights_in_use(params)
    maps = values(params)
    for falling in product(*[range(t) for t in reversed(tap_counts(params))]):
        if sum(falling) != params["pixel"] - params["output"]:
            continue
        path = falling[::-1]
        weight = 1.0
        for kernel, tap in zip(used, path, strict=True):
            weight *= float(kernel[tap])
        units = [params["output"] + sum(path[level:]) for level in range(len(path))]
        open_ = all(float(maps[level][unit]) > 0 for level, unit in enumerate(units))
        taps += path
        products.append(weight)
        alive.append(int(open_ or not params["relu"]))
    return taps, products, alive

"""Random legal states of the live figure ``input-sizes``."""

import random
from math import prod

from convbook.widgets.base import Params
from convbook.widgets.input_sizes_numbers import levels_of


def draw(rng: random.Random) -> Params:
    """Stacks of up to eight layers; some do not fit; half of the states point at something."""
    count = rng.randint(1, 8)
    large = rng.random() < 0.3
    kinds = [rng.choice([0, 0, 1]) for _ in range(count)]
    kernels = [rng.randint(1, 31 if large else 5) for _ in kinds]
    strides = [rng.choice([1, 2, 2, 2, 3, 8]) for _ in kinds]
    while prod(strides) > 512:
        strides[rng.randrange(count)] = 1
    paddings = [
        rng.randint(0, min(15, kernel // 2) if kind else 15 if large else 3)
        for kind, kernel in zip(kinds, kernels, strict=True)
    ]
    params = {
        "size": rng.randint(1, 1024 if rng.random() < 0.7 else 40),
        "kinds": kinds,
        "kernels": kernels,
        "strides": strides,
        "paddings": paddings,
        "rule": rng.choice(["given", "given", "same"]),
        "look": rng.choice(["none", "row", "output"]),
        "layer": 0,
        "at": 0,
    }
    levels = levels_of(params, params["size"])
    if not levels or params["look"] == "none":
        return params | {"look": "none"}
    layer = rng.randint(1, len(levels))
    level = levels[layer - 1]
    if params["look"] == "output":
        return params | {"layer": layer, "at": rng.randrange(level.output)}
    ends = [-level.before, level.size + level.after - 1, level.size - 1]
    return params | {"layer": layer, "at": rng.choice([*ends, rng.randint(*ends[:2])])}

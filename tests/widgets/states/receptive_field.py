"""Random legal states of the live figure ``receptive-field``."""

import random
from math import prod

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """Stacks of all kinds, most of them short; some do not fit, some have very many paths."""
    count = rng.randint(30, 64) if rng.random() < 0.05 else rng.randint(1, 8)
    large = rng.random() < 0.2
    kinds = [rng.choice([0, 0, 0, 1, 2]) for _ in range(count)]
    kernels = [rng.randint(1, 31 if large else 5) for _ in kinds]
    strides = [rng.choice([1, 1, 1, 2, 3, 8]) for _ in kinds]
    while prod(strides) > 1024:
        strides[rng.randrange(count)] = 1
    dilations = [rng.randint(1, 32 if large else 4) if kind < 2 else 1 for kind in kinds]
    paddings = [
        rng.randint(0, kernel // 2 if kind else 64 if large else 6)
        for kind, kernel in zip(kinds, kernels, strict=True)
    ]
    size = rng.randint(1, 512 if large else 40)
    sizes = [size]
    for k, s, p, d in zip(kernels, strides, paddings, dilations, strict=True):
        windows = range(0, sizes[-1] + 2 * p - d * (k - 1), s)
        if not windows:
            break
        sizes.append(len(windows))
    layer = rng.randrange(len(sizes))
    return {
        "size": size,
        "kinds": kinds,
        "kernels": kernels,
        "strides": strides,
        "paddings": paddings,
        "dilations": dilations,
        "layer": layer,
        "unit": rng.randrange(sizes[layer]),
    }

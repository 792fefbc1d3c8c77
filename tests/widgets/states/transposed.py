"""Random legal states of the live figure ``transposed``."""

import random

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """One or two dimensions, every size and step for which the kernel fits."""
    dims = rng.choice([1, 2])
    while True:
        size, kernel = rng.randint(2, 8), rng.randint(1, 5)
        stride, padding, dilation = rng.randint(1, 4), rng.randint(0, 3), rng.randint(1, 2)
        starts = range(0, size + 2 * padding - dilation * (kernel - 1), stride)
        if starts:
            break
    small = len(starts)
    least = (small - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1
    extra = rng.choice([n for n in range(max(stride, dilation)) if least + n >= 1])
    pick = rng.choice(["row", "column"])
    side = small if pick == "row" else max(size, least + extra)
    return {
        "dims": dims,
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "output_padding": extra,
        "view": rng.choice(["scatter", "zeros"]),
        "chain": rng.random() < 0.3,
        "x": [dyadic(rng, 99) for _ in range(size**dims)],
        "y": [dyadic(rng, 99) for _ in range(small**dims)],
        "weight": [dyadic(rng, 99) for _ in range(kernel**dims)],
        "pick": pick,
        "look": rng.randrange(side**dims),
    }

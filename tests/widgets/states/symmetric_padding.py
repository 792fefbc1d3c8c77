"""Random legal states of the live figure ``symmetric-padding``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """A kernel, a stack, channels, and a place in the output and in the input."""
    size, stride = rng.randint(5, 9), rng.choice([1, 2])
    side = -(-size // stride)
    return {
        "kernel": rng.choice([2, 4, 6]),
        "depth": rng.randint(1, 4),
        "channels": rng.randint(1, 16),
        "stride": stride,
        "size": size,
        "order": rng.choice(["code", "poster"]),
        "y": rng.randrange(side),
        "x": rng.randrange(side),
        "row": rng.randrange(size),
        "column": rng.randrange(size),
    }

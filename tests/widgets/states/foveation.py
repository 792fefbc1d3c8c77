"""Random legal states of the live figure ``foveation``."""

import random

from convbook.widgets.base import Params
from convbook.widgets.foveation import MODES, POOLS


def draw(rng: random.Random) -> Params:
    """A stack of a few layers over a small image, now and then a deep one or a large image."""
    size = rng.randint(8, 24) if rng.random() < 0.93 else rng.randint(8, 512)
    most = rng.choice([1, 2, 2, 3, 6])
    return {
        "mode": rng.choice(MODES),
        "size": size,
        "kernel": rng.randint(1, 7),
        "dilation": rng.randint(1, 4),
        "depths": [rng.randint(1, most) for _ in range(rng.randint(1, 5))],
        "pool": rng.choice(list(POOLS)),
        "y": rng.randrange(size),
        "x": rng.choice([0, size - 1, rng.randrange(size)]),
    }

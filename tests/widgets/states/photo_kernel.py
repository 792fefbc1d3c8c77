"""Random legal states of the live figure ``photo-kernel``."""

import random

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Nine numbers, a divisor, an offset and a window."""
    return {
        "kernel": [dyadic(rng, 99) for _ in range(9)],
        "divisor": rng.choice([1, 2, 4, 8, 16]),
        "offset": rng.choice([0, 128]),
        "y": rng.randrange(256),
        "x": rng.randrange(256),
    }

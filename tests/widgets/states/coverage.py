"""Random legal states of the live figure ``coverage``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """Any kernel and up to five rates, often small, with a second output."""
    high = rng.choice([3, 6, 12])
    rates = [rng.randint(1, high) for _ in range(rng.randint(1, 5))]
    return {
        "kernel": rng.randint(2, 7),
        "rates": rates,
        "depth": rng.randint(1, len(rates)),
        "dy": rng.randint(-3, 3),
        "dx": rng.randint(-3, 3),
    }

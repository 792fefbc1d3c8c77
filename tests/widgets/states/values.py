"""Numbers that random states are made of."""

import random


def dyadic(rng: random.Random, limit: int = 9) -> float:
    """A multiple of 1/8, often an integer."""
    if rng.random() < 0.6:
        return rng.randint(-limit, limit)
    return rng.randint(-8 * limit, 8 * limit) / 8

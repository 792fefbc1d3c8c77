"""Random legal states of the live figure ``ratio-gradient``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """Any ratio, often a whole one, any goal and step."""

    def alpha() -> float:
        return rng.choice([1, 2, 4, 8]) if rng.random() < 0.3 else rng.randint(32, 1024) / 64

    return {
        "alpha": alpha(),
        "size": rng.randint(4, 32),
        "goal": alpha(),
        "rate": rng.randint(1, 32) / 16,
        "step": rng.randint(0, 24),
    }

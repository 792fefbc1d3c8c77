"""Random legal states of the live figure ``rate-triples``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """Any kernel, rule and picture, a triple of it, and a field to design for."""
    most = rng.randint(3, 12)
    return {
        "kernel": rng.randint(2, 7),
        "most": most,
        "rule": rng.choice(["goal", "last", "both", "divisor", "exact"]),
        "rates": [rng.randint(1, most) for _ in range(3)],
        "target": rng.randint(2, 255),
        "sawtooth": rng.random() < 0.4,
    }

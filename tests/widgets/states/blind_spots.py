"""Random legal states of the live figure ``blind-spots``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """A border, a place, often at an edge, a threshold and a view."""
    places = {"y": 152, "x": 160}
    return {
        "border": rng.choice(["same", "even", "odd", "reflect"]),
        **{
            name: rng.choice([0, last]) if rng.random() < 0.2 else rng.randrange(0, last + 1, 2)
            for name, last in places.items()
        },
        "threshold": rng.choice([1, 50, 99]) if rng.random() < 0.2 else rng.randint(1, 99),
        "view": rng.choice(["score", "change"]),
    }

"""Random legal states of the live figure ``volume-slices``."""

import random

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic

SIZES = {"brain": (40, 48, 40), "torus": (24, 24, 24)}
ORDERS = {"depth": (0, 1, 2), "height": (1, 0, 2), "width": (2, 0, 1)}


def draw(rng: random.Random) -> Params:
    """A volume, a cut, a place in it and 27 numbers, some of them 0."""
    volume, axis = rng.choice(list(SIZES)), rng.choice(list(ORDERS))
    planes, rows, columns = (SIZES[volume][at] for at in ORDERS[axis])
    edge = rng.random() < 0.3
    return {
        "volume": volume,
        "axis": axis,
        "slice": rng.choice([0, planes - 1]) if edge else rng.randrange(planes),
        "y": rng.choice([0, rows - 1]) if edge else rng.randrange(rows),
        "x": rng.choice([0, columns - 1]) if edge else rng.randrange(columns),
        "kernel": [rng.choice([0, dyadic(rng, 99)]) for _ in range(27)],
    }

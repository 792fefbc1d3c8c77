"""Random legal states of the live figure ``paths``."""

import random

from convbook.widgets import paths_numbers
from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """A stack, mostly small, a change of one layer, gates or none, and a path."""
    layers, taps = rng.choice([(2, 2), (3, 2), (2, 3), (3, 3), (3, 3), (4, 3), (3, 5), (5, 4)])
    if rng.random() < 0.05:
        layers, taps = 5, 5
    state: Params = {
        "layers": layers,
        "taps": taps,
        "weights": [dyadic(rng, 4) for _ in range(25)],
        "change": rng.choice(["none", "one", "moved"]),
        "layer": rng.randint(1, layers),
        "tap": rng.randrange(taps),
        "offsets": [dyadic(rng, 3) for _ in range(5)],
        "relu": rng.random() < 0.5,
        "input": [dyadic(rng, 6) for _ in range(23)],
        "output": rng.randrange(3),
    }
    state["pixel"] = rng.randrange(paths_numbers.sizes(state)[0])
    count = paths_numbers.counts(state, with_gates=False)[state["pixel"]]
    state["path"] = rng.choice([0, rng.randint(0, int(count))])
    return state

"""Random legal states of the live figure ``octave``."""

import random

from convbook.widgets.base import Params
from convbook.widgets.octave import LISTS, Octave, num_outputs
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Any layer, with maps or paths that are missing in about half of them."""
    state: Params = {
        "alpha": rng.choice([0, 0.125, 0.25, 0.5, 1, rng.randint(0, 64) / 64]),
        "layer": rng.choice(["inner", "inner", "first", "last", "own"]),
        "alpha_out": rng.randint(0, 64) / 64,
        "in_channels": rng.randint(1, 16),
        "out_channels": rng.randint(1, 16),
        "stride": rng.randint(1, 2),
        "exchange": rng.random() < 0.7,
    }
    for name, count in LISTS.items():
        state[name] = [dyadic(rng, 99) for _ in range(count)]
    state["look"] = rng.randrange(max(1, num_outputs(Octave.cost(state))))
    return state

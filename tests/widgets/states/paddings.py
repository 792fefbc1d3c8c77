"""Random legal states of the live figure ``paddings``."""

import random

from convbook.widgets.base import Params
from convbook.widgets.paddings import MODES, SIDE, pad_of
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """A short row, any layer, and a border that is mostly thin."""
    params: Params = {
        "mode": rng.choice(MODES),
        "row": [dyadic(rng, 99) for _ in range(rng.randint(2, 8))],
        "padding": rng.randint(0, 4),
        "kernel": rng.randint(1, 5),
        "dilation": rng.randint(1, 2),
        "border": rng.randint(0, 20) if rng.random() < 0.2 else rng.randint(0, 3),
    }
    pad, border = pad_of(params["mode"], params), params["border"]
    params["at"] = rng.randint(-pad, len(params["row"]) - 1 + pad)
    for name in ("y", "x"):
        params[name] = rng.randint(-border, SIDE - 1 + border)
    return params

"""Random legal states of the live figure ``effective-field``."""

import random

from convbook.widgets.base import Params
from convbook.widgets.effective_field_numbers import most_layers


def draw(rng: random.Random) -> Params:
    """Any joint setting, with as many layers as it allows at most."""
    params = {
        "depth": 1,
        "kernel": rng.randint(2, 7),
        "dilation": rng.choice([1, 1, 2, 3, 4]),
        "rates": rng.choice(["same", "double", "cycle"]),
        "stride": rng.choice([1, 1, 2, 3]),
        "every": rng.randint(1, 8),
        "weights": rng.choice(["ones", "binomial", "rim", "signs"]),
        "relu": rng.random() < 0.4,
        "seed": rng.randint(1, 99),
        "draws": rng.randint(1, 8),
        "log": rng.random() < 0.5,
    }
    return params | {"depth": rng.randint(1, most_layers(params))}

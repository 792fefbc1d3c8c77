"""Random legal states of the live figure ``dynamic-pool``."""

import random

from convbook.widgets.base import Params
from convbook.widgets.dynamic_pool import output_size
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """A size, two ratios (half of the time one of a few round ones), values and two places."""
    params: Params = {"rows": rng.randint(1, 8), "columns": rng.randint(1, 8)}
    for name in ("alpha_h", "alpha_w"):
        if rng.random() < 0.5:
            params[name] = rng.choice([0.5, 0.75, 1, 1.5, 2, 3, 4, 8])
        else:
            params[name] = rng.randint(32, 512) / 64
    params["reduce"] = rng.choice(["max", "mean"])
    params["values"] = [dyadic(rng) for _ in range(params["rows"] * params["columns"])]
    height, width = output_size(params)
    places = {"row": height, "column": width, "y": params["rows"], "x": params["columns"]}
    return params | {name: rng.randrange(size) for name, size in places.items()}

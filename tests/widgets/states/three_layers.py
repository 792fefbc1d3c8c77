"""Random legal states of the live figure ``three-layers``."""

import random

from convbook.widgets.base import Params

MOST_RATE = {1: 9, 2: 9, 3: 9, 4: 6, 5: 5}


def draw(rng: random.Random) -> Params:
    """Any kernel and rates, an image that all layers fit, any unit."""
    kernel = rng.randint(1, 5)
    rates = [rng.randint(1, MOST_RATE[kernel]) for _ in range(3)]
    padding = rng.choice(["keep", "one", "none"])
    change = {"keep": lambda rate: 0}.get(
        padding, lambda rate: 2 * (padding == "one") - rate * (kernel - 1)
    )
    steps = [0]
    for rate in rates:
        steps.append(steps[-1] + change(rate))
    size = rng.randint(1 - min(steps), 61)
    layer = rng.randint(0, 3)
    side = size + steps[layer]
    return {
        "rate_1": rates[0],
        "rate_2": rates[1],
        "rate_3": rates[2],
        "kernel": kernel,
        "size": size,
        "padding": padding,
        "layer": layer,
        "row": rng.randrange(side),
        "column": rng.randrange(side),
    }

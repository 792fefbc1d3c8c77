"""Random legal states of the live figure ``groups``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """Groups first, then channels that they divide, in every arrangement."""
    arrangement = rng.choice(["one", "two", "separable"])
    groups = rng.randint(1, 12)
    inputs = groups * rng.randint(1, 12 // groups)
    outputs = groups * rng.randint(1, 12 // groups)
    if arrangement == "separable":
        outputs = rng.randint(1, 12)
    return {
        "groups": groups,
        "in_channels": inputs,
        "out_channels": outputs,
        "arrangement": arrangement,
        "shuffle": rng.random() < 0.6,
        "input": [rng.randint(-9, 9) for _ in range(12)],
        "seed": rng.randint(0, 99),
        "kernel_size": rng.randint(1, 7),
        "size": rng.randint(1, 224),
        "look": rng.randrange(outputs),
    }

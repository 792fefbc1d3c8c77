"""Random legal states of the live figure ``toy-sets``."""

import random

from convbook.widgets.base import Params

PICTURES = ["astronaut", "camera", "chelsea", "coffee", "brain", "barcode"]


def draw(rng: random.Random) -> Params:
    """Any picture, often a power of two kept, a window anywhere within the image."""
    params: Params = {"picture": rng.choice(PICTURES)}
    for axis in "hw":
        params[f"detail_{axis}"] = (
            rng.choice([16, 64]) if rng.random() < 0.4 else rng.randint(4, 64)
        )
        params[f"size_{axis}"] = (
            rng.choice([16, 64, 128]) if rng.random() < 0.4 else rng.randint(4, 128)
        )
    for place, extent in (("y", "height"), ("x", "width")):
        params[extent] = rng.randint(1, 64)
        params[place] = rng.randint(0, 64 - params[extent])
    return params

"""Random legal states of the live figure ``drift``."""

import random

from convbook.widgets.base import Params

KERNELS = ["C2", "C2sp", "C3", "C4", "C4sp", "C5"]
CORNERS = ["bottom right", "bottom left", "top right", "top left", "alternating"]


def draw(rng: random.Random) -> Params:
    """A depth, mostly small, a kernel, a corner, an image and a pixel."""
    deepest = 40 if rng.random() < 0.2 else 12
    return {
        "depth": rng.randint(0, deepest),
        "kernel": rng.choice(KERNELS),
        "corner": rng.choice(CORNERS),
        "image": rng.choice(["framed", "photo", "brain", "disc", "pixel"]),
        "y": rng.randrange(64),
        "x": rng.randrange(64),
    }

"""Random legal states of the live figure ``sampling-points``."""

import random

from convbook.widgets.base import Params


def eighth(rng: random.Random, low: float, high: float) -> float:
    """A multiple of 1/8."""
    return rng.randint(int(8 * low), int(8 * high)) / 8


def draw(rng: random.Random) -> Params:
    """A rule, an output position near or far from the edge, sometimes single moves."""
    moved, slid, pulled = (rng.random() < share for share in (0.3, 0.3, 0.4))
    place = (0, 31) if rng.random() < 0.3 else (9, 22)
    return {
        "mode": rng.choice(["both", "data", "kernel", "both", "rigid"]),
        "photo": rng.choice(["chelsea", "astronaut", "coffee"]),
        "scope": rng.choice(["bump", "edge", "spot"]),
        "layers": rng.randint(1, 2),
        "adaptive": rng.choice(["both", "top", "bottom"]),
        "dilation": rng.randint(1, 3),
        "scale": eighth(rng, 0, 3),
        "turn": rng.randint(-90, 90),
        "shear": eighth(rng, -1, 1),
        "pull": eighth(rng, 0, 1) if pulled else 0,
        "spread": eighth(rng, 0, 2),
        "y": rng.randint(*place),
        "x": rng.randint(*place),
        "cy": rng.randint(0, 31),
        "cx": rng.randint(0, 31),
        "moves": [eighth(rng, -8, 8) if moved else 0 for _ in range(18)],
        "slides": [eighth(rng, -4, 4) if slid else 0 for _ in range(18)],
        "tap": rng.randrange(9),
    }

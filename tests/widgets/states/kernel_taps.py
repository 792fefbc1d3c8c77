"""Random legal states of the live figure ``kernel-taps``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
    """A scope of any numbers, taps spread, turned, shifted and scattered, mostly near."""
    scope = rng.randint(3, 9)
    kernel = rng.randint(2, min(5, scope))
    far = 48 if rng.random() < 0.2 else 10
    own = far if rng.random() < 0.5 else 0
    return {
        "scope": scope,
        "kernel": kernel,
        "weights": [rng.randint(-72, 72) / 8 for _ in range(scope**2)],
        "spread": rng.randint(0, 24) / 8,
        "turn": 15 * rng.randint(-12, 12),
        "down": rng.randint(-far, far) / 8,
        "right": rng.randint(-far, far) / 8,
        "own": [rng.randint(-own, own) / 8 for _ in range(2 * kernel**2)],
        "clamp": rng.random() < 0.5,
        "tap": rng.randrange(kernel**2),
        "y": rng.randrange(128),
        "x": rng.randrange(128),
    }

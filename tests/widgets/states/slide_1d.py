"""Random legal states of the live figure ``slide-1d``."""

import random

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Two sequences and every way to slide them; about one in ten does not fit."""
    mode = rng.choice(["valid", "same", "full", "causal", "custom"])
    padding, stride, dilation = rng.randint(0, 8), rng.randint(1, 4), rng.randint(1, 3)
    signal = [dyadic(rng, 99) for _ in range(rng.randint(1, 12))]
    kernel = [dyadic(rng, 99) for _ in range(rng.randint(1, 6))]
    reach = dilation * (len(kernel) - 1)
    zeros = {"valid": 0, "same": reach, "full": 2 * reach, "causal": reach}.get(mode, 2 * padding)
    starts = range(0, len(signal) + zeros - reach, stride)
    return {
        "signal": signal,
        "kernel": kernel,
        "flip": rng.random() < 0.5,
        "mode": mode,
        "padding": padding,
        "stride": stride,
        "dilation": dilation,
        "position": rng.randrange(max(1, len(starts))),
    }

"""Random legal states of the live figure ``gradient-flow``."""

import random

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Every size and step for which the kernel fits, both views, both losses."""
    sizes: Params = {}
    while not sizes or min(_places(sizes, "height", "h"), _places(sizes, "width", "w")) < 1:
        sizes = {name: rng.randint(low, high) for name, (low, high) in FLOW_RANGES.items()}
    area, taps = sizes["height"] * sizes["width"], sizes["kernel_h"] * sizes["kernel_w"]
    outputs = _places(sizes, "height", "h") * _places(sizes, "width", "w")
    return sizes | {
        "view": rng.choice(["scatter", "gather"]),
        "loss": rng.choice(["numbers", "numbers", "squared"]),
        "input": [dyadic(rng, 99) for _ in range(area)],
        "weight": [dyadic(rng, 99) for _ in range(taps)],
        "gradient": [dyadic(rng, 99) for _ in range(outputs)],
        "stamps": rng.randint(0, outputs),
        "look": rng.randrange(area),
    }


FLOW_RANGES = {
    "height": (2, 8),
    "width": (2, 8),
    "kernel_h": (1, 4),
    "kernel_w": (1, 4),
    "stride": (1, 3),
    "padding": (0, 2),
    "dilation": (1, 2),
}


def _places(sizes: Params, size: str, axis: str) -> int:
    reach = sizes["dilation"] * (sizes[f"kernel_{axis}"] - 1)
    return len(range(0, sizes[size] + 2 * sizes["padding"] - reach, sizes["stride"]))

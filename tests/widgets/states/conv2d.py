"""Random legal states of the live figure ``conv2d``."""

import random
from math import prod

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Every size and step for which the kernel fits, numbers or the window of a photograph."""
    sizes: Params = {}
    while not sizes or not all(_fits(sizes, size, axis) for size, axis in CONV2D_AXES):
        sizes = {"height": rng.randint(3, 10), "width": rng.randint(3, 10)}
        for name, (low, high) in CONV2D_STEPS.items():
            sizes |= {f"{name}_{axis}": rng.randint(low, high) for axis in "hw"}
    inputs, outputs = rng.randint(1, 3), rng.randint(1, 3)
    photo, columns = rng.choice([("astronaut", 64), ("chelsea", 96)])
    area, taps = sizes["height"] * sizes["width"], sizes["kernel_h"] * sizes["kernel_w"]
    places = outputs * prod(_places(sizes, size, axis) for size, axis in CONV2D_AXES)
    return sizes | {
        "source": rng.choice(["numbers", "photo"]),
        "photo": photo,
        "photo_y": rng.randint(0, 64 - sizes["height"]),
        "photo_x": rng.randint(0, columns - sizes["width"]),
        "in_channels": inputs,
        "out_channels": outputs,
        "input": [dyadic(rng, 255) for _ in range(inputs * area)],
        "weight": [dyadic(rng, 99) for _ in range(outputs * inputs * taps)],
        "bias": [dyadic(rng, 99) for _ in range(outputs)],
        "look": rng.randrange(places),
    }


CONV2D_STEPS = {"kernel": (1, 5), "stride": (1, 4), "padding": (0, 3), "dilation": (1, 3)}
CONV2D_AXES = (("height", "h"), ("width", "w"))


def _room(sizes: Params, size: str, axis: str) -> int:
    reach = sizes[f"dilation_{axis}"] * (sizes[f"kernel_{axis}"] - 1)
    room: int = sizes[size] + 2 * sizes[f"padding_{axis}"] - reach
    return room


def _fits(sizes: Params, size: str, axis: str) -> bool:
    return _room(sizes, size, axis) > 0


def _places(sizes: Params, size: str, axis: str) -> int:
    return len(range(0, _room(sizes, size, axis), sizes[f"stride_{axis}"]))

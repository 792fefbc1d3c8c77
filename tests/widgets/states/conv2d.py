"""Random legal states of the live figure ``conv2d``."""

import random
from math import prod

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Every size and step for which the kernel fits, numbers or the window of a photograph."""
    sizes: Params = {}
    while not sizes or not all(_fits(sizes, size, axis) for size, axis in CONV2D_AXES):
        sizes = _sizes(rng)
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
        "flip": rng.random() < 0.3,
        "paint": rng.random() < 0.1,
        "brush": dyadic(rng, 99),
    }


CONV2D_STEPS = {"kernel": (1, 5), "stride": (1, 4), "padding": (0, 3), "dilation": (1, 3)}
CONV2D_AXES = (("height", "h"), ("width", "w"))
CONV2D_FAR = {"h": "padding_bottom", "w": "padding_right"}


def _sizes(rng: random.Random) -> Params:
    """Mostly small, at times as large as the figure goes."""
    largest, taps = (20, 7) if rng.random() < 0.15 else (10, 5)
    mode = rng.choice(["zeros", "zeros", "circular", "reflect", "replicate"])
    sizes: Params = {"padding_mode": mode}
    sizes |= {name: rng.randint(3, largest) for name in ("height", "width")}
    for name, (low, high) in CONV2D_STEPS.items():
        most = taps if name == "kernel" else high
        sizes |= {f"{name}_{axis}": rng.randint(low, most) for axis in "hw"}
    for size, axis in CONV2D_AXES:
        most = min(3, sizes[size] - 1) if mode == "reflect" else 3
        sizes[f"padding_{axis}"] = min(sizes[f"padding_{axis}"], most)
        sizes[CONV2D_FAR[axis]] = rng.choice([-1, -1, rng.randint(0, most)])
    return sizes


def _room(sizes: Params, size: str, axis: str) -> int:
    reach = sizes[f"dilation_{axis}"] * (sizes[f"kernel_{axis}"] - 1)
    near, far = sizes[f"padding_{axis}"], sizes[CONV2D_FAR[axis]]
    room: int = sizes[size] + near + (near if far < 0 else far) - reach
    return room


def _fits(sizes: Params, size: str, axis: str) -> bool:
    return _room(sizes, size, axis) > 0


def _places(sizes: Params, size: str, axis: str) -> int:
    return len(range(0, _room(sizes, size, axis), sizes[f"stride_{axis}"]))

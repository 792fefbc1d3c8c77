"""Random legal states of every live figure, for the comparison of script and library."""

import random
from collections.abc import Callable
from math import prod

from convbook.widgets.atlas import OPERATORS
from convbook.widgets.base import Params


def dyadic(rng: random.Random, limit: int = 9) -> float:
    """A multiple of 1/8, often an integer."""
    if rng.random() < 0.6:
        return rng.randint(-limit, limit)
    return rng.randint(-8 * limit, 8 * limit) / 8


def photo_kernel(rng: random.Random) -> Params:
    """Nine numbers, a divisor, an offset and a window."""
    return {
        "kernel": [dyadic(rng, 99) for _ in range(9)],
        "divisor": rng.choice([1, 2, 4, 8, 16]),
        "offset": rng.choice([0, 128]),
        "y": rng.randrange(256),
        "x": rng.randrange(256),
    }


def atlas(rng: random.Random) -> Params:
    """An operator, which reductions to show, and how many cases of each were run, if any."""
    cases = rng.choice([0, rng.randint(1, 999)])
    return {"operator": rng.choice(OPERATORS), "exact": rng.random() < 0.5, "cases": cases}


def slide_1d(rng: random.Random) -> Params:
    """Two sequences and every way to slide them; about one in ten does not fit."""
    mode = rng.choice(["valid", "same", "full", "custom"])
    padding, stride, dilation = rng.randint(0, 8), rng.randint(1, 4), rng.randint(1, 3)
    signal = [dyadic(rng, 99) for _ in range(rng.randint(1, 12))]
    kernel = [dyadic(rng, 99) for _ in range(rng.randint(1, 6))]
    reach = dilation * (len(kernel) - 1)
    zeros = {"valid": 0, "same": reach, "full": 2 * reach, "custom": 2 * padding}[mode]
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


def conv2d(rng: random.Random) -> Params:
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


def shape_calculator(rng: random.Random) -> Params:
    """Layers of each kind over the whole range, most of them small; some do not fit."""
    op, dims = rng.choice(["conv", "transpose", "maxpool"]), rng.randint(1, 3)
    square, large = rng.random() < 0.5, rng.random() < 0.3

    def entries(low: int, usual: int, high: int) -> list[int]:
        drawn = [rng.randint(low, high if large else usual) for _ in range(dims)]
        return drawn[:1] * dims if square else drawn

    kernel, stride, dilation = entries(1, 5, 32), entries(1, 4, 16), entries(1, 3, 16)
    padding, extra = entries(0, 4, 64), entries(0, 3, 15)
    if op == "maxpool":
        padding = [min(p, k // 2) for p, k in zip(padding, kernel, strict=True)]
    groups = rng.choice([1, 1, 2, 3, 8])
    return {
        "op": op,
        "dims": dims,
        "square": square,
        "input_size": entries(1, 32, 1024),
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "rule": rng.choice(["number", "valid", "same", "full"]) if op == "conv" else "number",
        "dilation": dilation,
        "output_padding": [
            min(o, max(s, d) - 1) for o, s, d in zip(extra, stride, dilation, strict=True)
        ],
        "ceil_mode": rng.random() < 0.5,
        "batch": rng.randint(1, 128),
        "in_channels": groups * rng.randint(1, 2048 // groups),
        "out_channels": groups * rng.randint(1, 2048 // groups),
        "groups": groups,
        "bias": rng.random() < 0.5,
        "axis": rng.randrange(dims),
        "goal": rng.choice(["number", "same", "half", "double"]),
        "target": entries(1, 32, 4096),
    }


STATES: dict[str, Callable[[random.Random], Params]] = {
    "conv2d": conv2d,
    "atlas": atlas,
    "photo-kernel": photo_kernel,
    "shape-calculator": shape_calculator,
    "slide-1d": slide_1d,
}

"""Random legal states of the live figure ``shape-calculator``."""

import random

from convbook.widgets.base import Params


def draw(rng: random.Random) -> Params:
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

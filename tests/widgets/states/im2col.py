"""Random legal states of the live figure ``im2col``."""

import random

from convbook.widgets.base import Params
from tests.widgets.states.values import dyadic


def draw(rng: random.Random) -> Params:
    """Every size and step for which the kernel fits, and any layer."""
    sizes: Params = {}
    while not sizes or min(_rooms(sizes)) < 0:
        sizes = {
            "height": rng.randint(1, 8),
            "width": rng.randint(1, 8),
            "kernel_h": rng.randint(1, 4),
            "kernel_w": rng.randint(1, 4),
            "stride": rng.randint(1, 3),
            "padding": rng.randint(0, 2),
            "dilation": rng.randint(1, 2),
        }
    rows, columns = (room // sizes["stride"] + 1 for room in _rooms(sizes))
    inputs, outputs = rng.randint(1, 3), rng.randint(1, 3)
    taps = inputs * sizes["kernel_h"] * sizes["kernel_w"]
    return sizes | {
        "in_channels": inputs,
        "out_channels": outputs,
        "input": [dyadic(rng, 99) for _ in range(inputs * sizes["height"] * sizes["width"])],
        "weight": [dyadic(rng, 99) for _ in range(outputs * taps)],
        "look": rng.randrange(outputs * rows * columns),
        "layer_size": rng.randint(1, 512),
        "layer_in": rng.randint(1, 512),
        "layer_out": rng.choice([1, 3, 64, rng.randint(1, 512)]),
        "layer_kernel": rng.randint(1, 31),
        "layer_stride": rng.randint(1, 3),
        "layer_ready": rng.random() < 0.5,
    }


def _rooms(sizes: Params) -> list[int]:
    """Places of the kernel along rows and columns, less one; negative where it does not fit."""
    return [
        sizes[size] + 2 * sizes["padding"] - sizes["dilation"] * (sizes[kernel] - 1) - 1
        for size, kernel in (("height", "kernel_h"), ("width", "kernel_w"))
    ]

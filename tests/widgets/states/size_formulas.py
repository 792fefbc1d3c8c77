"""Random legal states of the live figure ``size-formulas``."""

import random

from convbook.widgets.base import Params

OPERATIONS = ("conv", "pool", "dilated", "transposed", "dilated-transposed")


def draw(rng: random.Random) -> Params:
    """Any operation with any setting that it has, any input size."""
    operation = rng.choice(OPERATIONS)
    kernel, stride = rng.randint(1, 7), rng.randint(1, 5)
    dilation = rng.randint(1, 5) if operation.startswith("dilated") else 1
    extra = max(stride, dilation) - 1 if operation.endswith("transposed") else 0
    return {
        "operation": operation,
        "kernel": kernel,
        "stride": stride,
        "padding": rng.randint(0, kernel // 2 if operation == "pool" else 6),
        "dilation": dilation,
        "output_padding": rng.randint(0, min(4, extra)),
        "ceil_mode": operation == "pool" and rng.random() < 0.5,
        "size": rng.randint(1, 40),
    }

"""deform_conv2d beside torchvision's: needs an environment of its own, see the Makefile."""

from collections.abc import Callable

import torchvision.ops
from torch import Tensor

from benchmarks.race import Row, Side
from benchmarks.rows import SHAPE, normal, weight
from convbook import ops


def deform(modulated: bool) -> Callable[[], tuple[Side, Side]]:
    def make() -> tuple[Side, Side]:
        x, offset, w = normal(*SHAPE), normal(4, 18, 56, 56), weight(3)
        mask = (normal(4, 9, 56, 56).sigmoid(),) if modulated else ()

        def run(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
            return lambda x, o, w, *m: function(x, o, w, padding=1, mask=m[0] if m else None)

        tensors = (x, offset, w, *mask)
        return (run(ops.deform_conv2d), tensors), (run(torchvision.ops.deform_conv2d), tensors)

    return make


ROWS = (
    Row("deform_conv2d 3x3", "torchvision", 0.30, deform(False), 0.15),
    Row("deform_conv2d 3x3, modulated", "torchvision", 0.30, deform(True), 0.15),
)

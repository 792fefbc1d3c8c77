"""Ways to compute a convolution. All give the same numbers; they differ in cost and in rounding.

An algorithm takes a checked input [N, C_in, ...], the weight, the bias or None, the geometry and
the number of groups, and returns [N, C_out, ...]. A further one is a further entry of
`ALGORITHMS`; it raises a ConvbookValueError or ConvbookTypeError for what it cannot do.
"""

from collections.abc import Callable

from torch import Tensor

from convbook.ops.algorithms.auto import auto
from convbook.ops.algorithms.common import LOW_PRECISION
from convbook.ops.algorithms.direct import direct
from convbook.ops.algorithms.fft import fft
from convbook.ops.algorithms.im2col import im2col
from convbook.ops.algorithms.matrix import matrix
from convbook.ops.algorithms.winograd import winograd

ALGORITHMS: dict[str, Callable[..., Tensor]] = {
    "auto": auto,
    "direct": direct,
    "im2col": im2col,
    "matrix": matrix,
    "fft": fft,
    "winograd": winograd,
}

__all__ = ["ALGORITHMS", "LOW_PRECISION", "auto", "direct", "fft", "im2col", "matrix", "winograd"]

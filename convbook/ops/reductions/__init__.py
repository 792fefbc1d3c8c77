"""Which operator becomes which other one, and when: every edge with a check that proves it.

A further family of operators is a further module here, and one more summand below.
"""

from convbook.ops.reductions import conv, convolution
from convbook.ops.reductions.record import Reduction

REDUCTIONS: tuple[Reduction, ...] = convolution.REDUCTIONS + conv.REDUCTIONS

__all__ = ["REDUCTIONS", "Reduction"]

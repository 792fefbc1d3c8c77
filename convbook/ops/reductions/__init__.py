"""Which operator becomes which other one, and when: every edge with a check that proves it.

A further family of operators is a further module here, and one more summand below.
"""

from convbook.ops.reductions import (
    algorithms,
    backward,
    cond,
    conv,
    convolution,
    deform,
    deform_kernel,
    dynamic_pool,
    octave,
    padding,
    partial,
    separable,
    symmetric,
    transposed,
)
from convbook.ops.reductions.record import Reduction

REDUCTIONS: tuple[Reduction, ...] = (
    *convolution.REDUCTIONS,
    *conv.REDUCTIONS,
    *algorithms.REDUCTIONS,
    *backward.REDUCTIONS,
    *transposed.REDUCTIONS,
    *separable.REDUCTIONS,
    *octave.REDUCTIONS,
    *padding.REDUCTIONS,
    *partial.REDUCTIONS,
    *symmetric.REDUCTIONS,
    *deform.REDUCTIONS,
    *deform_kernel.REDUCTIONS,
    *cond.REDUCTIONS,
    *dynamic_pool.REDUCTIONS,
)

__all__ = ["REDUCTIONS", "Reduction"]

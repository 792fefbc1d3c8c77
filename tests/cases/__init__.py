"""The case table: one row for every public operator; tests/ops/test_cases.py tests every row.

A family of operators is a module here, with its `CASES` and, where it has layers, its `LAYERS`.
"""

from tests.cases import (
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
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse

CASES: tuple[Case, ...] = (
    *convolution.CASES,
    *conv.CASES,
    *algorithms.CASES,
    *backward.CASES,
    *transposed.CASES,
    *separable.CASES,
    *octave.CASES,
    *padding.CASES,
    *partial.CASES,
    *symmetric.CASES,
    *deform.CASES,
    *deform_kernel.CASES,
    *cond.CASES,
    *dynamic_pool.CASES,
)
LAYERS: tuple[LayerCase, ...] = (
    *separable.LAYERS,
    *octave.LAYERS,
    *partial.LAYERS,
    *symmetric.LAYERS,
    *deform.LAYERS,
    *deform_kernel.LAYERS,
    *cond.LAYERS,
    *dynamic_pool.LAYERS,
)

__all__ = ["CASES", "LAYERS", "Call", "Case", "LayerCase", "Misuse"]

"""Properties of operators, checked on any call: (case, call, operator) -> None or AssertionError.

Tensors hold integers, so equality is exact unless the case states a bound.
"""

from collections.abc import Callable
from typing import Any

import torch

from tests.values import assert_equal

Call = dict[str, Any]
Operator = Callable[..., torch.Tensor]


def assert_same(case: Any, actual: torch.Tensor, expected: torch.Tensor) -> None:
    """Equal shape, dtype and numbers; up to the largest bound that the case has."""
    assert_equal(actual, expected, max(case.bound, *case.algorithm_bounds.values(), 0.0))


def without_bias(call: Call) -> Call:
    return call | {"bias": None} if "bias" in call else call


def linearity(case: Any, call: Call, operator: Operator) -> None:
    """Linear in the signal, and linear in the kernel."""
    call = without_bias(call)
    for name in (case.signal, case.kernel):
        a = call[name]
        b = a.flip(list(range(a.ndim)))
        mixed = operator(**call | {name: 2 * a - 3 * b})
        parts = 2 * operator(**call | {name: a}) - 3 * operator(**call | {name: b})
        assert_same(case, mixed, parts)


def shape_formula(case: Any, call: Call, operator: Operator) -> None:
    """As many outputs along each axis as windows can be counted."""
    counted = [
        len(range(-before, size + after - extent + 1, stride))
        for size, extent, stride, (before, after) in case.windows(call)
    ]
    shape = operator(**call).shape
    assert list(shape[len(shape) - len(counted) :]) == counted


def shift_equivariance(case: Any, call: Call, operator: Operator) -> None:
    """Without its first s pixels the signal gives the outputs from the second on.

    Inside the border: an output whose window meets the padding in front is left out.
    """
    windows = case.windows(call)
    whole = operator(**call)
    for axis, (size, extent, stride, (before, after)) in enumerate(windows):
        if size - stride < 1 or size - stride + before + after < extent:
            continue
        dim = axis - len(windows)
        signal = call[case.signal]
        late = operator(**call | {case.signal: signal.narrow(dim, stride, size - stride)})
        inside = -(-before // stride)
        count = max(late.shape[dim] - inside, 0)
        assert count == max(whole.shape[dim] - 1 - inside, 0)
        if count:
            expected = whole.narrow(dim, inside + 1, count)
            assert_same(case, late.narrow(dim, inside, count), expected)


def adjointness(case: Any, call: Call, operator: Operator) -> None:
    """<A x, y> = <x, A^T y>, where autograd computes A^T y, for signal and kernel alike."""
    call = {k: v.real if torch.is_tensor(v) else v for k, v in without_bias(call).items()}
    for name in (case.signal, case.kernel):
        x = call[name].clone().requires_grad_()
        output = operator(**call | {name: x})
        y = torch.randint(-4, 5, output.shape).to(output.dtype)
        (transposed,) = torch.autograd.grad(output, x, y)
        assert_same(case, (output * y).sum(), (x * transposed).sum())

"""Results of operators: one tensor or several, compared in one way."""

from collections.abc import Callable
from typing import Any

import torch


def each(result: Any) -> tuple[torch.Tensor | None, ...]:
    """The tensors of a result, nested or single, in order."""
    if isinstance(result, tuple | list):
        return tuple(tensor for part in result for tensor in each(part))
    return (result,)


def apply(function: Callable[[torch.Tensor], torch.Tensor], value: Any) -> Any:
    """Apply `function` to the tensors of a value, inside tuples and lists too."""
    if isinstance(value, tuple | list):
        return type(value)(apply(function, part) for part in value)
    return function(value) if torch.is_tensor(value) else value


def assert_equal(actual: Any, expected: Any, bound: float = 0.0, check_dtype: bool = True) -> None:
    """Equal structure, shapes, dtypes and numbers; the numbers up to `bound`."""
    ours, theirs = each(actual), each(expected)
    assert [t is None for t in ours] == [t is None for t in theirs]
    for a, b in zip(ours, theirs, strict=True):
        if a is not None:
            torch.testing.assert_close(a, b, rtol=bound, atol=bound, check_dtype=check_dtype)

"""Hostile arguments, one or two at a time: our error with our message, or the right answer.

Never a crash, an error from inside torch, a silent broadcast or a shape of its own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convbook import ops, reference
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.cases import CASES, Call, Case
from tests.cases.record import as_arrays
from tests.values import each

NUMBERS: tuple[Any, ...] = (
    *(0, -1, -(2**40), 10**9, 2**31, 2**40, 2**63, 2**70, 1.5, float("nan"), float("inf")),
    *(True, None, "same", "x", b"1", (), [], (1,), (1, 2, 3), (1, 1, 1, 1, 1), (0, -1), (1.5, 2)),
    *((2**40, 1), {}, object(), np.int64(3), np.float64(2), torch.tensor(2), torch.tensor([1, 2])),
)
TENSORS: dict[str, Callable[[torch.Tensor], Any]] = {
    "an axis less": lambda t: t[0] if t.ndim else t,
    "two axes less": lambda t: t[0, 0] if t.ndim > 1 else t,
    "an axis more": lambda t: t[None],
    "an axis more at the end": lambda t: t[..., None],
    "a scalar": lambda t: t.flatten()[0],
    "no example": lambda t: t[:0],
    "second axis empty": lambda t: t[:, :0] if t.ndim > 1 else t[:0],
    "last axis empty": lambda t: t[..., :0],
    "second axis shorter": lambda t: t[:, :-1] if t.ndim > 1 else t[:-1],
    "second axis longer": lambda t: torch.cat([t, t[:, :1]], 1) if t.ndim > 1 else t,
    "first axis longer": lambda t: torch.cat([t, t]),
    "first axis one": lambda t: t[:1],
    "last axis one": lambda t: t[..., :1],
    "last axis longer": lambda t: torch.cat([t, t[..., :1]], -1),
    "bool": lambda t: t > 0,
    "uint8": lambda t: t.abs().to(torch.uint8),
    "int32": lambda t: t.to(torch.int32),
    "half": lambda t: t.half(),
    "bfloat16": lambda t: t.bfloat16(),
    "complex": lambda t: t.to(torch.complex64),
    "on meta": lambda t: t.to("meta"),
    "sparse": lambda t: t.to_sparse(),
    "NaN": lambda t: torch.full_like(t, torch.nan),
    "one NaN": lambda t: torch.where(t == t.flatten()[0], torch.nan, t),
    "infinite": lambda t: torch.full_like(t, torch.inf),
    "huge": lambda t: torch.full_like(t, 1e300),
    "array": lambda t: t.numpy(),
    "list": lambda t: t.tolist(),
    "nothing": lambda t: None,
    "a number": lambda t: 1.0,
    "text": lambda t: "input",
}
STRINGS = "", "SAME", "Full", None, 0, 1.5, (), ["auto"], b"auto"


def hostile(value: Any) -> list[Any]:
    """What to put in the place of a legal argument."""
    if torch.is_tensor(value):
        return [damage(value) for damage in TENSORS.values()]
    return [*STRINGS, *NUMBERS] if isinstance(value, str) else list(NUMBERS)


ARGUMENTS = [
    pytest.param(case, name, id=f"{case.name}-{name}") for case in CASES for name in case.example
]


def shapes(result: Any) -> list[Any]:
    return [None if r is None else tuple(r.shape) for r in each(result)]


def outcome(case: Case, call: Call) -> Any:
    """What the operator returns, or its refusal in words."""
    try:
        return getattr(ops, case.name)(**call)
    except (ConvbookValueError, ConvbookTypeError) as refusal:
        return str(refusal)


def assert_refused_or_right(case: Case, call: Call) -> None:
    """Raise unless the operator refuses in our words, or agrees in shape with its definition."""
    result = outcome(case, call)
    if isinstance(result, str):
        assert result.startswith(f"{case.name}: ")
        assert ", got " in result
        return
    tensors = [t for t in each(tuple(call.values())) if torch.is_tensor(t)]
    if any(t.is_meta or t.dtype == torch.bfloat16 for t in tensors):
        return
    with np.errstate(all="ignore"):
        expected = getattr(reference, case.name)(**as_arrays(call))
    assert shapes(result) == shapes(expected)


@pytest.mark.parametrize(("case", "name"), ARGUMENTS)
def test_one_hostile_argument(case: Case, name: str) -> None:
    for bad in hostile(case.example[name]):
        assert_refused_or_right(case, case.example | {name: bad})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@given(data=st.data())
def test_two_hostile_arguments(case: Case, data: st.DataObject) -> None:
    names = data.draw(st.permutations(list(case.example)))[:2]
    bad = {name: data.draw(st.sampled_from(hostile(case.example[name]))) for name in names}
    assert_refused_or_right(case, case.example | bad)

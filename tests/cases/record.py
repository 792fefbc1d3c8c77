"""What a row of the case table holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from hypothesis import strategies as st

from convbook import ops, reference
from tests import properties
from tests.windows import Window

Call = dict[str, Any]
Results = torch.Tensor | tuple[torch.Tensor | None, ...]

DTYPES = (
    *(torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.complex64),
    *(torch.int8, torch.int32, torch.int64),
)
# What tests/ops/test_cases.py asks of every row beyond definition, oracles and misuses.
PROMISES = {
    "layout": "memory layout of the signal does not matter",
    "derivatives": "first and second derivatives of every tensor",
    "half precision": "4097 ones are summed in more than half precision",
    "autocast": "autocast lowers float32 as it does for torch's convolutions",
    "meta": "the meta device gives shape and dtype",
    "empty batch": "no example gives no result, and a gradient of zero",
    "one example": "an input without batch axis gives a result without",
    "large integers": "2^53 + 1 survives",
}


@dataclass(frozen=True)
class Misuse:
    """What makes the row's example wrong, and the error it must raise."""

    changes: Call
    error: type[Exception]
    match: str
    torch_only: bool = False  # the definition converts its arguments and cannot object


def accumulation(case: "Case", dtype: torch.dtype) -> Call:
    """4097 ones under 4097 ones."""
    ones = torch.ones(*(1,) * (case.example[case.kernel].ndim - 1), 4097, dtype=dtype)
    options = {"padding": 0} if "bias" in case.example else {"mode": "valid"}
    return {case.signal: ones, case.kernel: ones} | options


def large_integer(case: "Case") -> Call:
    """One pixel, 2^53 + 1, which float64 does not hold, under one tap of 1."""
    x = torch.full((1,) * case.example[case.kernel].ndim, 2**53 + 1)
    return {case.signal: x, case.kernel: torch.ones_like(x)}


@dataclass(frozen=True, repr=False)
class Case:
    """One operator: how it is called, by what it is judged, and what it must refuse."""

    name: str
    calls: st.SearchStrategy[Call]
    example: Call  # results are integers below 256, unless `dtypes` says otherwise
    oracles: dict[str, tuple[Callable[[Call], Results], ...]]  # by algorithm
    reaches: dict[str, Callable[[Call], bool]]  # what `calls` must be able to draw
    misuses: tuple[Misuse, ...]
    signal: str = "input"
    kernel: str = "weight"
    batched: tuple[str, ...] = ("input",)  # tensors whose first axis counts examples
    windows: Callable[[Call], list[Window]] | None = None
    bound: float = 0.0  # against definition and oracles; 0: equal to the last bit on integers
    algorithm_bounds: Mapping[str, float] = field(default_factory=dict)  # where they differ
    properties: tuple[Callable[["Case", Call, Callable[..., torch.Tensor]], None], ...] = (
        properties.linearity,
        properties.shape_formula,
        properties.shift_equivariance,
        properties.adjointness,
    )
    lacks: Mapping[str, str] = field(default_factory=dict)  # promise: why it cannot hold
    smooth: Call = field(default_factory=dict)  # changes that move the example away from kinks
    dtypes: Mapping[torch.dtype, float] = field(default_factory=lambda: dict.fromkeys(DTYPES, 0.0))
    accumulation: Callable[["Case", torch.dtype], Call] = accumulation
    large_integer: Callable[["Case"], Call] = large_integer
    narrow: Mapping[str, Callable[[Call], Call]] = field(default_factory=dict)  # see `fit`
    refuse_integers: tuple[str, ...] = ()  # algorithms that round

    def __repr__(self) -> str:
        return f"<row of {self.name}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # Hypothesis would print every field of a dataclass with each failure.
        printer.text(repr(self))

    def operator(self, algorithm: str) -> Callable[..., Any]:
        """The operator with its algorithm chosen; "" for one that has no choice.

        An algorithm may carry a setting: "winograd tile=4".
        """
        function = getattr(ops, self.name)
        name, *settings = algorithm.split() or [""]
        choice: Call = {"algorithm": name} if name else {}
        choice |= {k: int(v) for k, v in (setting.split("=") for setting in settings)}
        return lambda **call: function(**call, **choice)

    def fit(self, algorithm: str, call: Call) -> Call:
        """The call, changed where the algorithm cannot do every call."""
        return self.narrow[algorithm](call) if algorithm in self.narrow else call

    def bound_of(self, algorithm: str, dtype: torch.dtype = torch.float64) -> float:
        """The bound in float64; other dtypes compute in float32, which has 29 bits less."""
        bound = self.algorithm_bounds.get(algorithm, self.bound)
        return bound if dtype == torch.float64 else bound * 2**29

    def definition(self, call: Call) -> Results:
        """The definition's result as a tensor, or as several."""
        result = getattr(reference, self.name)(**as_arrays(call))
        if isinstance(result, tuple):
            return tuple(None if r is None else torch.from_numpy(r) for r in result)
        return torch.from_numpy(result)


def as_arrays(call: Call) -> Call:
    """The call with arrays in place of tensors, inside lists and tuples too."""

    def convert(value: Any) -> Any:
        if torch.is_tensor(value):
            return value.numpy()
        return type(value)(map(convert, value)) if isinstance(value, tuple | list) else value

    return {name: convert(value) for name, value in call.items()}

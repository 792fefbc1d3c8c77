"""Rows of conv_matrix and winograd_matrices."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st

from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import properties
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import algorithms as oracles
from tests.strategies import conv_calls, integers

NO_TENSOR = "takes two integers and no tensor"


@st.composite
def matrix_calls(draw: st.DrawFn) -> Call:
    """Calls of conv_matrix: the geometry of conv2d, and the size of its input."""
    call = draw(conv_calls(2))
    size: Any = tuple(call.pop("input").shape[2:])
    call.pop("bias")
    return call | {"input_size": size[0] if size[0] == size[1] else size}


def misuses_of_the_matrix(w: torch.Tensor) -> tuple[Misuse, ...]:
    value, kind = ConvbookValueError, ConvbookTypeError
    return (
        Misuse({"weight": w.tolist()}, kind, "weight must be a torch.Tensor", True),
        Misuse({"weight": None}, kind, "weight must"),
        Misuse({"weight": w > 0}, kind, "weight must hold integer, floating or complex"),
        Misuse({"weight": w[0]}, value, r"weight must have 4 axes, \[C_out, C_in/groups, k_h, k_w"),
        Misuse({"weight": w[:0]}, value, "every axis of weight must hold"),
        Misuse({"weight": w[:, :, :0]}, value, "every axis of weight must hold"),
        Misuse({"groups": 3}, value, "groups must divide the number of output channels"),
        Misuse({"groups": 0}, value, "groups must be at least 1"),
        Misuse({"groups": 2.0}, kind, "groups must be an integer"),
        Misuse({"input_size": 0}, value, "input_size must be at least 1"),
        Misuse({"input_size": (4, 4, 4)}, value, "input_size must be an integer or 2 of them"),
        Misuse({"input_size": "4"}, kind, "input_size must be an integer"),
        Misuse({"input_size": None}, kind, "input_size must be an integer"),
        Misuse({"input_size": 2.5}, kind, "input_size must be an integer"),
        Misuse({"input_size": 1, "padding": 0}, value, "the kernel must fit into the padded"),
        Misuse({"input_size": 10**4}, value, r"at most 2\^28 entries"),
        Misuse({"padding": 10**9}, value, r"at most 2\^30 positions"),
        Misuse({"padding": 10**4}, value, r"at most 2\^28 entries"),
        Misuse({"padding": -1}, value, "padding must be at least 0"),
        Misuse({"padding": "same"}, value, 'padding="same" needs stride 1'),
        Misuse({"padding": "half"}, value, "padding must be one of"),
        Misuse({"stride": 0}, value, "stride must be at least 1"),
        Misuse({"stride": 2**31}, value, r"stride must be below 2\^31"),
        Misuse({"dilation": True}, kind, "dilation must be an integer"),
    )


def large_weight(case: Case) -> Call:
    """One tap of 2^53 + 1, which float64 does not hold."""
    return {"weight": torch.full((1, 1, 1, 1), 2**53 + 1), "input_size": 1}


matrix_example: Call = {
    "weight": integers(5, 4, 1, 2, 3),
    "input_size": (3, 2),
    "stride": (2, 1),
    "padding": (1, 2),
    "dilation": (2, 1),
    "groups": 2,
}


def filters(case: Case, call: Call, operator: Callable[..., Any]) -> None:
    """A^T ((G g) * (B^T d)) is the correlation of every d with every g: in fractions, exactly."""
    m, r = call["m"], call["r"]
    at, g, bt = (
        [[Fraction(entry).limit_denominator(10**8) for entry in row] for row in matrix.tolist()]
        for matrix in operator(**call)
    )
    taps, signal = integers(m, r).long().tolist(), integers(r, m + r - 1).long().tolist()

    def times(matrix: list[list[Fraction]], vector: list[Any]) -> list[Fraction]:
        return [sum(map(Fraction.__mul__, row, map(Fraction, vector))) for row in matrix]

    products = [a * b for a, b in zip(times(g, taps), times(bt, signal), strict=True)]
    assert times(at, products) == np.correlate(signal, taps, "valid").tolist()


CASES: tuple[Case, ...] = (
    Case(
        name="conv_matrix",
        calls=matrix_calls(),
        example=matrix_example,
        oracles={"": (oracles.torch_matrix, oracles.scipy_matrix)},
        signal="weight",
        batched=(),
        properties=(properties.linearity,),
        lacks={
            "half precision": "every entry is a copy of a tap: nothing is summed",
            "autocast": "every entry is a copy of a tap: nothing is computed",
            "empty batch": "a matrix has no batch",
            "one example": "a matrix has no batch",
        },
        large_integer=large_weight,
        reaches={
            "square": lambda call: isinstance(call["input_size"], int) and call["input_size"] > 1,
            "size-1 axis": lambda call: (
                isinstance(call["input_size"], tuple) and 1 in call["input_size"]
            ),
            "groups": lambda call: call["groups"] > 1 and call["weight"].shape[1] > 1,
            "every option": lambda call: (
                min(call["stride"]) > 1 and min(call["dilation"]) > 1 and call["padding"] == (2, 1)
            ),
            "same": lambda call: call["padding"] == "same" and 2 in call["weight"].shape[2:],
            "full": lambda call: call["padding"] == "full" and max(call["dilation"]) > 1,
        },
        misuses=misuses_of_the_matrix(matrix_example["weight"]),
    ),
    Case(
        name="winograd_matrices",
        # Up to 12 points all are dyadic, and float64 holds what NumPy computes.
        calls=st.tuples(st.integers(1, 8), st.integers(1, 8))
        .filter(lambda size: sum(size) <= 13)
        .map(lambda size: {"m": size[0], "r": size[1]}),
        example={"m": 2, "r": 3},
        oracles={"": (oracles.printed_transforms, oracles.numpy_transforms)},
        batched=(),
        properties=(filters,),
        lacks=dict.fromkeys(
            (
                *("layout", "derivatives", "half precision", "autocast", "meta"),
                *("empty batch", "one example", "large integers"),
            ),
            NO_TENSOR,
        ),
        dtypes={},
        reaches={
            "printed F(2, 3)": lambda call: (call["m"], call["r"]) == (2, 3),
            "printed F(4, 3)": lambda call: (call["m"], call["r"]) == (4, 3),
            "one multiplication": lambda call: call["m"] == call["r"] == 1,
            "no tap but one": lambda call: call["r"] == 1 < call["m"],
            "one output": lambda call: call["m"] == 1 < call["r"],
            "halves": lambda call: call["m"] + call["r"] > 7,
            "twelve points": lambda call: call["m"] + call["r"] == 13,
        },
        misuses=(
            Misuse({"m": 0}, ConvbookValueError, "m must be at least 1, got 0"),
            Misuse({"m": -2}, ConvbookValueError, "m must be at least 1, got -2"),
            Misuse({"r": 0}, ConvbookValueError, "r must be at least 1, got 0"),
            Misuse({"m": 2.0}, ConvbookTypeError, "m must be an integer"),
            Misuse({"m": True}, ConvbookTypeError, "m must be an integer"),
            Misuse({"r": "3"}, ConvbookTypeError, "r must be an integer"),
            Misuse({"r": None}, ConvbookTypeError, "r must be an integer"),
            Misuse({"m": (2, 2)}, ConvbookTypeError, "m must be an integer"),
            Misuse({"m": 15}, ConvbookValueError, r"m \+ r - 1 must be at most 16, got 17"),
            Misuse({"r": 10**9}, ConvbookValueError, r"m \+ r - 1 must be at most 16"),
        ),
    ),
)
LAYERS: tuple[LayerCase, ...] = ()

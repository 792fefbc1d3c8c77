"""Row of conv2d_backward."""

from collections.abc import Callable
from typing import Any

import torch
from hypothesis import strategies as st

from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import windows
from tests.cases.conv import conv_reaches
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import algorithms as oracles
from tests.oracles.conv import output_sizes
from tests.properties import assert_same
from tests.strategies import conv_calls, integers


@st.composite
def backward_calls(draw: st.DrawFn) -> Call:
    """Calls of conv2d_backward: a convolution over images, and a gradient of its output."""
    call = draw(conv_calls(2))
    call.pop("bias")
    shape = (len(call["input"]), len(call["weight"]), *output_sizes(call))
    call = {"grad_output": integers(draw(st.integers(0, 10**6)), *shape)} | call
    tensors = "grad_output", "input", "weight"
    if draw(st.integers(0, 3)) == 3:
        call |= {name: torch.complex(call[name], call[name].flip(1)) for name in tensors}
    if len(call["input"]) == 1 and draw(st.booleans()):
        call |= {name: call[name][0] for name in tensors[:2]}
    return call


def linear_in_each(case: Case, call: Call, operator: Callable[..., Any]) -> None:
    """Twice one tensor, twice the gradients that it enters; the others stay."""
    once = operator(**call)
    # (grad_input, grad_weight, grad_bias) by the tensor that is doubled
    doubled = {"grad_output": (2, 2, 2), "input": (1, 2, 1), "weight": (2, 1, 1)}
    for name, factors in doubled.items():
        twice = operator(**call | {name: 2 * call[name]})
        for result, expected, factor in zip(twice, once, factors, strict=True):
            assert_same(case, result, factor * expected)


def shapes_of_the_arguments(case: Case, call: Call, operator: Callable[..., Any]) -> None:
    """A gradient has the shape of what it is the gradient of."""
    shapes = [result.shape for result in operator(**call)]
    assert shapes == [call["input"].shape, call["weight"].shape, call["weight"].shape[:1]]


def one_inner_product(case: Case, call: Call, operator: Callable[..., Any]) -> None:
    """<e, y> = <grad_input, x> = <grad_weight, w>: one number, since y is linear in x and in w."""
    x_side, w_side, _ = operator(**call)
    assert_same(case, (x_side * call["input"].conj()).sum(), (w_side * call["weight"].conj()).sum())


def accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 output channels of 4097 px: every sum of the three has 4097 ones."""
    return {
        "grad_output": torch.ones(1, 4097, 1, 4097, dtype=dtype),
        "input": torch.ones(1, 1, 1, 4097, dtype=dtype),
        "weight": torch.ones(4097, 1, 1, 1, dtype=dtype),
    }


def large_integer(case: Case) -> Call:
    """A gradient of 2^53 + 1, which float64 does not hold, and ones."""
    one = torch.ones(1, 1, 1, 1, dtype=torch.int64)
    return {"grad_output": (2**53 + 1) * one, "input": one, "weight": one}


def misuses(example: Call) -> tuple[Misuse, ...]:
    """What conv2d_backward must refuse."""
    e, x, w = (example[name] for name in ("grad_output", "input", "weight"))
    value, kind = ConvbookValueError, ConvbookTypeError
    return (
        Misuse({"grad_output": e.tolist()}, kind, "grad_output must be a torch.Tensor", True),
        Misuse({"input": None}, kind, "input must"),
        Misuse({"weight": 1.0}, kind, "weight must be a torch.Tensor", True),
        Misuse({"grad_output": e > 0}, kind, "grad_output must hold|share one dtype"),
        Misuse({"input": x > 0, "weight": w > 0, "grad_output": e > 0}, kind, "must hold integer"),
        Misuse({"grad_output": e.float()}, kind, "share one dtype", True),
        Misuse({"weight": w.to("meta")}, value, "share one device", True),
        Misuse({"grad_output": e.to("meta")}, value, "share one device", True),
        Misuse({"grad_output": e[0]}, value, "grad_output must have the shape of the output"),
        Misuse({"grad_output": e[:, :1]}, value, "grad_output must have the shape of the output"),
        Misuse({"grad_output": e[..., :1]}, value, "grad_output must have the shape of the output"),
        Misuse({"grad_output": x}, value, "grad_output must have the shape of the output"),
        Misuse({"stride": 3}, value, "grad_output must have the shape of the output"),
        Misuse({"input": x[0, 0]}, value, r"input must be \[N, C"),
        Misuse({"input": x[:, :0]}, value, "every axis of input but the batch"),
        Misuse({"input": x[:, :-1]}, value, "input channels must equal"),
        Misuse({"weight": w[0]}, value, "weight must have 4 axes"),
        Misuse({"weight": w[..., :0]}, value, "every axis of weight"),
        Misuse({"groups": 3}, value, "groups must divide"),
        Misuse({"groups": 2.0}, kind, "groups must be an integer"),
        Misuse({"stride": 0}, value, "stride must be at least 1"),
        Misuse({"stride": None}, kind, "stride must be an integer"),
        Misuse({"padding": -1}, value, "padding must be at least 0"),
        Misuse({"padding": 10**9}, value, r"at most 2\^30 positions"),
        Misuse({"padding": "same"}, value, 'padding="same" needs stride 1'),
        Misuse({"dilation": 9}, value, "the kernel must fit into the padded input"),
        Misuse({"dilation": True}, kind, "dilation must be an integer"),
    )


example: Call = {
    "grad_output": integers(4, 1, 4, 2, 6),
    "input": integers(1, 1, 4, 3, 4),
    "weight": integers(2, 4, 2, 2, 3),
    "stride": (2, 1),
    "padding": (1, 2),
    "dilation": (2, 1),
    "groups": 2,
}
CASES: tuple[Case, ...] = (
    Case(
        name="conv2d_backward",
        calls=backward_calls(),
        example=example,
        oracles={"": (oracles.autograd,)},
        windows=windows.conv_windows,
        batched=("grad_output", "input"),
        properties=(linear_in_each, shapes_of_the_arguments, one_inner_product),
        lacks={
            "empty batch": "the gradients of weight and bias have no batch; the calls draw it",
            "one example": "the gradients of weight and bias have no batch; the calls draw it",
        },
        accumulation=accumulation,
        large_integer=large_integer,
        reaches={
            **{
                name: lambda call, reached=reached: (
                    call["input"].ndim == 4 and reached(call | {"bias": None})
                )
                for name, reached in conv_reaches(2).items()
                if name != "bias"
            },
            "complex": lambda call: call["input"].is_complex(),
            "one example": lambda call: call["input"].ndim == 3,
            "more padding than kernel": lambda call: (
                isinstance(call["padding"], tuple)
                and any(
                    p > d * (k - 1)
                    for p, d, k in zip(
                        call["padding"], call["dilation"], call["weight"].shape[2:], strict=True
                    )
                )
            ),
        },
        misuses=misuses(example),
    ),
)
LAYERS: tuple[LayerCase, ...] = ()

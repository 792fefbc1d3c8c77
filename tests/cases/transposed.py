"""Rows of conv_transpose2d, zero_insert and dilate_kernel."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import properties
from tests.cases.conv import differ
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import transposed as oracles
from tests.strategies import integers
from tests.strategies.transposed import stretch_calls, transposed_calls

Operator = Callable[..., torch.Tensor]
VALUE, KIND = ConvbookValueError, ConvbookTypeError


def copies_are_counted(case: Case, call: Call, operator: Operator) -> None:
    """The copies of the kernel, laid out one by one, reach as far as the result, less padding."""
    lengths = operator(**call).shape[2:]
    for axis, length in enumerate(lengths):
        k, i = call["weight"].shape[2 + axis], call["input"].shape[2 + axis]
        s, d, p, a = (call[n][axis] for n in ("stride", "dilation", "padding", "output_padding"))
        reached = max(r * s + t * d for r in range(i) for t in range(k))
        assert length == len(range(p, reached + 1 - p + a))


def one_pixel_is_one_stride(case: Case, call: Call, operator: Operator) -> None:
    """A pixel more in front moves the result by one stride, away from what the padding cut."""
    call = properties.without_bias(call)
    whole = operator(**call)
    for axis in (2, 3):
        s = call["stride"][axis - 2]
        pad = [0, 0, 0, 0]
        pad[2 * (3 - axis)] = 1
        later = operator(**call | {"input": F.pad(call["input"], pad)})
        moved = later.narrow(axis, s, whole.shape[axis])
        properties.assert_same(case, moved, whole)


def adjoint_of_convolution(case: Case, call: Call, operator: Operator) -> None:
    """<conv(x), y> = <x, transposed(y)> for torch's convolution with the same weight."""
    call = properties.without_bias(call)
    y, names = call["input"], ("stride", "padding", "dilation", "groups")
    result = operator(**call)
    x = result.flip(0, 1, 2, 3) + 1
    forward = F.conv2d(x, call["weight"], None, **{name: call[name] for name in names})
    height, width = y.shape[2:]  # an output padding of the stride and more leaves room for more
    properties.assert_same(case, (forward[..., :height, :width] * y).sum(), (x * result).sum())


TRANSPOSED: Call = {
    "input": integers(1, 1, 4, 3, 2),
    "weight": integers(2, 4, 2, 2, 3),
    "bias": integers(3, 4),
    "stride": (2, 1),
    "padding": (1, 2),
    "output_padding": (1, 0),
    "groups": 2,
    "dilation": (1, 2),
}


def transposed_misuses(example: Call) -> tuple[Misuse, ...]:
    x, w, b = example["input"], example["weight"], example["bias"]
    return (
        Misuse({"input": x.tolist()}, KIND, "input must be a torch.Tensor", True),
        Misuse({"input": x.to_sparse()}, KIND, "input must be a torch.Tensor, dense", True),
        Misuse({"weight": None}, KIND, "weight must"),
        Misuse({"bias": 1.0}, KIND, "bias must be a torch.Tensor", True),
        Misuse({"input": x > 0, "weight": w > 0, "bias": b > 0}, KIND, "input must hold integer"),
        Misuse({"weight": w.float()}, KIND, "share one dtype", True),
        Misuse({"weight": w.to("meta")}, VALUE, "share one device", True),
        Misuse({"input": x[0, 0]}, VALUE, r"input must be \[N, C, H, W\] or,.*got shape"),
        Misuse({"input": x[None]}, VALUE, r"input must be \[N, C, H, W\] or,.*got shape"),
        Misuse({"weight": w[0]}, VALUE, "weight must have 4 axes"),
        Misuse({"input": x[..., :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"weight": w[..., :0]}, VALUE, "every axis of weight"),
        Misuse({"input": x[:, :-1]}, VALUE, r"weight.shape\[0\] must equal the number of input"),
        Misuse({"groups": 3}, VALUE, "groups must divide the number of input channels"),
        Misuse({"groups": 0}, VALUE, "groups must be at least 1, got 0"),
        Misuse({"groups": 1.0}, KIND, "groups must be an integer"),
        Misuse({"bias": b[:-1]}, VALUE, "bias must have shape"),
        Misuse({"groups": 1}, VALUE, r"bias must have shape \(2,\)"),
        Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
        Misuse({"stride": (1, 1, 1)}, VALUE, "stride must be an integer or 2 of them"),
        Misuse({"stride": True}, KIND, "stride must be an integer"),
        Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
        Misuse({"padding": "same"}, KIND, "padding must be an integer"),
        Misuse({"padding": 3}, VALUE, "the padding must leave at least one output"),
        Misuse({"padding": 10**9}, VALUE, "the padding must leave at least one output"),
        Misuse({"output_padding": -1}, VALUE, "output_padding must be at least 0"),
        Misuse({"output_padding": 2}, VALUE, r"output_padding must be below .* = 2, got 2"),
        Misuse({"output_padding": (0, 2)}, VALUE, "output_padding must be below max"),
        Misuse({"dilation": 0}, VALUE, "dilation must be at least 1"),
        Misuse({"dilation": 1.5}, KIND, "dilation must be an integer"),
        Misuse({"stride": 10**6, "dilation": 10**6}, VALUE, "must not be nearly all zeros"),
        Misuse({"stride": 2**31}, VALUE, r"stride must be below 2\^31 px"),
        Misuse({"algorithm": "matrix", "stride": 5000}, VALUE, r"at most 2\^28 entries", True),
        Misuse({"algorithm": "direct"}, VALUE, "algorithm must be one of 'auto', 'scatter'", True),
        Misuse({"algorithm": None}, VALUE, "algorithm must be one of", True),
    )


def accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 channels of one become one."""
    x = torch.ones(1, 4097, 1, 1, dtype=dtype)
    return {"input": x, "weight": torch.ones(4097, 1, 1, 1, dtype=dtype)}


CONV_TRANSPOSE = Case(
    name="conv_transpose2d",
    calls=transposed_calls(),
    example=TRANSPOSED,
    oracles={
        "auto": (oracles.onnx_transposed, oracles.scipy_transposed),
        "scatter": (oracles.torch_transposed,),
        "zero_insertion": (oracles.torch_transposed,),
        "matrix": (oracles.torch_transposed,),
    },
    reaches={
        "empty batch": lambda call: len(call["input"]) == 0,
        "no bias": lambda call: call["bias"] is None,
        "groups": lambda call: call["groups"] > 1 and call["weight"].shape[1] > 1,
        "several inputs a group": lambda call: len(call["weight"]) > call["groups"] > 1,
        "one pixel": lambda call: call["input"].shape[2:] == (1, 1),
        "output padding": lambda call: min(call["output_padding"]) > 0,
        "output padding beyond the stride": lambda call: (
            call["output_padding"][0] >= call["stride"][0]
        ),
        "cropping of every tap": lambda call: any(
            p > d * (k - 1)
            for p, d, k in zip(
                call["padding"], call["dilation"], call["weight"].shape[2:], strict=True
            )
        ),
        "gaps": lambda call: call["stride"][0] > call["weight"].shape[2] * call["dilation"][0],
        **{
            f"unequal {name}": differ(name)
            for name in ("stride", "padding", "output_padding", "dilation")
        },
    },
    misuses=transposed_misuses(TRANSPOSED),
    properties=(
        properties.linearity,
        properties.adjointness,
        copies_are_counted,
        one_pixel_is_one_stride,
        adjoint_of_convolution,
    ),
    accumulation=accumulation,
)


def linear(case: Case, call: Call, operator: Operator) -> None:
    """Linear in its only tensor."""
    x = call[case.signal]
    other = x.flip(0, 1, 2, 3)
    mixed = operator(**call | {case.signal: 2 * x - 3 * other})
    parts = 2 * operator(**call) - 3 * operator(**call | {case.signal: other})
    properties.assert_same(case, mixed, parts)


def nothing_is_lost(case: Case, call: Call, operator: Operator) -> None:
    """The numbers stay, in order: the slices read them back, and all else is zero."""
    (step,) = (value for name, value in call.items() if name != case.signal)
    s_h, s_w = (step, step) if isinstance(step, int) else step
    result, x = operator(**call), call[case.signal]
    assert torch.equal(result[..., ::s_h, ::s_w], x)
    assert result.count_nonzero() == x.count_nonzero()
    assert result.shape[-2:] == ((x.shape[-2] - 1) * s_h + 1, (x.shape[-1] - 1) * s_w + 1)


def stretch_case(name: str, tensor: str, step: str, rank: str, **more: Any) -> Case:
    """The row of zero_insert or dilate_kernel."""
    x = integers(1, 2, 2, 2, 3)
    return Case(
        name=name,
        calls=stretch_calls(tensor, step),
        example={tensor: x, step: (2, 3)},
        oracles={"": (oracles.numpy_stretch(tensor, step), oracles.torch_stretch(tensor, step))},
        reaches={
            "one step for both axes": lambda call: isinstance(call[step], int) and call[step] > 1,
            "unequal steps": differ(step),
            "nothing to insert": lambda call: call[step] in (1, (1, 1)),
            "one pixel": lambda call: call[tensor].shape[2:] == (1, 1),
            "complex": lambda call: call[tensor].is_complex(),
        },
        misuses=(
            Misuse({tensor: x.tolist()}, KIND, f"{tensor} must be a torch.Tensor", True),
            Misuse({tensor: None}, KIND, f"{tensor} must"),
            Misuse({tensor: x > 0}, KIND, f"{tensor} must hold integer, floating"),
            Misuse({tensor: x[0, 0]}, VALUE, rank),
            Misuse({tensor: x[None]}, VALUE, rank),
            Misuse({tensor: x[:, :0]}, VALUE, "must hold at least one entry"),
            Misuse({tensor: x[..., :0]}, VALUE, "must hold at least one entry"),
            Misuse({step: 0}, VALUE, f"{step} must be at least 1"),
            Misuse({step: (1, -2)}, VALUE, rf"{step}\[1\] must be at least 1"),
            Misuse({step: (1, 2, 3)}, VALUE, f"{step} must be an integer or 2 of them"),
            Misuse({step: 2.0}, KIND, f"{step} must be an integer"),
            Misuse({step: True}, KIND, f"{step} must be an integer"),
            Misuse({step: "2"}, KIND, f"{step} must be an integer"),
            Misuse({step: 10**9}, VALUE, "must not be nearly all zeros"),
        ),
        signal=tensor,
        kernel="",
        properties=(linear, nothing_is_lost),
        large_integer=lambda case: {tensor: torch.full((1, 1, 1, 2), 2**53 + 1), step: 2},
        **more,
    )


MOVES = {
    "half precision": "it moves numbers and adds none",
    "autocast": "it moves numbers, which autocast leaves alone, as torch's padding does",
}
WEIGHT = MOVES | {
    "empty batch": "a weight has no batch",
    "one example": "a weight has no batch",
}
CASES: tuple[Case, ...] = (
    CONV_TRANSPOSE,
    stretch_case("zero_insert", "input", "stride", r"input must be \[N, C, H, W\]", lacks=MOVES),
    stretch_case(
        *("dilate_kernel", "weight", "dilation", "weight must have 4 axes"),
        batched=(),
        lacks=WEIGHT,
    ),
)
LAYERS: tuple[LayerCase, ...] = ()

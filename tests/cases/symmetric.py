"""The rows of symmetric_pad2d and SymmetricPadConv2d."""

import torch
from hypothesis import strategies as st
from torch import nn

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.cases.layer import LayerCase
from tests.cases.record import DTYPES, Call, Case, Misuse
from tests.oracles import symmetric as oracles
from tests.properties import Operator, assert_same
from tests.strategies import integers


@st.composite
def symmetric_calls(draw: st.DrawFn) -> Call:
    """Calls of symmetric_pad2d: any number of channels, kernels up to 6 along each axis."""
    even = st.sampled_from((2, 4, 6))
    shape = [draw(st.integers(0, 2)), draw(st.integers(1, 9)), *draw(st.tuples(SIDE, SIDE))]
    return {
        "input": integers(draw(st.integers(0, 10**6)), *shape),
        "kernel_size": draw(st.one_of(even, st.tuples(even, even))),
    }


SIDE = st.integers(1, 5)


def keeps_the_sum(case: Case, call: Call, operator: Operator) -> None:
    """Every pixel stands somewhere in its channel, once; the rest is zero."""
    output = operator(**call)
    assert torch.equal(output.sum((2, 3)), call["input"].sum((2, 3)))
    assert torch.equal(output.abs().sum((2, 3)), call["input"].abs().sum((2, 3)))


def shape_formula(case: Case, call: Call, operator: Operator) -> None:
    """A convolution with the kernel gives the size of the image back."""
    output = operator(**call)
    windows = output
    for axis, k in zip((2, 3), oracles.kernel(call), strict=True):
        windows = windows.unfold(axis, k, 1)
    assert windows.shape[:4] == call["input"].shape


def shifts_cancel(case: Case, call: Call, operator: Operator) -> None:
    """Over four channels, the taps around an output are balanced."""
    x = torch.zeros(1, 4, 7, 7).double()
    x[:, :, 3, 3] = 1
    output = operator(**call | {"input": x})[0].sum(0)
    rows, columns = (torch.arange(n).double() for n in output.shape)
    centre = [(n - 1) / 2 for n in output.shape]
    assert (output.sum(1) * rows).sum() / 4 == centre[0]
    assert (output.sum(0) * columns).sum() / 4 == centre[1]


def linear_and_adjoint(case: Case, call: Call, operator: Operator) -> None:
    """A x is linear, and autograd computes A^T y."""
    x = call["input"].clone().requires_grad_()
    output = operator(**call | {"input": x})
    y = torch.randint(-4, 5, output.shape).to(output.dtype)
    (transposed,) = torch.autograd.grad(output, x, y)
    assert_same(case, (output * y).sum(), (x * transposed).sum())
    assert_same(
        case,
        operator(**call | {"input": 2 * x - 3 * x.flip(2)}).detach(),
        (2 * output - 3 * operator(**call | {"input": x.flip(2)})).detach(),
    )


X = integers(1, 1, 6, 3, 2)
VALUE, KIND = ConvbookValueError, ConvbookTypeError
CASES = (
    Case(
        name="symmetric_pad2d",
        calls=symmetric_calls(),
        example={"input": X, "kernel_size": (2, 4)},
        oracles={"": (oracles.numpy_groups, oracles.torch_kernels)},
        reaches={
            "four equal groups": lambda call: call["input"].shape[1] in (4, 8),
            "an empty group": lambda call: call["input"].shape[1] < 4,
            "unequal groups": lambda call: call["input"].shape[1] in (6, 7, 9),
            "unequal kernel": lambda call: len(set(oracles.kernel(call))) == 2,
            "int kernel": lambda call: isinstance(call["kernel_size"], int),
            "kernel wider than the image": lambda call: (
                min(oracles.kernel(call)) > max(call["input"].shape[2:])
            ),
            "empty batch": lambda call: len(call["input"]) == 0,
        },
        misuses=(
            Misuse({"input": X.tolist()}, KIND, "input must be a torch.Tensor", True),
            Misuse({"input": X > 0}, KIND, "input must hold integer, floating or complex"),
            Misuse({"input": X[0, 0]}, VALUE, r"input must be \[N, C, H, W\] or"),
            Misuse({"input": X[None]}, VALUE, r"input must be \[N, C, H, W\] or"),
            Misuse({"input": X[:, :0]}, VALUE, "every axis of input but the batch"),
            Misuse({"input": X[..., :0]}, VALUE, "every axis of input but the batch"),
            Misuse({"kernel_size": 3}, VALUE, r"kernel_size must be even, got 3 \(an odd kernel"),
            Misuse({"kernel_size": (2, 1)}, VALUE, r"kernel_size must be even, got \(2, 1\)"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": -2}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": (2, 2, 2)}, VALUE, "kernel_size must be an integer or 2"),
            Misuse({"kernel_size": 2.0}, KIND, "kernel_size must be an integer"),
            Misuse({"kernel_size": True}, KIND, "kernel_size must be an integer"),
            Misuse({"kernel_size": None}, KIND, "kernel_size must be an integer"),
            Misuse({"kernel_size": 10**9}, VALUE, "must not be nearly all border"),
        ),
        properties=(keeps_the_sum, shape_formula, shifts_cancel, linear_and_adjoint),
        lacks={
            "autocast": "padding copies; torch's pad keeps the dtype under autocast too",
            "half precision": "padding copies, and sums nothing",
        },
        dtypes=dict.fromkeys((*DTYPES, torch.uint8, torch.complex128), 0.0),
        large_integer=lambda case: {
            "input": torch.full((1, 4, 1, 1), 2**53 + 1),
            "kernel_size": 2,
        },
    ),
)

LAYERS = (
    LayerCase(
        name="SymmetricPadConv2d",
        arguments={
            "in_channels": 6,
            "out_channels": 4,
            "kernel_size": (2, 4),
            "stride": (1, 2),
            "groups": 2,
        },
        inputs=(integers(1, 2, 6, 3, 5),),
        equals=lambda layer, x: nn.functional.conv2d(
            ops.symmetric_pad2d(x, (2, 4)), layer.weight, layer.bias, (1, 2), groups=2
        ),
        shows=("6, 4, kernel_size=(2, 4), stride=(1, 2), groups=2)",),
        misuses=(
            Misuse({"kernel_size": 3}, VALUE, "kernel_size must be even, got 3"),
            Misuse({"kernel_size": (2, 5)}, VALUE, "kernel_size must be even"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": "2"}, KIND, "kernel_size must be an integer"),
            Misuse({"in_channels": 0}, VALUE, "in_channels must be at least 1"),
            Misuse({"in_channels": 5}, VALUE, "groups must divide in_channels"),
            Misuse({"out_channels": 5}, VALUE, "groups must divide out_channels"),
            Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
            Misuse({"stride": (1, 1, 1)}, VALUE, "stride must be an integer or 2"),
            Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
            Misuse({"bias": 1}, KIND, "bias must be True or False"),
        ),
        refuses=(
            ((torch.zeros(1, 5, 3, 5).double(),), VALUE, "^conv2d: input channels"),
            ((torch.zeros(1, 6, 3, 5),), KIND, "^conv2d: .* share one dtype"),
            ((torch.zeros(3, 5).double(),), VALUE, r"^symmetric_pad2d: input must be \[N, C"),
        ),
    ),
)

"""Rows of the family cond."""

import torch
from hypothesis import strategies as st

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import windows
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles.cond import mixed_outputs, one_by_one
from tests.strategies import conv_calls, integers

VALUE, KIND = ConvbookValueError, ConvbookTypeError


@st.composite
def cond_calls(draw: st.DrawFn) -> Call:
    """Calls of cond_conv2d: those of conv2d, with several kernels."""
    call = draw(conv_calls(2))
    weight = call.pop("weight")
    experts, seed = draw(st.integers(1, 3)), draw(st.integers(0, 10**6))
    return call | {
        "weights": integers(seed, experts, *weight.shape),
        "routing": integers(seed + 1, len(call["input"]), experts),
    }


def cond_windows(call: Call) -> list[windows.Window]:
    return windows.conv_windows(call | {"weight": call["weights"][0]})


def cond_accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 channels of ones, under ones."""
    ones = torch.ones(1, 4097, 1, 1, dtype=dtype)
    return {"input": ones, "weights": ones[None], "routing": ones[:, :1, 0, 0]}


def cond_large_integer(case: Case) -> Call:
    """One pixel, 2^53 + 1, under one expert of 1, once."""
    one = torch.ones(1, 1, dtype=torch.int64)
    pixel = (one * (2**53 + 1))[..., None, None]
    return {"input": pixel, "weights": one[..., None, None, None], "routing": one}


def linearity_in_routing(case: Case, call: Call, operator) -> None:
    """Without a bias, the outputs are mixed as the kernels are."""
    call = call | {"bias": None}
    r = call["routing"]
    parts = [operator(**call | {"routing": part}) for part in (r, r.flip(-1))]
    mixed = operator(**call | {"routing": 2 * r - 3 * r.flip(-1)})
    assert torch.equal(mixed, 2 * parts[0] - 3 * parts[1])


EXAMPLE: Call = {
    "input": integers(1, 2, 4, 3, 4),
    "weights": integers(2, 3, 4, 2, 2, 3) % 3 - 1,
    "routing": integers(3, 2, 3) % 3 - 1,
    "bias": integers(4, 4),
    "stride": (2, 1),
    "padding": (1, 2),
    "dilation": (2, 1),
    "groups": 2,
}
X, W, R, B = (EXAMPLE[name] for name in ("input", "weights", "routing", "bias"))
TENSORS = {"input": X, "weights": W, "routing": R, "bias": B}

COND_CONV2D = Case(
    name="cond_conv2d",
    calls=cond_calls(),
    example=EXAMPLE,
    oracles={"": (mixed_outputs, one_by_one)},
    kernel="weights",
    batched=("input", "routing"),
    windows=cond_windows,
    accumulation=cond_accumulation,
    large_integer=cond_large_integer,
    properties=(*Case.__dataclass_fields__["properties"].default, linearity_in_routing),
    reaches={
        "empty batch": lambda call: len(call["input"]) == 0,
        "two kernels for two examples": lambda call: (
            len(call["routing"]) == 2 and bool((call["routing"][0] != call["routing"][1]).any())
        ),
        "one expert": lambda call: len(call["weights"]) == 1,
        "three experts": lambda call: len(call["weights"]) == 3,
        "an expert without a share": lambda call: bool((call["routing"] == 0).any()),
        "groups": lambda call: call["groups"] > 1 and call["weights"].shape[2] > 1,
        "no bias": lambda call: call["bias"] is None,
        "bias": lambda call: call["bias"] is not None,
        "same": lambda call: call["padding"] == "same",
        "full": lambda call: call["padding"] == "full",
        "unequal strides": lambda call: len(set(call["stride"])) == 2,
        "size-1 axis": lambda call: 1 in call["input"].shape[2:],
    },
    misuses=(
        Misuse({"input": X.tolist()}, KIND, "input must be a torch.Tensor", True),
        Misuse({"weights": list(W)}, KIND, "weights must be a torch.Tensor", True),
        Misuse({"routing": None}, KIND, "routing must"),
        Misuse({"bias": 1.0}, KIND, "bias must be a torch.Tensor", True),
        Misuse({k: t > 0 for k, t in TENSORS.items()}, KIND, "input must hold integer"),
        Misuse({"routing": R.float()}, KIND, "share one dtype", True),
        Misuse({"bias": B.float()}, KIND, "share one dtype", True),
        Misuse({"routing": R.to("meta")}, VALUE, "share one device", True),
        Misuse({"weights": W[0]}, VALUE, "weights must have 5 axes"),
        Misuse({"weights": W[:0], "routing": R[:, :0]}, VALUE, "every axis of weights must hold"),
        Misuse({"weights": W[..., :0]}, VALUE, "every axis of weights must hold"),
        Misuse({"input": X[0, 0]}, VALUE, r"input must be \[N, C, H, W\]"),
        Misuse({"input": X[None]}, VALUE, r"input must be \[N, C, H, W\]"),
        Misuse({"input": X[..., :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"input": X[:, :3]}, VALUE, r"input channels must equal weights.shape\[2\]"),
        Misuse({"routing": R[:1]}, VALUE, r"routing must have shape \(2, 3\)"),
        Misuse({"routing": R[:, :2]}, VALUE, r"routing must have shape \(2, 3\)"),
        Misuse({"routing": R[0]}, VALUE, r"routing must have shape \(2, 3\)"),
        Misuse({"input": X[0]}, VALUE, r"routing must have shape \(3,\)"),
        Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
        Misuse({"groups": 2.0}, KIND, "groups must be an integer"),
        Misuse({"weights": W[:, :3]}, VALUE, "groups must divide the number of output channels"),
        Misuse({"bias": B[:-1]}, VALUE, "bias must have shape"),
        Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
        Misuse({"stride": (1, 1, 1)}, VALUE, "stride must be an integer or 2 of them"),
        Misuse({"dilation": 1.5}, KIND, "dilation must be an integer"),
        Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
        Misuse({"padding": "half"}, VALUE, "padding must be one of"),
        Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
        Misuse({"padding": 0, "dilation": 9}, VALUE, "the kernel must fit"),
        Misuse({"padding": 10**9}, VALUE, "the padded input must have at most"),
    ),
)

CASES: tuple[Case, ...] = (COND_CONV2D,)


def by_hand(layer, input: torch.Tensor) -> torch.Tensor:
    """The layer in torch's words: a routing by mean, linear map and sigmoid."""
    means = input.flatten(2).mean(-1)
    routing = torch.sigmoid(means @ layer.routing.weight.T + layer.routing.bias)
    window = layer.stride, layer.padding, layer.dilation, layer.groups
    return ops.cond_conv2d(input, layer.weights, routing, layer.bias, *window)


LAYERS: tuple[LayerCase, ...] = (
    LayerCase(
        name="CondConv2d",
        arguments={
            "in_channels": 4,
            "out_channels": 6,
            "kernel_size": (3, 2),
            "num_experts": 3,
            "stride": (2, 1),
            "padding": 1,
            "dilation": (1, 2),
            "groups": 2,
        },
        inputs=(integers(5, 2, 4, 5, 6),),
        equals=by_hand,
        shows=(
            *("4, 6, kernel_size=(3, 2)", "num_experts=3", "stride=(2, 1)", "padding=(1, 1)"),
            *("dilation=(1, 2)", "groups=2", "Linear(in_features=4, out_features=3"),
        ),
        misuses=(
            Misuse({"in_channels": 0}, VALUE, "in_channels must be at least 1"),
            Misuse({"in_channels": 4.0}, KIND, "in_channels must be an integer"),
            Misuse({"out_channels": -6}, VALUE, "out_channels must be at least 1"),
            Misuse({"num_experts": 0}, VALUE, "num_experts must be at least 1"),
            Misuse({"num_experts": True}, KIND, "num_experts must be an integer"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": (3, 3, 3)}, VALUE, "kernel_size must be an integer or 2"),
            Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
            Misuse({"dilation": 0}, VALUE, "dilation must be at least 1"),
            Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
            Misuse({"padding": "half"}, VALUE, "padding must be one of"),
            Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
            Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
            Misuse({"groups": 4}, VALUE, "groups must divide out_channels"),
            Misuse({"groups": 3}, VALUE, "groups must divide in_channels"),
        ),
        refuses=(
            (([1.0],), KIND, "^CondConv2d: input must be a torch.Tensor"),
            ((integers(5, 2, 4, 5, 6).long(),), KIND, "^CondConv2d: .*floating-point numbers"),
            ((integers(5, 2, 4, 5, 6).float(),), KIND, "^CondConv2d: .*share one dtype"),
            ((integers(5, 2, 4, 5, 6).to("meta"),), VALUE, "^CondConv2d: .*share one device"),
            ((integers(5, 2, 3, 5, 6),), VALUE, "^CondConv2d: input must have 4 channels, got 3"),
            ((integers(5, 4, 5),), VALUE, "^CondConv2d: input must be"),
            ((integers(5, 2, 4, 5, 0),), VALUE, "every axis of input but the batch"),
            ((integers(5, 2, 4, 0, 6),), VALUE, "every axis of input but the batch"),
        ),
    ),
)

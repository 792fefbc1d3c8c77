"""Rows of depthwise_conv2d, pointwise_conv2d, separable_conv2d and channel_shuffle."""

from collections.abc import Callable

import torch

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import properties, windows
from tests.cases.conv import differ
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import separable as oracles
from tests.strategies import integers
from tests.strategies import separable as strategies

VALUE, KIND = ConvbookValueError, ConvbookTypeError
RANK = r"input must be \[N, C, H, W\] or, for one example, \[C, H, W\], got shape"


def refusals_of_tensors(example: Call, weight: str) -> tuple[Misuse, ...]:
    """What all three convolutions refuse of their tensors."""
    x, w, b = example["input"], example[weight], example["bias"]
    return (
        Misuse({"input": x.tolist()}, KIND, "input must be a torch.Tensor", True),
        Misuse({weight: None}, KIND, f"{weight} must"),
        Misuse({"bias": 1.0}, KIND, "bias must be a torch.Tensor", True),
        Misuse({weight: w > 0}, KIND, "must", False),
        Misuse({"bias": b.float()}, KIND, "share one dtype", True),
        Misuse({weight: w.float()}, KIND, "share one dtype", True),
        Misuse({weight: w.to("meta")}, VALUE, "share one device", True),
        Misuse({"input": x[0, 0]}, VALUE, RANK),
        Misuse({"input": x[None]}, VALUE, RANK),
        Misuse({"input": x[:, :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"input": x[..., :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"bias": b[:-1]}, VALUE, "bias must have shape"),
        Misuse({"bias": b[None]}, VALUE, "bias must have shape"),
    )


def refusals_of_geometry(weight: str) -> tuple[Misuse, ...]:
    """What the two convolutions over space refuse of stride, padding and dilation."""
    return (
        Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
        Misuse({"stride": (1, 1, 1)}, VALUE, "stride must be an integer or 2 of them"),
        Misuse({"stride": 2**31}, VALUE, r"stride must be below 2\^31 px"),
        Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
        Misuse({"padding": "SAME"}, VALUE, "padding must be one of 'valid', 'same', 'full'"),
        Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
        Misuse({"padding": 10**9}, VALUE, "padded input"),
        Misuse({"dilation": 1.5}, KIND, "dilation must be an integer"),
        Misuse({"dilation": 0}, VALUE, "dilation must be at least 1"),
        Misuse({"padding": 0, "dilation": 9}, VALUE, "the kernel must fit into the padded input"),
        Misuse({weight: integers(1, 4, 1, 9, 9)}, VALUE, "the kernel must fit"),
    )


DEPTHWISE: Call = {
    "input": integers(1, 1, 2, 3, 4),
    "weight": integers(2, 4, 1, 2, 3),
    "bias": integers(3, 4),
    "stride": (2, 1),
    "padding": (1, 2),
    "dilation": (2, 1),
}
POINTWISE: Call = {
    "input": integers(1, 2, 3, 2, 3),
    "weight": integers(2, 4, 3, 1, 1),
    "bias": integers(3, 4),
}
SEPARABLE: Call = {
    "input": integers(1, 1, 2, 3, 4),
    "depthwise_weight": integers(5, 4, 1, 2, 2),
    "pointwise_weight": integers(2, 3, 4, 1, 1),
    "bias": integers(3, 3),
    "stride": (2, 1),
    "padding": (1, 2),
    "dilation": (2, 1),
}
SPATIAL: dict[str, Callable[[Call], bool]] = {
    "empty batch": lambda call: len(call["input"]) == 0,
    "bias": lambda call: call["bias"] is not None,
    "several channels": lambda call: call["input"].shape[1] > 1,
    "size-1 axis": lambda call: 1 in call["input"].shape[2:],
    "same": lambda call: call["padding"] == "same",
    "full with dilation": lambda call: call["padding"] == "full" and max(call["dilation"]) > 1,
    **{f"unequal {name}": differ(name) for name in ("stride", "padding", "dilation")},
}


def separable_windows(call: Call) -> list[windows.Window]:
    """Windows of the depthwise part; the pointwise one has none."""
    return windows.conv_windows(call | {"weight": call["depthwise_weight"]})


def separable_accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 channels, of which a mixture makes one."""
    ones = torch.ones(1, 4097, 1, 1, dtype=dtype)
    return {"input": ones, "depthwise_weight": ones.transpose(0, 1), "pointwise_weight": ones}


def depthwise_accumulation(case: Case, dtype: torch.dtype) -> Call:
    """A kernel of 17 x 241 = 4097 taps."""
    ones = torch.ones(1, 1, 17, 241, dtype=dtype)
    return {"input": ones, "weight": ones}


def shuffle_backwards(case: Case, call: Call, operator: Callable[..., torch.Tensor]) -> None:
    """Shuffling with C / groups puts every channel back."""
    x, groups = call["input"], call["groups"]
    restored = operator(input=operator(input=x, groups=groups), groups=x.shape[1] // groups)
    assert torch.equal(restored, x)


X = integers(1, 2, 6, 2)
CASES: tuple[Case, ...] = (
    Case(
        name="depthwise_conv2d",
        calls=strategies.depthwise_calls(),
        example=DEPTHWISE,
        oracles={"": (oracles.torch_depthwise, oracles.onnx_depthwise)},
        reaches=SPATIAL
        | {"multiplier": lambda call: len(call["weight"]) > call["input"].shape[1] > 1},
        misuses=(
            *refusals_of_tensors(DEPTHWISE, "weight"),
            *refusals_of_geometry("weight"),
            Misuse({"weight": integers(2, 4, 2, 2, 3)}, VALUE, r"weight must be \[C m, 1, k_h"),
            Misuse({"weight": integers(2, 4, 1, 2)}, VALUE, r"weight must be \[C m, 1, k_h"),
            Misuse({"weight": integers(2, 4, 1, 2, 0)}, VALUE, "every axis of weight"),
            Misuse({"weight": integers(2, 3, 1, 2, 2)}, VALUE, "weight.* must be a multiple of"),
            Misuse({"weight": integers(2, 1, 1, 2, 2)}, VALUE, "got 1 and 2 channels"),
        ),
        windows=windows.conv_windows,
        accumulation=depthwise_accumulation,
    ),
    Case(
        name="pointwise_conv2d",
        calls=strategies.pointwise_calls(),
        example=POINTWISE,
        oracles={"": (oracles.numpy_pointwise, oracles.torch_pointwise)},
        reaches={
            "empty batch": lambda call: len(call["input"]) == 0,
            "bias": lambda call: call["bias"] is not None,
            "more channels": lambda call: len(call["weight"]) > call["input"].shape[1] > 1,
            "fewer channels": lambda call: 1 < len(call["weight"]) < call["input"].shape[1],
            "one pixel": lambda call: call["input"].shape[2:] == (1, 1),
        },
        misuses=(
            *refusals_of_tensors(POINTWISE, "weight"),
            Misuse({"weight": integers(2, 4, 3, 1, 2)}, VALUE, r"must be \[C_out, C_in, 1, 1\]"),
            Misuse({"weight": integers(2, 4, 3)}, VALUE, r"must be \[C_out, C_in, 1, 1\]"),
            Misuse({"weight": integers(2, 0, 3, 1, 1)}, VALUE, "every axis of weight"),
            Misuse({"weight": integers(2, 4, 2, 1, 1)}, VALUE, r"weight.shape\[1\] must equal"),
        ),
        properties=(properties.linearity, properties.adjointness),
        accumulation=lambda case, dtype: dict.fromkeys(
            ("input", "weight"), torch.ones(1, 4097, 1, 1, dtype=dtype)
        ),
        large_integer=lambda case: {
            "input": torch.full((1, 1, 1, 1), 2**53 + 1),
            "weight": torch.ones(1, 1, 1, 1, dtype=torch.int64),
        },
    ),
    Case(
        name="separable_conv2d",
        calls=strategies.separable_calls(),
        example=SEPARABLE,
        oracles={"": (oracles.torch_separable, oracles.dense_separable)},
        reaches=SPATIAL
        | {"multiplier": lambda call: len(call["depthwise_weight"]) > call["input"].shape[1] > 1},
        misuses=(
            *refusals_of_tensors(SEPARABLE, "depthwise_weight"),
            *refusals_of_geometry("depthwise_weight"),
            Misuse({"pointwise_weight": None}, KIND, "pointwise_weight must"),
            Misuse(
                {"depthwise_weight": integers(2, 4, 2, 2, 3)},
                VALUE,
                r"depthwise_weight must be \[C m, 1, k_h",
            ),
            Misuse(
                {"pointwise_weight": integers(2, 4, 4, 2, 1)},
                VALUE,
                r"pointwise_weight must be \[C_out, C_in, 1, 1\]",
            ),
            Misuse(
                {"pointwise_weight": integers(2, 4, 2, 1, 1)},
                VALUE,
                r"pointwise_weight.shape\[1\] must equal .* got 2 and 4 channels",
            ),
        ),
        kernel="depthwise_weight",
        windows=separable_windows,
        accumulation=separable_accumulation,
        large_integer=lambda case: {
            "input": torch.full((1, 1, 1, 1), 2**53 + 1),
            "depthwise_weight": torch.ones(1, 1, 1, 1, dtype=torch.int64),
            "pointwise_weight": torch.ones(1, 1, 1, 1, dtype=torch.int64),
        },
    ),
    Case(
        name="channel_shuffle",
        calls=strategies.shuffle_calls(),
        example={"input": X, "groups": 3},
        oracles={"": (oracles.torch_shuffle, oracles.onnx_shuffle)},
        reaches={
            "one group": lambda call: call["groups"] == 1 < call["input"].shape[1],
            "one channel a group": lambda call: 1 < call["groups"] == call["input"].shape[1],
            "unlike its inverse": lambda call: call["input"].shape[1] != call["groups"] ** 2,
            "one spatial axis": lambda call: call["input"].ndim == 3,
            "a volume": lambda call: call["input"].ndim == 5,
            "complex": lambda call: call["input"].is_complex(),
        },
        misuses=(
            Misuse({"input": X.tolist()}, KIND, "input must be a torch.Tensor", True),
            Misuse({"input": X > 0}, KIND, "input must hold integer, floating"),
            Misuse({"input": X[0]}, VALUE, r"input must be \[N, C, ...\]"),
            Misuse({"input": X[..., :0]}, VALUE, "every axis of input but the batch"),
            Misuse({"input": X[:, :0]}, VALUE, "every axis of input but the batch"),
            Misuse({"groups": 4}, VALUE, "groups must divide the number of channels, got 6 and"),
            Misuse({"groups": 7}, VALUE, "groups must divide the number of channels"),
            Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
            Misuse({"groups": -2}, VALUE, "groups must be at least 1"),
            Misuse({"groups": 2.0}, KIND, "groups must be an integer"),
            Misuse({"groups": True}, KIND, "groups must be an integer"),
        ),
        kernel="",
        properties=(shuffle_backwards,),
        lacks={
            "half precision": "it moves numbers and adds none",
            "autocast": "it moves numbers, which autocast leaves alone, as torch's does",
            "one example": "the second axis is that of the channels, as torch has it",
        },
        large_integer=lambda case: {"input": torch.full((1, 2, 1), 2**53 + 1), "groups": 2},
    ),
)
LAYERS: tuple[LayerCase, ...] = (
    LayerCase(
        name="DepthwiseSeparableConv2d",
        arguments={
            "in_channels": 2,
            "out_channels": 3,
            "kernel_size": (3, 2),
            "stride": (2, 1),
            "padding": (1, 0),
            "dilation": (1, 2),
            "depth_multiplier": 2,
        },
        inputs=(integers(1, 2, 2, 5, 6),),
        equals=lambda layer, x: ops.separable_conv2d(
            *(x, layer.depthwise_weight, layer.pointwise_weight, layer.bias),
            *((2, 1), (1, 0), (1, 2)),
        ),
        shows=(
            "2, 3, kernel_size=(3, 2), depth_multiplier=2, stride=(2, 1)",
            "padding=(1, 0), dilation=(1, 2)",
        ),
        misuses=(
            Misuse({"in_channels": 0}, VALUE, "in_channels must be at least 1"),
            Misuse({"out_channels": 2.0}, KIND, "out_channels must be an integer"),
            Misuse({"kernel_size": (3, 0)}, VALUE, r"kernel_size\[1\] must be at least 1"),
            Misuse({"kernel_size": (3, 3, 3)}, VALUE, "kernel_size must be an integer or 2"),
            Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
            Misuse({"padding": "half"}, VALUE, "padding must be one of 'valid', 'same', 'full'"),
            Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
            Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
            Misuse({"dilation": 1.5}, KIND, "dilation must be an integer"),
            Misuse({"depth_multiplier": 0}, VALUE, "depth_multiplier must be at least 1"),
        ),
        refuses=(
            ((integers(1, 2, 3, 5, 6),), VALUE, "must be a multiple of the number of input"),
            ((integers(1, 2, 2, 5, 1),), VALUE, "the kernel must fit"),
            ((integers(1, 2, 5),), VALUE, RANK),
            ((None,), KIND, "input must be a torch.Tensor"),
        ),
    ),
)

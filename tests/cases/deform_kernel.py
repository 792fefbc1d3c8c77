"""Rows of sample_kernel, deform_kernel_conv2d and DeformKernelConv2d."""

from collections.abc import Callable
from math import prod

import torch

from convbook import ops
from tests import properties, windows
from tests.cases.deform import FLOATS, KIND, NOT_INTEGERS, VALUE, moves_with_the_image
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import deform as oracles
from tests.strategies import integers
from tests.strategies.deform import deform_kernel_calls, eighths, quarters, sample_calls
from tests.windows import Window


def kernel_windows(call: Call) -> list[Window]:
    """Windows of the sampled kernel."""
    return windows.conv_windows(call | {"weight": torch.empty(1, 1, *call["kernel_size"])})


def num_outputs(call: Call) -> int:
    return prod(
        (size + sum(sides) - extent) // stride + 1
        for size, extent, stride, sides in kernel_windows(call)
    )


def one_kernel_an_offset(case: Case, call: Call, operator: Callable[..., torch.Tensor]) -> None:
    """Kernels have the offsets' batch and positions, and the scope's channels."""
    offset = call["kernel_offset"]
    shape = (len(offset), len(call["weight"]), *call["kernel_size"], *offset.shape[2:])
    assert operator(**call).shape == shape


def global_is_local(case: Case, call: Call, operator: Callable[..., torch.Tensor]) -> None:
    """One set of kernel offsets serves as if it stood at every output."""
    whole = operator(**call)
    one = call["kernel_offset"][:, :, :1, :1]
    everywhere = one.expand(-1, -1, *whole.shape[2:])
    shared = operator(**call | {"kernel_offset": one})
    assert torch.equal(shared, operator(**call | {"kernel_offset": everywhere}))


def scope_misuses(example: Call) -> tuple[Misuse, ...]:
    """What both operators must refuse."""
    w, moves = example["weight"], example["kernel_offset"]
    tensors = {k: v for k, v in example.items() if torch.is_tensor(v)}
    return (
        Misuse({"weight": w.tolist()}, KIND, "weight must be a torch.Tensor", True),
        Misuse({"kernel_offset": None}, KIND, "kernel_offset must"),
        Misuse({k: v.long() for k, v in tensors.items()}, KIND, "must hold floating-point", True),
        Misuse({k: v > 0 for k, v in tensors.items()}, KIND, "must hold"),
        Misuse({k: v * 1j for k, v in tensors.items()}, KIND, "must hold floating-point"),
        Misuse({"kernel_offset": moves.float()}, KIND, "share one dtype", True),
        Misuse({"kernel_offset": moves.to("meta")}, VALUE, "share one device", True),
        Misuse({"weight": w[0]}, VALUE, r"weight must be \[C, 1, S_h, S_w\]"),
        Misuse({"weight": w.expand(-1, 2, -1, -1)}, VALUE, r"weight must be \[C, 1, S_h, S_w\]"),
        Misuse({"weight": w[:0]}, VALUE, "without an empty axis"),
        Misuse({"weight": w[..., :0]}, VALUE, "without an empty axis"),
        Misuse({"weight": w[..., :1]}, VALUE, "scope must be at least as large as the kernel"),
        Misuse({"kernel_size": 9}, VALUE, "scope must be at least as large as the kernel"),
        Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
        Misuse({"kernel_size": (2, 2.0)}, KIND, "must be an integer"),
        Misuse({"kernel_size": (1, 2, 2)}, VALUE, "kernel_size must be an integer or 2"),
        Misuse({"kernel_size": "same"}, KIND, "kernel_size must be an integer"),
        Misuse({"kernel_offset": moves[:, :-1]}, VALUE, "kernel_offset must be"),
        Misuse({"kernel_offset": moves[0, 0]}, VALUE, "kernel_offset must be"),
        Misuse({"kernel_offset": moves[..., :0]}, VALUE, "kernel_offset must be"),
        Misuse({"clamp": 1}, KIND, "clamp must be True or False"),
        Misuse({"clamp": None}, KIND, "clamp must be True or False"),
    )


def convolution_misuses(example: Call) -> tuple[Misuse, ...]:
    """What deform_kernel_conv2d must refuse besides."""
    x, moves, offset = (example[name] for name in ("input", "kernel_offset", "offset"))
    return (
        Misuse({"input": x.numpy()}, KIND, "input must be a torch.Tensor", True),
        Misuse({"input": x.float()}, KIND, "share one dtype", True),
        Misuse({"offset": 0}, KIND, "offset must be a torch.Tensor", True),
        Misuse({"bias": 0}, KIND, "bias must be a torch.Tensor", True),
        Misuse({"input": x[0, 0]}, VALUE, r"input must be \[N, C"),
        Misuse({"input": x[:, :1]}, VALUE, "one scope for each input channel"),
        Misuse({"input": x[..., :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"bias": example["bias"][:1]}, VALUE, "bias must have shape"),
        Misuse({"kernel_offset": moves[:1]}, VALUE, "kernel_offset must have shape"),
        Misuse({"kernel_offset": moves[0]}, VALUE, "kernel_offset must have shape"),
        Misuse({"kernel_offset": moves[..., :1]}, VALUE, "kernel_offset must have shape"),
        Misuse({"offset": offset[:, :4]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[..., :1]}, VALUE, "offset must have shape"),
        Misuse({"offset": torch.cat((offset,) * 3, 1)}, VALUE, "offset groups must divide"),
        Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
        Misuse({"padding": "reflect"}, VALUE, "padding must be one of"),
        Misuse({"padding": 10**9}, VALUE, "the padded input must have at most"),
        Misuse({"dilation": 9}, VALUE, "the kernel must fit into the padded input"),
    )


def accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 ones under as many taps."""
    ones = torch.ones(1, 1, 1, 4097, dtype=dtype)
    moves = torch.zeros(1, 2 * 4097, 1, 1, dtype=dtype)
    return {"input": ones, "weight": ones, "kernel_offset": moves, "kernel_size": (1, 4097)}


SCOPE: Call = {
    "weight": integers(1, 2, 1, 3, 4),
    "kernel_offset": eighths(2, 2, 12, 2, 3).clamp(-3, 3).mul(2).round() / 2,
    "kernel_size": (3, 2),
    "clamp": True,
}
EXAMPLE: Call = {
    "input": integers(3, 2, 2, 4, 3),
    **SCOPE,
    "bias": integers(4, 2),
    "stride": (2, 1),
    "padding": (1, 1),
    "dilation": (1, 2),
    "offset": eighths(5, 2, 12, 2, 3).clamp(-3, 3).mul(2).round() / 2,
}
# Beside the kinks: a coordinate changes its entries, or its pixels, at whole numbers.
SMOOTH: Call = {
    "kernel_offset": SCOPE["kernel_offset"].floor() + 0.25 + quarters(6, 2, 12, 2, 3) / 2
}
SMOOTH_TOO: Call = {"offset": EXAMPLE["offset"].floor() + 0.25 + quarters(7, 2, 12, 2, 3) / 2}
COMMON: dict[str, Callable[[Call], bool]] = {
    "empty batch": lambda call: len(call["kernel_offset"]) == 0,
    "clamped": lambda call: call["clamp"],
    "fading": lambda call: not call["clamp"],
    "kernel as large as the scope": lambda call: call["weight"].shape[2:] == call["kernel_size"],
    "odd surplus": lambda call: (call["weight"].shape[2] - call["kernel_size"][0]) % 2 == 1,
    "scope of one": lambda call: call["weight"].shape[2:] == (1, 1),
    "far away": lambda call: bool((call["kernel_offset"].abs() > 100).any()),
}

CASES = (
    Case(
        name="sample_kernel",
        calls=sample_calls(),
        example=SCOPE,
        oracles={"": (oracles.scipy_kernels, oracles.grid_sample_kernels)},
        reaches=COMMON,
        misuses=scope_misuses(SCOPE),
        signal="weight",
        batched=("kernel_offset",),
        properties=(properties.linearity, properties.adjointness, one_kernel_an_offset),
        lacks=NOT_INTEGERS | {"half precision": "a sum of four products has no 4097 terms"},
        smooth=SMOOTH,
        dtypes=FLOATS,
    ),
    Case(
        name="deform_kernel_conv2d",
        calls=deform_kernel_calls(),
        example=EXAMPLE,
        oracles={"": (oracles.scipy_deform_kernel, oracles.grid_sample_deform_kernel)},
        reaches=COMMON
        | {
            "global": lambda call: (
                call["kernel_offset"].shape[2:] == (1, 1) and num_outputs(call) > 1
            ),
            "local": lambda call: call["kernel_offset"].shape[2:] != (1, 1),
            "input offsets": lambda call: call["offset"] is not None,
            "no input offsets": lambda call: call["offset"] is None,
            "offset groups": lambda call: (
                call["offset"] is not None
                and call["offset"].shape[1] > call["kernel_offset"].shape[1]
            ),
        },
        misuses=scope_misuses(EXAMPLE) + convolution_misuses(EXAMPLE),
        batched=("input", "kernel_offset", "offset"),
        windows=kernel_windows,
        properties=(
            properties.linearity,
            properties.shape_formula,
            properties.adjointness,
            moves_with_the_image,
            global_is_local,
        ),
        lacks=NOT_INTEGERS,
        smooth=SMOOTH | SMOOTH_TOO,
        dtypes=FLOATS,
        accumulation=accumulation,
    ),
)


def by_function(layer: torch.nn.Module, input: torch.Tensor) -> torch.Tensor:
    """The layer in calls of public functions."""
    window = layer.stride, layer.padding, layer.dilation
    kernel, image = layer.kernel_offset_branch, layer.offset_branch
    moves = ops.conv2d(input, kernel.weight, kernel.bias, *window)
    offset = ops.conv2d(input, image.weight, image.bias, *window)
    arguments = input, layer.weight, moves, layer.kernel_size, layer.bias
    return ops.deform_kernel_conv2d(*arguments, *window, offset, layer.clamp)


LAYERS = (
    LayerCase(
        name="DeformKernelConv2d",
        arguments={
            "channels": 3,
            "kernel_size": (3, 2),
            "scope_size": (4, 5),
            "mode": "local",
            "stride": (2, 1),
            "padding": (1, 0),
            "dilation": (1, 2),
            "deform_input": True,
            "clamp": False,
        },
        inputs=(integers(7, 2, 3, 5, 6) / 4,),
        equals=by_function,
        shows=(
            "3, 3, kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=3",
            "scope_size=(4, 5), mode='local', deform_input=True, clamp=False",
        ),
        misuses=(
            Misuse({"channels": 0}, VALUE, "channels must be at least 1"),
            Misuse({"channels": None}, KIND, "channels must be an integer"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"scope_size": (4, 1)}, VALUE, "scope must be at least as large as the kernel"),
            Misuse({"scope_size": 0}, VALUE, "scope_size must be at least 1"),
            Misuse({"scope_size": 4.0}, KIND, "scope_size must be an integer"),
            Misuse({"mode": "both"}, VALUE, "mode must be one of 'global', 'local'"),
            Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
            Misuse({"padding": "reflect"}, VALUE, "padding must be one of 'valid', 'same', 'full'"),
            Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
            Misuse({"dilation": 1.5}, KIND, "dilation must be an integer"),
            Misuse({"deform_input": "yes"}, KIND, "deform_input must be True or False"),
            Misuse({"clamp": 0}, KIND, "clamp must be True or False"),
        ),
        refuses=(
            ((integers(7, 2, 4, 5, 6),), VALUE, "input channels must equal"),
            ((integers(7, 5, 6),), VALUE, "input must be"),
            ((integers(7, 2, 3, 5, 2),), VALUE, "the kernel must fit"),
            ((integers(7, 2, 3, 5, 6).half(),), KIND, "share one dtype"),
            (([1.0],), KIND, "input must be a torch.Tensor"),
        ),
    ),
)

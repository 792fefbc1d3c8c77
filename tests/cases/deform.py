"""Rows of deform_conv2d and DeformConv2d."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import properties, windows
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import deform as oracles
from tests.strategies import integers
from tests.strategies.deform import deform_calls, eighths, quarters
from tests.values import assert_equal

VALUE, KIND = ConvbookValueError, ConvbookTypeError
FLOATS = dict.fromkeys((torch.float32, torch.float64, torch.bfloat16, torch.float16), 0.0)
NOT_INTEGERS = {"large integers": "the operator interpolates, and takes floating numbers only"}


def moves_with_the_image(case: Case, call: Call, operator: Callable[..., torch.Tensor]) -> None:
    """An image shifted by a stride of zeros gives shifted outputs, and one more in front.

    Nothing is lost at a border, since the image is zero outside wherever a tap may look.
    """
    whole = operator(**call)
    for axis, (_, _, stride, _) in enumerate(case.windows(call)):
        dim = axis - 2
        late = call | {
            "input": F.pad(call["input"], (0, 0, stride, 0) if axis == 0 else (stride, 0))
        }
        for name in ("offset", "mask", "kernel_offset"):
            field = call.get(name)
            if field is not None and field.shape[2:] == whole.shape[2:] != (1, 1):
                first = torch.full_like(field.narrow(dim, 0, 1), 0.25)
                late[name] = torch.cat((first, field), dim)
            elif field is not None and name != "kernel_offset":
                late[name] = torch.cat((field, field), dim)
        shifted = operator(**late)
        assert_equal(shifted.narrow(dim, 1, whole.shape[dim]), whole)


def field_misuses(example: Call) -> tuple[Misuse, ...]:
    """Offsets and masks that deform_conv2d must refuse."""
    offset, mask = example["offset"], example["mask"]
    return (
        Misuse({"offset": offset[:, :-1]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[:, :0]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[:, :6]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[..., :-1]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[:1]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[0]}, VALUE, "offset must have shape"),
        Misuse({"offset": offset[0, 0]}, VALUE, "offset must have shape"),
        Misuse({"offset": torch.cat((offset, offset[:, :12]), 1)}, VALUE, "offset groups must"),
        Misuse({"mask": mask[:, :6]}, VALUE, "mask must have shape"),
        Misuse({"mask": mask[..., :1]}, VALUE, "mask must have shape"),
        Misuse({"mask": mask[0]}, VALUE, "mask must have shape"),
    )


def deform_misuses(example: Call) -> tuple[Misuse, ...]:
    """What it must refuse besides."""
    x, w, b, offset, mask = (example[n] for n in ("input", "weight", "bias", "offset", "mask"))
    tensors = {k: v for k, v in example.items() if torch.is_tensor(v)}
    return (
        Misuse({"input": x.tolist()}, KIND, "input must be a torch.Tensor", True),
        Misuse({"offset": 0.0}, KIND, "offset must be a torch.Tensor", True),
        Misuse({"mask": 1.0}, KIND, "mask must be a torch.Tensor", True),
        Misuse({"bias": 1.0}, KIND, "bias must be a torch.Tensor", True),
        Misuse({"weight": None}, KIND, "weight must"),
        Misuse({k: v.long() for k, v in tensors.items()}, KIND, "must hold floating-point", True),
        Misuse({k: v > 0 for k, v in tensors.items()}, KIND, "input must hold"),
        Misuse({k: v * 1j for k, v in tensors.items()}, KIND, "input must hold floating-point"),
        Misuse({"offset": offset.float()}, KIND, "share one dtype", True),
        Misuse({"mask": mask.float()}, KIND, "share one dtype", True),
        Misuse({"offset": offset.to("meta")}, VALUE, "share one device", True),
        Misuse({"input": x[0, 0]}, VALUE, r"input must be \[N, C"),
        Misuse({"input": x[None]}, VALUE, r"input must be \[N, C"),
        Misuse({"weight": w[0]}, VALUE, "weight must have 4 axes"),
        Misuse({"weight": w[:, :0]}, VALUE, "every axis of weight"),
        Misuse({"input": x[:, :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"input": x[..., :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"input": x[:, :3]}, VALUE, r"weight.shape\[1\] must divide the input channels"),
        Misuse({"weight": w[:3]}, VALUE, "groups must divide the number of output"),
        Misuse({"bias": b[:-1]}, VALUE, "bias must have shape"),
        Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
        Misuse({"stride": 1.0}, KIND, "stride must be an integer"),
        Misuse({"dilation": (1, 0)}, VALUE, r"dilation\[1\] must be at least 1"),
        Misuse({"dilation": 9}, VALUE, "the kernel must fit into the padded input"),
        Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
        Misuse({"padding": True}, KIND, "padding must be an integer"),
        Misuse({"padding": 10**9}, VALUE, "the padded input must have at most"),
        Misuse({"padding": 10**30, "stride": 10**30}, VALUE, "must be at most"),
        Misuse({"padding": "SAME"}, VALUE, "padding must be one of"),
    )


def accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 ones under 4097 ones, read without offsets."""
    ones = torch.ones(1, 4097, 1, 1, dtype=dtype)
    return {"input": ones, "weight": ones, "offset": torch.zeros(1, 2, 1, 1, dtype=dtype)}


EXAMPLE: Call = {
    "input": integers(1, 2, 4, 3, 4),
    "offset": eighths(2, 2, 2 * 2 * 6, 2, 2).clamp(-3, 3).mul(2).round() / 2,
    "weight": integers(3, 4, 2, 2, 3),
    "bias": integers(4, 4),
    "stride": (2, 1),
    "padding": (1, 0),
    "dilation": (2, 1),
    "mask": quarters(5, 2, 2 * 6, 2, 2),
}
# Beside the kinks: a coordinate changes its pixels at whole numbers.
SMOOTH: Call = {"offset": EXAMPLE["offset"].floor() + 0.25 + quarters(6, 2, 24, 2, 2) / 2}

CASES = (
    Case(
        name="deform_conv2d",
        calls=deform_calls(),
        example=EXAMPLE,
        oracles={
            "": (oracles.onnx_deform, oracles.scipy_deform, oracles.grid_sample_deform),
        },
        reaches={
            "empty batch": lambda call: len(call["input"]) == 0,
            "mask": lambda call: call["mask"] is not None,
            "no mask": lambda call: call["mask"] is None,
            "offset groups": lambda call: (
                call["offset"].shape[1] > 2 * call["weight"][0, 0].numel()
            ),
            "groups other than offset groups": lambda call: (
                call["input"].shape[1] // call["weight"].shape[1]
                > call["offset"].shape[1] // (2 * call["weight"][0, 0].numel())
            ),
            "one pixel": lambda call: call["input"].shape[2:] == (1, 1),
            "asymmetric kernel": lambda call: call["weight"].shape[2] != call["weight"].shape[3],
            "half a pixel": lambda call: bool((call["offset"] % 1 == 0.5).any()),
            "far away": lambda call: bool((call["offset"].abs() > 100).any()),
            "unequal same": lambda call: (
                call["padding"] == "same"
                and any(sides[0] != sides[1] for *_, sides in windows.conv_windows(call))
            ),
        },
        misuses=field_misuses(EXAMPLE) + deform_misuses(EXAMPLE),
        batched=("input", "offset", "mask"),
        windows=windows.conv_windows,
        properties=(
            properties.linearity,
            properties.shape_formula,
            properties.adjointness,
            moves_with_the_image,
        ),
        lacks=NOT_INTEGERS,
        smooth=SMOOTH,
        dtypes=FLOATS,
        accumulation=accumulation,
    ),
)


def by_function(layer: torch.nn.Module, input: torch.Tensor) -> torch.Tensor:
    """The layer in calls of public functions."""
    branch = layer.offset_branch
    window = layer.stride, layer.padding, layer.dilation
    field = ops.conv2d(input, branch.weight, branch.bias, *window)
    offset, logits = field[:, : 2 * len(field[0]) // 3], field[:, 2 * len(field[0]) // 3 :]
    arguments = input, offset, layer.weight, layer.bias, *window
    return ops.deform_conv2d(*arguments, mask=logits.sigmoid())


LAYERS = (
    LayerCase(
        name="DeformConv2d",
        arguments={
            "in_channels": 4,
            "out_channels": 6,
            "kernel_size": (3, 2),
            "stride": (2, 1),
            "padding": (1, 0),
            "dilation": (1, 2),
            "groups": 2,
            "offset_groups": 2,
            "modulated": True,
        },
        inputs=(integers(7, 2, 4, 5, 6),),
        equals=by_function,
        shows=(
            "4, 6, kernel_size=(3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2",
            "groups=2, offset_groups=2, modulated=True",
        ),
        misuses=(
            Misuse({"in_channels": 0}, VALUE, "in_channels must be at least 1"),
            Misuse({"in_channels": 4.0}, KIND, "in_channels must be an integer"),
            Misuse({"out_channels": -6}, VALUE, "out_channels must be at least 1"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": (3, 3, 3)}, VALUE, "kernel_size must be an integer or 2"),
            Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
            Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
            Misuse({"padding": "reflect"}, VALUE, "padding must be one of 'valid', 'same', 'full'"),
            Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
            Misuse({"dilation": "2"}, KIND, "dilation must be an integer"),
            Misuse({"groups": 3}, VALUE, "groups must divide in_channels"),
            Misuse({"groups": 4}, VALUE, "groups must divide out_channels"),
            Misuse({"bias": None}, KIND, "bias must be True or False"),
            Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
            Misuse({"offset_groups": 3}, VALUE, "offset_groups must divide in_channels"),
            Misuse({"modulated": 1}, KIND, "modulated must be True or False"),
        ),
        refuses=(
            ((integers(7, 2, 3, 5, 6),), VALUE, "input channels must equal"),
            ((integers(7, 5, 6),), VALUE, "input must be"),
            ((integers(7, 2, 4, 5, 2),), VALUE, "the kernel must fit"),
            ((integers(7, 2, 4, 5, 6).float(),), KIND, "share one dtype"),
            ((integers(7, 2, 4, 5, 6).to("meta"),), VALUE, "share one device"),
            ((None,), KIND, "input must be a torch.Tensor"),
        ),
    ),
)

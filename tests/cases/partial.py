"""The rows of partial_conv2d and PartialConv2d."""

from collections.abc import Callable
from functools import wraps

import torch
from hypothesis import strategies as st
from torch import nn

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import properties, windows
from tests.cases.conv import conv_misuses, conv_reaches
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import partial as oracles
from tests.properties import Operator
from tests.strategies import conv_calls, integers

Property = Callable[[Case, Call, Operator], None]


@st.composite
def partial_calls(draw: st.DrawFn) -> Call:
    """Calls of conv2d, some with a mask for all images or for each, and with the next mask."""
    call = draw(conv_calls(2))
    x = call["input"]
    kind = draw(st.sampled_from(("none", "none", "shared", "own", "full", "empty")))
    mask = None
    if kind != "none":
        images = 1 if kind == "shared" else len(x)
        share = {"full": -9, "empty": 9}.get(kind, draw(st.integers(-2, 3)))
        mask = integers(draw(st.integers(0, 10**6)), images, 1, *x.shape[2:]) > share
        mask = mask if draw(st.booleans()) else mask.to(x.dtype)
    return call | {"mask": mask, "return_mask": draw(st.booleans())}


def counts(call: Call) -> torch.Tensor:
    """The share of its taps that every window sees."""
    box = torch.ones_like(call["weight"][:1, :1])
    there = oracles.padded(oracles.pixels_there(call), call, 0)
    seen = nn.functional.conv2d(there, box, stride=call["stride"], dilation=call["dilation"])
    return seen / box.numel()


def plain(holds: Property, **changes: object) -> Property:
    """The property of the map from image to image alone."""

    @wraps(holds)
    def checked(case: Case, call: Call, operator: Operator) -> None:
        holds(case, call | {"return_mask": False} | changes, operator)

    return checked


def missing_pixels_do_not_matter(case: Case, call: Call, operator: Operator) -> None:
    """NaN in the pixels that the mask leaves out changes nothing."""
    there = oracles.pixels_there(call) == 1
    spoilt = torch.where(there, call["input"], torch.nan)
    properties.assert_same(case, operator(**call | {"input": spoilt}), operator(**call))


def covered_where_a_pixel_is_seen(case: Case, call: Call, operator: Operator) -> None:
    """The next mask is 1 where a window sees a pixel; elsewhere the output is 0."""
    output, covered = operator(**call | {"return_mask": True})
    assert set(covered.unique().tolist()) <= {0.0, 1.0}
    assert not (output * (1 - covered)).any()
    if len(call["input"]):
        assert torch.equal(covered > 0, counts(call) > 0)


X, W, B = integers(1, 1, 4, 3, 3), integers(2, 4, 2, 2, 2), integers(3, 4)
MASK = torch.tensor([[[[1.0, 1, 1], [1, 1, 0], [1, 0, 0]]]]).double()
EXAMPLE: Call = {
    "input": X,
    "weight": W,
    "bias": B,
    "stride": (2, 1),
    "padding": (1, 2),
    "dilation": (1, 2),
    "groups": 2,
    "mask": MASK,
    "return_mask": True,
}
VALUE, KIND = ConvbookValueError, ConvbookTypeError
MISUSES = (
    *(
        misuse
        for misuse in conv_misuses(2, EXAMPLE)
        if misuse.changes.keys() <= EXAMPLE.keys() and "must hold integer" not in misuse.match
    ),
    Misuse({"input": X.long(), "weight": W.long()}, KIND, "must hold floating-point", True),
    Misuse({"bias": B.long()}, KIND, "bias must hold floating-point numbers", True),
    Misuse({"weight": W.to(torch.complex128)}, KIND, "weight must hold floating-point numbers"),
    Misuse({"mask": MASK.tolist()}, KIND, "mask must be a torch.Tensor", True),
    Misuse({"mask": MASK.float()}, KIND, "input, weight, bias, mask must share one dtype", True),
    Misuse({"mask": MASK * 1j}, KIND, "mask must be bool, or hold real numbers"),
    Misuse({"mask": MASK.long()}, KIND, "share one dtype", True),
    Misuse({"mask": MASK.to("meta")}, VALUE, "share one device", True),
    Misuse({"mask": MASK / 2}, VALUE, "mask must hold zeros and ones"),
    Misuse({"mask": MASK * torch.nan}, VALUE, "mask must hold zeros and ones"),
    Misuse({"mask": MASK - 1}, VALUE, "mask must hold zeros and ones"),
    Misuse({"mask": MASK[0]}, VALUE, r"mask must have shape \(1, 1, 3, 3\), got shape"),
    Misuse({"mask": MASK.expand(1, 4, 3, 3)}, VALUE, "mask must have shape"),
    Misuse({"mask": MASK.expand(2, 1, 3, 3)}, VALUE, "mask must have shape"),
    Misuse({"mask": MASK[..., :2]}, VALUE, "mask must have shape"),
    Misuse({"return_mask": 1}, KIND, "return_mask must be True or False"),
)

CASES = (
    Case(
        name="partial_conv2d",
        calls=partial_calls(),
        example=EXAMPLE,
        oracles={"": (oracles.as_published, oracles.mean_of_what_is_there)},
        windows=windows.conv_windows,
        batched=("input", "mask"),
        reaches=conv_reaches(2)
        | {
            "no mask": lambda call: call["mask"] is None,
            "bool mask": lambda call: call["mask"] is not None and call["mask"].dtype == torch.bool,
            "shared mask": lambda call: (
                call["mask"] is not None and len(call["mask"]) == 1 < len(call["input"])
            ),
            "own masks": lambda call: call["mask"] is not None and len(call["mask"]) == 2,
            "next mask": lambda call: call["return_mask"],
            "nothing there": lambda call: (
                call["mask"] is not None and 0 < call["mask"].numel() == (call["mask"] == 0).sum()
            ),
            "some windows see nothing": lambda call: (
                call["bias"] is not None and 0 < (counts(call) == 0).sum() < counts(call).numel()
            ),
            "window in the border alone": lambda call: (
                call["mask"] is None and bool((counts(call) == 0).any())
            ),
            "part of a window": lambda call: bool(((counts(call) * 9) % 1 > 0.01).any()),
        },
        misuses=MISUSES,
        smooth={"mask": None, "return_mask": False},
        # A window that sees 5 of 9 taps is scaled by 9/5, which is no dyadic number.
        bound=1e-12,
        properties=(
            plain(properties.linearity),
            plain(properties.shape_formula),
            plain(properties.shift_equivariance, mask=None),
            plain(properties.adjointness),
            missing_pixels_do_not_matter,
            covered_where_a_pixel_is_seen,
        ),
        lacks={"large integers": "integers are refused, since the ratios are fractions"},
        dtypes=dict.fromkeys((torch.float32, torch.float64, torch.bfloat16, torch.float16), 0.0),
        accumulation=lambda case, dtype: {
            "input": torch.ones(1, 1, 1, 4097, dtype=dtype),
            "weight": torch.ones(1, 1, 1, 4097, dtype=dtype),
        },
    ),
)

LAYERS = (
    LayerCase(
        name="PartialConv2d",
        arguments={
            "in_channels": 4,
            "out_channels": 6,
            "kernel_size": (2, 3),
            "stride": (1, 2),
            "dilation": (2, 1),
            "groups": 2,
        },
        inputs=(integers(1, 2, 4, 5, 6),),
        equals=lambda layer, x: ops.partial_conv2d(
            x, layer.weight, layer.bias, (1, 2), 0, (2, 1), groups=2
        ),
        twin=lambda: nn.Conv2d(4, 6, (2, 3), stride=(1, 2), dilation=(2, 1), groups=2),
        shows=("4, 6, kernel_size=(2, 3), stride=(1, 2), dilation=(2, 1), groups=2)",),
        misuses=(
            Misuse({"in_channels": 0}, VALUE, "in_channels must be at least 1"),
            Misuse({"in_channels": 3}, VALUE, "groups must divide in_channels, got 3 and groups=2"),
            Misuse({"out_channels": 5}, VALUE, "groups must divide out_channels"),
            Misuse({"out_channels": 1.0}, KIND, "out_channels must be an integer"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": (1, 2, 3)}, VALUE, "kernel_size must be an integer or 2"),
            Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
            Misuse({"dilation": 0}, VALUE, "dilation must be at least 1"),
            Misuse({"padding": -1}, VALUE, "padding must be at least 0"),
            Misuse({"padding": "half"}, VALUE, "padding must be one of 'valid', 'same', 'full'"),
            Misuse({"padding": "same"}, VALUE, 'padding="same" needs stride 1'),
            Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
            Misuse({"bias": None}, KIND, "bias must be True or False"),
            Misuse({"return_mask": 0}, KIND, "return_mask must be True or False"),
        ),
        refuses=(
            ((torch.zeros(1, 3, 5, 6).double(),), VALUE, "^partial_conv2d: input channels"),
            ((torch.zeros(1, 4, 5, 6),), KIND, "^partial_conv2d: .* share one dtype"),
            ((torch.zeros(4, 5, 6).double(), torch.ones(5, 6)), VALUE, "mask must have shape"),
        ),
    ),
)

"""The row of pad2d."""

import torch
from hypothesis import strategies as st

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.ops import PADDING_MODES
from tests.cases.layer import LayerCase
from tests.cases.record import DTYPES, Call, Case, Misuse
from tests.oracles import padding as oracles
from tests.properties import Operator, assert_same
from tests.strategies import integers


@st.composite
def pad_calls(draw: st.DrawFn) -> Call:
    """Calls of pad2d: every mode, every way to write the padding, borders wider than the image."""
    mode = draw(st.sampled_from(PADDING_MODES))
    seed = draw(st.integers(0, 10**6))
    side = st.integers(0, 7)
    if mode.startswith("distribution"):
        p = draw(st.integers(0, 2))
        padding = draw(st.sampled_from((p, (p, p), (p, p, p, p))))
        size = [2 * p + 1 + draw(st.integers(0, 3)) for _ in range(2)]
    else:
        padding = draw(st.one_of(side, st.tuples(side, side), st.tuples(side, side, side, side)))
        size = [draw(st.integers(1, 5)) for _ in range(2)]
    return {
        "input": integers(seed, draw(st.integers(0, 2)), draw(st.integers(1, 2)), *size),
        "padding": padding,
        "mode": mode,
        "value": draw(st.integers(-3, 3)) if mode == "constant" else 0.0,
    }


def widest(call: Call) -> int:
    """By how much the widest border exceeds its axis, in px."""
    pairs = zip(call["input"].shape[2:], oracles.sides(call), strict=True)
    return max(max(pair) - size for size, pair in pairs)


def middle(call: Call, padded: torch.Tensor) -> torch.Tensor:
    (top, _), (left, _) = oracles.sides(call)
    height, width = call["input"].shape[2:]
    return padded[..., top : top + height, left : left + width]


def keeps_the_image(case: Case, call: Call, operator: Operator) -> None:
    """The image stands in the middle, not one bit changed."""
    assert torch.equal(middle(call, operator(**call)), call["input"])


def keeps_constants(case: Case, call: Call, operator: Operator) -> None:
    """A constant image keeps its constant, whatever the border is made of."""
    flat = call | {"input": torch.full_like(call["input"], 3.0)}
    if call["mode"] in ("zeros", "constant"):
        flat |= {"mode": "constant", "value": 3.0}
    padded = operator(**flat)
    assert_same(case, padded, torch.full_like(padded, 3.0))


def linear_in_the_image(case: Case, call: Call, operator: Operator) -> None:
    """Padding commutes with sums and multiples, where no constant comes in."""
    a = call["input"]
    b = a.flip(3)
    mixed, x, y = (operator(**call | {"input": t, "value": 0}) for t in (2 * a - 3 * b, a, b))
    assert_same(case, mixed, 2 * x - 3 * y)


def flips_with_the_image(case: Case, call: Call, operator: Operator) -> None:
    """The flipped image, its paddings swapped, gives the flipped result."""
    (top, bottom), (left, right) = oracles.sides(call)
    swapped = call | {"input": call["input"].flip(2, 3), "padding": (bottom, top, right, left)}
    assert_same(case, operator(**swapped), operator(**call).flip(2, 3))


def gradient_is_the_adjoint(case: Case, call: Call, operator: Operator) -> None:
    """<A x, y> = <x, A^T y>, where autograd computes A^T y, through the border too."""
    x = call["input"].clone().requires_grad_()
    output = operator(**call | {"input": x, "value": 0})
    y = torch.randint(-4, 5, output.shape).to(output.dtype)
    (transposed,) = torch.autograd.grad(output, x, y)
    assert_same(case, (output * y).sum(), (x * transposed).sum())


def mode_is(mode: str, wide: bool = False):
    return lambda call: call["mode"] == mode and (not wide or widest(call) > 0)


X = integers(1, 1, 2, 3, 4)
VALUE, KIND = ConvbookValueError, ConvbookTypeError
MISUSES = (
    Misuse({"input": X.tolist()}, KIND, "input must be a torch.Tensor", True),
    Misuse({"input": None}, KIND, "input must"),
    Misuse({"input": X > 0}, KIND, "input must hold integer, floating or complex"),
    Misuse({"input": X[0, 0]}, VALUE, r"input must be \[N, C, H, W\] or.*got shape"),
    Misuse({"input": X[None]}, VALUE, r"input must be \[N, C, H, W\] or.*got shape"),
    Misuse({"input": X[:, :0]}, VALUE, "every axis of input but the batch"),
    Misuse({"input": X[:, :, :0]}, VALUE, "every axis of input but the batch"),
    Misuse({"padding": -1}, VALUE, "padding must be at least 0, got -1"),
    Misuse({"padding": (0, 0, -1, 0)}, VALUE, r"padding\[2\] must be at least 0"),
    Misuse({"padding": (1, 2, 3)}, VALUE, r"padding must be an integer or 2 of them, \(h, w\) or"),
    Misuse({"padding": (1,)}, VALUE, "padding must be an integer or 2 of them"),
    Misuse({"padding": 1.0}, KIND, "padding must be an integer"),
    Misuse({"padding": True}, KIND, "padding must be an integer"),
    Misuse({"padding": "same"}, KIND, "padding must be an integer or a tuple"),
    Misuse({"padding": None}, KIND, "padding must be an integer"),
    Misuse({"padding": 10**9}, VALUE, "must not be nearly all border"),
    Misuse({"padding": (10**9, 0), "mode": "zeros"}, VALUE, "must not be nearly all border"),
    Misuse({"input": X[:0], "padding": 10**15}, VALUE, "must not be nearly all border"),
    Misuse({"mode": "mirror"}, VALUE, "mode must be one of 'zeros', 'constant', 'reflect'"),
    Misuse({"mode": None}, VALUE, "mode must be one of"),
    Misuse({"value": 1.0}, VALUE, 'with mode "symmetric" it must be 0, got 1.0'),
    Misuse({"value": float("nan"), "mode": "zeros"}, VALUE, 'with mode "zeros" it must be 0'),
    Misuse({"mode": "constant", "value": "1"}, KIND, "value must be a real number"),
    Misuse({"mode": "constant", "value": 1j}, KIND, "value must be a real number"),
    Misuse({"mode": "constant", "value": True}, KIND, "value must be a real number"),
    Misuse({"mode": "constant", "value": 10**400}, VALUE, "one that float64 holds"),
    *(
        Misuse({"mode": "constant", "input": X.to(dtype), "value": v}, VALUE, match, True)
        for dtype, v, match in (
            (torch.int64, 1.5, "a whole number that int64 holds, got 1.5"),
            (torch.int8, 128, "a whole number that int8 holds"),
            (torch.uint8, -1, "a whole number that uint8 holds"),
            (torch.int32, float("nan"), "a whole number that int32 holds"),
            (torch.float16, 65505, "one that float16 holds"),
            (torch.float32, 1e39, "one that float32 holds"),
        )
    ),
    Misuse({"mode": "distribution", "padding": (1, 0)}, VALUE, "the same padding on all sides"),
    Misuse({"mode": "distribution", "padding": 2}, VALUE, r"at least 2 p \+ 1 = 5 px, got size"),
    Misuse({"mode": "distribution-reflect", "padding": 2}, VALUE, r"at least 2 p \+ 1 = 5 px"),
    Misuse({"mode": "distribution", "padding": 1, "input": X.long()}, KIND, "floating-point", True),
    Misuse(
        {"mode": "distribution", "padding": 1, "input": X.to(torch.complex128)},
        KIND,
        "input must hold floating-point numbers",
    ),
)

CASES = (
    Case(
        name="pad2d",
        calls=pad_calls(),
        example={"input": X, "padding": (2, 1, 0, 3), "mode": "symmetric"},
        oracles={"": (oracles.numpy_pad, oracles.torch_pad, oracles.onnx_pad)},
        reaches={
            **{mode: mode_is(mode) for mode in PADDING_MODES},
            **{
                f"{mode} wider than the image": mode_is(mode, wide=True)
                for mode in ("reflect", "symmetric", "replicate", "circular")
            },
            "reflected pixel": lambda call: (
                call["mode"] == "reflect" and 1 in call["input"].shape[2:] and widest(call) > 0
            ),
            "another constant": lambda call: call["value"] != 0,
            "local means": lambda call: (
                call["mode"] == "distribution"
                and call["input"].shape[2] != call["input"].shape[3]
                and call["padding"] == 2
            ),
            "int": lambda call: isinstance(call["padding"], int),
            "pair": lambda call: isinstance(call["padding"], tuple) and len(call["padding"]) == 2,
            "unequal sides": lambda call: (
                isinstance(call["padding"], tuple) and len(set(call["padding"])) == 4
            ),
            "no padding": lambda call: call["padding"] == 0,
            "empty batch": lambda call: len(call["input"]) == 0,
        },
        misuses=MISUSES,
        # Means of 9 and 25 numbers, and stretching by 7/3. Copies are exact: test_borders.py.
        bound=1e-12,
        properties=(
            keeps_the_image,
            keeps_constants,
            linear_in_the_image,
            flips_with_the_image,
            gradient_is_the_adjoint,
        ),
        lacks={
            "autocast": "padding copies; torch's pad keeps the dtype under autocast too",
            "half precision": "only local means are sums; covered by test_borders.py",
        },
        dtypes=dict.fromkeys((*DTYPES, torch.uint8, torch.complex128), 0.0),
        large_integer=lambda case: {
            "input": torch.full((1, 1, 2, 2), 2**53 + 1),
            "padding": 3,
            "mode": "reflect",
        },
    ),
)
LAYERS: tuple[LayerCase, ...] = ()

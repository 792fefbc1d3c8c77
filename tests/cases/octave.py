"""Rows of octave_conv2d and its layer."""

from collections.abc import Callable
from typing import Any

import torch

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.cases.layer import LayerCase
from tests.cases.record import Call, Case, Misuse
from tests.oracles import octave as oracles
from tests.strategies import integers
from tests.strategies.octave import PATHS, octave_calls
from tests.values import apply, assert_equal, each

VALUE, KIND = ConvbookValueError, ConvbookTypeError
Operator = Callable[..., Any]
EXAMPLE: Call = {
    "high": 4 * integers(1, 1, 2, 4, 4),
    "low": integers(2, 1, 4, 2, 2),
    "weight_hh": integers(3, 2, 1, 1, 3),
    "weight_hl": integers(4, 4, 1, 1, 3),
    "weight_lh": integers(5, 2, 2, 1, 3),
    "weight_ll": integers(6, 4, 2, 1, 3),
    "bias_h": integers(7, 2),
    "bias_l": integers(8, 4),
    "stride": 1,
    "padding": "half",
    "dilation": (1, 2),
    "groups": 2,
}
NO_LOW = {"low": None, "weight_lh": None, "weight_ll": None}
NO_HIGH = {"high": None, "weight_hh": None, "weight_hl": None}
H, L = EXAMPLE["high"], EXAMPLE["low"]


def plain(call: Call) -> Call:
    return call | {"bias_h": None, "bias_l": None}


def linear_in_the_maps(case: Case, call: Call, operator: Operator) -> None:
    """Linear in the pair of maps, and in the four weights."""
    call = plain(call)
    for names in (("high", "low"), tuple(f"weight_{path}" for path in PATHS)):
        a = {n: call[n] for n in names}
        b = {n: apply(lambda t: t.flip(list(range(t.ndim))), v) for n, v in a.items()}
        both = {n: None if a[n] is None else 2 * a[n] - 4 * b[n] for n in names}
        mixed, one, other = (each(operator(**call | part)) for part in (both, a, b))
        sums = [None if p is None else 2 * p - 4 * q for p, q in zip(one, other, strict=True)]
        assert_equal(mixed, sums)


def paths_add_up(case: Case, call: Call, operator: Operator) -> None:
    """Every path by itself, added up, is all of them together."""
    call = plain(call)
    sums: list[Any] = [None, None]
    for path in PATHS:
        weight = call[f"weight_{path}"]
        if weight is None:
            continue
        other = {"h": NO_LOW, "l": NO_HIGH}[path[0]]
        alone = dict.fromkeys(f"weight_{name}" for name in PATHS) | {f"weight_{path}": weight}
        for i, result in enumerate(operator(**call | other | alone)):
            if result is not None:
                sums[i] = result if sums[i] is None else sums[i] + result
    assert_equal(operator(**call), sums)


def sizes_stay_two_to_one(case: Case, call: Call, operator: Operator) -> None:
    """The high result has H / stride px, and the low one half of that."""
    y_h, y_l = operator(**call)
    x = [2 * n for n in call["low"].shape[2:]] if call["high"] is None else call["high"].shape[2:]
    extra = [0, 0] if call["padding"] == "half" else excess(call)
    for y, factor in ((y_h, 1), (y_l, 2)):
        if y is not None:
            assert list(y.shape[2:]) == [
                n // (factor * call["stride"]) + e for n, e in zip(x, extra, strict=True)
            ]


def excess(call: Call) -> list[int]:
    """How much more padding there is than keeps the size."""
    weight = next(call[f"weight_{path}"] for path in PATHS if call[f"weight_{path}"] is not None)
    axes = zip(call["padding"], call["dilation"], weight.shape[2:], strict=True)
    return [2 * p - d * (k - 1) for p, d, k in axes]


def weighs(*paths: str) -> Callable[[Call], bool]:
    """True where just these paths have a weight."""
    return lambda call: {p for p in PATHS if call[f"weight_{p}"] is not None} == set(paths)


def refused_tensors() -> tuple[Misuse, ...]:
    whole = {name: v for name, v in EXAMPLE.items() if torch.is_tensor(v)}
    return (
        Misuse({"high": H.tolist()}, KIND, "high must be a torch.Tensor", True),
        Misuse({"weight_ll": 1.0}, KIND, "weight_ll must be a torch.Tensor", True),
        Misuse({k: v.long() for k, v in whole.items()}, KIND, "high must hold floating"),
        Misuse({k: v.cfloat() for k, v in whole.items()}, KIND, "high must hold floating"),
        Misuse({k: v > 0 for k, v in whole.items()}, KIND, "high must hold floating"),
        Misuse({"low": L.float()}, KIND, "share one dtype", True),
        Misuse({"low": L.to("meta")}, VALUE, "share one device", True),
        Misuse({"low": None}, VALUE, "without low the weights that read it must be None"),
        Misuse({"high": None}, VALUE, "without high .* must be None, got weight_hh"),
        Misuse({"weight_hh": None, "weight_hl": None}, VALUE, "high needs a weight that reads it"),
        Misuse(NO_HIGH | NO_LOW, VALUE, "bias_h needs a weight|must be given"),
        Misuse(
            NO_HIGH | NO_LOW | {"bias_h": None, "bias_l": None}, VALUE, "high or low must be given"
        ),
        Misuse({"weight_hl": None, "weight_ll": None}, VALUE, "bias_l needs a weight"),
    )


def refused_shapes() -> tuple[Misuse, ...]:
    w = EXAMPLE["weight_hl"]
    return (
        Misuse({"high": H[0, 0]}, VALUE, r"high must be \[N, C, H, W\]"),
        Misuse({"low": L[None]}, VALUE, r"low must be \[N, C, H, W\]"),
        Misuse({"low": L[0]}, VALUE, "high and low must hold equally many examples"),
        Misuse({"low": L[:0]}, VALUE, "high and low must hold equally many examples"),
        Misuse({"high": H[..., :0]}, VALUE, "every axis of high but the batch"),
        Misuse({"high": H[..., :3]}, VALUE, "high must be twice as high and as wide as low"),
        Misuse({"low": L[..., :1]}, VALUE, r"twice as high .*got \(4, 4\) and \(2, 1\)"),
        Misuse({"weight_hl": w[0]}, VALUE, "weight_hl must have 4 axes"),
        Misuse({"weight_hl": w[:0]}, VALUE, "every axis of weight_hl"),
        Misuse({"weight_hl": w[..., :1]}, VALUE, "all weights must have one kernel size"),
        Misuse({"groups": 1}, VALUE, "channels of high must equal weight_hh"),
        Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
        Misuse({"groups": 2.0}, KIND, "groups must be an integer"),
        Misuse({"weight_hl": w[:3]}, VALUE, r"groups must divide weight_hl.shape\[0\]"),
        Misuse({"weight_hl": w[:2]}, VALUE, "both weights whose result is low must have one"),
        Misuse({"low": L[:, :2]}, VALUE, "channels of low must equal"),
        Misuse({"bias_l": EXAMPLE["bias_h"]}, VALUE, r"bias_l must have shape \(4,\)"),
        Misuse(NO_LOW | {"high": H[..., :3]}, VALUE, "high must be divisible by 2, for pooling"),
        Misuse(
            {"stride": 2, "high": H[..., :2], "low": L[..., :1]},
            VALUE,
            "high must be divisible by 4",
        ),
        Misuse(NO_HIGH | {"stride": 2, "low": L[..., :1]}, VALUE, "low must be divisible by 2"),
    )


def refused_options() -> tuple[Misuse, ...]:
    return (
        Misuse({"stride": 3}, VALUE, "stride must be 1 or 2, got 3"),
        Misuse({"stride": (1, 2)}, VALUE, "stride must be 1 or 2"),
        Misuse({"stride": 0}, VALUE, "stride must be at least 1"),
        Misuse({"stride": 1.0}, KIND, "stride must be an integer"),
        Misuse({"padding": "same"}, VALUE, "padding must be one of 'half'"),
        Misuse({"padding": 1}, VALUE, 'padding must be "half"'),
        Misuse({"padding": 10**9}, VALUE, 'padding must be "half"'),
        Misuse({"padding": (0, -1)}, VALUE, r"padding\[1\] must be at least 0"),
        Misuse({"dilation": 1.5}, KIND, "dilation must be an integer"),
        Misuse({"dilation": 0}, VALUE, "dilation must be at least 1"),
        Misuse({"dilation": 2**31}, VALUE, "dilation must be below|padded input"),
        Misuse(
            {f"weight_{p}": EXAMPLE[f"weight_{p}"][..., :2] for p in PATHS} | {"dilation": 1},
            VALUE,
            r'padding="half" needs an odd effective kernel size .* got \(1, 2\)',
        ),
        Misuse(
            {"weight_hh": None, "weight_lh": None, "bias_h": None, "padding": 0, "dilation": 5},
            VALUE,
            "the kernel must fit into the padded input",
        ),
    )


def accumulation(case: Case, dtype: torch.dtype) -> Call:
    """4097 channels of low become one of high and one of low."""
    ones = torch.ones(1, 4097, 1, 1, dtype=dtype)
    names = "high", "weight_hh", "weight_hl"
    return dict.fromkeys(names) | {"low": ones, "weight_lh": ones, "weight_ll": ones}


CASES: tuple[Case, ...] = (
    Case(
        name="octave_conv2d",
        calls=octave_calls(),
        example=EXAMPLE,
        oracles={"": (oracles.torch_octave, oracles.onnx_octave)},
        reaches={
            "all paths": weighs(*PATHS),
            "first layer": weighs("hh", "hl"),
            "last layer": weighs("hh", "lh"),
            "low alone": weighs("ll"),
            "no exchange": weighs("hh", "ll"),
            "all paths, stride 2": lambda call: weighs(*PATHS)(call) and call["stride"] == 2,
            "all paths, groups": lambda call: weighs(*PATHS)(call) and call["groups"] == 2,
            "odd high map": lambda call: weighs("lh")(call) and call["low"].shape[2] % 2 == 1,
            "empty batch": lambda call: call["high"] is not None and len(call["high"]) == 0,
            "even kernel": lambda call: weighs(*PATHS)(call) and call["weight_hh"].shape[2] == 2,
            "other padding": lambda call: call["padding"] != "half" and max(excess(call)) > 0,
            "one bias": lambda call: (call["bias_h"] is None) != (call["bias_l"] is None),
        },
        misuses=(*refused_tensors(), *refused_shapes(), *refused_options()),
        signal="high",
        kernel="weight_hh",
        batched=("high", "low"),
        properties=(linear_in_the_maps, paths_add_up, sizes_stay_two_to_one),
        lacks={"large integers": "a mean of integers is no integer; they are refused"},
        dtypes=dict.fromkeys((torch.float32, torch.float64, torch.bfloat16, torch.float16), 0.0),
        accumulation=accumulation,
    ),
)


def by_function(layer: Any, high: torch.Tensor, low: torch.Tensor) -> Any:
    weights = (getattr(layer, f"weight_{path}") for path in PATHS)
    return ops.octave_conv2d(high, low, *weights, layer.bias_h, layer.bias_l, 2, "half", (1, 2), 2)


PAIR = (integers(1, 2, 4, 8, 8), integers(2, 2, 2, 4, 4))
LAYERS: tuple[LayerCase, ...] = (
    LayerCase(
        name="OctaveConv2d",
        arguments={
            "in_channels": 6,
            "out_channels": 8,
            "kernel_size": (1, 3),
            "alpha_in": 0.4,
            "alpha_out": 0.75,
            "stride": 2,
            "dilation": (1, 2),
            "groups": 2,
        },
        inputs=(PAIR,),
        equals=lambda layer, pair: by_function(layer, *pair),
        shows=(
            "6, 8, kernel_size=(1, 3), alpha_in=0.4, alpha_out=0.75, stride=2",
            "dilation=(1, 2), groups=2",
        ),
        misuses=(
            Misuse({"in_channels": 0}, VALUE, "in_channels must be at least 1"),
            Misuse({"out_channels": 2.5}, KIND, "out_channels must be an integer"),
            Misuse({"kernel_size": 0}, VALUE, "kernel_size must be at least 1"),
            Misuse({"kernel_size": 2}, VALUE, 'padding="half" needs an odd effective'),
            Misuse({"alpha_in": 1.3}, VALUE, r"alpha_in must lie in \[0, 1\], got 1.3"),
            Misuse({"alpha_out": -0.1}, VALUE, r"alpha_out must lie in \[0, 1\]"),
            Misuse({"alpha_in": float("nan")}, VALUE, r"alpha_in must lie in \[0, 1\]"),
            Misuse({"alpha_in": "0.5"}, KIND, "alpha_in must be a number"),
            Misuse({"alpha_out": True}, KIND, "alpha_out must be a number"),
            Misuse({"stride": 4}, VALUE, "stride must be 1 or 2"),
            Misuse({"padding": 0}, VALUE, 'padding must be "half"'),
            Misuse({"padding": "same"}, VALUE, "padding must be one of 'half'"),
            Misuse({"dilation": 0}, VALUE, "dilation must be at least 1"),
            Misuse({"groups": 0}, VALUE, "groups must be at least 1"),
            Misuse({"groups": 4}, VALUE, "groups must divide the low channels of the input"),
            Misuse({"in_channels": 7}, VALUE, "groups must divide the high channels of the in"),
            Misuse({"out_channels": 4}, VALUE, "groups must divide the high channels of the out"),
        ),
        refuses=(
            ((PAIR[0],), VALUE, r"^OctaveConv2d: input must be the pair \(high, low\).*got high"),
            (((*PAIR, None),), VALUE, "^OctaveConv2d: input must be the pair"),
            (((None, PAIR[1]),), VALUE, "got low, in place of high and low"),
            (((PAIR[1], PAIR[0]),), VALUE, "high must be twice as high"),
            (((PAIR[0][:, :2], PAIR[1]),), VALUE, "channels of high must equal"),
            ((([1], [2]),), KIND, "high must be a torch.Tensor"),
        ),
    ),
)

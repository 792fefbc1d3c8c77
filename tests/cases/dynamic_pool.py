"""Rows of the family dynamic_pool."""

from typing import Any

import torch
import torch.nn.functional as F
from hypothesis import strategies as st
from torch import nn

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.cases.layer import LayerCase
from tests.cases.record import PROMISES, Call, Case, Misuse
from tests.oracles.dynamic_pool import (
    output_size,
    scaled_flops,
    scipy_map_coordinates,
    torch_grid_sample,
)
from tests.strategies import integers
from tests.values import assert_equal

VALUE, KIND = ConvbookValueError, ConvbookTypeError
NAN, INFINITE = float("nan"), float("inf")


def ratio(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


@st.composite
def pool_calls(draw: st.DrawFn) -> Call:
    """Calls of dynamic_pool2d: ratios on either side of 1, in quarters or in any numbers."""
    dyadic = st.integers(1, 20).map(lambda quarters: quarters / 4)
    share = st.floats(0.25, 5, allow_subnormal=False)
    alpha = [draw(st.one_of(st.just(2.0), dyadic, share)) for _ in range(2)]
    size = [draw(st.integers(1, 9)) for _ in range(2)]
    batch, channels, seed = (
        draw(st.integers(low, high)) for low, high in ((0, 2), (1, 2), (0, 99))
    )
    return {
        "input": integers(seed, batch, channels, *size),
        "alpha": ratio(*alpha),
        "reduce": draw(st.sampled_from(("max", "mean"))),
    }


def pool_shape(case: Case, call: Call, operator) -> None:
    """Size over alpha, rounded half to even, at least 1."""
    assert list(operator(**call).shape[-2:]) == output_size(call)


def affine(case: Case, call: Call, operator) -> None:
    """A positive factor and a shift of the values pass through."""
    passed = operator(**call | {"input": 3 * call["input"] - 5})
    assert_equal(passed, 3 * operator(**call) - 5, 1e-12)


def bounded(case: Case, call: Call, operator) -> None:
    """No output lies outside the values of its map."""
    maps, pooled = call["input"].flatten(2), operator(**call).flatten(2)
    assert bool((pooled <= maps.amax(2, keepdim=True) + 1e-12).all())
    assert bool((pooled >= maps.amin(2, keepdim=True) - 1e-12).all())


def mean_below_max(case: Case, call: Call, operator) -> None:
    largest, mean = (operator(**call | {"reduce": name}) for name in ("max", "mean"))
    assert bool((mean <= largest + 1e-12).all())


EXAMPLE: Call = {"input": 8 * integers(1, 2, 3, 6, 8), "alpha": ratio(2, 4), "reduce": "max"}
X, A = EXAMPLE["input"], EXAMPLE["alpha"]
HALVES = torch.float16, torch.bfloat16

POOL = Case(
    name="dynamic_pool2d",
    calls=pool_calls(),
    example=EXAMPLE,
    oracles={"": (torch_grid_sample, scipy_map_coordinates)},
    kernel="alpha",
    # A size such as 5 / 3 puts the query points at thirds, which no float holds; on dyadic ratios
    # tests/ops/test_dynamic_pool.py asks for equality.
    bound=1e-12,
    dtypes=dict.fromkeys((torch.float32, torch.float64, *HALVES), 0.0),
    properties=(pool_shape, affine, bounded, mean_below_max),
    lacks={
        "derivatives": "the derivative by alpha is straight-through, not that of the value; "
        "tests/ops/test_dynamic_pool.py tests it, and the derivatives by the input",
        "half precision": "four numbers are joined, never 4097 summed; "
        "tests/ops/test_dynamic_pool.py tests that they are rounded once",
        "autocast": "keeps the dtype of its input, as torch's poolings do",
        "meta": "the output size is a value of alpha, which the meta device does not hold; "
        "an alpha on the cpu gives the shape of an input on meta",
        "large integers": "interpolates, and so refuses integers",
    },
    reaches={
        "empty batch": lambda call: len(call["input"]) == 0,
        "mean": lambda call: call["reduce"] == "mean",
        "max": lambda call: call["reduce"] == "max",
        "enlarged": lambda call: bool((call["alpha"] < 0.5).all()),
        "one axis larger, one smaller": lambda call: (
            output_size(call)[0] > call["input"].shape[2]
            and output_size(call)[1] < call["input"].shape[3]
        ),
        "half rounded to even": lambda call: any(
            round(exact) != int(exact + 0.5) and exact > 1
            for exact in (torch.tensor(call["input"].shape[2:]) / call["alpha"]).tolist()
        ),
        "held at 1": lambda call: bool(
            (torch.tensor(call["input"].shape[2:]) / call["alpha"] < 0.5).any()
        ),
        "size 1": lambda call: tuple(call["input"].shape[2:]) == (1, 1),
        "any number": lambda call: bool((call["alpha"] * 4 % 1 != 0).all()),
    },
    misuses=(
        Misuse({"input": X.tolist()}, KIND, "input must be a torch.Tensor", True),
        Misuse({"alpha": 2.0}, KIND, "alpha must be a torch.Tensor", True),
        Misuse({"alpha": (2.0, 2.0)}, KIND, "alpha must be a torch.Tensor", True),
        Misuse({"input": X.long()}, KIND, "input must hold floating-point numbers"),
        Misuse({"input": X > 0}, KIND, "input must hold floating-point numbers"),
        Misuse({"input": X.to(torch.complex64)}, KIND, "input must hold floating-point numbers"),
        Misuse({"alpha": A.long()}, KIND, "alpha must hold floating-point numbers"),
        Misuse({"alpha": A.to("meta")}, VALUE, "alpha must hold values", True),
        Misuse({"input": X[0, 0]}, VALUE, r"input must be \[N, C, H, W\]"),
        Misuse({"input": X[None]}, VALUE, r"input must be \[N, C, H, W\]"),
        Misuse({"input": X[:, :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"input": X[..., :0]}, VALUE, "every axis of input but the batch"),
        Misuse({"alpha": A[:1]}, VALUE, r"alpha must have shape \(2,\)"),
        Misuse({"alpha": A[0]}, VALUE, r"alpha must have shape \(2,\)"),
        Misuse({"alpha": A[None]}, VALUE, r"alpha must have shape \(2,\)"),
        Misuse({"alpha": ratio(2, 0)}, VALUE, "alpha must be finite and above 0"),
        Misuse({"alpha": ratio(-2, 2)}, VALUE, "alpha must be finite and above 0"),
        Misuse({"alpha": ratio(2, NAN)}, VALUE, "alpha must be finite and above 0"),
        Misuse({"alpha": ratio(INFINITE, 2)}, VALUE, "alpha must be finite and above 0"),
        Misuse({"alpha": ratio(1e-9, 2)}, VALUE, "an output of more than 2.26 px"),
        Misuse({"alpha": ratio(1e-4, 1e-4)}, VALUE, "an output of more than 2.26 px"),
        Misuse({"alpha": ratio(5e-324, 2)}, VALUE, "an output of more than 2.26 px"),
        Misuse({"reduce": "sum"}, VALUE, "reduce must be one of 'max', 'mean'"),
        Misuse({"reduce": None}, VALUE, "reduce must be one of 'max', 'mean'"),
    ),
)


class Branched(nn.Module):
    """Convolutions of several kinds, poolings on the way, a residual branch, a pooled head."""

    def __init__(self, image_size: tuple[int, int], alphas: tuple[float, ...], groups: int) -> None:
        super().__init__()
        self.image_size = image_size
        self.stem = nn.Conv2d(2, 4, 3, padding=1, stride=1)
        self.pools = nn.ModuleList(ops.DynOPool2d(alpha) for alpha in alphas)
        self.convs = nn.ModuleList(
            nn.Conv2d(4, 4, (3, 1), padding="same", groups=groups) for _ in alphas
        )
        self.up = nn.ConvTranspose2d(4, 6, 2, stride=2, groups=groups)
        self.head = nn.Conv2d(6, 3, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        for pool, conv in zip(self.pools, self.convs, strict=True):
            x = pool(F.relu(x))
            x = x + conv(x).relu()
        return self.head(F.adaptive_avg_pool2d(self.up(x), 1))


@st.composite
def models(draw: st.DrawFn) -> Call:
    """Calls of gmacs_loss: models that were run, at the alphas of construction or at others."""
    size = draw(st.integers(6, 16)), draw(st.integers(6, 16))
    alphas = draw(st.lists(st.sampled_from((0.75, 1.0, 1.5, 2.0, 3.0)), min_size=1, max_size=3))
    model = Branched(size, tuple(alphas), draw(st.integers(1, 2))).double()
    with torch.no_grad():
        for pool in model.pools if draw(st.booleans()) else ():
            pool.alpha.mul_(torch.tensor([draw(st.floats(0.5, 2)), draw(st.floats(0.5, 2))]))
        model(torch.zeros(draw(st.integers(1, 2)), 2, *size, dtype=torch.float64))
    return {"model": model}


def moved(call: Call) -> bool:
    return any(p.alpha.tolist() != list(p.initial_alpha) for p in call["model"].pools)


def run_once(*modules: nn.Module) -> nn.Module:
    model = nn.Sequential(*modules).double()
    model(torch.zeros(1, 2, 8, 8, dtype=torch.float64))
    return model


MODEL: dict[str, Any] = {"model": run_once(nn.Conv2d(2, 3, 3), ops.DynOPool2d(1.5))}
NO_TENSOR = "takes a model, not a tensor"

GMACS = Case(
    name="gmacs_loss",
    calls=models(),
    example=MODEL,
    oracles={"": (scaled_flops,)},
    signal="model",
    batched=(),
    bound=1e-12,  # ratios of areas such as 21 / 12 are rounded, and added in another order
    dtypes={torch.float64: 0.0},
    properties=(),
    lacks=dict.fromkeys(PROMISES, NO_TENSOR)
    | {"derivatives": "straight-through; tests/ops/test_gmacs.py tests its derivative"},
    reaches={
        "at construction": lambda call: not moved(call),
        "other alphas": moved,
        "three poolings": lambda call: len(call["model"].pools) == 3,
        "groups": lambda call: call["model"].up.groups == 2,
    },
    misuses=(
        Misuse({"model": None}, KIND, "model must be a torch"),
        Misuse({"model": [nn.Conv2d(1, 1, 1)]}, KIND, "model must be a torch"),
        Misuse({"model": nn.Conv2d}, KIND, "model must be a torch"),
        Misuse({"model": run_once(nn.Conv2d(2, 3, 3))}, VALUE, "model must hold a DynOPool2d"),
        Misuse({"model": nn.Identity()}, VALUE, "model must hold a DynOPool2d"),
        Misuse({"model": ops.DynOPool2d()}, VALUE, r"model must have been run, model\(input\)"),
        Misuse({"model": run_once(ops.DynOPool2d())}, VALUE, "gone through a convolution"),
        Misuse({"model": MODEL["model"][1]}, VALUE, "gone through a convolution"),
    ),
)

CASES: tuple[Case, ...] = (POOL, GMACS)
LAYERS: tuple[LayerCase, ...] = (
    LayerCase(
        name="DynOPool2d",
        arguments={"alpha": (2, 1.5), "reduce": "mean"},
        inputs=(integers(4, 2, 3, 8, 5),),
        equals=lambda layer, x: ops.dynamic_pool2d(x, layer.alpha, layer.reduce),
        shows=("alpha=(2, 1.5)", "reduce='mean'"),
        misuses=(
            Misuse({"alpha": 0}, VALUE, "alpha must be finite and above 0"),
            Misuse({"alpha": (2, -1)}, VALUE, "alpha must be finite and above 0"),
            Misuse({"alpha": NAN}, VALUE, "alpha must be finite and above 0"),
            Misuse({"alpha": INFINITE}, VALUE, "alpha must be finite and above 0"),
            Misuse({"alpha": (2, 2, 2)}, VALUE, "alpha must be a number or two of them"),
            Misuse({"alpha": ()}, VALUE, "alpha must be a number or two of them"),
            Misuse({"alpha": "2"}, KIND, "alpha must be a number or two of them"),
            Misuse({"alpha": None}, KIND, "alpha must be a number or two of them"),
            Misuse({"alpha": True}, KIND, "alpha must be a number or two of them"),
            Misuse({"reduce": "min"}, VALUE, "reduce must be one of"),
        ),
        refuses=(
            (([1.0],), KIND, "^DynOPool2d: input must be a torch.Tensor"),
            ((integers(1, 2, 3, 8, 7).long(),), KIND, "must hold floating-point numbers"),
            ((integers(1, 8, 7),), VALUE, r"must be \[N, C, H, W\]"),
            ((integers(1, 2, 3, 8, 7).to("meta"),), VALUE, "^DynOPool2d: .*share one device"),
        ),
    ),
)

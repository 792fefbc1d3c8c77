"""The figure of a ratio's gradient: by hand, by autograd, by the layer, bad input, words."""

import math
import random
from typing import Any

import pytest
import torch

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.ops import DynOPool2d, dynamic_pool2d
from convbook.widgets import RatioGradient
from convbook.widgets.ratio_gradient_numbers import descents, slopes
from tests.widgets.states.ratio_gradient import draw


def result(**params: Any) -> dict[str, Any]:
    full = RatioGradient.defaults | params
    RatioGradient.check(full)
    return RatioGradient.compute(full)


def test_slopes_by_hand() -> None:
    found = slopes(8, 2.0)
    assert (found["delta"], found["delta_by_r"], found["delta_by_alpha"]) == (1 / 8, -1 / 4, 1 / 16)
    assert (found["size_by_r"], found["size_by_alpha"]) == (8, -2)
    assert slopes(8, 100.0)["delta_by_r"] == -625
    assert slopes(8, 0.5)["size_by_alpha"] == -32


def test_slopes_are_those_of_autograd() -> None:
    rng = random.Random("slopes")
    for _ in range(40):
        state = RatioGradient.defaults | draw(rng)
        size = state["size"]
        r = torch.tensor(1 / state["alpha"], dtype=torch.float64, requires_grad=True)
        alpha = torch.tensor(float(state["alpha"]), dtype=torch.float64, requires_grad=True)
        found = slopes(size, state["alpha"])
        for name, value in (
            ("delta_by_r", 1 / (2 * r * size)),
            ("delta_by_alpha", alpha / (2 * size)),
            ("size_by_r", size * r),
            ("size_by_alpha", size / alpha),
        ):
            (slope,) = torch.autograd.grad(value, r if name.endswith("r") else alpha)
            assert found[name] == pytest.approx(slope.item()), name


def test_points_are_those_that_the_layer_reads() -> None:
    rng = random.Random("points")
    for _ in range(20):
        state = RatioGradient.defaults | draw(rng)
        found = RatioGradient.compute(state)
        row = torch.randn(1, 1, state["size"], 1, dtype=torch.float64)
        alpha = torch.tensor([float(state["alpha"]), 1.0], dtype=torch.float64)
        pooled = dynamic_pool2d(row, alpha, "mean").flatten()
        values = []
        for point in found["points"]:
            before = math.floor(point)
            behind = min(before + 1, state["size"] - 1)
            share = point - before
            values.append(row[0, 0, before, 0] * (1 - share) + row[0, 0, behind, 0] * share)
        count = found["result"][0]
        assert len(pooled) == count
        both = [(a + b) / 2 for a, b in zip(values[:count], values[count:], strict=True)]
        assert torch.allclose(pooled, torch.stack(both))


def test_plateau_is_where_the_size_stays() -> None:
    found = result(size=16, alpha=2)
    assert found["plateau"] == [7.5 / 16, 8.5 / 16]
    for ratio, size in ((0.4688, 8), (0.5311, 8), (0.4686, 7), (0.5314, 9)):
        assert DynOPool2d(1 / ratio, dtype=torch.float64).output_size(16, 16)[0] == size
    assert result(size=4, alpha=16)["plateau"] == [0, 1.5 / 4]


def test_descent_by_hand() -> None:
    found = descents(8.0, 2.0, 0.5)
    assert found["path_alpha"][:4] == [8, 5, 3.5, 2.75]
    # 1/8 + 1/2 * 1/16 * (8 - 2) * 64
    assert found["path_r"][1] == 12.125
    # From there the step is 1/32 (1/12.125 - 2) / 12.125^2.
    assert found["path_r"][2] == pytest.approx(12.125 - 0.000408, abs=1e-5)
    assert found["near_r"] == -1
    assert found["near_alpha"] == next(k for k in range(25) if 6 * 0.5**k <= 0.02)


def test_descents_are_gradient_descents() -> None:
    start, goal, rate = 3.0, 2.0, 0.25
    found = descents(start, goal, rate)
    size = 16
    for kind in ("r", "alpha"):
        value = torch.tensor(start if kind == "alpha" else 1 / start, dtype=torch.float64)
        optimum = goal if kind == "alpha" else 1 / goal

        def loss(x: torch.Tensor, kind: str = kind) -> torch.Tensor:
            alpha = x if kind == "alpha" else 1 / x
            return (alpha / (2 * size) - goal / (2 * size)).square() / 2

        at_goal = torch.tensor(optimum, dtype=torch.float64)
        curvature = torch.autograd.functional.hessian(loss, at_goal)
        for expected in found[f"path_{kind}"][1:6]:
            value = value.detach().requires_grad_()
            (slope,) = torch.autograd.grad(loss(value), value)
            value = value - rate * slope / curvature
            assert value.item() == pytest.approx(expected)


def test_close_to_the_goal_both_take_the_same_steps() -> None:
    found = descents(2.002, 2.0, 0.5)
    errors = [1 / found["path_r"][3] - 2, found["path_alpha"][3] - 2]
    assert errors[0] == pytest.approx(errors[1], rel=0.05)


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"alpha": 0.25}, ConvbookValueError, "alpha must be a multiple of 1/64 within 0.5..16"),
        ({"alpha": 2.001}, ConvbookValueError, "alpha must be a multiple of 1/64"),
        ({"goal": "2"}, ConvbookValueError, "goal must be a multiple of 1/64"),
        ({"rate": True}, ConvbookValueError, "rate must be a multiple of 1/16"),
        ({"rate": 2.5}, ConvbookValueError, "rate must be a multiple of 1/16 within 0.0625..2"),
        ({"size": 3}, ConvbookValueError, "size must be at least 4"),
        ({"size": 8.0}, ConvbookTypeError, "size must be an integer"),
        ({"step": 25}, ConvbookValueError, "step must be at most 24"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"RatioGradient: {reason}"):
        RatioGradient(**params)


def test_description_has_sizes_and_slopes() -> None:
    text = RatioGradient.describe(RatioGradient.defaults)
    assert "from 16 px with alpha = 8, ratio 1 / alpha = 0.125: 2 px of output" in text
    assert "its derivative is -2 by the ratio and 0.03125 by alpha" in text
    assert text.endswith("stands at 194 px of output, the one in alpha at 8.")

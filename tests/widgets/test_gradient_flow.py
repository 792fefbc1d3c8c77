"""The figure of the backward pass: hand-worked numbers, what it refuses, an independent way."""

import random
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import GradientFlow
from tests.widgets.states import STATES

DEFAULTS = dict(GradientFlow.defaults)
BY_HAND = DEFAULTS | {
    "height": 3,
    "width": 3,
    "kernel_h": 2,
    "kernel_w": 2,
    "input": [1, 2, 0, 0, 1, 3, 2, 1, 1],
    "weight": [1, 0, 2, -1],
    "gradient": [1, 2, 0, -1],
    "stamps": 4,
    "look": 0,
}


def test_small_case_is_worked_by_hand() -> None:
    result = GradientFlow.compute(BY_HAND)
    assert result["y"] == [0, 1, 3, 2]
    # Stamps 1·w top left, 2·w top right, −1·w bottom right; where they meet, −1 + 2·2 − 1·1 = 2.
    assert result["grad_x"] == [1, 2, 0, 2, 2, -2, 0, -2, 1]
    # The first tap meets 1, 2, 0, 1: 1·1 + 2·2 + 0·0 − 1·1 = 4.
    assert result["grad_w"] == [4, -1, 1, 6]
    assert (result["grad_b"], result["loss"]) == (2, 1 * 0 + 2 * 1 + 0 * 3 - 1 * 2)
    assert result["macs"] == [16, 16, 16, 36, 16]


def test_a_single_one_stamps_the_kernel_and_cuts_out_a_patch() -> None:
    result = GradientFlow.compute(BY_HAND | {"gradient": [0, 0, 0, 1]})
    assert result["grad_x"] == [0, 0, 0, 0, 1, 0, 0, 2, -1]
    assert result["grad_w"] == [1, 3, 1, 1]


def test_stamps_add_up_one_by_one() -> None:
    laid = [GradientFlow.compute(BY_HAND | {"stamps": count})["laid_x"] for count in range(5)]
    assert laid[0] == [0] * 9
    assert laid[1] == [1, 0, 0, 2, -1, 0, 0, 0, 0]
    assert laid[2] == [1, 2, 0, 2, 3, -2, 0, 0, 0]
    assert laid[3] == laid[2]
    assert laid[4] == GradientFlow.compute(BY_HAND)["grad_x"]


def test_gathering_grid_holds_zeros_between_and_around() -> None:
    stepped = {"stride": 2, "padding": 1, "gradient": [1, 2, 3, 4], "stamps": 4}
    result = GradientFlow.compute(BY_HAND | stepped)
    # Three inputs and one more; the first gradient stands d (k - 1) - p = 0 zeros in.
    assert result["sizes"] == [2, 2, 4, 4]
    assert result["spread"] == [1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0]
    assert result["turned"] == [-1, 2, 0, 1]
    assert result["macs"][3:] == [36, 9]


def test_squared_loss_puts_the_output_itself() -> None:
    result = GradientFlow.compute(BY_HAND | {"loss": "squared"})
    assert result["e"] == result["y"] == [0, 1, 3, 2]
    assert result["loss"] == (0 + 1 + 9 + 4) / 2


@pytest.mark.parametrize("seed", range(40))
def test_gradients_are_difference_quotients_and_the_grid_gathers_them(seed: int) -> None:
    """The loss is linear in each number where e is fixed: its difference quotient is exact."""
    params = DEFAULTS | STATES["gradient-flow"](random.Random(seed)) | {"loss": "numbers"}
    result = GradientFlow.compute(params)
    for name, gradient in (("input", "grad_x"), ("weight", "grad_w")):
        for index, value in enumerate(params[name]):
            moved = [*params[name][:index], value + 0.5, *params[name][index + 1 :]]
            change = _loss(params | {name: moved}) - _loss(params)
            assert change / 0.5 == result[gradient][index]
    spread = np.reshape(result["spread"], (1, 1, *result["sizes"][2:]))
    turned = np.reshape(result["turned"], (1, 1, params["kernel_h"], params["kernel_w"]))
    gathered = F.conv2d(torch.tensor(spread), torch.tensor(turned), dilation=params["dilation"])
    assert gathered.flatten().tolist() == result["grad_x"]


def _loss(params: dict[str, Any]) -> float:
    """Sum of e·y, written out."""
    x = np.reshape(params["input"], (params["height"], params["width"]))
    x = np.pad(x, params["padding"])
    w = np.reshape(params["weight"], (params["kernel_h"], params["kernel_w"]))
    gap, step = params["dilation"], params["stride"]
    extent = [gap * (n - 1) + 1 for n in w.shape]
    places = [range(0, n - k + 1, step) for n, k in zip(x.shape, extent, strict=True)]
    windows = [(r, c) for r in places[0] for c in places[1]]
    total = 0.0
    for e, (r, c) in zip(params["gradient"], windows, strict=True):
        total += e * (x[r : r + extent[0] : gap, c : c + extent[1] : gap] * w).sum()
    return float(total)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"height": 9}, "GradientFlow: height must be at most 8, got 9"),
        ({"stride": 0}, "GradientFlow: stride must be at least 1, got 0"),
        ({"height": 3, "dilation": 2}, "the kernel must fit into the padded input"),
        ({"view": "both"}, "GradientFlow: view must be one of 'scatter', 'gather', got 'both'"),
        ({"loss": "hinge"}, "GradientFlow: loss must be one of 'numbers', 'squared', got 'hinge'"),
        ({"input": [1] * 24}, "GradientFlow: input must be a list of 25 multiples of 1/8"),
        ({"weight": [0.1] * 9}, r"GradientFlow: weight must be a list of 9 .*got 0\.1"),
        (
            {"gradient": [1]},
            r"GradientFlow: gradient must be a list of 9 .*\(the output is 3 x 3\)",
        ),
        ({"stamps": 10}, "GradientFlow: stamps must be at most 9, got 10"),
        ({"look": 25}, "GradientFlow: look must be at most 24, got 25"),
    ],
)
def test_what_it_refuses(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvbookValueError, match=message):
        GradientFlow(**wrong)


def test_sizes_are_whole_numbers() -> None:
    rule = r"GradientFlow: padding must be an integer, got 0\.5"
    with pytest.raises(ConvbookTypeError, match=rule):
        GradientFlow(padding=0.5)


def test_description_holds_the_gradients() -> None:
    words = GradientFlow.describe(BY_HAND)
    assert "an input of 3 × 3 numbers with a kernel of 2 × 2, stride 1" in words
    assert (
        "Gradient of the output: 1 2; 0 −1. Gradient of the input: 1 2 0; 2 2 −2; 0 −2 1." in words
    )
    assert "Gradient of the weight: 4 −1; 1 6. Gradient of the bias: 2." in words
    assert words.endswith("16 multiplications forward, 32 backward.")


def test_still_says_what_has_been_laid() -> None:
    def words(**params: Any) -> str:
        axes = GradientFlow.draw(BY_HAND | params).axes[0]
        return "\n".join(text.get_text() for text in axes.texts)

    assert "after the first 4 of 4 output gradients; ∂L/∂b = 2 in the end." in words()
    assert "after no gradient" in words(stamps=0)
    assert "Dashed squares" not in words()
    padded = {"padding": 1, "gradient": [1] * 16, "stamps": 3}
    assert "Dashed squares lie in the padding" in words(**padded)

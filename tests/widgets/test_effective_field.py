"""The figure of the effective field: numbers by hand, real strided networks, theory, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convbook.analysis import effective_receptive_field, receptive_field
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import EffectiveField
from convbook.widgets import effective_field_numbers as sums
from tests.widgets.states.effective_field import draw as random_state


def result(**params: Any) -> dict[str, Any]:
    full = EffectiveField.defaults | params
    EffectiveField.check(full)
    return EffectiveField.compute(full)


def test_two_layers_worked_by_hand() -> None:
    got = result(depth=2)
    assert got["output"] == [1, 2, 3, 2, 1]
    assert (got["fields"][1], got["total"], got["used"], got["jump"]) == (5, 9, 25, 1)
    # sigma: 2 * (9 - 1) / 12 = 4/3. Above 4.55 % of 9 (0.41) lie all 25 pixels, also corners of 1.
    assert got["sigma"] == pytest.approx((4 / 3) ** 0.5, rel=1e-14)
    assert got["formulas"][1] == pytest.approx((4 / 3) ** 0.5, rel=1e-14)
    assert got["size"] == 5
    assert result(depth=2, weights="binomial")["output"] == [1, 4, 6, 4, 1]
    assert result(depth=2, weights="rim")["output"] == [4, 4, 9, 4, 4]


def test_doubling_pairs_of_taps_is_flat_and_equal_dilations_leave_the_middle_out() -> None:
    assert result(kernel=2, rates="double", depth=5)["output"] == [1] * 32
    holes = result(kernel=2, dilation=2, depth=1)
    assert (holes["output"], holes["size"], holes["used"]) == ([1, 0, 1], 0, 4)
    assert "no path" in EffectiveField.describe(
        EffectiveField.defaults | {"kernel": 2, "dilation": 2, "depth": 1}
    )


def test_a_stride_widens_the_steps_of_all_later_layers() -> None:
    got = result(depth=3, stride=2, every=1, kernel=2)
    assert got["output"] == [1] * 8
    assert (got["jump"], got["fields"][:3]) == (8, [2, 4, 8])


def network(params: dict[str, Any], draw: int) -> nn.Sequential:
    """The stack as torch's own strided and dilated layers."""
    layers: list[nn.Module] = []
    for i, kernel in enumerate(sums._kernels(params, draw)):
        size = params["kernel"]
        options = {"stride": sums.step(params, i), "dilation": sums.rate(params, i), "bias": False}
        conv = nn.Conv2d(1, 1, size, **options).double()
        conv.weight.data.copy_(kernel[None, None])
        layers += [conv, nn.ReLU()] if params["relu"] and i < params["depth"] - 1 else [conv]
    return nn.Sequential(*layers)


@pytest.mark.parametrize("seed", range(40))
def test_is_the_gradient_of_the_real_strided_network(seed: int) -> None:
    params = random_state(random.Random(seed))
    got = EffectiveField.compute(params)
    side = got["fields"][params["depth"] - 1]
    total = np.zeros((side, side))
    draws = 1 if sums.is_line(params) else params["draws"]
    for draw in range(draws):
        net = network(params, draw)
        assert receptive_field(net, side).size == (side, side)
        image = sums.stream(params["seed"], draw, 0)
        pixels = [float(image.below(17) - 8) for _ in range(side * side)]
        given = torch.tensor(pixels, dtype=torch.float64).reshape(1, 1, side, side)
        total += effective_receptive_field(net, side, (0, 0), images=given).numpy()
    output = np.array(got["output"])
    if sums.is_line(params):
        np.testing.assert_allclose(np.multiply.outer(output, output), total, rtol=1e-12)
    else:
        assert output.reshape(side, side).tolist() == total.tolist()
    assert got["used"] == np.count_nonzero(total)
    assert all(value < 2**53 for value in got["output"])


def test_every_depth_of_equal_weights_has_the_deviation_of_the_formula() -> None:
    for kernel, dilation, stride in ((3, 1, 1), (4, 2, 1), (2, 1, 2)):
        params = {"kernel": kernel, "dilation": dilation, "stride": stride, "every": 2}
        most = sums.most_layers(EffectiveField.defaults | params)
        for depth in range(1, most + 1):
            got = result(**params, depth=depth)
            assert got["sigma"] == pytest.approx(got["formulas"][depth - 1], rel=1e-9)


def test_random_signs_are_balanced_and_new_in_every_layer_and_draw() -> None:
    kernels = [sums.signs(3, sums.stream(1, d, i)) for d in range(4) for i in range(1, 9)]
    assert {sum(k) for k in kernels} == {-1, 1}
    assert len({tuple(k) for k in kernels}) > 28
    assert sum(sums.signs(4, sums.stream(1, 0, 1))) == 0


def test_relu_closes_paths() -> None:
    signs = {"weights": "signs", "depth": 8}
    assert result(**signs, relu=True)["used"] < result(**signs)["used"]
    assert result(weights="ones", relu=True, depth=1) == result(
        weights="ones", relu=True, depth=1, seed=9
    ), "one layer has no ReLU behind it"


@pytest.mark.parametrize(
    ("params", "error", "words"),
    [
        ({"kernel": 8}, ConvbookValueError, "kernel must be at most 7"),
        ({"depth": 33}, ConvbookValueError, "depth must be at most 32"),
        ({"depth": 20, "kernel": 7}, ConvbookValueError, "depth must be at most 18 here"),
        ({"depth": 16, "weights": "signs", "draws": 8}, ConvbookValueError, "at most 15 here"),
        ({"dilation": 0}, ConvbookValueError, "dilation must be at least 1"),
        ({"weights": "many"}, ConvbookValueError, "weights must be"),
        ({"rates": "odd"}, ConvbookValueError, "rates must be"),
        ({"relu": 1}, ConvbookTypeError, "relu must be True or False"),
        ({"draws": 2.5}, ConvbookTypeError, "draws"),
    ],
)
def test_refuses(params: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        EffectiveField(**params)


def test_describes_and_draws_any_state() -> None:
    for seed in range(6):
        params = random_state(random.Random(seed))
        assert "theoretical field" in EffectiveField.describe(params)
        assert len(EffectiveField.draw(params).axes) == 3

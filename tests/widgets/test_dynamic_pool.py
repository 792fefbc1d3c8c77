"""The figure of the pooling of learned size: by hand, by other ways to compute it, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.ops import dynamic_pool2d
from convbook.reference import dynamic_pool2d as by_definition
from convbook.widgets import DynamicPool
from convbook.widgets.dynamic_pool import photo
from tests.widgets.states.dynamic_pool import draw

EVEN = {"alpha_h": 2, "alpha_w": 2}


def result(**params: Any) -> dict[str, Any]:
    full = DynamicPool.defaults | params
    DynamicPool.check(full)
    return DynamicPool.compute(full)


def row(values: list[float], **params: Any) -> dict[str, Any]:
    fixed = {"rows": 1, "columns": len(values), "values": values, "alpha_h": 1, "row": 0, "y": 0}
    return result(**fixed, **params)


def test_six_pixels_to_four_by_hand() -> None:
    """Cells of 1.5 px, centres 0.25, 1.75, 3.25 and 4.75, points 0.375 px off."""
    found = row([0, 8, 16, 0, 8, 24], alpha_w=1.5, column=1, x=2)
    assert found["output"] == [5, 14, 5, 24]
    assert found["points_w"] == [0, 1.375, 2.875, 4.375, 0.625, 2.125, 3.625, 5]
    assert found["cell"] == [0, 1, 1.5, 3]
    assert found["centre"] == [0, 1.75]
    assert found["four"] == [11, 14, 11, 14]
    assert found["winner"] == 1
    assert found["given"] == [0, 0, 0.875, 0.125, 0, 0]
    assert found["uses"] == [1, 2, 2, 2, 2, 1]
    assert found["readers"] == [1, 2]
    assert found["received"] == [0.875, 0]


def test_the_mean_by_hand() -> None:
    found = row([0, 8, 16, 0, 8, 24], alpha_w=1.5, column=1, x=2, reduce="mean")
    assert found["output"] == [2.5, 12.5, 3.5, 19]
    assert found["winner"] == -1
    assert found["given"] == [0, 0.3125, 0.625, 0.0625, 0, 0]
    assert found["received"] == [0.625, 0.0625]


def test_one_half_is_max_pooling_on_even_sizes_only() -> None:
    rng = random.Random("even and odd")
    for _ in range(60):
        rows, columns = rng.randint(2, 8), rng.randint(2, 8)
        values = [rng.randint(-9, 9) for _ in range(rows * columns)]
        sizes = {"rows": rows, "columns": columns, "values": values}
        found = result(**EVEN, **sizes, row=0, column=0, y=0, x=0)
        usual = F.max_pool2d(torch.tensor(values).reshape(1, rows, columns).double(), 2)[0]
        if rows % 2 == columns % 2 == 0:
            assert found["output"] == usual.flatten().tolist()
            assert found["maxpool"] == 0
        assert found["maxpool_size"] == list(usual.shape)
        assert (found["maxpool"] < 0) == (found["output_size"] != list(usual.shape))


def test_sizes_are_rounded_half_to_even() -> None:
    sizes = {}
    for size in range(1, 9):
        values = [0] * size
        sizes[size] = row(values, alpha_w=2, column=0, x=0)["output_size"][1]
    assert sizes == {1: 1, 2: 1, 3: 2, 4: 2, 5: 2, 6: 3, 7: 4, 8: 4}


def test_ratio_one_changes_a_spot() -> None:
    values = [0] * 25
    values[12] = 16
    spot = {"rows": 5, "columns": 5, "values": values, "alpha_h": 1, "alpha_w": 1}
    found = result(**spot, row=2, column=2, y=2, x=2)
    assert np.reshape(found["output"], (5, 5))[1:4, 1:4].tolist() == [
        [1, 3, 1],
        [3, 9, 3],
        [1, 3, 1],
    ]
    assert found["unchanged"] == 9


def test_small_ratios_leave_pixels_out() -> None:
    one = {"rows": 8, "columns": 8, "values": list(range(64)), "row": 0, "column": 0}
    found = result(**one, alpha_h=8, alpha_w=8, y=0, x=0)
    read = np.reshape(found["uses"], (8, 8))
    assert np.flatnonzero(read.any(1)).tolist() == [1, 2, 5, 6]
    assert read.sum() == 16
    assert found["readers"] == found["received"] == []


def test_what_is_given_is_the_gradient() -> None:
    """Of random outputs without ties, autograd through the library gives each pixel's share."""
    rng = random.Random("gradients of the pooling")
    seen = 0
    for _ in range(150):
        params = DynamicPool.defaults | draw(rng)
        found = DynamicPool.compute(params)
        if params["reduce"] == "max" and len(set(found["four"])) < 4:
            continue
        shape = params["rows"], params["columns"]
        x = torch.tensor(params["values"], dtype=torch.float64).reshape(1, *shape).requires_grad_()
        alpha = torch.tensor([params["alpha_h"], params["alpha_w"]], dtype=torch.float64)
        y = dynamic_pool2d(x, alpha, params["reduce"])
        (gradient,) = torch.autograd.grad(y[0, params["row"], params["column"]], x)
        assert np.allclose(found["given"], gradient.flatten(), rtol=0, atol=1e-4)
        seen += 1
    assert seen > 60


def test_photograph_agrees_with_the_definition() -> None:
    for params in ({"alpha_h": 5, "alpha_w": 3}, {"alpha_h": 1.25, "alpha_w": 8, "reduce": "mean"}):
        found = result(**params, row=0, column=0)
        ratio = [float(params["alpha_h"]), float(params["alpha_w"])]
        expected = by_definition(photo()[None].astype(float), ratio, params.get("reduce", "max"))[0]
        assert found["picture_size"] == list(expected.shape)
        assert np.abs(np.reshape(found["picture"], expected.shape) - expected).max() <= 0.5 + 1e-5


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"alpha_h": 0.25}, ConvbookValueError, "alpha_h must be a multiple of 1/64"),
        ({"alpha_w": 1.3}, ConvbookValueError, "alpha_w must be a multiple of 1/64"),
        ({"alpha_w": True}, ConvbookValueError, "alpha_w must be a multiple of 1/64"),
        ({"reduce": "min"}, ConvbookValueError, "reduce must be one of 'max', 'mean'"),
        ({"rows": 9}, ConvbookValueError, "rows must be at most 8"),
        ({"columns": 1.5}, ConvbookTypeError, "columns must be an integer"),
        ({"values": [1]}, ConvbookValueError, "values must be a list of 48"),
        ({"row": 3}, ConvbookValueError, "row must be at most 2"),
        ({"x": 8}, ConvbookValueError, "x must be at most 7"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"DynamicPool: {reason}"):
        DynamicPool(**params)


def test_description_and_drawing_follow_the_state() -> None:
    text = DynamicPool.describe(dict(DynamicPool.defaults))
    assert "alpha 2 down and 1.5 across, and the output of 3 by 5" in text
    assert "their largest is 7.9" in text
    mean = DynamicPool.defaults | {"reduce": "mean", "alpha_h": 8, "alpha_w": 0.5, "row": 0}
    assert "their mean is" in DynamicPool.describe(mean)
    assert len(DynamicPool.draw(mean).axes) == 4

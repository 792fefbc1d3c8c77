"""The figure of the paths: by hand, against autograd and matrices, bad input."""

import random
from typing import Any

import pytest
import torch

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Paths, paths_numbers
from convbook.widgets.paths_presets import PRESETS
from tests.widgets.states.paths import draw

D = torch.float64


def result(**params: Any) -> dict[str, Any]:
    full = Paths.defaults | params
    Paths.check(full)
    return Paths.compute(full)


def rows(*weights: list[float]) -> list[float]:
    full = [[*row, *[9] * (5 - len(row))] for row in weights]
    return [w for row in [*full, *[[9] * 5] * (5 - len(full))] for w in row]


TWO = {"layers": 2, "taps": 2, "weights": rows([2, 1], [1, 3]), "layer": 1, "tap": 0}


def test_four_paths_by_hand() -> None:
    """y = 1 (2 x0 + x1) + 3 (2 x1 + x2): 2, then 1 + 6, then 3."""
    found = result(**TWO, pixel=1, output=0)
    assert found["output"] == [2, 7, 3, 0, 0]
    assert found["counts"] == [1, 2, 1, 0, 0]
    assert found["paths"] == [1, 0, 0, 1]
    assert found["products"] == [1, 6]
    assert found["alive"] == [1, 1]
    assert found["kernels"] == [2, 1, 1, 3]
    assert found["maps"] == found["parts"] == []


def test_a_layer_of_one_tap_by_hand() -> None:
    """Tap 0 of layer 1 alone: 2 (x0 + 3 x1). Equation (5): 2 * 3 + 1 * 1 = 7."""
    found = result(**TWO | {"change": "one", "pixel": 1, "output": 0})
    assert found["output"] == [2, 6, 0, 0]
    assert found["paths"] == [0, 1]
    assert found["parts"] == [6, 1]
    assert found["rest"] == []


def test_moved_taps_by_hand() -> None:
    """Taps of (2, 1) read at 1/4 and beyond the end: (1.75, 1)."""
    found = result(**TWO | {"change": "moved", "offsets": [0.25, 2, 0, 0, 0], "pixel": 1})
    assert found["kernels"] == [1.75, 1, 1, 3]
    assert found["output"] == [0, 1.75, 6.25, 3, 0]
    assert found["rest"] == [0, 2, 7, 3, 0]


def test_gates_by_hand() -> None:
    """Layer 1 reads 1, 1, 0, 2, 0 and gives 3, 2, 2, 4: only pixels are shut."""
    x = [1, 1, -4, 2, 0] + [9] * 18
    found = result(**TWO, relu=True, input=x, pixel=2, output=1)
    assert found["maps"] == [1, 1, -4, 2, 0, 3, 2, 2, 4, 9, 8, 14]
    assert found["output"] == [0, 2, 0, 3, 0]
    assert found["open"] == [0, 1, 0, 1, 0]
    assert found["alive"] == [0, 0]


@pytest.mark.parametrize("change", ["none", "one", "moved"])
def test_is_the_derivative_by_autograd(change: str) -> None:
    rng = random.Random(f"autograd {change}")
    for _ in range(25):
        params = Paths.defaults | draw(rng) | {"change": change, "pixel": 0, "path": 0}
        size = paths_numbers.sizes(params)[0]
        x = torch.tensor(params["input"][:size], dtype=D).requires_grad_()
        y = x
        for kernel in paths_numbers.weights_in_use(params):
            windows = (y.relu() if params["relu"] else y).unfold(0, len(kernel), 1)
            y = windows @ kernel
        assert len(y) == 3
        (gradient,) = torch.autograd.grad(y[params["output"]], x)
        assert Paths.compute(params)["output"] == gradient.tolist()


def test_sum_of_the_listed_paths_is_the_field() -> None:
    rng = random.Random("listed paths")
    for _ in range(40):
        params = Paths.defaults | draw(rng)
        found = Paths.compute(params)
        pairs = zip(found["products"], found["alive"], strict=True)
        assert sum(p * a for p, a in pairs) == found["output"][params["pixel"]]
        assert len(found["products"]) == found["counts"][params["pixel"]]
        assert sum(found["alive"]) == found["open"][params["pixel"]]
        assert sum(found["parts"]) == (_whole(params) if found["parts"] else 0)


def _whole(params: dict[str, Any]) -> float:
    """R(i; j) of the whole stack, by a product of matrices."""
    weights = paths_numbers.weights_at_rest(params)
    size = 3 + sum(len(w) - 1 for w in weights)
    product = torch.eye(size, dtype=D)
    for w in weights:
        matrix = ops.conv_matrix(w.reshape(1, 1, 1, -1), (1, len(product)))
        product = torch.as_tensor(matrix) @ product
    return float(product[params["output"], params["pixel"]])


def test_all_weights_one_count_the_paths() -> None:
    found = Paths.compute(Paths.preset("all weights 1: paths counted"))
    assert found["output"] == found["counts"] == [0, 1, 3, 6, 7, 6, 3, 1, 0]


def test_starting_points_show_what_they_promise() -> None:
    assert Paths.preset("three layers of three") == Paths.defaults
    cancel = Paths.preset("paths that cancel")
    found = Paths.compute(cancel)
    assert found["output"][cancel["pixel"]] == 0
    assert len(found["products"]) == 7
    gates = Paths.compute(Paths.preset("ReLU closes gates"))
    assert gates["alive"] == [0, 0, 0, 1, 1, 1]
    moved = Paths.preset("layer 2 read between its weights")
    found = Paths.compute(moved)
    assert found["output"][moved["pixel"]] != found["rest"][moved["pixel"]]
    for params in PRESETS.values():
        Paths.check(params)
        assert Paths.draw(params).axes


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"layers": 6}, ConvbookValueError, "layers must be at most 5"),
        ({"taps": 1}, ConvbookValueError, "taps must be at least 2"),
        ({"weights": [1] * 24}, ConvbookValueError, "weights must be a list of 25"),
        ({"weights": [0.1] * 25}, ConvbookValueError, "weights must be a list of 25"),
        ({"offsets": [5] * 5}, ConvbookValueError, "offsets must be a list of 5"),
        ({"input": [1]}, ConvbookValueError, "input must be a list of 23"),
        ({"change": "two"}, ConvbookValueError, "change must be one of 'none', 'one', 'moved'"),
        ({"layer": 4}, ConvbookValueError, "layer must be at most 3"),
        ({"tap": 3}, ConvbookValueError, "tap must be at most 2"),
        ({"relu": 1}, ConvbookTypeError, "relu must be True or False"),
        ({"output": 3}, ConvbookValueError, "output must be at most 2"),
        ({"pixel": 9}, ConvbookValueError, "pixel must be at most 8"),
        ({"pixel": 7, "change": "one"}, ConvbookValueError, "pixel must be at most 6"),
        ({"path": 7}, ConvbookValueError, "path must be at most 6, the number of paths"),
        ({"path": 1.5}, ConvbookTypeError, "path must be an integer"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"Paths: {reason}"):
        Paths(**params)


def test_unknown_starting_point_is_refused() -> None:
    with pytest.raises(ConvbookValueError, match="Paths: preset must be one of 'three layers"):
        Paths.preset("four layers")


def test_description_names_paths_sum_and_field() -> None:
    assert Paths.describe(Paths.preset("ReLU closes gates")) == (
        "A stack of 3 layers of 3 taps. Paths from pixel 3 to output 1: 6, of which ReLU leaves 3 "
        "open. Their products add up to −1. The field of the output: 0, 0, 1, −1, 0, 2, −2, 0, 0."
    )
    assert "layer 2 replaced by its tap 1" in Paths.describe(Paths.defaults | {"change": "one"})

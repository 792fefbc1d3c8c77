"""The foveation figure: counts by hand, the full map, the published numbers, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch

from convbook.analysis import AvgPool, Conv, foveation_map
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.ops import pad2d
from convbook.widgets import Foveation
from convbook.widgets.foveation import MODES
from tests.widgets.states.foveation import draw as foveation

ONE = {"size": 8, "depths": [1], "pool": "none", "y": 0, "x": 0}


def result(**params: Any) -> dict[str, Any]:
    full = Foveation.defaults | params
    Foveation.check(full)
    return Foveation.compute(full)


def table(found: dict[str, Any]) -> dict[str, list[float]]:
    return dict(zip(MODES, found["table"], strict=True))


def test_one_layer_by_hand() -> None:
    found = result(**ONE)
    assert found["profile"] == [2, 3, 3, 3, 3, 3, 3, 2, 0]
    assert found["values"] == [[27, 0], [27, 0], [12, 0], [18, 0], [12, 0]]
    assert found["flat"] == 6
    assert found["asymmetry"] == 0
    assert result(**ONE, mode="reflect")["profile"][:3] == [2, 4, 3]
    assert result(**ONE, mode="valid")["sizes"] == [8, 6]
    assert result(**ONE, mode="full")["sizes"] == [8, 10]


def test_vgg19_has_the_published_values() -> None:
    """Plateau 3 * 9^16 / 4^4; largest of REFLECT 2.62e13, PARTIAL 2.44e13; corner and edge."""
    found = result()
    assert found["values"][0] == [3 * 9**16 / 4**4, 0]
    assert found["result"] == [32, 10000, 38, 615]
    rows = table(found)
    plateau = 3 * 9**16 / 4**4
    for mode, published in (("reflect", 2.62e13), ("partial", 2.44e13)):
        assert abs(rows[mode][2] * plateau / published - 1) < 0.002
    for mode in ("full", "symmetric", "circular", "replicate"):
        assert rows[mode][2:] == [1, 1, 1]
    wide = result(pool="3x3")
    assert abs(wide["values"][1][0] / 2.34e13 - 1) < 0.002
    odd = result(size=127)
    assert odd["peak"] == 55
    assert abs(odd["values"][1][0] / 1.86e13 - 1) < 0.002


def test_pooling_3x3_is_uneven_on_even_sizes_only() -> None:
    assert result(size=129, pool="3x3")["asymmetry"] < 1e-12
    assert round(result(size=128, pool="3x3")["asymmetry"], 2) == 0.29


def test_profile_makes_the_map_of_the_library() -> None:
    layers = [Conv(3), Conv(3), AvgPool(2, 2), Conv(3), Conv(3)]
    for mode in MODES:
        found = result(mode=mode, size=41, depths=[2, 2], y=3, x=40)
        profile = np.array(found["profile"][:-1])
        expected = foveation_map(41, layers, mode)
        assert np.array_equal(np.multiply.outer(3 * profile, profile), expected)
        assert found["values"][4][0] == expected[3, 40]


def test_agrees_with_autograd() -> None:
    rng = random.Random("foveation by autograd")
    for _ in range(30):
        params = Foveation.defaults | foveation(rng)
        if params["mode"] in ("valid", "full", "partial"):
            continue
        found = Foveation.compute(params)
        x = torch.zeros(1, 1, 1, params["size"], dtype=torch.float64, requires_grad=True)
        total = _run(params, x, len(found["sizes"]) - 1).sum()
        (paths,) = torch.autograd.grad(total, x)
        profile = torch.tensor(found["profile"][:-1]) * 2.0 ** found["profile"][-1]
        torch.testing.assert_close(profile.double(), paths.flatten(), rtol=1e-6, atol=0)


def _run(params: dict[str, Any], x: torch.Tensor, fitting: int) -> torch.Tensor:
    layers: list[Conv | AvgPool] = []
    pool = {"2x2": AvgPool(2, 2), "3x3": AvgPool(3, 2, 1), "none": None}[params["pool"]]
    for i, depth in enumerate(params["depths"]):
        layers += [pool] if i and pool else []
        layers += [Conv(params["kernel"], dilation=params["dilation"])] * depth
    for layer in layers[:fitting]:
        average = isinstance(layer, AvgPool)
        kernel, dilation = layer.kernel_size, 1 if average else params["dilation"]
        reach = dilation * (kernel - 1)
        before = layer.padding if average else reach // 2
        after = layer.padding if average else reach - before
        weight = torch.ones(1, 1, 1, kernel, dtype=torch.float64) / (kernel if average else 1)
        padded = pad2d(x, (0, 0, before, after), params["mode"])
        x = torch.nn.functional.conv2d(
            padded, weight, stride=(1, layer.stride), dilation=(1, dilation)
        )
    return x


def test_layers_that_do_not_fit_are_left_out() -> None:
    found = result(mode="valid", size=8, kernel=5, depths=[3], y=0, x=0)
    assert found["sizes"] == [8, 4]
    none = result(mode="valid", size=8, kernel=7, dilation=4, depths=[1], y=0, x=0)
    assert none["profile"] == [1] * 8 + [0]


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"mode": "distribution"}, ConvbookValueError, "mode must be one of 'zeros'"),
        ({"pool": "max"}, ConvbookValueError, "pool must be one of '2x2'"),
        ({"size": 513}, ConvbookValueError, "size must be at most 512"),
        ({"kernel": 0}, ConvbookValueError, "kernel must be at least 1"),
        ({"dilation": 2.5}, ConvbookTypeError, "dilation must be an integer"),
        ({"depths": []}, ConvbookValueError, "depths must be a list of 1 to 5"),
        ({"depths": [7]}, ConvbookValueError, r"depths\[0\] must be at most 6"),
        ({"size": 8, "y": 8}, ConvbookValueError, "y must be at most 7"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"Foveation: .*{reason}|{reason}"):
        Foveation(**params)


def test_description_names_stack_and_values() -> None:
    text = Foveation.describe(dict(Foveation.defaults))
    assert "512 x 512 through 20 layers to all 32 x 32 outputs" in text
    assert "corner 0.0038" in text

"""The figure of coverage: numbers worked by hand, and agreement with the gradient of a network."""

import random
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Coverage
from tests.widgets.states.coverage import draw as random_coverage


def result(**params: Any) -> dict[str, Any]:
    full = Coverage.defaults | params
    Coverage.check(full)
    return Coverage.compute(full)


def test_three_layers_of_rate_2_worked_by_hand() -> None:
    got = result()
    # 1 1 1 two apart, then 1 2 3 2 1, then 1 3 6 7 6 3 1.
    assert got["output"] == [1, 0, 3, 0, 6, 0, 7, 0, 6, 0, 3, 0, 1]
    assert (got["field"], got["used"], got["gap"], got["most"], got["paths"]) == (13, 7, 2, 49, 729)
    assert (got["fails"], got["free"], got["layers"], got["divisor"]) == (0, False, [1, 2, 3], 2)
    assert got["share"] == 49 / 169
    # One pixel away nothing is shared, two away six of seven rows.
    assert got["shared"] == [7, 0, 6, 0]
    assert result(dy=2, dx=-2)["both"] == 36
    assert result(dx=1)["both"] == 0


def test_only_the_first_layers_count() -> None:
    assert result(rates=[1, 2, 9], depth=2)["output"] == [1, 1, 2, 1, 2, 1, 1]
    assert result(rates=[1, 2, 9], depth=3)["gap"] == 3


def test_the_failing_layer_is_named_in_the_order_of_the_stack() -> None:
    got = result(rates=[9, 1, 2])
    assert (got["sorted"], got["layers"], got["blocks"]) == ([1, 2, 9], [2, 3, 1], [1, 3, 7])
    assert got["fails"] == 2
    text = Coverage.describe(Coverage.defaults | {"rates": [9, 1, 2]})
    assert "layer 1 has rate 9, but rates 1, 2 fill only 7 px" in text


@pytest.mark.parametrize("seed", range(60))
def test_counts_are_the_gradient_of_ones_and_pairs_share_what_both_gradients_reach(
    seed: int,
) -> None:
    params = random_coverage(random.Random(seed))
    got = result(**params)
    side = got["field"]
    image = torch.zeros(1, 1, side + 3, dtype=torch.float64, requires_grad=True)
    maps, taps = image, torch.ones(1, 1, params["kernel"], dtype=torch.float64)
    for rate in params["rates"][: params["depth"]]:
        maps = F.conv1d(maps, taps, dilation=rate)
    reads = [torch.autograd.grad(maps[0, 0, d], image, retain_graph=True)[0] for d in range(4)]
    assert reads[0][0, 0, :side].tolist() == got["output"]
    both = [int(((reads[0] > 0) & (read > 0)).sum()) for read in reads]
    assert both == got["shared"]


@pytest.mark.parametrize(
    ("params", "error", "words"),
    [
        ({"kernel": 8}, ConvbookValueError, "kernel must be at most 7"),
        ({"kernel": 2.5}, ConvbookTypeError, "kernel"),
        ({"rates": [], "depth": 1}, ConvbookValueError, "rates must be a list of 1 to 5"),
        ({"rates": [1] * 6}, ConvbookValueError, "rates must be a list of 1 to 5"),
        ({"rates": [1, 13, 1]}, ConvbookValueError, "rates must be at most 12"),
        ({"depth": 4}, ConvbookValueError, "depth must be at most 3"),
        ({"dy": 4}, ConvbookValueError, "dy must be at most 3"),
    ],
)
def test_refuses(params: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Coverage(**params)


def test_presets_are_the_published_stacks() -> None:
    assert {tuple(Coverage.preset(name)["rates"]) for name in Coverage().baked["names"]} >= {
        (2, 2, 2),
        (1, 2, 3),
        (1, 1, 1),
        (1, 2, 5),
        (1, 2, 9),
        (1, 3, 9),
        (1, 1, 2, 4, 8),
    }
    with pytest.raises(ConvbookValueError, match="preset"):
        Coverage.preset("all of them")


def test_the_still_shows_a_second_output() -> None:
    figure = Coverage.draw(Coverage.defaults | {"dx": 1})
    text = figure.texts[0].get_text()
    assert "both read 0 pixels" in text
    assert "49 of 169" in text

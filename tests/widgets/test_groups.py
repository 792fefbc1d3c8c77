"""The figure of groups: numbers worked by hand, and agreement with plain loops over matrices."""

import random
from typing import Any

import numpy as np
import pytest

from convbook import analysis, geometry, ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Groups
from tests.widgets.states.groups import draw as random_groups

PIXEL = [2, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0]
SMALL = {"in_channels": 4, "out_channels": 4, "groups": 2, "look": 1, "input": PIXEL}


def result(**params: Any) -> dict[str, Any]:
    full = Groups.defaults | SMALL | params
    Groups.check(full)
    return Groups.compute(full)


def test_one_layer_worked_by_hand() -> None:
    got = result(kernel_size=1, size=1)
    # Places (3 o + 5 c + o c) mod 7 of the values 1, −1, 2, 1, −2, −1, 1.
    # o = 0: c = 0, 1 at 0, 5; o = 1: 3, 9 = 2; o = 2: c = 2, 3 at 20 = 6, 27 = 6; o = 3: 25 = 4, 5.
    assert got["weights"] == [1, -1, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 0, 0, -2, -1]
    # 2 − 1, 2 + 2, 3 + 1, −6 − 1
    assert got["output"] == [1, 4, 4, -7]
    assert got["hidden"] == []
    assert got["paths"] == [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]
    assert (got["reads"], got["params"], got["macs"], got["share"]) == (2, 8, 8, 0.5)


def test_two_layers_mix_where_the_shuffle_stands_between() -> None:
    apart, mixed = result(arrangement="two"), result(arrangement="two", shuffle=True)
    assert apart["reads"] == 2
    assert set(apart["paths"]) == {0, 2}
    assert mixed["reads"] == 4
    assert set(mixed["paths"]) == {1}
    # The shuffle of 1, 4, 4, −7 deals from two groups.
    assert apart["hidden"] == [1, 4, 4, -7]
    assert mixed["hidden"] == [1, 4, 4, -7, 1, 4, 4, -7]
    other = result(arrangement="two", shuffle=True, input=[2, 1, 1, 1] + 8 * [0])
    # 1, 4, 1 + 1, −2 − 1, and dealt 1, 2, 4, −3.
    assert other["hidden"] == [1, 4, 2, -3, 1, 2, 4, -3]
    # Weights of the second layer at places 4 and 9 = 2: −2·1 + 2·2.
    assert other["weights"][16:20] == [-2, 2, 0, 0]
    assert other["output"][0] == 2


@pytest.mark.parametrize(("groups", "reads"), [(1, 12), (2, 12), (3, 12), (4, 9), (6, 4), (12, 1)])
def test_the_shuffle_reaches_the_least_of_g_and_channels_a_group(groups: int, reads: int) -> None:
    params = Groups.defaults | {"arrangement": "two", "shuffle": True, "groups": groups}
    assert Groups.compute(params)["reads"] == reads


def test_depthwise_separable_costs_what_the_formula_says() -> None:
    got = result(arrangement="separable", groups=4, out_channels=3, kernel_size=3, size=5)
    assert got["params"] == 4 * 9 + 3 * 4
    assert got["macs"] == 25 * got["params"]
    assert got["dense_params"] == 4 * 3 * 9
    assert got["share"] == pytest.approx(1 / 3 + 1 / 9)
    assert got["reads"] == 4


def test_cost_is_that_of_the_layer() -> None:
    layer = ops.DepthwiseSeparableConv2d(8, 6, 5, padding=2, bias=False)
    counted = analysis.count_cost(layer, 14)
    params = Groups.defaults | {
        "arrangement": "separable",
        **{"groups": 8, "in_channels": 8, "out_channels": 6, "kernel_size": 5, "size": 14},
    }
    got = Groups.compute(params)
    assert (got["params"], got["macs"]) == (counted.params, counted.macs)
    assert got["dense_macs"] == geometry.conv_macs(14, 8, 6, 5)


@pytest.mark.parametrize("seed", range(150))
def test_numbers_agree_with_products_of_matrices(seed: int) -> None:
    params = random_groups(random.Random(seed))
    got = Groups.compute(params)
    inputs, outputs = params["in_channels"], params["out_channels"]
    x = np.array(params["input"][:inputs], float)
    weights = np.array(got["weights"])
    if params["arrangement"] == "one":
        total = weights.reshape(outputs, inputs)
        structure = total != 0
    else:
        first = weights[: inputs**2].reshape(inputs, inputs)
        second = weights[inputs**2 :].reshape(outputs, inputs)
        order = np.arange(inputs)
        if params["arrangement"] == "two" and params["shuffle"]:
            order = order.reshape(params["groups"], -1).T.flatten()
        assert got["hidden"][:inputs] == (first @ x).tolist()
        total = second @ first[order]
        structure = (second != 0).astype(int) @ (first != 0)[order].astype(int)
    assert got["output"] == (total @ x).tolist()
    # No weight is zero inside a block, so the weights tell the wires.
    assert got["paths"] == structure.astype(float).flatten().tolist()
    assert got["reads"] == (structure[params["look"]] > 0).sum()


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"groups": 5}, ConvbookValueError, "groups must divide in_channels, 12, got 5"),
        (
            {"groups": 4, "out_channels": 6},
            ConvbookValueError,
            "groups must divide out_channels, 6",
        ),
        ({"groups": 0}, ConvbookValueError, "groups must be at least 1, got 0"),
        ({"in_channels": 13}, ConvbookValueError, "in_channels must be at most 12, got 13"),
        ({"arrangement": "three"}, ConvbookValueError, "arrangement must be one of 'one'.*'three'"),
        ({"shuffle": 1}, ConvbookTypeError, "shuffle must be True or False, got 1"),
        ({"input": [1, 2]}, ConvbookValueError, "input must be a list of 12, got"),
        ({"input": [10] * 12}, ConvbookValueError, "input must be at most 9, got 10"),
        ({"input": [0.5] * 12}, ConvbookTypeError, "input must be an integer, got 0.5"),
        ({"look": 12}, ConvbookValueError, "look must be at most 11, got 12"),
        ({"kernel_size": 8}, ConvbookValueError, "kernel_size must be at most 7, got 8"),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^Groups: .*{text}"):
        Groups(**params)


def test_a_separable_layer_may_have_any_outputs() -> None:
    figure = Groups(arrangement="separable", out_channels=7)
    assert repr(figure) == "Groups(out_channels=7, arrangement='separable')"
    assert Groups.from_spec(figure.spec()).spec() == figure.spec()


def test_description_tells_numbers_and_cost() -> None:
    text = Groups.describe(Groups.defaults | SMALL | {"arrangement": "two", "shuffle": True})
    assert "4 from 4 channels in 2 groups, then a channel shuffle, then 4 from 4" in text
    assert "Input 2, 1, 3, 1; output" in text
    assert "Output channel 1 depends on 4 of 4 input channels." in text
    assert text.endswith("144 weights with 3 × 3 kernels, 50 % of the dense 288.")


@pytest.mark.parametrize("arrangement", ["one", "two", "separable"])
def test_static_form_shows_every_number(arrangement: str) -> None:
    figure = Groups(arrangement=arrangement, shuffle=True)
    ax = figure.draw(figure.params).axes[0]
    texts = [text.get_text() for text in ax.texts]
    got = Groups.compute(figure.params)
    weights = [value for value in got["weights"] if value]
    for value in {*got["output"], *got["hidden"], *figure.params["input"], *weights}:
        shown = [*got["output"], *got["hidden"], *figure.params["input"], *weights].count(value)
        assert texts.count(f"{value:g}".replace("-", "−")) == shown

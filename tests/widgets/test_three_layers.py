"""The figure of three layers: numbers worked by hand, paths counted one by one, bad input."""

import random
from collections import Counter
from itertools import product
from typing import Any

import pytest

from convbook import analysis
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import ThreeLayers
from convbook.widgets.three_layers_presets import PRESETS
from tests.widgets.states.three_layers import draw


def result(**params: Any) -> dict[str, Any]:
    full = ThreeLayers.defaults | params
    ThreeLayers.check(full)
    return ThreeLayers.compute(full)


def test_default_worked_by_hand() -> None:
    got = result()
    assert got["sizes"] == [17, 17, 17, 17]
    # 1 + 2·1, 3 + 2·2, 7 + 2·3.
    assert got["fields"] == [1, 3, 7, 13]
    assert got["region"] == [2, 14, 2, 14]
    # Layer 2 at 5, 8, 11; layer 1 at 3, 5, 7, 6, 8, 10, 9, 11, 13; the image at 2 to 14.
    lines = [got["columns"][17 * level : 17 * level + 17] for level in range(4)]
    assert [[u for u, n in enumerate(line) if n] for line in lines] == [
        list(range(2, 15)),
        [3, 5, 6, 7, 8, 9, 10, 11, 13],
        [5, 8, 11],
        [8],
    ]
    assert lines[0][2:15] == [1, 1, 2, 2, 3, 3, 3, 3, 3, 2, 2, 1, 1]
    assert got["read"] == [169, 81, 9, 1]
    assert got["most"] == [9, 1, 1, 1]
    assert (got["taps"], got["paths"]) == ([9, 0], [729, 729])


def test_article_counts_of_equal_rates() -> None:
    got = result(**ThreeLayers.preset("rates 2, 2, 2"))
    assert got["read"] == [49, 25, 9, 1]
    assert (got["fields"][3], got["most"][0]) == (13, 49)
    plain = result(**ThreeLayers.preset("ordinary layers: rates 1, 1, 1"))
    assert (plain["fields"][3], plain["read"][0], plain["most"][0]) == (7, 49, 49)


def test_one_pixel_of_padding_loses_two_pixels_a_layer_at_rate_two() -> None:
    assert result(**ThreeLayers.preset("one pixel of padding at rate 2"))["sizes"] == [
        17,
        15,
        13,
        11,
    ]
    assert result(**ThreeLayers.preset("no padding: the map shrinks"))["sizes"] == [17, 15, 11, 5]


def test_a_corner_reads_padding() -> None:
    got = result(**ThreeLayers.preset("a corner"))
    # Of rows 3 apart around 0 the first lies outside: 4 of 9 taps are inside.
    assert got["taps"] == [9, 5]
    assert got["region"] == [-6, 6, -6, 6]
    assert got["read"][2] == 4
    assert got["paths"][1] < got["paths"][0] == 729


def test_a_pixel_is_read_by_as_many_units_as_a_unit_reads() -> None:
    got = result(**ThreeLayers.preset("a pixel, and who reads it"))
    assert got["read"] == [1, 9, 49, 169]
    assert (got["taps"], got["paths"], got["output"].count(1)) == ([0, 0], [1, 1], 1)
    # With no unit of padding a corner of the image has one reader in each map.
    assert result(padding="none", layer=0, row=0, column=0)["read"] == [1, 1, 1, 1]


def test_even_kernels_put_the_odd_zero_behind() -> None:
    params = ThreeLayers.defaults | {"kernel": 2, "rate_1": 1, "rate_2": 2, "rate_3": 3}
    assert ThreeLayers.pads(params) == [(0, 1), (1, 1), (1, 2)]
    assert ThreeLayers.sizes(params) == [17, 17, 17, 17]


@pytest.mark.parametrize("seed", range(60))
def test_paths_are_those_counted_one_by_one(seed: int) -> None:
    params = draw(random.Random(seed))
    got = result(**params)
    pads, sizes, layer = ThreeLayers.pads(params), got["sizes"], params["layer"]
    for axis, name in (("row", "rows"), ("column", "columns")):
        seen = [Counter[int]() for _ in range(4)]
        seen[layer][params[axis]] = 1
        for level in range(layer, 0, -1):
            for unit, tap in product(range(sizes[level]), range(params["kernel"])):
                at = unit - pads[level - 1][0] + tap * params[f"rate_{level}"]
                if 0 <= at < sizes[level - 1]:
                    seen[level - 1][at] += seen[level][unit]
        for level in range(layer + 1, 4):
            for unit, tap in product(range(sizes[level]), range(params["kernel"])):
                at = unit - pads[level - 1][0] + tap * params[f"rate_{level}"]
                seen[level][unit] += seen[level - 1][at]
        assert got[name] == [seen[level][u] for level in range(4) for u in range(sizes[level])]


@pytest.mark.parametrize("rates", [(1, 2, 3), (2, 2, 2), (1, 3, 9), (5, 2, 1)])
def test_a_unit_far_from_the_border_has_the_coverage_map(rates: tuple[int, int, int]) -> None:
    names = dict(zip(("rate_1", "rate_2", "rate_3"), rates, strict=True))
    got = result(**names, size=61, row=30, column=30)
    counts = analysis.coverage_map(rates)
    first, last = got["region"][:2]
    square = [got["output"][61 * r + first : 61 * r + last + 1] for r in range(first, last + 1)]
    assert square == counts.tolist()
    assert sum(got["output"]) == counts.sum() == got["paths"][1]


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"kernel": 6}, ConvbookValueError, "kernel must be at most 5, got 6"),
        ({"rate_2": 10}, ConvbookValueError, "rate_2 must be at most 9, got 10"),
        ({"kernel": 5, "rate_1": 6}, ConvbookValueError, "rate_1 must be at most 5, got 6"),
        ({"rate_3": 1.5}, ConvbookTypeError, "rate_3 must be an integer, got 1.5"),
        ({"size": 62}, ConvbookValueError, "size must be at most 61, got 62"),
        ({"padding": "half"}, ConvbookValueError, "padding must be one of 'keep', 'one', 'none'"),
        ({"layer": 4}, ConvbookValueError, "layer must be at most 3, got 4"),
        ({"row": 17}, ConvbookValueError, "row must be at most 16, got 17"),
        ({"padding": "none", "column": 5}, ConvbookValueError, "row must be at most 4, got 8"),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^ThreeLayers: {text}"):
        ThreeLayers(**params)


def test_a_stack_that_does_not_fit_and_unknown_presets_are_refused() -> None:
    with pytest.raises(ConvbookValueError, match="the kernel must fit"):
        ThreeLayers(padding="none", size=12, row=0, column=0)
    with pytest.raises(ConvbookValueError, match="preset must be one of 'rates 1, 2, 3'"):
        ThreeLayers.preset("rates 3, 2, 1")


def test_every_preset_is_legal() -> None:
    for name in PRESETS:
        assert ThreeLayers(**ThreeLayers.preset(name)).params["size"] <= 61


def test_description_and_still_hold_the_numbers() -> None:
    text = ThreeLayers.describe(dict(ThreeLayers.defaults))
    assert "rates 1, 2, 3 over an image of 17 × 17 px" in text
    assert "reads 9 units of layer 2, 81 units of layer 1, 169 px of the image" in text
    assert text.endswith("within a field of 13 × 13 px.")
    middle = ThreeLayers.describe(ThreeLayers.defaults | {"layer": 1})
    assert middle.endswith("is read by 9 units of layer 2, 81 units of layer 3.")
    figure = ThreeLayers.draw(dict(ThreeLayers.defaults))
    titles = [axes.get_title() for axes in figure.axes]
    assert titles[:4] == [
        "image: 169 lit",
        "layer 1, rate 1: 81 lit",
        "layer 2, rate 2: 9 lit",
        "layer 3, rate 3: 1 lit",
    ]
    counts = [text.get_text() for text in figure.axes[4].texts]
    assert counts[:13] == list("1122333332211")

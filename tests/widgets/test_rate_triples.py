"""The figure of rate triples: published triples, the quadrants, the design, against counting."""

import random
from itertools import product
from typing import Any

import pytest

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import RateTriples
from convbook.widgets.rate_triples import judged
from tests.analysis.brute_force import gap, read_pixels
from tests.widgets.states.rate_triples import draw as random_triples


def result(**params: Any) -> dict[str, Any]:
    full = RateTriples.defaults | params
    RateTriples.check(full)
    return RateTriples.compute(full)


@pytest.mark.parametrize(
    ("rates", "distances", "passes", "free"),
    [
        ([1, 2, 5], [1, 2, 5], True, True),
        ([1, 2, 9], [3, 5, 9], False, False),
        ([2, 2, 2], [2, 2, 2], True, False),
        ([1, 3, 1], [3, 5, 1], False, True),
        ([1, 4, 2], [4, 6, 2], False, True),
    ],
)
def test_the_four_quadrants_by_hand(
    rates: list[int], distances: list[int], passes: bool, free: bool
) -> None:
    got = result(rates=rates)
    assert (got["distances"], got["passes"], got["free"]) == (distances, passes, free)
    r1, r2, r3 = rates
    place = ((r3 - 1) * 9 + r2 - 1) * 9 + r1 - 1
    assert got["classes"][place] == 2 * (not passes) + (not free)


def test_all_triples_up_to_9_for_three_taps() -> None:
    got = result()
    assert got["quadrants"] == [47, 124, 38, 520]
    assert result(rule="exact")["quadrants"] == [85, 0, 0, 644]
    assert result(rule="both")["quadrants"][1] == 0
    assert result(rule="divisor")["quadrants"] == [85, 552, 0, 92]
    # With two taps neither of the two repaired rules is safe.
    assert result(rule="both", kernel=2)["quadrants"][1] == 3
    assert result(rule="last", kernel=2)["quadrants"][1] > 0


@pytest.mark.parametrize("kernel", range(2, 8))
def test_classes_are_those_of_counting(kernel: int) -> None:
    for rule in ("goal", "last", "both", "divisor", "exact"):
        classes = judged(kernel, 5, rule)
        for (r3, r2, r1), code in zip(product(range(1, 6), repeat=3), classes, strict=True):
            holes = gap(read_pixels([r1, r2, r3], kernel)) > 1
            assert code % 2 == holes
            m2 = max(abs(r3 - 2 * r2), r2)
            if rule == "goal":
                assert (code < 2) == (m2 <= kernel)
            if rule == "last":
                assert (code < 2) == (max(abs(m2 - 2 * r1), r1) == 1)


@pytest.mark.parametrize("seed", range(80))
def test_the_design_reaches_its_field_and_no_fewer_layers_do(seed: int) -> None:
    params = random_triples(random.Random(seed))
    got = result(**params)
    kernel, rates = params["kernel"], got["design"]
    assert got["designed"] >= params["target"]
    assert gap(read_pixels(rates, kernel)) == 1
    cut = [*rates[:-1], got["cut"]]
    assert gap(read_pixels(cut, kernel)) == 1
    assert got["reached"] == 1 + (kernel - 1) * sum(cut) >= params["target"]
    # One less in the last rate is too little, unless it is 1 already.
    assert got["cut"] == 1 or got["reached"] - (kernel - 1) < params["target"]
    if not params["sawtooth"]:
        assert kernel ** (len(rates) - 1) < params["target"] <= kernel ** len(rates)


def test_the_design_by_hand() -> None:
    got = result(target=50)
    assert (got["design"], got["designed"], got["cut"], got["reached"]) == (
        [1, 3, 9, 27],
        81,
        12,
        51,
    )
    assert (got["weights"], got["dense"]) == (36, 2500)
    assert result(target=25, sawtooth=True)["design"] == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    ("params", "error", "words"),
    [
        ({"kernel": 1}, ConvbookValueError, "kernel"),
        ({"most": 13}, ConvbookValueError, "most must be at most 12"),
        ({"rule": "luck"}, ConvbookValueError, "rule"),
        ({"rates": [1, 2]}, ConvbookValueError, "rates must be a list of 3"),
        ({"rates": [1, 2, 10]}, ConvbookValueError, "rates must be at most 9"),
        ({"target": 1}, ConvbookValueError, "target"),
        ({"sawtooth": 1}, ConvbookTypeError, "sawtooth must be True or False"),
    ],
)
def test_refuses(params: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        RateTriples(**params)


def test_says_what_it_shows() -> None:
    text = RateTriples.describe(RateTriples.defaults)
    assert "124 pass and have holes, 38 fail and have no hole" in text
    assert "Rates 2, 2, 2 have M = 2, 2, 2; the rule passes." in text

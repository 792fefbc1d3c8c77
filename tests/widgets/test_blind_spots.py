"""The figure of blind spots: its numbers against the committed bytes, bad input, words."""

import base64
import json
import random
from typing import Any

import pytest

from convbook.data.results import FOLDER
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import BlindSpots
from convbook.widgets.blind_spots import BORDERS, inner_place, scores
from convbook.widgets.blind_spots_still import FOUND, MISSED, coloured
from tests.widgets.states.blind_spots import draw as blind_spots

KEPT = json.loads((FOLDER / "blind-spots.json").read_text(encoding="utf-8"))


def result(**params: Any) -> dict[str, Any]:
    full = BlindSpots.defaults | params
    BlindSpots.check(full)
    return BlindSpots.compute(full)


def thousandths(border: str) -> list[list[int]]:
    """The committed bytes, row by row, without the library."""
    steps = base64.b64decode(KEPT["detector"][border]["scores"])
    return [[4 * step for step in steps[81 * row : 81 * (row + 1)]] for row in range(77)]


def test_every_number_comes_from_the_committed_bytes() -> None:
    maps = {border: thousandths(border) for border in BORDERS}
    rng = random.Random("blind spots by bytes")
    for _ in range(60):
        params = BlindSpots.defaults | blind_spots(rng)
        row, column = params["y"] // 2, params["x"] // 2
        found = BlindSpots.compute(params)
        assert found["scores"] == [maps[border][row][column] for border in BORDERS]
        assert found["row"] == maps[params["border"]][row]
        assert found["column"] == [line[column] for line in maps[params["border"]]]
        missed = [
            sum(score / 1000 < params["threshold"] / 100 for line in maps[border] for score in line)
            for border in BORDERS
        ]
        assert found["missed"] == missed
        chosen = BORDERS.index(params["border"])
        assert found["result"] == [found["scores"][chosen], missed[chosen]]


def test_distances_by_hand() -> None:
    assert result(y=0, x=0)["room"] == [0, 152, 0, 160]
    assert result(y=152, x=160)["room"] == [152, 0, 160, 0]
    # The odd picture has one pixel more, which the last place does not reach.
    assert result(y=152, x=160, border="odd")["room"] == [152, 1, 160, 1]


@pytest.mark.parametrize("place", [(0, 0), (34, 36), (33, 35), (76, 80), (41, 43), (42, 44)])
def test_the_middle_has_the_same_phase(place: tuple[int, int]) -> None:
    row, column = inner_place(*place)
    assert (row - place[0]) % 8 == (column - place[1]) % 8 == 0
    # All four edges are 68 px away, or more, from the face.
    assert 34 <= row < 42
    assert 36 <= column < 44
    assert min(2 * row, 192 - 40 - 2 * row) >= 68
    assert min(2 * column, 192 - 32 - 2 * column) >= 72
    assert scores("same")[row, column] == result(y=2 * place[0], x=2 * place[1])["middle"][0]


def test_the_threshold_itself_is_found() -> None:
    values = [value for line in thousandths("same") for value in line]
    assert 500 in values
    below = sum(value < 500 for value in values)
    assert result(threshold=50)["missed"][0] == below
    assert result(threshold=51)["missed"][0] >= below + values.count(500)


def test_colours_jump_at_the_threshold() -> None:
    import numpy as np

    shown = coloured(np.array([[0, 499, 500, 1000]]), 50)[0].tolist()
    assert tuple(shown[0]) == MISSED[0]
    assert tuple(shown[2]) == FOUND[0]
    assert tuple(shown[3]) == FOUND[1]
    assert max(abs(a - b) for a, b in zip(shown[1], MISSED[1], strict=True)) <= 1


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"border": "circular"}, ConvbookValueError, "border must be one of 'same', 'even'"),
        ({"view": "both"}, ConvbookValueError, "view must be one of 'score', 'change'"),
        ({"threshold": 0}, ConvbookValueError, "threshold must be at least 1"),
        ({"threshold": 100}, ConvbookValueError, "threshold must be at most 99"),
        ({"x": 162}, ConvbookValueError, "x must be at most 160"),
        ({"y": 154}, ConvbookValueError, "y must be at most 152"),
        ({"y": 3}, ConvbookValueError, "y must be a multiple of 2"),
        ({"x": 1.5}, ConvbookTypeError, "x must be an integer"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"BlindSpots: .*{reason}|{reason}"):
        BlindSpots(**params)


def test_description_has_the_place_the_score_and_all_shares() -> None:
    params = BlindSpots.defaults | {"y": 0, "x": 160}
    text = BlindSpots.describe(params)
    found = BlindSpots.compute(params)
    assert "0 px from the top, 152 from the bottom, 160 from the left and 0 from the right" in text
    assert f"score is {found['result'][0] / 1000:.3f}" in text
    assert text.count("%") == 5

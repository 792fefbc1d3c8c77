"""The padding figure: rows worked by hand, NumPy as an independent way, bad input."""

import random
from typing import Any

import numpy as np
import pytest

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Paddings
from convbook.widgets.paddings import MODES, SIDE, pad_of, photo
from tests.widgets.states.paddings import draw as paddings

BY_NUMPY = {
    "zeros": "constant",
    "full": "constant",
    "circular": "wrap",
    "symmetric": "symmetric",
    "reflect": "reflect",
    "replicate": "edge",
}


def result(**params: Any) -> dict[str, Any]:
    full = Paddings.defaults | {"at": 0, "y": 0, "x": 0} | params
    Paddings.check(full)
    return Paddings.compute(full)


def of(found: dict[str, Any], key: str, mode: str) -> Any:
    return found[key][MODES.index(mode)]


def test_rows_by_hand() -> None:
    found = result(row=[1, 2, 3, 4, 5], padding=2, kernel=5)
    rows = {mode: row for mode, row in zip(MODES, found["padded"], strict=True)}
    assert rows["valid"] == [1, 2, 3, 4, 5]
    assert rows["zeros"] == [0, 0, 1, 2, 3, 4, 5, 0, 0]
    assert rows["full"] == [0] * 4 + [1, 2, 3, 4, 5] + [0] * 4
    assert rows["circular"] == [4, 5, 1, 2, 3, 4, 5, 1, 2]
    assert rows["symmetric"] == [2, 1, 1, 2, 3, 4, 5, 5, 4]
    assert rows["reflect"] == [3, 2, 1, 2, 3, 4, 5, 4, 3]
    assert rows["replicate"] == [1, 1, 1, 2, 3, 4, 5, 5, 5]
    assert found["windows"] == [1, 5, 9, 5, 5, 5, 5, 5, 5, 5]


def test_distribution_by_hand() -> None:
    """Three cells of 0, 3, 9 have one mean of three, 4; four cells have two, stretched."""
    one = result(row=[0, 3, 9], padding=1)
    assert of(one, "padded", "distribution") == [4, 0, 3, 9, 4]
    assert of(one, "padded", "distribution-reflect") == [4, 0, 3, 9, 4]
    two = result(row=[0, 3, 9, 0], padding=1)
    assert two["means"] == [4, 4]
    uneven = result(row=[0, 0, 0, 3, 3], padding=1)
    assert uneven["means"] == [0, 1, 2]
    assert of(uneven, "padded", "distribution") == [0, 0, 0, 0, 3, 3, 2]


def test_the_articles_mirrors_are_not_the_mirrors() -> None:
    """Its symmetric is circular; its reflect pads 1 2 3 4 5 with 4 and 2, which none does."""
    found = result(row=[1, 2, 3, 4, 5], padding=1, kernel=3)
    ends = {mode: (row[0], row[-1]) for mode, row in zip(MODES, found["padded"], strict=True)}
    assert [mode for mode, pair in ends.items() if pair == (5, 1)] == ["circular"]
    assert (4, 2) not in ends.values()
    assert (ends["symmetric"], ends["reflect"]) == ((1, 5), (2, 4))


def test_counts_by_hand() -> None:
    three = result(row=[1] * 7, padding=1, kernel=3)
    assert of(three, "counts", "valid")[:3] == [1, 2, 3]
    assert of(three, "counts", "zeros")[:3] == [2, 3, 3]
    assert of(three, "counts", "reflect")[:3] == [2, 4, 3]
    assert of(three, "counts", "partial")[:3] == [2.5, 3.5, 3]
    for mode in ("full", "circular", "symmetric"):
        assert set(of(three, "counts", mode)) == {3}
    five = result(row=[1] * 7, padding=2, kernel=5)
    assert of(five, "counts", "replicate")[:4] == [6, 4, 5, 5]
    assert of(five, "counts", "reflect")[:4] == [3, 6, 6, 5]
    assert five["factors"][:3] == [5 / 3, 5 / 4, 1]


def test_agrees_with_numpy() -> None:
    rng = random.Random("paddings by numpy")
    for _ in range(60):
        params = Paddings.defaults | paddings(rng)
        found = Paddings.compute(params)
        for mode, name in BY_NUMPY.items():
            pad, border = pad_of(mode, params), params["border"] * (1 + (mode == "full"))
            expected = np.pad(np.array(params["row"], float), pad, name)  # type: ignore[call-overload]
            assert of(found, "padded", mode) == expected.tolist()
            if mode == params["mode"]:
                whole = np.pad(photo(), border, name)  # type: ignore[call-overload]
                assert found["picture"] == whole.flatten().tolist()
        copied = np.pad(np.arange(SIDE), params["border"], "reflect")
        pair = [copied[params[axis] + params["border"]] for axis in ("y", "x")]
        assert of(found, "from", "reflect") == pair


def test_every_count_is_that_of_the_sources() -> None:
    rng = random.Random("counts by sources")
    for _ in range(60):
        params = Paddings.defaults | paddings(rng)
        found = Paddings.compute(params)
        for mode in BY_NUMPY:
            reads = [0] * len(params["row"])
            for u in range(of(found, "windows", mode)):
                for tap in range(params["kernel"]):
                    source = of(found, "sources", mode)[u + tap * params["dilation"]]
                    if source >= 0:
                        reads[source] += 1
            assert of(found, "counts", mode) in (reads, [])


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"mode": "mirror"}, ConvbookValueError, "mode must be one of 'valid'"),
        ({"row": [1]}, ConvbookValueError, "row must be a list of 2 to 8 numbers"),
        ({"row": [0.1, 1]}, ConvbookValueError, "multiples of 1/8"),
        ({"padding": 5}, ConvbookValueError, "padding must be at most 4"),
        ({"kernel": 0}, ConvbookValueError, "kernel must be at least 1"),
        ({"dilation": 1.5}, ConvbookTypeError, "dilation must be an integer"),
        ({"border": 21}, ConvbookValueError, "border must be at most 20"),
        ({"at": -3}, ConvbookValueError, "at must be at least -2"),
        ({"mode": "valid", "at": -1}, ConvbookValueError, "at must be at least 0"),
        ({"x": 80}, ConvbookValueError, "x must be at most 79"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"Paddings: .*{reason}|{reason}"):
        Paddings(**params)


def test_distribution_does_not_exist_on_a_short_row() -> None:
    found = result(row=[1, 2, 3], padding=2, mode="distribution")
    assert found["output"] == found["means"] == []
    assert of(found, "windows", "distribution") == 0


def test_description_names_the_rows() -> None:
    text = Paddings.describe(dict(Paddings.defaults))
    assert "reflect: 3 2 1 2 3 4 5 6 7 6 5" in text
    assert "circular: 6 7 1 2 3 4 5 6 7 1 2" in text

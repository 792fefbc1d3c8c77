"""Committed results: how they came about, and the form that pages rely on."""

import re

import pytest

from convbook import data
from convbook.data.results import FOLDER
from convbook.errors import ConvbookValueError

NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_says_how_it_came_about(name: str) -> None:
    found = data.result(name)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
    assert re.search(r"\d+ cores", found["machine"])
    assert "torch" in found["versions"]
    said = data.provenance(found)
    assert found["command"] in said
    assert found["date"] in said


def test_unknown_result_is_refused() -> None:
    with pytest.raises(ConvbookValueError, match=r"result: name must be one of .*'crossover'"):
        data.result("nothing")


def test_crossover_has_every_layer_by_every_algorithm_it_allows() -> None:
    found = data.result("crossover")
    assert found["command"] == "python -m benchmarks.crossover --write"
    layers: dict[tuple[int, int, int], dict[str, dict[str, float]]] = {}
    for row in found["rows"]:
        key = row["channels"], row["size_px"], row["kernel_size"]
        layers.setdefault(key, {})[row["algorithm"]] = row
    settings = {key[:2] for key in layers}
    sizes = {key[2] for key in layers}
    assert len(settings) == 2
    assert sizes == {1, 3, 5, 7, 9, 11, 15, 21, 31}
    assert len(layers) == len(settings) * len(sizes)
    for (*_, kernel_size), rows in layers.items():
        tiles = ["winograd 2", "winograd 4"] if kernel_size == 3 else []
        assert list(rows) == ["auto", "direct", "im2col", "fft", *tiles]
        assert rows["auto"]["ratio"] == 1
        assert all(row["ms"] > 0 and row["ratio"] > 0 for row in rows.values())

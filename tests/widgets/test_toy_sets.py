"""The figure of the toy sets: numbers by hand, another way, bad input, words."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from convbook import data
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import ToySets
from convbook.widgets.toy_sets import images
from convbook.widgets.toy_sets_images import BARS, PICTURES, picture
from convbook.widgets.toy_sets_still import runs


def result(**params: Any) -> dict[str, Any]:
    full = ToySets.defaults | params
    ToySets.check(full)
    return ToySets.compute(full)


def test_pictures_are_those_of_pillow() -> None:
    for name in ("astronaut", "chelsea"):
        photograph = data.load(name)
        top, left = ((length - 256) // 2 for length in photograph.shape[:2])
        crop = Image.fromarray(photograph[top : top + 256, left : left + 256]).convert("L")
        theirs = np.asarray(crop.reduce(4)).astype(int)
        assert abs(theirs - picture(name)).max() <= 2
    assert sum(BARS) == 64
    assert {picture(name).shape for name in PICTURES} == {(64, 64)}


def test_height_adds_nothing_on_the_barcode() -> None:
    tall = result(**ToySets.preset("original"), picture="barcode", height=64, width=4, y=0)
    flat = result(**ToySets.preset("original"), picture="barcode", height=1, width=4, y=9)
    assert tall["share"] == flat["share"] == flat["taller"]
    assert tall["distinct"][0] == flat["distinct"][0] == 1
    assert flat["wider"] > 1.1 * flat["share"]


def test_a_tile_is_seen_whole_from_everywhere() -> None:
    for y, x in ((0, 0), (7, 30), (48, 48)):
        found = result(**ToySets.preset("tiled"), height=16, width=16, y=y, x=x)
        assert found["rows"] == found["columns"] == list(range(16))
        assert found["share"] == found["taller"] == found["wider"] == 1.0
        assert found["distinct"] == [16, 16]
    larger = result(**ToySets.preset("tiled"), height=40, width=64, y=3, x=0)
    assert larger["distinct"] == [16, 16]


def test_a_stretched_window_reads_half_the_rows() -> None:
    found = result(height=20, width=20, y=22, x=10)
    # Rows 22 to 41 of the crop are 54 to 73 of 128: centres at 26.75 to 36.25 of 64.
    assert found["rows"] == list(range(26, 38))
    assert found["columns"] == list(range(10, 30))
    wide, tall = found["wider"], found["taller"]
    assert wide > tall


def test_sets_are_the_library() -> None:
    source = picture("camera")[None]
    makers = {"tiled": data.tile, "enlarged": data.enlarge}
    for name, make in makers.items():
        params = ToySets.defaults | ToySets.preset(name) | {"picture": "camera"}
        assert (images(params)[1] == make(source)[0]).all()
    stretched = ToySets.defaults | {"picture": "camera"}
    assert (images(stretched)[1] == data.stretch(source, crop="centre")[0]).all()


def test_plane_holds_the_shares_of_powers_of_two() -> None:
    found = result(height=8, width=32, x=0, y=0)
    assert found["plane"][7 * 3 + 5] == found["share"]
    assert found["plane"][7 * 4 + 5] == found["taller"]
    assert found["plane"][7 * 3 + 6] == found["wider"]
    assert found["plane"][0] == 0
    assert found["plane"][-1] == 1


def test_runs_of_numbers() -> None:
    assert runs([]) == []
    assert runs([3]) == [(3, 3)]
    assert runs([0, 1, 5, 6, 7, 9]) == [(0, 1), (5, 7), (9, 9)]


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"picture": "moon"}, ConvbookValueError, "picture must be one of 'astronaut'"),
        ({"detail_h": 3}, ConvbookValueError, "detail_h must be at least 4"),
        ({"detail_w": 65}, ConvbookValueError, "detail_w must be at most 64"),
        ({"size_h": 129}, ConvbookValueError, "size_h must be at most 128"),
        ({"size_w": 8.5}, ConvbookTypeError, "size_w must be an integer"),
        ({"height": 0}, ConvbookValueError, "height must be at least 1"),
        ({"y": 49}, ConvbookValueError, "y must be at most 48"),
        ({"width": 64, "x": 1}, ConvbookValueError, "x must be at most 0"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"ToySets: {reason}"):
        ToySets(**params)
    with pytest.raises(ConvbookValueError, match="set must be one of 'original'"):
        ToySets.preset("mirrored")


def test_description_has_the_counts_and_the_shares() -> None:
    found = result()
    text = ToySets.describe(ToySets.defaults)
    assert "64 × 64 px are kept, laid out over 128 × 64 px" in text
    assert f"reads {len(found['rows'])} rows and 16 columns" in text
    assert f"twice as wide {100 * found['wider']:.0f} percent" in text

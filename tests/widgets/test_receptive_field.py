"""The figure of the receptive field: numbers by hand, an independent count of paths, refusals."""

import random
from collections import Counter
from typing import Any

import pytest

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import ReceptiveField
from convbook.widgets.receptive_field_presets import PRESETS, conv, pool, stack
from tests.widgets.states import STATES


def compute(params: dict[str, Any]) -> dict[str, Any]:
    ReceptiveField.check(params)
    return ReceptiveField.compute(params)


def test_default_is_worked_by_hand() -> None:
    # 3; 3 + 2·1 = 5 and jump 2; 5 + 2·2 = 9. 16 px + 2 - 3 = 15 leaves 1 at stride 2.
    result = compute(dict(ReceptiveField.defaults))
    assert result["fields"] == [1, 3, 5, 9]
    assert result["jumps"] == [1, 1, 2, 2]
    assert result["starts"] == [0, -1, -2, -4]
    assert result["sizes"] == [16, 16, 8, 8]
    assert result["uneven"] == [2]
    # Unit 4 stands at px 8: units 3, 4, 5 of layer 2, units 5 to 11 of layer 1.
    assert result["region"] == [4, 12]
    assert result["counts"] == [0, 0, 0, 0, 1, 2, 4, 4, 5, 4, 4, 2, 1, 0, 0, 0]
    # Centres 0, 2, ..., 14 have their middle at 7, the image at 7.5.
    assert result["shift"] == -0.5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Three layers, one with stride 2", [9, 2, -4]),
        ("Two 3 × 3", [5, 1, 0]),
        ("One 5 × 5", [5, 1, 0]),
        ("Dilation 1, 2, 4", [15, 1, -7]),
        ("Dilation 2, 2, 2: holes", [13, 1, -6]),
        ("Ten 3 × 3", [21, 1, -10]),
        ("AlexNet, to pool5", [195, 32, -64]),
        ("VGG-16, to pool5", [212, 32, -90]),
        ("MobileNet", [315, 32, -157]),
        ("ResNet-50, strides first", [427, 32, -213]),
        ("ResNet-50, strides last", [483, 32, -241]),
    ],
)
def test_presets_have_the_published_fields(name: str, expected: list[int]) -> None:
    assert compute(ReceptiveField.preset(name))["result"] == expected


def test_every_preset_is_tested() -> None:
    assert len(PRESETS) == 11
    with pytest.raises(ConvbookValueError, match="preset must be one of 'Three layers"):
        ReceptiveField.preset("VGG")


def test_holes_are_shown_as_pixels_without_paths() -> None:
    result = compute(ReceptiveField.preset("Dilation 2, 2, 2: holes"))
    assert result["region"] == [4, 16]
    # The trinomial coefficients of (1 + z + z²)³, on every second px.
    assert result["counts"][4:17] == [1, 0, 3, 0, 6, 0, 7, 0, 6, 0, 3, 0, 1]


def test_a_unit_below_reaches_upwards() -> None:
    result = compute(dict(ReceptiveField.defaults) | {"layer": 1, "unit": 4})
    # Unit 4 of layer 1 is read by unit 2 of layer 2 (3 to 5), that by outputs 1 to 3.
    assert result["outputs"] == [1, 2, 3]
    assert result["region"] == [3, 5]
    # Px 0 is read by units 0 and 1, those by units 0 and 1 of layer 2, those by outputs 0 to 2.
    image = compute(dict(ReceptiveField.defaults) | {"layer": 0, "unit": 0})
    assert (image["region"], image["outputs"], image["sigma"]) == ([0, 0], [0, 1, 2], 0)


def test_layers_that_do_not_fit_are_left_out() -> None:
    params = stack(5, [conv(3, 1, 0), conv(5, 1, 0), conv(3)], 0) | {"layer": 1}
    result = compute(params)
    assert (result["sizes"], result["result"]) == ([5, 3], [3, 1, 0])
    nothing = compute(stack(2, [conv(5, 1, 0)], 0) | {"layer": 0})
    assert (nothing["sizes"], nothing["result"], nothing["unread"]) == ([2], [1, 1, 0], 0)


def test_pixels_that_no_output_sees_are_counted() -> None:
    # Stride 3 with kernel 2 skips every third px; windows at 0, 3, 6 leave 2, 5 and 8.
    assert compute(stack(9, [conv(2, 3, 0)], 0))["unread"] == 3


def test_very_many_paths_are_capped() -> None:
    result = compute(stack(81, [conv(3)] * 40, 40))
    assert max(result["counts"]) == 2**53
    assert result["sigma"] == 5.164


@pytest.mark.parametrize("seed", range(40))
def test_paths_are_those_counted_one_by_one(seed: int) -> None:
    params = STATES["receptive-field"](random.Random(seed))
    result = compute(params)
    lists = [params[name] for name in ("kernels", "strides", "paddings", "dilations")]
    paths = Counter({params["unit"]: 1})
    for level in reversed(range(params["layer"])):
        k, s, p, d = (values[level] for values in lists)
        below: Counter[int] = Counter()
        for unit, count in paths.items():
            for tap in range(k):
                at = unit * s - p + tap * d
                if 0 <= at < result["sizes"][level]:
                    below[at] += count
        paths = below
    assert result["counts"] == [min(paths[px], 2**53) for px in range(params["size"])]
    low, high = result["region"]
    assert all(low <= px <= high for px in paths)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"size": 513}, "ReceptiveField: size must be at most 512, got 513"),
        ({"kinds": []}, "ReceptiveField: kinds must be a list of 1 to 64 layers"),
        ({"kernels": [3, 3]}, "kernels must be a list of 3 numbers, one a layer"),
        ({"strides": [1, 9, 1]}, r"strides\[1\] must be at most 8, got 9"),
        ({"kinds": [1, 0, 0], "paddings": [2, 1, 1]}, r"paddings\[0\] must be at most half"),
        ({"kinds": [2, 0, 0], "dilations": [2, 1, 1]}, r"dilations\[0\] must be 1, as an average"),
        ({"layer": 4}, "layer must be at most 3, got 4"),
        ({"unit": 8}, "unit must be at most 7, got 8"),
        ({"strides": [8, 8, 8]}, "layer must be at most 3|unit must be at most 0"),
    ],
)
def test_what_it_refuses(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvbookValueError, match=message):
        ReceptiveField(**wrong)


def test_strides_are_limited_and_whole() -> None:
    many = stack(512, [pool(2, 8)] * 4, 0) | {"layer": 0}
    with pytest.raises(ConvbookValueError, match="strides must multiply to at most 1024, got 4096"):
        ReceptiveField(**many)
    with pytest.raises(ConvbookTypeError, match=r"kernels\[0\] must be an integer, got 0\.5"):
        ReceptiveField(kernels=[0.5, 3, 3])


def test_description_and_still_hold_the_numbers() -> None:
    params = dict(ReceptiveField.defaults)
    words = ReceptiveField.describe(params)
    assert "layer 2, conv 3, stride 2, padding 1: 8 units, field 5 px, jump 2 px" in words
    assert "Unit 4 of layer 3 sees px 4 to 12; 9 px of the image reach it" in words
    texts = [text.get_text() for text in ReceptiveField.draw(params).texts]
    assert "conv 3, padding 1: field 9, jump 2" in texts
    assert "image: field 1, jump 1" in texts

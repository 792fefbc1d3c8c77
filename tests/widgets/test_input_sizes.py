"""The figure ``input-sizes``: worked by hand, against the library on every size, refusals."""

import random
from typing import Any

import pytest
import torch

from convbook import analysis
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import InputSizes
from convbook.widgets.input_sizes_numbers import levels_of, network
from convbook.widgets.input_sizes_presets import PRESETS, stack
from tests.widgets.states import STATES


def compute(params: dict[str, Any]) -> dict[str, Any]:
    InputSizes.check(params)
    return InputSizes.compute(params)


def test_two_layers_on_9_px_by_hand() -> None:
    # 9 + 2 - 3 = 8 is divided by 2: 5 rows, of which 5 + 2 - 3 = 4 is too: 3 rows.
    result = compute(InputSizes.preset("Two layers on 9 px"))
    assert result["result"] == [[9, 5, 0], [5, 3, 0]]
    assert result["used"] == result["pads"] == [[1, 1], [1, 1]]
    # h_0 = 4 h_2 - (1 + 2): 5, 9, 13.
    assert (result["formula"], result["clean"], result["whole"]) == ([4, 3], [5, 13], [5, 13])
    assert result["low"] == 1
    # At 1 to 13 px: the ones in the last two binary digits of size - 1.
    assert result["counts"][:13] == [0, 1, 1, 2] * 3 + [0]


def test_what_is_pointed_at_by_hand() -> None:
    params = InputSizes.preset("Two layers on 9 px") | {"layer": 1}
    assert compute(params | {"look": "row", "at": -1})["seen"] == [0, 0]
    assert compute(params | {"look": "row", "at": 1})["seen"] == [0, 1]
    assert compute(params | {"look": "output", "at": 4})["seen"] == [7, 9]
    uneven = params | {"size": 10, "look": "row", "at": 10}
    assert compute(uneven)["seen"] == []


@pytest.mark.parametrize(
    ("name", "uneven", "clean"),
    [
        ("ResNet", [1, 2, 3, 4, 5], [193, 225]),
        ("VGG", [], [223, 225]),
        ("MobileNet", [1, 2, 3, 4, 5], [193, 225]),
        ("AlexNet", [1], [223, 227]),
        ("4 × 4, four times", [], [48, 80]),
        ("Two layers on 9 px", [], [5, 13]),
        ("Strides 2 and 3", [1, 2], [19, 25]),
    ],
)
def test_presets(name: str, uneven: list[int], clean: list[int]) -> None:
    result = compute(InputSizes.preset(name))
    assert (result["uneven"], result["clean"]) == (uneven, clean)


def test_every_preset_is_tested() -> None:
    assert len(PRESETS) == 7
    with pytest.raises(ConvbookValueError, match="preset must be one of 'ResNet'"):
        InputSizes.preset("Inception")


def test_same_stands_on_the_other_side() -> None:
    params = InputSizes.preset("ResNet") | {"rule": "same"}
    result = compute(params)
    assert result["used"] == result["pads"] == [[2, 3]] + [[0, 1]] * 4
    assert (result["uneven"], result["clean"]) == ([1, 2, 3, 4, 5], [193, 225])
    assert [rest for _, _, rest in result["result"]] == [0] * 5


@pytest.mark.parametrize("name", ["ResNet", "AlexNet", "4 × 4, four times", "Strides 2 and 3"])
def test_the_number_line_is_the_librarys(name: str) -> None:
    params = PRESETS[name] | {"size": 200}
    result = compute(params)
    net = network(params, levels_of(params, params["size"]))
    clean = []
    for i, count in enumerate(result["counts"]):
        size = result["low"] + i
        records = analysis.uneven_padding(net, (size, 1))
        assert count == sum(record.axis == "h" for record in records), size
        clean += [size] if count == 0 else []
    below, above = result["clean"]
    assert below == max(n for n in clean if n < 200)
    assert above == min(n for n in clean if n > 200)


@pytest.mark.parametrize("seed", range(60))
def test_states_agree_with_records_and_formula(seed: int) -> None:
    params = STATES["input-sizes"](random.Random(seed))
    result = compute(params)
    levels = levels_of(params, params["size"])
    assert result["uneven"] == [i + 1 for i, level in enumerate(levels) if level.uneven]
    if params["rule"] == "given":
        jump, offset = result["formula"]
        for size in result["whole"]:
            assert not size or (size + offset) % jump == 0
    maps = torch.zeros(1, 1, params["size"], 1)
    for layer in network(params, levels):
        maps = layer(maps)
    assert maps.shape[2] == (levels[-1].output if levels else params["size"])


def test_layers_that_do_not_fit_are_left_out() -> None:
    result = compute(stack(4, [(0, 3, 2, 0), (0, 3, 2, 0)]))
    assert (result["result"], result["clean"][0]) == ([[4, 1, 1]], 0)
    assert result["counts"][:8] == [-1] * 6 + [0, 0]
    assert result["whole"] == [0, 7]
    assert compute(stack(1, [(0, 3, 2, 0)]))["result"] == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"size": 0}, "size must be at least 1|size"),
        ({"kinds": []}, "kinds must be a list of 1 to 8 layers"),
        ({"kernels": [3]}, "kernels must be a list of 5 numbers, one a layer"),
        ({"strides": [2, 2, 2, 2, 9]}, r"strides\[4\] must be at most 8, got 9"),
        ({"paddings": [3, 2, 1, 1, 1]}, r"paddings\[1\] must be at most half"),
        ({"strides": [8, 8, 8, 8, 8]}, "strides must multiply to at most 512, got 32768"),
        ({"rule": "valid"}, "rule must be one of 'given'"),
        ({"look": "row"}, "layer"),
        ({"layer": 1}, "layer must be at most 0"),
        ({"look": "row", "layer": 1, "at": 227}, "at must be at most 226, got 227"),
        ({"look": "output", "layer": 5, "at": 7}, "at must be at most 6, got 7"),
    ],
)
def test_what_it_refuses(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvbookValueError, match=message):
        InputSizes(**wrong)


def test_numbers_are_whole() -> None:
    with pytest.raises(ConvbookTypeError, match=r"kernels\[0\] must be an integer, got 0\.5"):
        InputSizes(kernels=[0.5, 3, 3, 3, 3])


def test_description_and_still_hold_the_numbers() -> None:
    params = dict(InputSizes.defaults)
    words = InputSizes.describe(params)
    assert "layer 1, conv 7, stride 2, padding 3: 224 to 112, 1 never read" in words
    assert words.endswith("Uneven in 5 layers; nearest clean sizes: 193 below, 225 above.")
    (axes,) = InputSizes.draw(params).axes
    texts = [text.get_text() for text in axes.texts]
    assert "224 → 112, padding read 3 | 2" in texts
    assert "1  conv 7, stride 2, padding 3" in texts

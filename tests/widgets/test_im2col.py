"""The figure of the lowered matrix: numbers worked by hand, independent ways, what it refuses."""

import random
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Im2col
from convbook.widgets.im2col_presets import PRESETS
from tests.widgets.states.im2col import draw

BY_HAND = "2 channels, by hand"


def computed(**params: Any) -> dict[str, Any]:
    full = dict(Im2col.defaults) | params
    Im2col.check(full)
    return Im2col.compute(full)


def test_two_channels_are_worked_by_hand() -> None:
    # The patches of channel 0, [1 2 0; 0 1 3; 2 1 1]; those of channel 1 stand below them.
    found = Im2col.compute(Im2col.preset(BY_HAND))
    assert (found["lowered"], found["shape"]) == ([8, 4], [2, 2, 2])
    matrix = np.reshape(found["columns"], (8, 4)).T
    assert matrix[:, :4].tolist() == [[1, 2, 0, 1], [2, 0, 1, 3], [0, 1, 2, 1], [1, 3, 1, 1]]
    assert matrix[0, 4:].tolist() == [1, 0, 0, 1]
    # Filter 0: 1 + 0 + 0 − 1 = 0 and 1 + 0 + 0 + 3 = 4; filter 1: 2 − 1.
    assert (found["output"][0], found["output"][4]) == (4, 1)
    assert found["copies"] == [1, 2, 1, 2, 4, 2, 1, 2, 1]


def test_default_copies_a_pixel_of_the_middle_nine_times() -> None:
    found = computed()
    assert np.reshape(found["copies"], (4, 4)).tolist() == [
        [4, 6, 6, 4], [6, 9, 9, 6], [6, 9, 9, 6], [4, 6, 6, 4],
    ]  # fmt: skip
    assert len(found["columns"]) == 144
    assert sum(found["copies"]) == 100


@pytest.mark.parametrize("seed", range(30))
def test_matrix_product_and_copies_are_those_of_torch(seed: int) -> None:
    params = dict(Im2col.defaults) | draw(random.Random(seed))
    found = Im2col.compute(params)
    image, weight = Im2col.tensors(params)
    steps = {name: params[name] for name in ("dilation", "padding", "stride")}
    kernel = (params["kernel_h"], params["kernel_w"])
    columns = F.unfold(image, kernel, **steps)
    assert found["columns"] == columns.flatten().tolist()
    assert found["lowered"] == list(columns.shape[1:])
    assert found["output"] == F.conv2d(image, weight, **steps).flatten().tolist()
    size = (params["height"], params["width"])
    ones = torch.ones_like(columns[:, : kernel[0] * kernel[1]])
    assert found["copies"] == F.fold(ones, size, kernel, **steps).flatten().tolist()


def test_costs_of_a_layer_worked_by_hand() -> None:
    layer = {"layer_size": 8, "layer_in": 2, "layer_out": 3, "layer_ready": False}
    found = computed(**layer)
    assert found["direct"][:3] == [64 * 6, 64 * 6 * 4, 64 * 6 * 9]
    assert found["im2col_kept"][:3] == [0, 64 * 2 * 4, 64 * 2 * 9]
    # Sixteen tiles of 2 x 2, four of 4 x 4; F(4) transforms by 144 a tile, 60 back, 117 a kernel.
    assert found["winograd"][0] == 16 * 6 * 16 + 6 * 42
    assert found["winograd"][2] == 4 * (6 * 36 + 2 * 144 + 3 * 60) + 6 * 117
    assert found["winograd"][3] == 36 * (4 * 5 + 6)
    strided = computed(**layer, layer_stride=3)
    assert strided["winograd"] == []
    assert strided["direct"][2] == 9 * 6 * 9
    assert strided["im2col_kept"][0] == 9 * 2


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_legal(name: str) -> None:
    assert Im2col(**Im2col.preset(name)).params["look"] >= 0


def test_presets_show_what_they_name() -> None:
    pointwise = Im2col.compute(Im2col.preset("1×1: nothing to copy"))
    assert pointwise["columns"] == list(range(36))
    once = Im2col.compute(Im2col.preset("stride 3: every pixel once"))
    assert set(once["copies"]) == {1}
    with pytest.raises(ConvbookValueError, match="Im2col: preset must be one of '3×3, padding 1'"):
        Im2col.preset("4x4")


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"height": 9}, ConvbookValueError, "Im2col: height must be at most 8, got 9"),
        ({"stride": 0}, ConvbookValueError, "Im2col: stride must be at least 1, got 0"),
        ({"padding": 0.5}, ConvbookTypeError, "Im2col: padding must be an integer"),
        (
            {"kernel_h": 4, "dilation": 2, "padding": 0},
            ConvbookValueError,
            "the kernel must fit into the padded input",
        ),
        ({"look": 32}, ConvbookValueError, "Im2col: look must be at most 31, got 32"),
        ({"input": [1] * 15}, ConvbookValueError, "Im2col: input must be a list of 16"),
        ({"weight": [0.1] * 18}, ConvbookValueError, r"Im2col: weight must be a list of 18.*0\.1"),
        ({"layer_size": 513}, ConvbookValueError, "Im2col: layer_size must be at most 512"),
        ({"layer_kernel": 32}, ConvbookValueError, "Im2col: layer_kernel must be at most 31"),
        ({"layer_ready": 1}, ConvbookTypeError, "Im2col: layer_ready must be True or False"),
    ],
)
def test_what_it_refuses(wrong: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Im2col(**wrong)


def test_description_holds_the_numbers_where_they_are_few() -> None:
    words = Im2col.describe(Im2col.preset(BY_HAND))
    assert "8 × 4 = 32 entries from 18 numbers, rows: 1 2 0 1; 2 0 1 3;" in words
    assert "gives the output, rows: 4 2 4 6; 1 0 1 2." in words
    assert "115605504 multiplications directly and by im2col" in words
    assert "Winograd: 51380224 with tile 2, 31460352 with tile 4." in words
    large = Im2col.describe(Im2col.preset("3 channels, 8×8") | {"layer_kernel": 5})
    assert "1728 entries from 192 numbers. The weight as a matrix of 3 × 27" in large
    assert "Winograd" not in large


def test_still_lights_the_patch_and_its_column() -> None:
    figure = Im2col.draw(dict(Im2col.defaults))
    words = [text.get_text() for text in figure.axes[0].texts]
    assert "lowered matrix, 9 × 16: column 5 is the lit patch" in words
    bold = [t.get_text() for t in figure.axes[0].texts if t.get_weight() == "bold"]
    patch = ["1", "2", "0", "0", "1", "3", "2", "1", "1"]
    # The column, the first filter, the output, and the patch in the input.
    assert bold == [*patch, "1", "0", "−1", "0", "2", "0", "−1", "0", "1", "2", *patch]
    assert [axes.get_title() for axes in figure.axes[1:]] == [
        "multiplications",
        "numbers kept meanwhile",
    ]

"""The figure of the 2-D convolution: hand-worked numbers, what it refuses, its photographs."""

import random
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convbook import data
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Conv2d
from convbook.widgets.conv2d import PHOTOS, small_photo
from convbook.widgets.conv2d_presets import PRESETS
from tests.widgets.states import STATES

NUMPY_MODES: dict[str, Any] = {
    "zeros": "constant",
    "circular": "wrap",
    "reflect": "reflect",
    "replicate": "edge",
}
TWO_FILTERS = "3 channels to 2, stride 2, padding 1"


def output(params: dict[str, Any]) -> list[Any]:
    result = Conv2d.compute(params)
    nested: list[Any] = np.reshape(result["output"], result["shape"]).tolist()
    return nested


def test_default_is_worked_by_hand() -> None:
    # Top left: 1·1 − 2·1 + 3·2 − 2·1 + 0·1 = 3; middle: 3 − 2 + 0·2 − 0 + 0 = 1.
    maps = output(dict(Conv2d.defaults))
    assert (maps[0][0][0], maps[0][1][1]) == (3, 1)
    assert Conv2d.compute(dict(Conv2d.defaults))["macs"] == 81


def test_three_channels_two_filters_worked_by_hand() -> None:
    params = Conv2d.preset(TWO_FILTERS)
    result = Conv2d.compute(params)
    assert (result["shape"], result["macs"]) == ([2, 3, 3], 486)
    # Filter 0, top left: the channels give 0, 1·1 + 2·1 = 3 and 1·1 = 1, the bias 1.
    # Filter 1, middle: 2 + 1 − 0 + 2 = 5, −2 + 2 + 0 − 1 = −1, 1 − 2 + 1 − 1 + 2 = 1, bias 0.
    assert output(params)[0][0][0] == 5
    assert output(params)[1][1][1] == 5


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("1 channel to 1", [1, 3, 3]),
        ("3 channels to 1, padding 1", [1, 5, 5]),
        (TWO_FILTERS, [2, 3, 3]),
        ("3 channels to 2, stride 2, padding 2", [2, 4, 4]),
        ("stride 2 that leaves a row unread", [1, 2, 2]),
        ("dilation 2", [1, 3, 3]),
        ("kernel of 1: mixes the channels", [2, 5, 5]),
        ("a border that wraps round", [1, 5, 5]),
        ("a canvas to paint on", [1, 16, 16]),
        ("edges in a photograph", [1, 6, 6]),
    ],
)
def test_presets_are_legal_and_have_the_shape_they_name(name: str, shape: list[int]) -> None:
    params = Conv2d.preset(name)
    assert Conv2d(**params).compute(params)["shape"] == shape


def test_every_preset_is_tested() -> None:
    assert len(PRESETS) == 10
    with pytest.raises(ConvbookValueError, match="Conv2d: preset must be one of '1 channel to 1'"):
        Conv2d.preset("4x4")


@pytest.mark.parametrize("seed", range(30))
def test_output_is_the_defining_sum(seed: int) -> None:
    params = dict(Conv2d.defaults) | STATES["conv2d"](random.Random(seed))
    channels, height, width = (params[k] for k in ("in_channels", "height", "width"))
    image = np.reshape(params["input"], (channels, height, width))
    if params["source"] == "photo":
        top, left = params["photo_y"], params["photo_x"]
        image = small_photo(params["photo"])[:channels, top : top + height, left : left + width]
    kernel = (params["kernel_h"], params["kernel_w"])
    weight = np.reshape(params["weight"], (params["out_channels"], channels, *kernel))
    top, left = params["padding_h"], params["padding_w"]
    bottom, right = params["padding_bottom"], params["padding_right"]
    far = (top if bottom < 0 else bottom, left if right < 0 else right)
    sides = ((0, 0), (top, far[0]), (left, far[1]))
    padded = np.pad(image, sides, mode=NUMPY_MODES[params["padding_mode"]])
    maps = output(params)
    for o, i, j in np.ndindex(*Conv2d.output_shape(params)):
        total = params["bias"][o]
        for c, a, b in np.ndindex(*weight.shape[1:]):
            y = i * params["stride_h"] + a * params["dilation_h"]
            x = j * params["stride_w"] + b * params["dilation_w"]
            tap = (kernel[0] - 1 - a, kernel[1] - 1 - b) if params["flip"] else (a, b)
            total += float(padded[c, y, x]) * weight[o, c, *tap]
        assert maps[o][i][j] == total


SMALL: dict[str, Any] = {
    "height": 3,
    "width": 3,
    "kernel_h": 1,
    "kernel_w": 3,
    "padding_w": 1,
    "input": [1, 2, 4, 0, 1, 0, 3, 0, 0],
    "weight": [1, 10, 100],
}


@pytest.mark.parametrize(
    ("change", "first_row"),
    [
        # Outside 1, 2, 4 stand 0 and 0; 4 and 1; 2 and 2; 1 and 4.
        ({}, [210, 421, 42]),
        ({"padding_mode": "circular"}, [214, 421, 142]),
        ({"padding_mode": "reflect"}, [212, 421, 242]),
        ({"padding_mode": "replicate"}, [211, 421, 442]),
        # Turned, the weights 100, 10, 1 meet them.
        ({"flip": True}, [12, 124, 240]),
        # Uneven: one zero at the left, none or two at the right.
        ({"padding_right": 0}, [210, 421]),
        ({"padding_right": 2}, [210, 421, 42, 4]),
    ],
)
def test_borders_and_the_turned_kernel_by_hand(
    change: dict[str, Any], first_row: list[float]
) -> None:
    assert output(dict(Conv2d.defaults) | SMALL | change)[0][0] == first_row


def test_a_stored_spec_of_before_the_new_settings_still_makes_its_figure() -> None:
    new = {"padding_mode", "padding_bottom", "padding_right", "flip", "paint", "brush"}
    spec = Conv2d(padding_h=1).spec()
    spec["params"] = {name: value for name, value in spec["params"].items() if name not in new}
    assert Conv2d.from_spec(spec).spec() == Conv2d(padding_h=1).spec()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"height": 21}, "Conv2d: height must be at most 20, got 21"),
        ({"padding_bottom": 4}, "Conv2d: padding_bottom must be at most 3, got 4"),
        ({"padding_right": -2}, "Conv2d: padding_right must be at least -1, got -2"),
        ({"padding_mode": "wrap"}, "Conv2d: padding_mode must be one of 'zeros', .*got 'wrap'"),
        (
            {"padding_mode": "reflect", "width": 3, "padding_right": 3},
            "Conv2d: padding_right must be below the width in padding mode 'reflect', got 3",
        ),
        ({"brush": 0.3}, "Conv2d: brush must be a list of 1 multiples of 1/8"),
        ({"stride_w": 0}, "Conv2d: stride_w must be at least 1, got 0"),
        (
            {"dilation_h": 3},
            "the kernel must fit into the padded input, got effective kernel size 7",
        ),
        ({"look": 9}, "Conv2d: look must be at most 8, got 9"),
        (
            {"input": [1] * 24},
            "Conv2d: input must be a list of 25 multiples of 1/8 .*got 24 values",
        ),
        ({"weight": [0.1] * 9}, r"Conv2d: weight must be a list of 9 .*got 0\.1 \(out_channels"),
        ({"bias": "0"}, "Conv2d: bias must be a list of 1 .*got '0'"),
        ({"bias": [float("nan")]}, "Conv2d: bias .*got nan"),
        ({"bias": [float("inf")]}, "Conv2d: bias .*got inf"),
        ({"bias": [True]}, "Conv2d: bias .*got True"),
        ({"source": "paint"}, "Conv2d: source must be one of 'numbers', 'photo', got 'paint'"),
        ({"photo": "camera"}, "Conv2d: photo must be one of 'astronaut', 'chelsea', got 'camera'"),
        ({"photo_x": 60}, "Conv2d: photo_x must be at most 59, got 60"),
    ],
)
def test_what_it_refuses(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvbookValueError, match=message):
        Conv2d(**wrong)


def test_sizes_are_whole_numbers() -> None:
    with pytest.raises(ConvbookTypeError, match=r"Conv2d: padding_h must be an integer, got 0\.5"):
        Conv2d(padding_h=0.5)
    with pytest.raises(ConvbookTypeError, match="Conv2d: flip must be True or False, got 1"):
        Conv2d(flip=1)


@pytest.mark.parametrize("name", PHOTOS)
def test_small_photograph_is_the_mean_of_blocks_rounded_down(name: str) -> None:
    photo = torch.tensor(data.load(name), dtype=torch.float64).permute(2, 0, 1)
    assert torch.equal(torch.tensor(small_photo(name)).double(), F.avg_pool2d(photo, 4).floor())


def test_description_and_repr_hold_the_numbers() -> None:
    figure = Conv2d(id="here", stride_h=2, look=1)
    assert repr(figure) == "Conv2d(stride_h=2, look=1)"
    words = figure.describe(dict(figure.params))
    assert "an input of 1 × 5 × 5 numbers with a kernel of 3 × 3, stride (2, 1)" in words
    assert "Output of 1 × 2 × 3, channel 0: 3 1 9; 3 5 −4. 54 multiplications." in words
    assert Conv2d.from_spec(figure.spec()).spec() == figure.spec()
    uneven = Conv2d(padding_h=1, padding_bottom=0, padding_mode="circular", flip=True)
    words = uneven.describe(dict(uneven.params))
    assert words.startswith("True convolution of an input of 1 × 5 × 5")
    assert "padding 1 above, 0 below, 0 left, 0 right, padding mode circular. Output" in words


def test_still_names_the_sum_of_the_output_looked_at() -> None:
    params = Conv2d.preset(TWO_FILTERS)
    words = [text.get_text() for text in Conv2d.draw(params).axes[0].texts]
    assert "output[0, 0, 0] = 0 + 3 + 1 + bias 1 = 5" in words
    assert {"input 2", "weight 0, 2", "output 1"} <= set(words)


def test_still_turns_the_kernel_of_a_true_convolution_and_fills_the_border() -> None:
    params = dict(Conv2d.defaults) | SMALL | {"flip": True, "padding_mode": "circular"}
    words = [text.get_text() for text in Conv2d.draw(params).axes[0].texts]
    assert "output[0, 0, 0] = 4·100 + 1·10 + 2·1 + bias 0 = 412" in words
    assert "∗" in words

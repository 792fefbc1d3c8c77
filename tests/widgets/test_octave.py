"""The octave figure: sums and counts worked by hand, and agreement with the library's counter."""

import random
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convbook import analysis
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.ops import OctaveConv2d
from convbook.widgets import Octave
from convbook.widgets.octave import shares
from tests.widgets.states.octave import draw as octave

ONE = [0, 0, 0, 0, 1, 0, 0, 0, 0]
PAIRS = {
    "hh": "high to high",
    "hl": "high to low",
    "lh": "low to high",
    "ll": "low to low",
}


def result(**params: Any) -> dict[str, Any]:
    full = Octave.defaults | params
    Octave.check(full)
    return Octave.compute(full)


def test_sums_worked_by_hand() -> None:
    """Kernels of one number: each path's part is its map, pooled or repeated."""
    high, low = [0] * 64, [0] * 16
    high[0], high[1], high[8], high[9], low[0] = 1, 3, 5, 7, 10
    kernels = {"hh": [2 * w for w in ONE], "hl": [3 * w for w in ONE], "lh": ONE}
    got = result(high=high, low=low, **kernels, ll=[-w for w in ONE], look=9)
    assert [got["output"][i] for i in (0, 1, 8, 9, 2)] == [12, 16, 20, 24, 0]
    assert got["output"][64] == 3 * 4 - 10
    assert [got[f"part_{path}"][0] for path in PAIRS] == [2, 12, 10, -10]
    # Output [1, 1] meets the nine high numbers around it and, at low [0, 0], one low number.
    assert got["met"] == [1, 3, 0, 5, 7, 0, 0, 0, 0, *(0, 0, 0, 0, 10, 0, 0, 0, 0)]


def test_stride_2_by_hand() -> None:
    high, low = [0] * 64, [0] * 16
    high[0], high[1], high[8], high[9], low[0] = 1, 3, 5, 7, 16
    got = result(high=high, low=low, hh=ONE, hl=ONE, lh=ONE, ll=ONE, stride=2, look=16)
    assert got["output"][0] == 4 + 16  # pooled, and nothing is enlarged
    assert got["output"][1] == 0
    assert got["output"][16] == 1 + 4  # 16 high numbers have the mean 1, four low ones 4
    assert got["met"][4] == 1
    assert got["met"][13] == 4


@pytest.mark.parametrize(
    ("params", "channels", "weights", "macs", "activations"),
    [
        # 12, 4 of 16: 12·12, 4·12, 12·4, 4·4 kernels of 9 weights, used 64 or 16 times.
        (
            {},
            [12, 4, 12, 4],
            [1296, 432, 432, 144],
            [82944, 6912, 6912, 2304],
            12 * 64 + 4 * 16,
        ),
        (
            {"layer": "first"},
            [16, 0, 12, 4],
            [1728, 576, 0, 0],
            [1728 * 64, 576 * 16, 0, 0],
            832,
        ),
        ({"layer": "last"}, [12, 4, 16, 0], [1728, 0, 576, 0], [1728 * 64, 0, 576 * 16, 0], 1024),
        # At stride 2 low to high has as many places as high to high.
        (
            {"stride": 2},
            [12, 4, 12, 4],
            [1296, 432, 432, 144],
            [1296 * 16, 432 * 4, 432 * 16, 144 * 4],
            208,
        ),
        ({"exchange": False}, [12, 4, 12, 4], [1296, 0, 0, 144], [82944, 0, 0, 2304], 832),
        ({"alpha": 0}, [16, 0, 16, 0], [2304, 0, 0, 0], [147456, 0, 0, 0], 1024),
        ({"alpha": 1}, [0, 16, 0, 16], [0, 0, 0, 2304], [0, 0, 0, 36864], 256),
        # A quarter of three channels is none.
        ({"in_channels": 3}, [3, 0, 12, 4], [324, 108, 0, 0], [324 * 64, 108 * 16, 0, 0], 832),
    ],
)
def test_counts_worked_by_hand(
    params: dict[str, Any],
    channels: list[int],
    weights: list[int],
    macs: list[int],
    activations: int,
) -> None:
    got = result(**params | {"look": 0})
    assert got["channels"] == channels
    assert got["path_params"] == weights
    assert got["path_macs"] == macs
    assert (got["params"], got["macs"], got["activations"]) == (
        sum(weights),
        sum(macs),
        activations,
    )


class Layer(nn.Module):
    """The figure's layer after one that makes its pair of maps."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__()
        alpha_in, alpha_out = shares(params)
        inputs, outputs = params["in_channels"], params["out_channels"]
        self.enter = OctaveConv2d(1, inputs, 3, 0, alpha_in, bias=False)
        self.layer = OctaveConv2d(
            inputs, outputs, 3, alpha_in, alpha_out, stride=params["stride"], bias=False
        )

    def forward(self, image: torch.Tensor) -> Any:
        return self.layer(self.enter(image))


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_those_of_the_library(seed: int) -> None:
    params = Octave.defaults | octave(random.Random(seed)) | {"exchange": True, "look": 0}
    got, layer = Octave.compute(params), analysis.count_cost(Layer(params), 8).layers[1]
    assert (got["macs"], got["params"]) == (layer.macs, layer.params)
    assert got["activations"] == layer.activations
    assert (
        got["params"] == got["plain_params"] == 9 * params["in_channels"] * params["out_channels"]
    )


@pytest.mark.parametrize("seed", range(40))
def test_parts_add_up_and_the_window_explains_the_sum(seed: int) -> None:
    params = octave(random.Random(seed))
    got, cost = result(**params), Octave.cost(Octave.defaults | params)
    wide = cost.output_side("h") ** 2
    sums = {}
    for key in "hl":
        parts = [got[f"part_{path}"] for path in cost.paths if path[1] == key]
        sums[key] = [sum(numbers) for numbers in zip(*parts, strict=True)]
    assert sums["h"] + sums["l"] == got["output"]
    if not got["output"]:
        assert got["met"] == []
        return
    key = "h" if sums["h"] and params["look"] < wide else "l"
    taps = np.concatenate([params[p] for p in cost.paths if p[1] == key])
    assert taps @ got["met"] == got["output"][params["look"]]


def test_low_to_high_is_convolved_before_it_is_enlarged() -> None:
    params = Octave.defaults
    low = torch.tensor(params["low"]).double().reshape(1, 1, 4, 4)
    kernel = torch.tensor(params["lh"]).double().reshape(1, 1, 3, 3)
    expected = F.interpolate(F.conv2d(low, kernel, padding=1), scale_factor=2)
    assert result()["part_lh"] == expected.flatten().tolist()


@pytest.mark.parametrize("alpha", [0, 0.125, 0.5, 0.9375, 1])
def test_theory_is_the_formula(alpha: float) -> None:
    assert result(alpha=alpha, look=0)["theory"] == [
        1 - 0.75 * alpha * (2 - alpha),
        1 - 0.75 * alpha,
    ]
    assert result(alpha=alpha, look=0)["share_macs"] == 1 - 0.75 * alpha * (2 - alpha)
    for layer in ("first", "last"):
        assert result(alpha=alpha, layer=layer, look=0)["theory"][0] == 1 - 0.75 * alpha
    strided = result(alpha=alpha, layer="own", alpha_out=0.25, stride=2, look=0)
    assert strided["theory"][0] == 1 - 0.75 * 0.25


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"alpha": 1.25}, ConvbookValueError, r"alpha must lie in \[0, 1\], got 1.25"),
        ({"alpha": 0.1}, ConvbookValueError, "alpha must be a multiple of 1/64, got 0.1"),
        ({"alpha_out": "x"}, ConvbookTypeError, "alpha_out must be a number"),
        ({"layer": "stem"}, ConvbookValueError, "layer must be one of 'inner', .*'stem'"),
        ({"in_channels": 17}, ConvbookValueError, "in_channels must be at most 16, got 17"),
        ({"out_channels": 0}, ConvbookValueError, "out_channels must be at least 1, got 0"),
        ({"stride": 3}, ConvbookValueError, "stride must be at most 2, got 3"),
        ({"exchange": 1}, ConvbookTypeError, "exchange must be True or False, got 1"),
        ({"high": [1] * 63}, ConvbookValueError, "high must be a list of 64 multiples of 1/8"),
        ({"hl": [0.1] * 9}, ConvbookValueError, "hl must be a list of 9 .* got 0.1"),
        ({"look": 80}, ConvbookValueError, "look must be at most 79, got 80"),
        ({"alpha": 1, "look": 16}, ConvbookValueError, "look must be at most 15, got 16"),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^Octave: {text}"):
        Octave(**params)


def test_description_tells_channels_cost_and_sum() -> None:
    text = Octave.describe(Octave().params)
    assert text.startswith(
        "Octave convolution, stride 1: 12 high and 4 low channels in, 12 high and 4 low channels "
        "out. high to high 1296 weights, 82944 multiply-adds; "
    )
    assert "2304 of 2304 weights, 67.1875 % of the multiply-adds and 81.25 %" in text
    assert text.endswith("High output [4, 4] = 14 (high to high) + 9 (low to high) = 23.")


def test_a_layer_without_any_path_has_no_output() -> None:
    params = Octave.defaults | {
        "layer": "own",
        "alpha": 0,
        "alpha_out": 1,
        "exchange": False,
        "look": 0,
    }
    Octave.check(params)
    got = Octave.compute(params)
    assert (got["output"], got["met"], got["macs"]) == ([], [], 0)
    assert "No path." in Octave.describe(params)
    assert Octave.draw(params).axes


def test_static_form_labels_blocks_and_shares() -> None:
    matrix, curve = Octave.draw(Octave().params).axes
    texts = [text.get_text() for text in matrix.texts]
    assert texts[:4] == ["H→H", "H→L", "L→H", "L→L"]
    assert texts[4:] == ["12 high, 4 low, in", "12 high\n4 low\nout"]
    assert [text.get_text() for text in curve.texts] == ["67.2 %", "81.2 %"]
    assert curve.get_title() == "2304 of 2304 weights"

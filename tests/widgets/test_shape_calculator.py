"""The shape calculator: sizes by hand, torch's layers, refusals, the static form."""

import random
from math import prod
from typing import Any

import pytest
import torch
from torch import nn

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import ShapeCalculator
from convbook.widgets.shape_still import MAX_CELLS
from tests.widgets.states.shape_calculator import draw as shape_calculator

SEEDS = range(150)


def both(**params: Any) -> dict[str, Any]:
    """Parameters of a square layer from plain ints."""
    lists = {name for name, value in ShapeCalculator.defaults.items() if isinstance(value, list)}
    return {name: [value, value] if name in lists else value for name, value in params.items()}


def result(**params: Any) -> dict[str, Any]:
    full = ShapeCalculator.defaults | params
    ShapeCalculator.check(full)
    return ShapeCalculator.compute(full)


@pytest.mark.parametrize(
    ("params", "size", "text"),
    [
        ({}, 3, "⌊(8 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊5 / 2⌋ + 1 = 3"),
        (
            {"input_size": 7, "padding": 1},
            4,
            "⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊6 / 2⌋ + 1 = 4",
        ),
        # SAME gives ceil(8 / 2) outputs: one zero is missing at the end.
        ({"rule": "same"}, 4, "⌊(8 + 0 + 1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊6 / 2⌋ + 1 = 4"),
        (
            {"rule": "full", "dilation": 2, "stride": 1},
            12,
            "⌊(8 + 2·4 − 2·(3 − 1) − 1) / 1⌋ + 1 = ⌊11 / 1⌋ + 1 = 12",
        ),
        (
            {"op": "transpose", "input_size": 4, "padding": 1, "output_padding": 1},
            8,
            "(4 − 1)·2 − 2·1 + 1·(3 − 1) + 1 + 1 = 8",
        ),
        (
            {"op": "maxpool", "ceil_mode": True},
            4,
            "⌈(8 + 2·0 − 1·(3 − 1) − 1) / 2⌉ + 1 = ⌈5 / 2⌉ + 1 = 4",
        ),
        # A fifth window would start at 8, past input and padding: PyTorch drops it.
        (
            {"op": "maxpool", "ceil_mode": True, "stride": 4, "kernel_size": 2, "padding": 1},
            3,
            "⌈(8 + 2·1 − 1·(2 − 1) − 1) / 4⌉ + 1 = ⌈8 / 4⌉ + 1 = 3",
        ),
        (
            {"op": "maxpool", "ceil_mode": True, "stride": 4, "kernel_size": 1, "input_size": 8},
            2,
            "⌈(8 + 2·0 − 1·(1 − 1) − 1) / 4⌉ + 1 = ⌈7 / 4⌉ + 1 − 1 = 2",
        ),
        ({"input_size": 3, "kernel_size": 5}, 0, "3 + 2·0 − 1·(5 − 1) − 1 = −2: no window fits"),
        (
            {"op": "transpose", "input_size": 1, "padding": 2},
            0,
            "(1 − 1)·2 − 2·2 + 1·(3 − 1) + 0 + 1 is less than 1",
        ),
    ],
)
def test_sizes_and_formula_by_hand(params: dict[str, Any], size: int, text: str) -> None:
    got = result(**both(**params))
    assert got["sizes"] == [size, size]
    assert got["formula"] == [text, text]


def test_cost_by_hand() -> None:
    # 16 kernels of 3·3·3 and 16 biases; 3·3 outputs; windows as columns: 27 x 9.
    got = result()
    assert got["output_size"] == [1, 16, 3, 3]
    assert (got["params"], got["macs"]) == ("448", str(3 * 3 * 16 * 27))
    assert got["input_bytes"] == str(3 * 8 * 8 * 4)
    assert got["output_bytes"] == str(16 * 3 * 3 * 4)
    assert got["weight_bytes"] == str(448 * 4)
    assert got["im2col_bytes"] == str(27 * 9 * 4)
    grouped = result(in_channels=6, out_channels=12, groups=3, bias=False, batch=2)
    assert (grouped["params"], grouped["macs"]) == (str(12 * 2 * 9), str(2 * 9 * 12 * 2 * 9))


def test_transposed_layer_scatters_each_input_with_the_whole_kernel() -> None:
    got = result(**both(op="transpose", input_size=4, padding=1, output_padding=1))
    assert got["output_size"] == [1, 16, 8, 8]
    assert got["macs"] == str(4 * 4 * 3 * 16 * 9)
    assert got["im2col_bytes"] == str(16 * 9 * 4 * 4 * 4)


def test_counts_beyond_double_precision_stay_exact() -> None:
    sides = {"input_size": [1023] * 3, "kernel_size": [31] * 3, "padding": [15] * 3}
    rest = {"stride": [1] * 3, "dilation": [1] * 3, "output_padding": [0] * 3, "target": [4] * 3}
    channels = {"batch": 127, "in_channels": 2047, "out_channels": 2047}
    got = result(dims=3, **sides, **rest, **channels)
    assert int(got["macs"]) == 127 * 1023**3 * 2047**2 * 31**3 > 2**53
    assert float(got["macs"]) != int(got["macs"])


def test_a_layer_that_does_not_fit_has_no_output_and_no_work() -> None:
    got = result(**both(input_size=3, kernel_size=5))
    assert (got["output_size"], got["sizes"], got["unread"]) == ([], [0, 0], [3, 3])
    assert (got["macs"], got["output_bytes"], got["im2col_bytes"]) == ("0", "0", "0")
    text = ShapeCalculator.describe(ShapeCalculator(**both(input_size=3, kernel_size=5)).params)
    assert text.endswith("does not fit an input of 3×3.")


@pytest.mark.parametrize("seed", SEEDS)
def test_shape_is_that_of_the_torch_layer(seed: int) -> None:
    params = shape_calculator(random.Random(seed))
    got = ShapeCalculator.compute(params)
    names = ("kernel_size", "stride", "dilation")
    options: dict[str, Any] = {name: tuple(params[name]) for name in names}
    dims, op = params["dims"], params["op"]
    pads = got["pads"]
    with torch.device("meta"):
        size = [
            i + a + b for i, a, b in zip(params["input_size"], pads[::2], pads[1::2], strict=True)
        ]
        if op != "conv":
            size, options["padding"] = params["input_size"], tuple(params["padding"])
        if op == "maxpool":
            options["ceil_mode"] = params["ceil_mode"]
            layer = getattr(nn, f"MaxPool{dims}d")(**options)
        else:
            if op == "transpose":
                options["output_padding"] = tuple(params["output_padding"])
            name = {"conv": "Conv", "transpose": "ConvTranspose"}[op]
            options |= {"groups": params["groups"], "bias": params["bias"]}
            channels = params["in_channels"], params["out_channels"]
            layer = getattr(nn, f"{name}{dims}d")(*channels, **options)
        input = torch.empty(params["batch"], params["in_channels"], *size)
    assert got["params"] == str(sum(p.numel() for p in layer.parameters()))
    assert got["input_bytes"] == str(
        4 * params["batch"] * params["in_channels"] * prod(params["input_size"])
    )
    if got["output_size"]:
        assert list(layer(input).shape) == got["output_size"]
    else:
        with pytest.raises(RuntimeError):
            layer(input)


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"op": "pool"}, ConvbookValueError, "op must be one of 'conv', .*got 'pool'"),
        ({"rule": "SAME"}, ConvbookValueError, "rule must be one of"),
        ({"input_size": [8]}, ConvbookValueError, "one entry an axis, got .8. .dims=2: height"),
        ({"input_size": 8}, ConvbookValueError, "input_size must be a list"),
        ({"input_size": [0, 0]}, ConvbookValueError, "input_size must be at least 1, got 0"),
        ({"kernel_size": [33, 33]}, ConvbookValueError, "kernel_size must be at most 32, got 33"),
        ({"stride": [1.5, 1.5]}, ConvbookTypeError, "stride must be an integer, got 1.5"),
        ({"input_size": [8, 9]}, ConvbookValueError, "alike on every axis, .*square=False"),
        ({"bias": 1}, ConvbookTypeError, "bias must be True or False, got 1"),
        ({"dims": 4}, ConvbookValueError, "dims must be at most 3, got 4"),
        ({"axis": 2}, ConvbookValueError, "axis must be below dims=2, got axis=2"),
        ({"groups": 2}, ConvbookValueError, "groups must divide in_channels, got 3 and groups=2"),
        ({"in_channels": 4, "groups": 4, "out_channels": 6}, ConvbookValueError, "out_channels"),
        ({"op": "transpose", "rule": "same"}, ConvbookValueError, "named padding needs op='conv'"),
        ({"output_padding": [2, 2]}, ConvbookValueError, "below max.stride, dilation.*=.2, 2.$"),
        ({"op": "maxpool", "padding": [2, 2]}, ConvbookValueError, "at most half its kernel"),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^ShapeCalculator: .*{text}"):
        ShapeCalculator(**params)


def test_description_repr_and_spec() -> None:
    figure = ShapeCalculator(id="stem", **both(input_size=7, padding=1))
    assert repr(figure) == "ShapeCalculator(input_size=[7, 7], padding=[1, 1])"
    assert ShapeCalculator.from_spec(figure.spec()).spec() == figure.spec()
    assert figure.describe(figure.params) == (
        "A convolution with kernel 3×3, stride 2×2, dilation 1×1 and padding 1×1 turns 7×7 into "
        "4×4, with 448 parameters and 6,912 multiply-adds. The drawing shows one axis: "
        "⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊6 / 2⌋ + 1 = 4; no input stays unread."
    )
    default = ShapeCalculator()
    assert default.describe(default.params).endswith("= 3; 1 of its 8 inputs stays unread.")


@pytest.mark.parametrize(
    ("params", "outputs", "hatched"),
    [
        ({}, 3, 1),
        ({"input_size": 3, "kernel_size": 5}, 0, 3),
        # Stride 4 over two taps: half of the inputs lie between the windows.
        ({"kernel_size": 2, "stride": 4}, 2, 4),
        ({"op": "transpose", "input_size": 3, "kernel_size": 2, "stride": 3, "padding": 3}, 2, 4),
        ({"input_size": 200, "stride": 1}, MAX_CELLS - 2, 0),
    ],
)
def test_static_form_has_every_output_and_hatches_what_is_unread(
    params: dict[str, Any], outputs: int, hatched: int
) -> None:
    figure = ShapeCalculator(**both(**params))
    ax = figure.draw(figure.params).axes[0]
    texts = [text for text in ax.texts if text.get_position()[1] < 0 and text.get_text().isdigit()]
    assert [text.get_text() for text in texts] == [str(t) for t in range(outputs)]
    assert sum(patch.get_hatch() is not None for patch in ax.patches) == hatched
    assert (ax.texts[-1].get_text() == "…") == (params.get("input_size") == 200)

"""The sliding figure: numbers worked by hand, and agreement of the ways to compute them."""

import random
from typing import Any

import numpy as np
import pytest
import torch

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Slide1d
from tests.widgets.states.slide_1d import draw as slide_1d

SMALL = {"signal": [1, 2, 3, 4], "kernel": [1, 10], "position": 0}


def result(**params: Any) -> dict[str, Any]:
    full = Slide1d.defaults | SMALL | params
    Slide1d.check(full)
    return Slide1d.compute(full)


@pytest.mark.parametrize(
    ("params", "output", "pads", "unread"),
    [
        # 1·1 + 2·10, 2·1 + 3·10, 3·1 + 4·10
        ({}, [21, 32, 43], [0, 0], []),
        # 1·10 + 2·1, 2·10 + 3·1, 3·10 + 4·1
        ({"flip": True}, [12, 23, 34], [0, 0], []),
        ({"mode": "full"}, [10, 21, 32, 43, 4], [1, 1], []),
        ({"mode": "full", "flip": True}, [1, 12, 23, 34, 40], [1, 1], []),
        # An even kernel has its odd zero in front.
        ({"mode": "same"}, [10, 21, 32, 43], [1, 0], []),
        ({"mode": "same", "flip": True}, [1, 12, 23, 34], [1, 0], []),
        # Causal: one zero in front, none behind, so output t ends with x[t].
        ({"mode": "causal"}, [10, 21, 32, 43], [1, 0], []),
        ({"mode": "causal", "flip": True, "dilation": 2}, [1, 2, 13, 24], [2, 0], []),
        ({"mode": "custom", "padding": 2}, [0, 10, 21, 32, 43, 4, 0], [2, 2], []),
        ({"stride": 2}, [21, 43], [0, 0], []),
        # Four positions do not divide into strides of three: x[2] and x[3] are left over.
        ({"stride": 3}, [21], [0, 0], [2, 3]),
        # Dilated: 1·1 + 3·10, 2·1 + 4·10; with padding the window starts at x[−1], at x[−2].
        ({"dilation": 2}, [31, 42], [0, 0], []),
        ({"dilation": 2, "flip": True, "mode": "same"}, [2 * 1, 10 + 3, 20 + 4, 30], [1, 1], []),
        (
            {"dilation": 3, "stride": 2, "mode": "same"},
            [0 * 1 + 2 * 10, 1 * 1 + 4 * 10],
            [2, 1],
            [2],
        ),
    ],
)
def test_outputs_worked_by_hand(
    params: dict[str, Any], output: list[float], pads: list[int], unread: list[int]
) -> None:
    got = result(**params)
    assert (got["output"], got["pads"], got["unread"]) == (output, pads, unread)


def test_taps_name_what_each_kernel_entry_reads() -> None:
    assert result(mode="full")["taps"] == [[-1, 0], [0, 1], [1, 2], [2, 3], [3, -1]]
    assert result(mode="full", flip=True)["taps"] == [[0, -1], [1, 0], [2, 1], [3, 2], [-1, 3]]
    assert result(dilation=3, kernel=[0, 0])["taps"] == [[0, 3]]


def test_kernel_that_does_not_fit_has_no_output_and_says_so() -> None:
    params = Slide1d(signal=[1, 2], kernel=[1, 2], dilation=2, position=0).params
    assert Slide1d.compute(params) == {"output": [], "taps": [], "pads": [0, 0], "unread": [0, 1]}
    assert "longer than the padded signal: there is no output" in Slide1d.describe(params)


@pytest.mark.parametrize("seed", range(200))
def test_taps_explain_the_outputs_and_numpy_agrees(seed: int) -> None:
    params = slide_1d(random.Random(seed))
    got = Slide1d.compute(params)
    signal = [*params["signal"], 0]  # index -1 reads the zero
    sums = [
        sum(signal[i] * w for i, w in zip(taps, params["kernel"], strict=True))
        for taps in got["taps"]
    ]
    assert sums == got["output"]
    plain = params["stride"] == params["dilation"] == 1
    if (
        plain
        and params["mode"] in ("valid", "same", "full")
        and len(params["kernel"]) <= len(params["signal"])
    ):
        numpy = np.convolve if params["flip"] else np.correlate
        expected = numpy(params["signal"], params["kernel"], mode=params["mode"])
        assert got["output"] == expected.tolist()


@pytest.mark.parametrize("seed", range(100))
def test_causal_outputs_read_nothing_that_comes_later(seed: int) -> None:
    params = slide_1d(random.Random(seed)) | {"mode": "causal", "stride": 1}
    got = Slide1d.compute(params)
    assert len(got["output"]) == len(params["signal"])
    assert [max(taps) for taps in got["taps"]] == list(range(len(params["signal"])))


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("kernel", [[1, 2], [1, 2, 4], [1, 2, 4, 8]])
def test_layer_with_explicit_padding_is_the_named_mode(kernel: list[float], flip: bool) -> None:
    """Stride 1 takes ops.cross_correlate, stride 2 a layer: the latter is every second output."""
    for mode in ("valid", "same", "full"):
        every = result(signal=[3, 1, 4, 1, 5, 9, 2], kernel=kernel, mode=mode, flip=flip)
        second = result(signal=[3, 1, 4, 1, 5, 9, 2], kernel=kernel, mode=mode, flip=flip, stride=2)
        assert second["output"] == every["output"][::2]
        assert second["taps"] == every["taps"][::2]
        assert second["pads"] == every["pads"]


def test_an_even_kernel_in_mode_same_lies_one_before_torch() -> None:
    signal, kernel = torch.tensor([[[1.0, 2, 3, 4]]]), torch.tensor([[[1.0, 10]]])
    layer = ops.conv1d(signal, kernel, padding="same")[0, 0].tolist()
    assert result(mode="same")["output"][1:] == layer[:-1]


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"signal": []}, ConvbookValueError, "signal must be a list of 1 to 12 numbers, got"),
        ({"signal": [1] * 13}, ConvbookValueError, "signal must be a list of 1 to 12 numbers"),
        ({"kernel": [1] * 7}, ConvbookValueError, "kernel must be a list of 1 to 6 numbers"),
        ({"kernel": 3}, ConvbookValueError, "kernel must be a list of 1 to 6 numbers, got 3"),
        ({"kernel": [0.1]}, ConvbookValueError, "multiples of 1/8 within -99..99, got 0.1"),
        ({"signal": [100]}, ConvbookValueError, "multiples of 1/8 within -99..99, got 100"),
        ({"flip": 1}, ConvbookTypeError, "flip must be True or False, got 1"),
        ({"mode": "half"}, ConvbookValueError, "mode must be one of 'valid', 'same', .*'half'"),
        ({"padding": 9}, ConvbookValueError, "padding must be at most 8, got 9"),
        ({"padding": -1}, ConvbookValueError, "padding must be at least 0, got -1"),
        ({"stride": 0}, ConvbookValueError, "stride must be at least 1, got 0"),
        ({"dilation": 1.5}, ConvbookTypeError, "dilation must be an integer, got 1.5"),
        ({"position": 6}, ConvbookValueError, "position must be at most 5, got 6"),
        ({"stride": 4, "position": 2}, ConvbookValueError, "position must be at most 1, got 2"),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^Slide1d: .*{text}"):
        Slide1d(**params)


def test_description_tells_the_sum() -> None:
    text = Slide1d.describe(Slide1d().params)
    assert text.startswith("Cross-correlation of the signal 2, 0, 3, 4, 5, 1, −2, 1 with the ")
    assert "kernel 2, 1, −1, stride 1, dilation 1, 0 zeros before and 0 after." in text
    assert text.endswith("Outputs: 1, −1, 5, 12, 13, −1. Output 2 = 3·2 + 4·1 + 5·(−1) = 5.")
    turned = Slide1d(flip=True, mode="full", position=8).params
    assert Slide1d.describe(turned).startswith("Convolution of the signal")
    assert Slide1d.describe(turned).endswith("Output 8 = −2·(−1) + 1·1 + 0·2 = 3.")


def test_repr_and_spec_round_trip() -> None:
    figure = Slide1d(id="turned", flip=True, stride=2, position=1)
    assert repr(figure) == "Slide1d(flip=True, stride=2, position=1)"
    again = Slide1d.from_spec(figure.spec())
    assert again.spec() == figure.spec()


@pytest.mark.parametrize("params", [{}, {"signal": [1, 2], "position": 0}])
def test_static_form_shows_every_number(params: dict[str, Any]) -> None:
    figure = Slide1d(**params)
    ax = figure.draw(figure.params).axes[0]
    texts = [text.get_text() for text in ax.texts]
    shown = [*figure.params["signal"], *figure.params["kernel"]]
    shown += Slide1d.compute(figure.params)["output"]
    for value in shown:
        assert texts.count(f"{value:g}".replace("-", "−")) >= 1
    assert ("none: the kernel is too long" in texts) == bool(params)

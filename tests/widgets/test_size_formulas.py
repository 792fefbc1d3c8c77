"""The figure of sizes: numbers by hand, torch on the processor, when the article's formula errs."""

import random
from math import floor, gcd
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import SizeFormulas
from convbook.widgets.size_formulas_presets import PRESETS
from tests.widgets.states.size_formulas import draw


def result(**params: Any) -> dict[str, Any]:
    full = SizeFormulas.defaults | params
    SizeFormulas.check(full)
    return SizeFormulas.compute(full)


def test_default_worked_by_hand() -> None:
    got = result()
    # Three taps two apart span 5; starts 0, 2, 4, ...
    assert got["result"][:10] == [0, 0, 0, 0, 1, 1, 2, 2, 3, 3]
    assert got["article"][6:9] == [2.5, 3.0, 3.5]
    assert got["hits"] == [36, 0, 18]
    assert got["same"] == [7, 8]
    # Windows 0, 2, 4 and 2, 4, 6 over eight pixels.
    assert got["reads"] == [1, 0, 2, 0, 2, 0, 1, 0]
    assert got["lost"] == 4


def test_stride_over_the_kernel_and_rounding_up() -> None:
    jump = result(**SizeFormulas.preset("convolution: kernel 2, stride 5"))
    assert jump["reads"] == [1, 1, 0, 0, 0] * 3 + [0]
    down = result(**SizeFormulas.preset("pooling: kernel 2, stride 2"))
    up = result(**SizeFormulas.preset("pooling: kernel 2, stride 2, rounding up"))
    assert (down["result"][14], up["result"][14]) == (7, 8)
    assert (down["lost"], up["lost"]) == (1, 0)
    # ⌊14.5⌋ is 14 of 15 inputs: odd ones are right once rounded down, rounded up they are wrong.
    assert (down["hits"], up["hits"]) == ([39, 20, 39], [40, 20, 20])


def test_transposed_outputs_that_no_tap_reaches() -> None:
    got = result(**SizeFormulas.preset("transposed: kernel 2, stride 3, with blanks"))
    assert got["result"][:3] == [2, 5, 8]
    assert got["reads"] == [1, 1, 0] * 4 + [1, 1]
    padded = result(**SizeFormulas.preset("transposed: kernel 3, stride 2, output padding 1"))
    assert padded["hits"] == [40, 0, 0]
    assert padded["same"] == [5, 5]
    right = result(**SizeFormulas.preset("transposed, dilated: kernel 3, rate 2"))
    assert right["hits"] == [40, 40, 40]


def test_a_refused_input_has_no_neighbours() -> None:
    got = result(size=4)
    assert (got["same"], got["reads"], got["lost"]) == ([], [], 0)
    assert SizeFormulas.describe(SizeFormulas.defaults | {"size": 4}).endswith("is refused.")


@pytest.mark.parametrize("seed", range(150))
def test_formula_is_what_torch_gives_on_the_processor(seed: int) -> None:
    params = draw(random.Random(seed))
    got = result(**params)
    assert got["formula"] == got["result"]
    steps = {name: params[name] for name in ("stride", "padding", "dilation")}
    weight = torch.ones(1, 1, params["kernel"])
    for size in range(1, 41):
        image = torch.ones(1, 1, size)
        try:
            if params["operation"] == "pool":
                y = F.max_pool1d(image, params["kernel"], ceil_mode=params["ceil_mode"], **steps)
            elif params["operation"].endswith("transposed"):
                extra = params["output_padding"]
                y = F.conv_transpose1d(image, weight, output_padding=extra, **steps)
            else:
                y = F.conv1d(image, weight, **steps)
            measured = y.shape[2]
        except RuntimeError:
            measured = 0
        assert got["result"][size - 1] == measured


@pytest.mark.parametrize("seed", range(150))
def test_when_the_article_is_right(seed: int) -> None:
    params = draw(random.Random(seed))
    got = result(**params)
    operation, stride, kernel = params["operation"], params["stride"], params["kernel"]
    for n, (size, printed) in enumerate(zip(got["result"], got["article"], strict=True), start=1):
        if not size or params["ceil_mode"]:
            continue
        room = n + 2 * params["padding"] - params["dilation"] * (kernel - 1)
        exact, floored = printed == size, floor(printed) == size
        if operation in ("conv", "pool"):
            assert exact == ((room - 1) % stride == 0)
            assert floored
        elif operation == "dilated":
            assert not exact
            assert floored == (room % stride != 0)
        elif operation == "transposed":
            assert exact == (params["output_padding"] == 0)
        else:
            assert exact


@pytest.mark.parametrize("seed", range(80))
def test_reads_are_the_windows_placed_one_by_one(seed: int) -> None:
    params = draw(random.Random(seed))
    got = result(**params)
    output = got["result"][params["size"] - 1]
    stamped = params["operation"].endswith("transposed")
    line = [0] * (output if stamped else params["size"])
    for window in range(params["size"] if stamped else output):
        for tap in range(params["kernel"]):
            at = window * params["stride"] + tap * params["dilation"] - params["padding"]
            if 0 <= at < len(line):
                line[at] += 1
    assert got["reads"] == (line if output else [])
    factor = gcd(params["stride"], params["dilation"])
    between = [i for i in range(len(got["reads"])) if (i + params["padding"]) % factor]
    assert all(got["reads"][i] == 0 for i in between)


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"operation": "unfold"}, ConvbookValueError, "operation must be one of 'conv', 'pool'"),
        ({"kernel": 8}, ConvbookValueError, "kernel must be at most 7, got 8"),
        ({"stride": 0}, ConvbookValueError, "stride must be at least 1, got 0"),
        ({"padding": 1.5}, ConvbookTypeError, "padding must be an integer, got 1.5"),
        ({"size": 41}, ConvbookValueError, "size must be at most 40, got 41"),
        ({"ceil_mode": 1}, ConvbookTypeError, "ceil_mode must be True or False, got 1"),
        ({"ceil_mode": True}, ConvbookValueError, "ceil_mode must be False, unless"),
        ({"operation": "conv"}, ConvbookValueError, "dilation must be 1, unless"),
        ({"output_padding": 1}, ConvbookValueError, "output_padding must be at most 0"),
        (
            {"operation": "pool", "dilation": 1, "padding": 2},
            ConvbookValueError,
            "padding must be at most half the kernel",
        ),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^SizeFormulas: {text}"):
        SizeFormulas(**params)


def test_every_preset_is_legal_and_others_are_refused() -> None:
    for name in PRESETS:
        assert SizeFormulas(**SizeFormulas.preset(name)).params["size"] <= 40
    with pytest.raises(ConvbookValueError, match="preset must be one of"):
        SizeFormulas.preset("none")


def test_description_and_still_hold_the_numbers() -> None:
    text = SizeFormulas.describe(dict(SizeFormulas.defaults))
    assert "dilated convolution with kernel 3, stride 2, padding 0, dilation 2." in text
    assert "right for 0 of them as printed, for 18 after rounding down" in text
    assert text.endswith("An input of 8 px gives 2, as do all from 7 to 8.")
    figure = SizeFormulas.draw(dict(SizeFormulas.defaults))
    words = [text.get_text() for text in figure.axes[1].texts]
    assert words == [*"10202010", "taps at each px of the input of 8; dashed: none"]
    rounded = SizeFormulas.preset("pooling: kernel 2, stride 2, rounding up")
    assert "padding 0, ceil mode" in SizeFormulas.describe(rounded)

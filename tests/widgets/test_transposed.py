"""The figure of both convolutions: numbers worked by hand, and agreement of the ways to compute."""

import random
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Transposed
from tests.widgets.states.transposed import draw

# The article's four pairs: preset, sizes there and back, output padding, side of the stretched y.
PAIRS = [
    ("pair 1: i 4, k 3, s 1, p 0", (2, 4, 0), 6),
    ("pair 2: i 5, k 4, s 1, p 2", (6, 5, 0), 8),
    ("pair 3: i 5, k 3, s 2, p 0", (2, 5, 0), 7),
    ("pair 4: i 6, k 3, s 2, p 1", (3, 6, 1), 8),
]


def result(**params: Any) -> dict[str, Any]:
    full = Transposed.defaults | params
    Transposed.check(full)
    return Transposed.compute(full)


def test_default_worked_by_hand() -> None:
    got = result()
    # x = 1 3 0 2 1 2 with a zero in front: 0·1 + 1·2 + 3·(−1); 3·1 + 0·2 + 2·(−1); 2 + 2 − 2
    assert got["conv"] == [-1, 1, 2]
    # Copies 2 4 −2, 1 2 −1 and 3 6 −3, two apart.
    assert got["full"] == [2, 4, -2 + 1, 2, -1 + 3, 6, -3, 0]
    assert got["output"] == [4, -1, 2, 2, 6, -3]
    assert got["frame"] == [0, 2, 0, 1, 0, 3, 0, 0]
    assert got["counts"] == [1, 2, 1, 2, 1, 1]
    assert got["matrix"] == [2, -1, 0, 0, 0, 0, 0, 1, 2, -1, 0, 0, 0, 0, 0, 1, 2, -1]
    assert got["sizes"] == [3, 6, 1, 3]
    assert got["shared"] == [5, 6]
    assert got["phases"] == [2, 1]
    # ⟨(−1, 1, 2), (2, 1, 3)⟩
    assert got["dots"] == [5, 5]


def test_chain_feeds_the_output_of_the_convolution() -> None:
    # Copies −1 −2 1, 1 2 −1 and 2 4 −2, two apart, the first number cropped.
    got = result(chain=True)
    assert got["output"] == [-2, 1 + 1, 2, -1 + 2, 4, -2]
    assert got["dots"] == [1 + 1 + 4, -2 + 6 + 0 + 2 + 4 - 4]


@pytest.mark.parametrize(("name", "sizes", "side"), PAIRS)
def test_pairs_of_the_article(name: str, sizes: tuple[int, int, int], side: int) -> None:
    params = Transposed.preset(name)
    got = result(**params)
    assert tuple(got["sizes"][:3]) == sizes
    assert params["output_padding"] == sizes[2]
    assert len(got["frame"]) == side**2
    assert len(got["output"]) == params["size"] ** 2


@pytest.mark.parametrize("seed", range(150))
def test_numbers_agree_with_each_other_and_with_torch(seed: int) -> None:
    params = draw(random.Random(seed))
    got = result(**params)
    small, big, rest, again = got["sizes"]
    dims = params["dims"]
    y = np.array(got["conv"] if params["chain"] else params["y"])
    matrix = np.reshape(got["matrix"], (small**dims, params["size"] ** dims))
    opposite = np.reshape(got["transposed"], (big**dims, small**dims))
    assert (matrix @ params["x"]).tolist() == got["conv"]
    assert (opposite @ y).tolist() == got["output"]
    if rest == params["output_padding"]:
        assert (opposite == matrix.T).all()
        assert got["dots"][0] == got["dots"][1]
    assert got["dots"] == [] or big == params["size"]
    assert rest < params["stride"]
    assert params["size"] in got["shared"]
    assert (big in got["shared"]) == (again == small)
    call = (F.conv_transpose1d, F.conv_transpose2d)[dims - 1]
    image = torch.tensor(y).double().reshape(1, 1, *[small] * dims)
    weight = torch.tensor(params["weight"]).double().reshape(1, 1, *[params["kernel"]] * dims)
    steps = {name: params[name] for name in ("stride", "padding", "output_padding", "dilation")}
    assert call(image, weight, **steps).flatten().tolist() == got["output"]


@pytest.mark.parametrize("seed", range(40))
def test_stretched_input_convolved_with_the_turned_kernel_is_the_output(seed: int) -> None:
    params = draw(random.Random(seed))
    got = result(**params)
    rows, columns = [1, params["kernel"]] if params["dims"] == 1 else [params["kernel"]] * 2
    side = got["sizes"][1] + params["dilation"] * (params["kernel"] - 1)
    frame = np.reshape(got["frame"], (1, 1 if params["dims"] == 1 else side, side))
    turned = torch.tensor(params["weight"][::-1]).double().reshape(1, 1, rows, columns)
    convolved = ops.conv2d(torch.tensor(frame), turned, dilation=params["dilation"])
    assert convolved.flatten().tolist() == got["output"]


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation", "phases"),
    [
        (3, 2, 1, [2, 1]),
        (4, 2, 1, [2, 2]),
        (1, 3, 1, [1, 0, 0]),
        (5, 3, 1, [2, 2, 1]),
        # Taps at 0, 2, 4: all on even places.
        (3, 2, 2, [3, 0]),
        (3, 3, 2, [1, 1, 1]),
    ],
)
def test_overlap_far_from_the_ends(
    kernel: int, stride: int, dilation: int, phases: list[int]
) -> None:
    params = Transposed.defaults | {"size": 8, "kernel": kernel, "stride": stride}
    assert Transposed.compute(_filled(params | {"dilation": dilation}))["phases"] == phases


def _filled(params: dict[str, Any]) -> dict[str, Any]:
    params = params | {"output_padding": 0, "look": 0}
    lengths = {"x": params["size"], "y": Transposed.small(params), "weight": params["kernel"]}
    params |= {name: [1] * length for name, length in lengths.items()}
    Transposed.check(params)
    return params


def test_output_padding_of_a_dilated_kernel_may_belong_to_no_convolution() -> None:
    params = _filled(Transposed.defaults | {"size": 7, "stride": 1, "dilation": 2})
    got = Transposed.compute(params | {"output_padding": 1})
    # 7 + 2 − 5 + 1 = 5 numbers; torch makes 8 of them, and 8 + 2 − 5 + 1 = 6.
    assert got["sizes"] == [5, 8, 0, 6]
    assert got["shared"] == [7]


@pytest.mark.parametrize(
    ("params", "error", "text"),
    [
        ({"dims": 3}, ConvbookValueError, "dims must be at most 2, got 3"),
        ({"size": 1}, ConvbookValueError, "size must be at least 2, got 1"),
        ({"kernel": 2.5}, ConvbookTypeError, "kernel must be an integer, got 2.5"),
        ({"stride": 5}, ConvbookValueError, "stride must be at most 4, got 5"),
        ({"view": "wires"}, ConvbookValueError, "view must be one of 'scatter', 'zeros'"),
        ({"pick": "cell"}, ConvbookValueError, "pick must be one of 'row', 'column'"),
        ({"chain": 1}, ConvbookTypeError, "chain must be True or False, got 1"),
        ({"x": [1]}, ConvbookValueError, "x must be a list of 6 multiples of 1/8"),
        ({"y": [0.1, 1, 1]}, ConvbookValueError, "y must be a list of 3 multiples of 1/8"),
        ({"weight": []}, ConvbookValueError, "weight must be a list of 3 multiples of 1/8"),
        ({"look": 6}, ConvbookValueError, "look must be at most 5, got 6"),
        ({"pick": "row", "look": 3}, ConvbookValueError, "look must be at most 2, got 3"),
    ],
)
def test_bad_parameters_are_refused(
    params: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=f"^Transposed: .*{text}"):
        Transposed(**params)


@pytest.mark.parametrize(
    "params", [{"output_padding": 2}, {"kernel": 5, "dilation": 2, "weight": [1] * 5}]
)
def test_geometry_that_the_library_refuses_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(ConvbookValueError):
        Transposed(**params)


def test_unknown_preset_is_refused() -> None:
    with pytest.raises(ConvbookValueError, match="preset must be one of"):
        Transposed.preset("pair 5")


def test_description_tells_both_results_and_the_identity() -> None:
    text = Transposed.describe(Transposed().params)
    assert "turns 6 numbers into 3: −1, 1, 2." in text
    assert "output padding 1 turns 3 numbers into 6: 4, −1, 2, 2, 6, −3." in text
    assert "Output padding 1 restores the size 6; the sizes 5, 6 all give 3." in text
    assert text.endswith("The inner product of C x with y is 5, of x with the result 5.")
    short = Transposed.describe(Transposed(output_padding=0).params)
    assert short.endswith("the sizes 5, 6 all give 3.")


@pytest.mark.parametrize("name", [None, PAIRS[3][0]])
def test_static_form_shows_every_number(name: str | None) -> None:
    params = Transposed.preset(name) if name else Transposed().params
    texts = [text.get_text() for text in Transposed.draw(params).axes[0].texts]
    got = Transposed.compute(params)
    for value in [*got["conv"], *got["full"], *params["x"], *params["y"]]:
        assert texts.count(f"{value:g}".replace("-", "−")) >= 1
    assert ("taps that reach it" in texts) == bool(name)

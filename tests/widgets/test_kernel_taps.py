"""The figure of the taps: kernels by hand, other ways to compute the same, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from scipy import ndimage

from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import KernelTaps
from convbook.widgets.kernel_taps import offsets
from convbook.widgets.kernel_taps_photo import photo
from tests.widgets.states.kernel_taps import draw

SHARPEN = [-1, -1, -1, -1, 9, -1, -1, -1, -1]


def result(**params: Any) -> dict[str, Any]:
    full = KernelTaps.defaults | params
    KernelTaps.check(full)
    return KernelTaps.compute(full)


def test_at_rest_every_tap_reads_the_mean_of_four_by_hand() -> None:
    found = result()
    assert found["offsets"] == [0] * 18
    assert found["positions"][:6] == [0.5, 0.5, 0.5, 1.5, 0.5, 2.5]
    # Corners (9 - 1 - 1 - 1)/4, sides (9 + 9 - 1 - 1)/4.
    assert found["kernel"] == [1.5, 4, 1.5, 4, 9, 4, 1.5, 4, 1.5]
    assert (found["sum"], found["divide"], found["grey"]) == (31, 31, 0)
    assert found["used"] == np.outer([0.5, 1, 1, 0.5], [0.5, 1, 1, 0.5]).flatten().tolist()


def test_the_spread_turns_a_blur_into_sharpening_by_hand() -> None:
    assert result(spread=1.5)["kernel"] == SHARPEN
    assert result(spread=1.5)["sum"] == 1
    assert result(spread=3)["kernel"] == SHARPEN  # clamped
    assert result(spread=3, clamp=False)["kernel"] == [0] * 4 + [9] + [0] * 4
    assert result(spread=0)["kernel"] == [9] * 9


def test_a_turned_slope_is_a_slope_the_other_way() -> None:
    slope = np.tile([-3, -1, 1, 3], 4).tolist()
    across = np.reshape(result(weights=slope)["kernel"], (3, 3))
    down = np.reshape(result(weights=slope, turn=90)["kernel"], (3, 3))
    assert across.tolist() == [[-2, 0, 2]] * 3
    assert down.tolist() == (-across.T).tolist()


def test_offsets_by_hand() -> None:
    moved = KernelTaps.defaults | {"spread": 0.5, "down": 1, "own": [0, 0.25] + [0] * 16}
    # Tap (0, 0) stands at (-1, -1) from the centre: half of it, one down, a quarter right.
    assert offsets(moved)[:4] == [1.5, 0.75, 1.5, 0]


@pytest.mark.parametrize("seed", range(40))
def test_agrees_with_scipy(seed: int) -> None:
    params = KernelTaps.defaults | draw(random.Random(f"taps {seed}"))
    size, taps = params["scope"], params["kernel"]
    found = KernelTaps.compute(params)
    places = np.reshape(found["positions"], (-1, 2)).T
    mode = "nearest" if params["clamp"] else "grid-constant"
    scope = np.reshape(params["weights"], (size, size)).astype(float)
    read = ndimage.map_coordinates(scope, places, order=1, mode=mode)
    assert np.allclose(found["kernel"], read, rtol=0, atol=1e-9)
    assert found["std"] == pytest.approx(np.std(found["kernel"]))
    assert found["scope_std"] == pytest.approx(np.std(params["weights"]))
    kernel = np.reshape(found["kernel"], (taps, taps))
    origin = -1 if taps % 2 == 0 else 0  # the larger half of an even window lies after the pixel
    output = ndimage.correlate(photo().astype(float), kernel, mode="constant", origin=origin)
    assert np.allclose(found["output"], output.flatten(), rtol=0, atol=1e-6)


def test_weights_are_the_shared_areas() -> None:
    found = result(spread=1.25, turn=30)
    blends = np.reshape(found["blends"], (9, 4, 4))
    for (y, x), shares in zip(np.reshape(found["positions"], (9, 2)), blends, strict=True):
        y, x = np.clip([y, x], 0, 3)
        for (row, column), share in np.ndenumerate(shares):
            tall = max(0, min(y, row) + 0.5 - (max(y, row) - 0.5))
            wide = max(0, min(x, column) + 0.5 - (max(x, column) - 0.5))
            assert share == tall * wide


def test_the_picture_is_divided_by_the_sum_unless_it_is_small() -> None:
    slope = np.tile([-3, -1, 1, 3], 4).tolist()
    assert (result(weights=slope)["divide"], result(weights=slope)["grey"]) == (6, 128)
    assert result(weights=[0] * 16)["divide"] == 1


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"scope": 10}, ConvbookValueError, "scope must be at most 9"),
        ({"kernel": 5}, ConvbookValueError, "the scope must be at least as large"),
        ({"weights": [1]}, ConvbookValueError, "weights must be a list of 16"),
        ({"own": [0.1] * 18}, ConvbookValueError, "own must be a list of 18 multiples of 1/8"),
        ({"spread": -1}, ConvbookValueError, "spread must not be negative"),
        ({"spread": 3.5}, ConvbookValueError, "spread must be a list of 1"),
        ({"down": 6.5}, ConvbookValueError, "down and right must be"),
        ({"turn": 10}, ConvbookValueError, "turn must be a multiple of 15"),
        ({"clamp": 1}, ConvbookTypeError, "clamp must be True or False"),
        ({"tap": 9}, ConvbookValueError, "tap must be at most 8"),
        ({"y": 128}, ConvbookValueError, "y must be at most 127"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"KernelTaps: {reason}"):
        KernelTaps(**params)


def test_description_and_drawing() -> None:
    text = KernelTaps.describe(dict(KernelTaps.defaults))
    assert "the 3 by 3 taps over it at (0.5, 0.5);" in text
    assert "1.5  4  1.5; 4  9  4; 1.5  4  1.5, which adds to 31" in text
    rng = random.Random(5)
    for _ in range(3):
        assert KernelTaps.draw(KernelTaps.defaults | draw(rng)).axes
    assert torch.tensor(photo()).shape == (128, 128)

"""The figure of the drift: by hand, by other ways to compute the same, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import nn

from convbook import analysis, geometry
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import Drift
from convbook.widgets.drift import KERNELS, layer, sides
from convbook.widgets.drift_images import IMAGES, pixels
from tests.widgets.states.drift import draw


def result(**params: Any) -> dict[str, Any]:
    full = Drift.defaults | params
    Drift.check(full)
    return Drift.compute(full)


def test_two_layers_of_c2_on_one_pixel_by_hand() -> None:
    """255 spreads over 3 x 3 pixels in shares 1, 2, 1 along each axis, one pixel up and left."""
    found = result(image="pixel", kernel="C2", depth=2)
    output = np.reshape(found["output"], (64, 64))
    assert output[30:33, 30:33].tolist() == (255 / 16 * np.outer([1, 2, 1], [1, 2, 1])).tolist()
    assert output.sum() == 255
    assert found["start"] == [32, 32]
    assert found["moved"] == [-1, -1]
    assert found["path_y"] == found["path_x"] == [0, -0.5, -1]
    assert found["kept"] == 1


@pytest.mark.parametrize("kernel", ["C2", "C4"])
@pytest.mark.parametrize(
    ("corner", "signs"),
    [
        ("bottom right", (-1, -1)),
        ("bottom left", (-1, 1)),
        ("top right", (1, -1)),
        ("top left", (1, 1)),
        ("alternating", (0, 0)),
    ],
)
def test_half_a_pixel_a_layer_away_from_the_larger_padding(
    kernel: str, corner: str, signs: tuple[int, int]
) -> None:
    found = result(image="pixel", kernel=kernel, corner=corner, depth=10)
    assert np.allclose(found["moved"], [5 * sign for sign in signs], atol=1e-6)
    assert found["predicted"] == [5 * sign for sign in signs]


@pytest.mark.parametrize("kernel", ["C2sp", "C3", "C4sp", "C5"])
def test_the_others_stay(kernel: str) -> None:
    found = result(image="disc", kernel=kernel, depth=10, corner="top left")
    assert np.allclose(found["moved"], 0, atol=1e-6)
    assert found["predicted"] == [0, 0]


def test_the_pads_are_those_of_the_library() -> None:
    for kernel in ("C2", "C3", "C4", "C5"):
        pair = geometry.same_padding(64, int(kernel[1]))
        assert sides(kernel, "bottom right", 0) == (pair, pair)


def test_a_pixel_reads_what_the_gradient_says() -> None:
    """The window of a pixel is where the gradient of that output is not 0."""
    rng = random.Random("drift windows")
    for _ in range(30):
        params = Drift.defaults | draw(rng) | {"depth": rng.randint(0, 6)}
        reads = _touched(params, backward=True)
        readers = _touched(params, backward=False)
        found = Drift.compute(params)
        assert found["reads"] == reads
        assert found["readers"] == readers


def _touched(params: dict[str, Any], backward: bool) -> list[int]:
    """Box of the pixels that reach (y, x), or of those reached from it, by a map of ones."""
    image = torch.zeros(64, 64, dtype=torch.float64)
    image[params["y"], params["x"]] = 2.0**60
    corners = {"bottom right": "top left", "top left": "bottom right"}
    corners |= {"bottom left": "top right", "top right": "bottom left"}
    corner = corners.get(params["corner"], "alternating") if backward else params["corner"]
    turned = backward and corner == "alternating"
    for index in range(params["depth"]):
        image = layer(image, params["kernel"], corner, index + turned)
    places = np.argwhere(image.numpy() > 0)
    low, high = places.min(0), places.max(0)
    return [int(low[0]), int(high[0]), int(low[1]), int(high[1])]


def test_agrees_with_scipy_up_to_the_rounding() -> None:
    image = pixels("photo").astype(float)
    taps = {"C2sp": np.array([1, 2, 1]) / 4, "C3": np.ones(3) / 3}
    taps |= {"C4sp": np.array([1, 2, 2, 2, 1]) / 8, "C5": np.ones(5) / 5}
    for kernel, weights in taps.items():
        expected = image
        for _ in range(5):
            expected = ndimage.correlate(expected, np.outer(weights, weights), mode="constant")
        found = result(image="photo", kernel=kernel, depth=5)["output"]
        assert np.allclose(found, expected.flatten(), rtol=0, atol=1e-6)


def test_agrees_with_the_library_s_drift() -> None:
    image = torch.tensor(pixels("photo"), dtype=torch.float64)[None, None]
    net = nn.Sequential(*[nn.ZeroPad2d((0, 1, 0, 1)), nn.AvgPool2d(2, 1)] * 8)
    *_, moved = analysis.activation_drift(net, image).values()
    found = result(image="photo", kernel="C2", depth=8)
    assert np.allclose(found["moved"], moved, atol=1e-6)


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"kernel": "C6"}, ConvbookValueError, "kernel must be one of 'C2', 'C2sp'"),
        ({"corner": "left"}, ConvbookValueError, "corner must be one of 'bottom right'"),
        ({"image": "dog"}, ConvbookValueError, "image must be one of 'framed'"),
        ({"depth": 41}, ConvbookValueError, "depth must be at most 40"),
        ({"y": 64}, ConvbookValueError, "y must be at most 63"),
        ({"x": 1.5}, ConvbookTypeError, "x must be an integer"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"Drift: {reason}"):
        Drift(**params)


def test_every_image_and_kernel_can_be_drawn() -> None:
    for image, kernel in zip(IMAGES, KERNELS, strict=False):
        assert Drift.draw(Drift.defaults | {"image": image, "kernel": kernel, "depth": 2}).axes


def test_description_names_the_move() -> None:
    text = Drift.describe(dict(Drift.defaults))
    assert "after 16 layers of averaging C2 kernels, the larger padding at the bottom right" in text
    assert "moved -7.99 px down and -7.99 px to the right" in text
    assert "larger padding" not in Drift.describe(Drift.defaults | {"kernel": "C3"})

"""variation_shares: by hand, beside plain loops, and what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convbook import data
from convbook.analysis import variation_shares
from convbook.errors import ConvbookTypeError, ConvbookValueError

IMAGES = arrays(
    np.int64, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(-255, 255)
)


@given(IMAGES, st.data())
@settings(max_examples=60)
def test_equals_the_mean_of_variances(image: np.ndarray[Any, Any], draw: Any) -> None:
    height, width = (draw.draw(st.integers(1, n)) for n in image.shape)
    windows = [
        image[y : y + height, x : x + width]
        for y in range(image.shape[0] - height + 1)
        for x in range(image.shape[1] - width + 1)
    ]
    whole = image.var()
    expected = np.mean([window.var() for window in windows]) / whole if whole else 0
    assert variation_shares(image, [height], [width])[0, 0] == pytest.approx(expected)


def test_barcode_by_hand() -> None:
    barcode = np.tile([8, 0, 8, 8, 0, 0, 8, 0], (4, 1))
    shares = variation_shares(barcode, [1, 2, 4], [1, 2, 4, 8])
    assert shares[:, 0].tolist() == [0, 0, 0]
    assert shares[:, 1].tolist() == [5 / 7] * 3
    assert shares[:, 2].tolist() == pytest.approx([0.9] * 3)
    assert shares[:, 3].tolist() == [1, 1, 1]


def test_every_window_of_a_tile_holds_all_of_it_and_an_enlarged_one_does_not() -> None:
    image = np.random.default_rng(1).integers(0, 256, (1, 64, 64)).astype(np.uint8)
    tiled, enlarged = data.tile(image)[0], data.enlarge(image)[0]
    assert variation_shares(tiled, [16, 32, 64], [16, 48]).tolist()[0][0] == 1.0
    assert variation_shares(enlarged, [16], [16])[0, 0] < 0.9
    for y, x in ((0, 0), (5, 11), (48, 48)):
        window = np.roll(tiled[y : y + 16, x : x + 16], (y, x), axis=(0, 1))
        assert (np.tile(window, (4, 4)) == tiled).all()


def test_noise_holds_one_minus_one_over_n_whatever_the_shape() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64))
    for height, width in ((2, 2), (1, 4), (4, 4), (2, 8)):
        share = variation_shares(noise, [height], [width])[0, 0]
        assert share == pytest.approx(1 - 1 / (height * width), abs=0.02)


def test_a_flat_image_has_nothing_to_share() -> None:
    assert variation_shares(np.full((3, 4), 7), [1, 3], [4]).tolist() == [[0], [0]]


@pytest.mark.parametrize(
    ("image", "sides", "kind", "reason"),
    [
        ([[1]], [1], ConvbookTypeError, "image must be an array of integers"),
        (np.zeros((2, 2)), [1], ConvbookTypeError, "image must be an array of integers"),
        (np.zeros((2, 2, 1), int), [1], ConvbookValueError, r"image must be \[H, W\]"),
        (np.zeros((0, 2), int), [1], ConvbookValueError, r"image must be \[H, W\]"),
        (np.full((2, 2), 256), [1], ConvbookValueError, "image must hold numbers from -255"),
        (np.zeros((2, 2), int), [3], ConvbookValueError, "heights must be at most 2"),
        (np.zeros((2, 2), int), [0], ConvbookValueError, "heights must be at least 1"),
        (np.zeros((2, 2), int), [1.5], ConvbookTypeError, "heights must be an integer"),
    ],
)
def test_refuses(image: Any, sides: list[Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"variation_shares: {reason}"):
        variation_shares(image, sides, [1])

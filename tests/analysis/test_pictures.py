"""Blind-spot maps and frequency splits against loops and by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from convbook.analysis.blind_spots import blind_spot_map
from convbook.analysis.frequency import frequency_split, haar_bands


def weights(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(1).integers(-9, 10, shape).astype(np.float64)


@pytest.mark.parametrize("stride", [1, 2, (3, 2)])
@pytest.mark.parametrize("channels", [None, 3])
@pytest.mark.parametrize("tensors", [False, True])
def test_the_target_stands_at_every_position(stride, channels, tensors: bool) -> None:
    shape, tail = (9, 7), () if channels is None else (channels,)
    view, background, target = (weights((*s, *tail)) for s in (shape, shape, (2, 3)))
    rows, columns = (stride, stride) if isinstance(stride, int) else stride
    expected = []
    for top in range(0, 9 - 2 + 1, rows):
        expected.append([])
        for left in range(0, 7 - 3 + 1, columns):
            image = background.copy()
            image[top : top + 2, left : left + 3] = target
            expected[-1].append((image * view).sum())

    def score(image):
        assert type(image) is (torch.Tensor if tensors else np.ndarray)
        result = (image * picture(view)).sum()
        image[:] = 0  # its own copy: the next call is not harmed
        return result

    def picture(array):
        if not tensors:
            return array
        return torch.from_numpy(np.moveaxis(array, -1, 0).copy() if channels else array)

    kept = background.copy()
    scores = blind_spot_map(score, picture(background), picture(target), stride)
    assert scores.dtype == np.float64
    assert scores.tolist() == expected
    assert np.array_equal(background, kept)


def test_a_detector_that_ignores_its_border_has_blind_spots_there() -> None:
    def score(image: torch.Tensor) -> float:
        return float(F.conv2d(image[None], torch.ones(1, 1, 3, 3))[..., 2:-2, 2:-2].max())

    scores = blind_spot_map(score, torch.zeros(1, 12, 12), torch.ones(1, 1, 1), 1)
    seen = np.zeros((12, 12))
    seen[2:10, 2:10] = 1
    assert np.array_equal(scores, seen)
    whole = blind_spot_map(lambda x: x.sum(), np.zeros((4, 4)), np.ones((4, 4)), 3)
    assert whole.tolist() == [[16.0]]


PIXELS = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 5), st.integers(1, 5)).map(lambda s: (2 * s[0], 2 * s[1], 3)),
)


@pytest.mark.parametrize("method", ["average", "haar"])
@given(image=PIXELS)
def test_the_parts_add_up_to_the_image_exactly(method: str, image: np.ndarray) -> None:
    for picture in (image, image[..., 0], image / 256):
        low, high = frequency_split(picture, method)
        assert low.dtype == high.dtype == np.float64
        assert np.array_equal(low + high, picture)
        maps = torch.from_numpy(picture.astype(np.float64).reshape(*picture.shape[:2], -1))
        pooled = F.avg_pool2d(maps.movedim(-1, 0)[None], 2)
        expected = F.interpolate(pooled, scale_factor=2)[0].movedim(0, -1).reshape(low.shape)
        assert np.array_equal(low, expected.numpy())


@given(image=PIXELS)
def test_the_four_bands_are_the_transform_and_give_the_image_back(image: np.ndarray) -> None:
    bands = haar_bands(image)
    assert np.array_equal(bands.image(), image)
    step = np.array([[1, 1], [1, -1]]) / 2
    blocks = image.astype(float).reshape(image.shape[0] // 2, 2, image.shape[1] // 2, 2, 3)
    both = np.einsum("pi,qj,hiwjc->pqhwc", step, step, blocks)
    assert np.array_equal(both[0, 0], bands.approximation)
    assert np.array_equal(both[0, 1], bands.horizontal)
    assert np.array_equal(both[1, 0], bands.vertical)
    assert np.array_equal(both[1, 1], bands.diagonal)


def test_edges_lie_in_the_band_of_their_direction() -> None:
    columns = np.tile([[0.0, 8.0]], (4, 2))
    bands = haar_bands(columns)
    assert (bands.horizontal == -4).all()
    assert not bands.vertical.any()
    assert not bands.diagonal.any()
    low, high = frequency_split(columns)
    assert (low == 4).all()
    assert (np.abs(high) == 4).all()

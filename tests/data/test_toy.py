"""stretch, tile and enlarge: by hand, beside Pillow's resampling, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from convbook import data
from convbook.data import toy

MAKERS = data.stretch, data.tile, data.enlarge
SETS = st.one_of(
    arrays(np.uint8, st.tuples(st.integers(0, 3), st.integers(1, 40), st.integers(1, 40))),
    arrays(np.uint8, st.tuples(st.integers(1, 2), *(st.integers(1, 40),) * 2, st.integers(1, 4))),
)


@given(SETS, st.sampled_from([(64, 64), (16, 16), (128, 64), (5, 90)]))
def test_resizing_agrees_with_pillow(images, size):
    ours = toy._resize(images, size)
    assert ours.shape == (len(images), *size, *images.shape[3:])
    for image, resized in zip(images, ours, strict=True):
        for channel in np.ndindex(images.shape[3:]):
            picture = Image.fromarray(np.ascontiguousarray(image[:, :, *channel]))
            theirs = np.asarray(picture.resize(size[::-1], Image.Resampling.BILINEAR))
            # Pillow rounds after each axis, and its coefficients to 8 bits.
            assert abs(theirs.astype(int) - resized[:, :, *channel]).max() <= 2


@given(SETS)
def test_every_toy_image_is_64_by_64(images):
    for make in MAKERS:
        made = make(images)
        assert made.shape == (len(images), 64, 64, *images.shape[3:])
        assert made.dtype == np.uint8


@given(st.integers(0, 255), st.integers(1, 40))
def test_a_flat_image_stays_flat(value, side):
    images = np.full((2, side, side), value, np.uint8)
    for make in MAKERS:
        assert (make(images) == value).all()


def test_tile_repeats_the_image_of_16_by_16():
    images = np.random.default_rng(0).integers(256, size=(3, 16, 16, 3), dtype=np.uint8)
    made = data.tile(images)
    for row in range(0, 64, 16):
        for column in range(0, 64, 16):
            assert np.array_equal(made[:, row : row + 16, column : column + 16], images)


def test_shrinking_32_to_16_weighs_four_neighbours_by_distance():
    # Triangles of half-width 2 about x + 0.5: weights 1 3 3 1 over 8; at the border 3 3 1 over 7.
    images = np.zeros((1, 32, 32), np.uint8)
    images[:, :, 4] = 240
    row = data.tile(images)[0, 0, :16]
    assert row.tolist() == [0, 30, 90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_stretch_keeps_columns_and_doubles_rows():
    images = np.random.default_rng(0).integers(256, size=(1, 64, 64), dtype=np.uint8)
    made = data.stretch(images, crop="centre")[0].astype(int)
    rows = images[0].astype(int)
    # Rows 32 to 95 of 128: row 2 i of those is a quarter of one neighbour, 3/4 of row 16 + i.
    expected = (rows[15:47] + 3 * rows[16:48] + 2) // 4
    assert np.array_equal(made[::2], expected)


def test_random_crops_differ_and_repeat_with_the_seed():
    rows = np.arange(64, dtype=np.uint8)[None, :, None].repeat(64, axis=2).repeat(50, axis=0)
    first = data.stretch(rows, seed=1)[:, 0, 0]
    assert np.array_equal(first, data.stretch(rows, seed=1)[:, 0, 0])
    assert not np.array_equal(first, data.stretch(rows, seed=2)[:, 0, 0])
    assert len(set(first.tolist())) > 15
    assert first.min() < 5
    assert first.max() > 27
    assert np.array_equal(data.stretch(rows[:7], seed=1)[:, 0, 0], first[:7])


def test_many_images_are_as_each_alone(monkeypatch):
    images = np.random.default_rng(0).integers(256, size=(7, 28, 28), dtype=np.uint8)
    whole = data.enlarge(images)
    monkeypatch.setattr(toy, "CHUNK", 2)
    assert np.array_equal(data.enlarge(images), whole)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("images", "error", "reason"),
    [
        (np.zeros((2, 8, 8)), TypeError, "images must be a uint8 array, got float64"),
        ([[1]], TypeError, "images must be a uint8 array, got list"),
        (np.zeros((8, 8), np.uint8), ValueError, r"images must be \[N, H, W\] or"),
        (np.zeros((2, 0, 8), np.uint8), ValueError, ".*with no empty axis but N"),
        (np.zeros((2, 8, 8, 0), np.uint8), ValueError, ".*with no empty axis but N"),
    ],
)
def test_what_is_no_image_set_is_refused(make, images, error, reason):
    with pytest.raises(error, match=f"{make.__name__}: {reason}"):
        make(images)


def test_unknown_crop_and_seed_are_refused():
    images = np.zeros((1, 8, 8), np.uint8)
    with pytest.raises(ValueError, match="stretch: crop must be one of 'random', 'centre'"):
        data.stretch(images, crop="top")
    with pytest.raises(TypeError, match="stretch: seed must be an integer"):
        data.stretch(images, seed=0.5)
    with pytest.raises(ValueError, match="stretch: seed must be at least 0"):
        data.stretch(images, seed=-1)


def test_toy_set_is_each_of_the_others():
    images = np.random.default_rng(3).integers(0, 256, (2, 64, 64, 3)).astype(np.uint8)
    assert (data.toy_set(images, 64) == images).all()
    assert (data.toy_set(images, 16) == data.tile(images)).all()
    assert (data.toy_set(images, 16, 64) == data.enlarge(images)).all()
    assert (data.toy_set(images, 64, (128, 64)) == data.stretch(images, crop="centre")).all()


def test_toy_set_repeats_an_axis_that_is_not_filled():
    images = np.random.default_rng(4).integers(0, 256, (1, 40, 40)).astype(np.uint8)
    made = data.toy_set(images, (8, 10), (24, 100))[0]
    assert (made[24:48] == made[:24]).all()
    assert (made[48:] == made[:16]).all()


def test_toy_reads_is_what_changes_a_row():
    base = np.full((1, 20, 20), 100, np.uint8)
    for detail, size in ((16, 64), (20, 13), (20, 100), (7, 30)):
        pairs = data.toy_reads(detail, size)
        kept = data.toy_set(base, detail)[:, :detail, :detail]
        for k in (0, detail // 2, detail - 1):
            changed = kept.copy()
            changed[0, k] = 255
            before, after = (data.toy_set(x, detail, size)[0] for x in (kept, changed))
            rows = {i for i, (first, last) in enumerate(pairs) if first <= k <= last}
            seen = set(np.flatnonzero((before != after).any(1)).tolist())
            # A weight below 1/310 is rounded away.
            assert seen <= rows
            assert len(rows - seen) <= 2


@pytest.mark.parametrize(
    ("call", "error", "reason"),
    [
        (lambda x: data.toy_set(x, 0), ValueError, "detail.* must be at least 1"),
        (lambda x: data.toy_set(x, 4, 2.5), TypeError, "size.* must be an integer"),
        (lambda x: data.toy_set(x[0], 4), ValueError, "toy_set: images must be"),
        (lambda x: data.toy_reads(0, 4), ValueError, "toy_reads: detail"),
        (lambda x: data.toy_reads(4, "a"), TypeError, "toy_reads: size"),
    ],
)
def test_toy_set_refuses(call, error, reason):
    with pytest.raises(error, match=reason):
        call(np.zeros((1, 8, 8), np.uint8))

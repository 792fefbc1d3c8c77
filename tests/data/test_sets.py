"""The data sets: shapes, classes, parts that do not overlap, and what is refused."""

import gzip
import hashlib
import struct

import numpy as np
import pytest

from convbook import data
from convbook.data import digits, mri, patches, splits, voxels
from tests.needs import needs

NEEDED = {
    "fashion-mnist-mini": (),
    "mnist-5k": ("mnist-5k",),
    "digits": ("digits",),
    "photo-patches": ("photographs", "photographs-cc-by"),
    "mri-slices": ("mni-brain",),
    "voxel-shapes": (),
}
# Training and test parts, and the shape of one entry.
SHAPES = {
    "fashion-mnist-mini": (1600, 400, (28, 28)),
    "mnist-5k": (4000, 1000, (28, 28)),
    "digits": (1442, 355, (8, 8)),
    "photo-patches": (8000, 2000, (32, 32, 3)),
    "mri-slices": (120, 30, (233, 197)),
    "voxel-shapes": (480, 120, (24, 24, 24)),
}
SETS = [pytest.param(name, marks=needs(*rows)) for name, rows in NEEDED.items()]


def hashes(images):
    return {hashlib.sha256(image.tobytes()).digest() for image in images}


@pytest.mark.parametrize("name", SETS)
def test_parts_have_the_documented_shapes_and_make_the_whole(name):
    train, test, shape = SHAPES[name]
    parts = [data.load(name, split) for split in ("train", "test")]
    for (images, labels), count in zip(parts, (train, test), strict=True):
        assert images.shape == (count, *shape)
        assert len(labels) == count
        assert images.dtype == labels.dtype == np.uint8
    whole = data.load(name)
    assert hashes(whole[0]) == hashes(parts[0][0]) | hashes(parts[1][0])
    assert len(whole[0]) == train + test
    assert data.available(name)


@pytest.mark.parametrize("name", SETS)
def test_no_picture_is_in_both_parts(name):
    train, test = (hashes(data.load(name, split)[0]) for split in ("train", "test"))
    # Crops of black sky are alike, wherever they are from.
    shared = 5 if name == "photo-patches" else 0
    assert len(train & test) <= shared


@pytest.mark.parametrize("name", [p for p in SETS if p.values[0] != "mri-slices"])
def test_classes_are_balanced_in_both_parts(name):
    for split in ("train", "test"):
        counts = np.bincount(data.load(name, split)[1])
        assert counts.min() > 0
        assert counts.max() - counts.min() <= (10 if name == "digits" else 0)


@pytest.mark.parametrize("name", SETS)
def test_arrays_are_new_and_equal_each_time(name):
    first, again = data.load(name, "test"), data.load(name, "test")
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    first[0][:] = 0
    assert not np.array_equal(first[0], data.load(name, "test")[0])


@pytest.mark.parametrize("name", ["fashion-mnist", "fashion-mnist-mini", "cifar10", "mri-slices"])
def test_unknown_part_is_refused(name):
    with pytest.raises(
        ValueError, match=rf"load: split of {name} must be None \(all\), 'train' or"
    ):
        data.load(name, "validation")


@pytest.mark.parametrize("name", sorted(set(data.names())))
def test_every_item_has_makers_and_a_licence(name):
    assert data.credit(name).endswith(")")
    assert len(data.credit(name)) > 15
    assert data.available(name) in (True, False)


def test_mini_set_has_pictures_of_ten_kinds():
    images, labels = data.load("fashion-mnist-mini")
    means = np.array([images[labels == label].mean() for label in range(10)])
    # Sandals are the smallest, coats and pullovers cover most: published mean images.
    assert means.argmin() == 5
    assert {means.argsort()[-2], means.argsort()[-1]} <= {2, 4, 6}


def test_full_fashion_mnist_is_read_from_four_idx_files(tmp_path, monkeypatch):
    random, files, written = np.random.default_rng(0), {}, {}
    for part, prefix, count in (("train", "train", 6), ("test", "t10k", 2)):
        images = random.integers(256, size=(count, 28, 28), dtype=np.uint8)
        written[part] = images, np.arange(count, dtype=np.uint8)
        for array, kind in zip(written[part], ("images-idx3", "labels-idx1"), strict=True):
            files[f"{prefix}-{kind}-ubyte.gz"] = tmp_path / f"{prefix}{kind}"
            (tmp_path / f"{prefix}{kind}").write_bytes(gzip.compress(idx(array)))
    monkeypatch.setattr(digits, "locate", lambda row: files if row.name == "fashion-mnist" else {})
    for part, expected in written.items():
        found = data.load("fashion-mnist", part)
        assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
    assert data.load("fashion-mnist")[1].tolist() == [0, 1, 2, 3, 4, 5, 0, 1]


@needs("digits")
def test_digits_are_those_of_the_repository():
    images, labels = data.load("digits")
    assert labels[:10].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert images.max() == 16


@needs("mnist-5k")
def test_a_one_is_narrower_than_a_zero():
    images, labels = data.load("mnist-5k")
    width = [(images[labels == digit] > 127).any(1).sum(1).mean() for digit in (0, 1)]
    assert width[0] > 1.8 * width[1]


def test_every_fifth_of_each_class_is_for_testing():
    labels = np.array([1, 0] * 10, np.uint8)
    test = splits.every_fifth(np.arange(20, dtype=np.uint8), labels, "test")[0]
    assert test.tolist() == [8, 9, 18, 19]


@needs("photographs", "photographs-cc-by")
def test_crops_lie_in_tiles_of_their_part():
    # Photographs whose pixels hold the number of their tile.
    rows, columns = np.arange(256) // 64, np.arange(320) // 64
    tile = rows[:, None] * 5 + columns
    for part in ("train", "test"):
        crops = patches._crops(tile.astype(np.uint8)[..., None], part, 0)
        assert crops.min((1, 2, 3)).tolist() == crops.max((1, 2, 3)).tolist()
        for number in np.unique(crops):
            assert ((number // 5 + number % 5) % 4 == 3) == (part == "test")


@needs("mni-brain")
def test_tissue_maps_belong_to_the_volume():
    image, tissue = data.load("mri-volume")
    assert image.shape == (189, 233, 197)
    assert tissue.shape == (189, 233, 197, 2)
    assert int(tissue.astype(int).sum(-1).max()) <= 256
    grey, white = (tissue[..., k] > 200 for k in (0, 1))
    # In a T1 image white matter is the brighter one, and outside is black.
    assert image[white].mean() > 1.2 * image[grey].mean()
    assert image[tissue.sum(-1) == 0].mean() < 30
    # A brain has 1 to 1.5 litres of grey and white matter, this template somewhat more (it is known
    # to be larger than most heads); a voxel is a microlitre.
    assert 1.0e6 < tissue.sum(dtype=np.int64) / 255 < 1.8e6


def test_small_brain_is_symmetric_from_side_to_side_and_stands_upright():
    volume = data.load("mri-small")
    assert volume.shape == (40, 48, 40)
    assert volume.dtype == np.uint8
    brain = volume > 100
    assert 15_000 < brain.sum() < 31_000  # 1 to 2 litres; a voxel is 64 microlitres
    # The box has the middle of the head at 19.4 voxels from the left, so mirrored slices differ.
    width = brain.sum((0, 1))
    assert np.corrcoef(width[:39], width[:39][::-1])[0, 1] > 0.98
    # The top slices hold brain over a wide front, the bottom one the stem alone, behind the middle.
    area = brain.sum((1, 2))
    assert area[5] > 5 * area[-1] > 0
    assert np.flatnonzero(brain[-1].any(1)).mean() > 24


@needs("mni-brain")
def test_small_brain_is_made_from_the_volume():
    from tools import mri_small

    assert np.array_equal(mri_small.reduced(), data.load("mri-small"))
    full, _ = data.load("mri-volume")
    # One voxel by hand: down 17, back 23, right 20 is up 22, front 29, right 25 of blocks of 4 mm.
    block = full[4 * 22 : 4 * 23, 4 * 29 : 4 * 30, 4 * 25 : 4 * 26]
    assert data.load("mri-small")[17, 23, 20] == int(block.mean() + 0.5)


def nifti(volume, **changes):
    header = bytearray(352)
    struct.pack_into("<8h", header, 40, 3, *volume.shape[::-1], 1, 1, 1, 1)
    struct.pack_into("<h", header, 70, changes.get("kind", 2))
    struct.pack_into("<3f", header, 108, 352.0, changes.get("slope", 1.0), 0.0)
    header[344:348] = changes.get("magic", b"n+1\0")
    return bytes(header) + volume.tobytes()


def test_nifti_is_read_with_the_last_axis_fastest(tmp_path):
    volume = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    file = tmp_path / "v.nii.gz"
    file.write_bytes(gzip.compress(nifti(volume)))
    assert np.array_equal(mri.read_nifti(file), volume)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(nifti(np.zeros((2, 3, 4), np.uint8)))[:-9], "is damaged"),
        (b"text", "is damaged"),
        (gzip.compress(nifti(np.zeros((2, 3, 4), np.uint8))[:-1]), "must hold 24 voxels, got 23"),
        (gzip.compress(b"n+1"), "is no NIfTI-1"),
        (gzip.compress(nifti(np.zeros((2, 3, 4), np.uint8), kind=4)), "is no NIfTI-1"),
        (gzip.compress(nifti(np.zeros((2, 3, 4), np.uint8), slope=2.0)), "is no NIfTI-1"),
        (gzip.compress(nifti(np.zeros((2, 3, 4), np.uint8), magic=b"ni1\0")), "is no NIfTI-1"),
    ],
    ids=["cut", "not packed", "voxel missing", "short", "other kind", "other slope", "other magic"],
)
def test_other_volumes_are_refused_by_name(content, reason, tmp_path):
    file = tmp_path / "v.nii.gz"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=rf"load: .*v\.nii\.gz {reason}"):
        mri.read_nifti(file)


def idx(array, kind=8):
    sizes = b"".join(struct.pack(">i", size) for size in array.shape)
    return bytes((0, 0, kind, array.ndim)) + sizes + array.tobytes()


def test_idx_is_read(tmp_path):
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    (tmp_path / "a.gz").write_bytes(gzip.compress(idx(array)))
    assert np.array_equal(digits.read_idx(tmp_path / "a.gz"), array)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(idx(np.zeros((2, 3), np.uint8)))[:-9], "is damaged"),
        (b"", "is no IDX file"),
        (
            gzip.compress(idx(np.zeros((2, 3), np.uint8))[:-2]),
            r"must hold 6 entries, \(2, 3\), got 4",
        ),
        (gzip.compress(idx(np.zeros((2, 3), np.uint8), kind=9)), "is no IDX file"),
        (gzip.compress(b"\0\0\x08"), "is no IDX file"),
        (gzip.compress(b"\0\0\x08\3\0\0\0\2"), "is no IDX file"),
    ],
    ids=["cut", "empty", "entries missing", "other kind", "no axes", "axes missing"],
)
def test_other_idx_files_are_refused_by_name(content, reason, tmp_path):
    (tmp_path / "a.gz").write_bytes(content)
    with pytest.raises(ValueError, match=rf"load: .*a\.gz {reason}"):
        digits.read_idx(tmp_path / "a.gz")


def test_solids_have_the_volume_of_their_formula():
    # By radius r: ball, cube, torus, cylinder, cone; integrated over radii from 6 to 10 voxels.
    cubed = (10**4 - 6**4) / 4 / 4
    expected = np.array(
        [
            4 / 3 * np.pi,
            1.6**3,
            2 * np.pi**2 * 0.75 * 0.3**2,
            2 * np.pi * 0.5**2,
            np.pi / 3 * 0.9**2 * 2,
        ]
    )
    volumes, labels = data.load("voxel-shapes")
    assert set(np.unique(volumes)) == {0, 255}
    filled = (volumes > 0).sum((1, 2, 3))
    means = np.array([filled[labels == k].mean() for k in range(5)])
    assert np.allclose(means / (expected * cubed), 1, atol=0.15)
    assert list(voxels.SHAPES)[:5] == ["ball", "cube", "torus", "cylinder", "cone"]


def test_rotations_are_rotations():
    random = np.random.default_rng(0)
    for _ in range(20):
        matrix = voxels._rotation(random.random(3))
        assert np.allclose(matrix @ matrix.T, np.eye(3))
        assert np.linalg.det(matrix) == pytest.approx(1)

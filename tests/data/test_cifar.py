"""The loaders of CIFAR-10 and CIFAR-100, on files that the test writes in their format."""

import dataclasses

import numpy as np
import pytest

from convbook import data
from convbook.data import cifar
from convbook.data.assets import AssetUnavailableError
from convbook.data.cifar import LAYOUTS, PIXELS

CLASSES = {"cifar10": 10, "cifar100": 100}


def small(name):
    """The layout of a set with a hundredth of its records."""
    layout = LAYOUTS[name]
    files = {
        part: {file: count // 100 for file, count in files.items()}
        for part, files in layout.files.items()
    }
    return dataclasses.replace(layout, files=files)


def write(layout, root, skip=()):
    """Write every file; returns for each split the images, [N, 32, 32, 3], and the labels."""
    random, written = np.random.default_rng(0), {}
    folder = root / layout.folder
    folder.mkdir()
    for part, files in layout.files.items():
        total = sum(files.values())
        labels = random.permutation(np.arange(total) % layout.classes[-1]).astype(np.uint8)
        images = random.integers(256, size=(total, 32, 32, 3), dtype=np.uint8)
        start = 0
        for file, count in files.items():
            with (folder / file).open("wb") as stream:
                for image, label in list(zip(images, labels, strict=True))[start : start + count]:
                    stream.write(bytes([label % n for n in layout.classes]))
                    for channel in range(3):
                        stream.write(image[:, :, channel].tobytes())
            start += count
        written[part] = images, labels
    return written


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("split", ["train", "test", None])
def test_what_was_written_is_read(name, split, tmp_path):
    layout = small(name)
    written = write(layout, tmp_path)
    images, labels = cifar.read(layout, tmp_path, split)
    parts = [split] if split else ["train", "test"]
    assert np.array_equal(images, np.concatenate([written[part][0] for part in parts]))
    assert np.array_equal(labels, np.concatenate([written[part][1] for part in parts]))
    assert images.dtype == labels.dtype == np.uint8


def test_full_size_test_part_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path))
    assert not data.available("cifar10")
    (tmp_path / "cifar-10-batches-bin").mkdir()
    records = np.zeros((10_000, 1 + PIXELS), np.uint8)
    records[:, 0] = np.arange(10_000) % 10
    records[3, 1:] = np.repeat([11, 22, 33], 1024)
    records.tofile(tmp_path / "cifar-10-batches-bin" / "test_batch.bin")
    images, labels = data.load("cifar10", "test")
    assert images.shape == (10_000, 32, 32, 3)
    assert images[3, 5, 6].tolist() == [11, 22, 33]
    assert labels[:12].tolist() == [*range(10), 0, 1]
    assert not data.available("cifar10"), "the training part is missing"


@pytest.mark.parametrize("name", LAYOUTS)
def test_missing_file_is_named_with_the_folder(name, tmp_path, monkeypatch):
    monkeypatch.setenv("CONVBOOK_DATA", str(tmp_path))
    folder = LAYOUTS[name].folder
    with pytest.raises(AssetUnavailableError) as caught:
        data.load(name, "test")
    assert str(tmp_path / folder / next(iter(LAYOUTS[name].files["test"]))) in str(caught.value)
    assert f"unpack its makers' binary version ({folder}) into {tmp_path}" in str(caught.value)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("damage", ["cut off", "too long", "empty"])
def test_file_of_another_size_is_refused_by_name(name, damage, tmp_path):
    layout = small(name)
    write(layout, tmp_path)
    file = tmp_path / layout.folder / list(layout.files["train"])[-1]
    content = file.read_bytes()
    file.write_bytes({"cut off": content[:-1], "too long": content + b"1", "empty": b""}[damage])
    with pytest.raises(ValueError, match=rf"load: .*{file.name} must hold \d+ records of 307\d"):
        cifar.read(layout, tmp_path, None)


@pytest.mark.parametrize("name", LAYOUTS)
def test_label_out_of_range_is_refused_by_name(name, tmp_path):
    layout = small(name)
    write(layout, tmp_path)
    file = tmp_path / layout.folder / next(iter(layout.files["test"]))
    content = bytearray(file.read_bytes())
    content[0] = layout.classes[0]
    file.write_bytes(content)
    with pytest.raises(ValueError, match=rf"load: .*{file.name} is damaged: label byte 0 must be"):
        cifar.read(layout, tmp_path, "test")


def test_training_file_in_place_of_the_test_file_is_refused_by_name(tmp_path):
    layout = small("cifar10")
    write(layout, tmp_path)
    folder = tmp_path / layout.folder
    (folder / "test_batch.bin").write_bytes((folder / "data_batch_1.bin").read_bytes())
    with pytest.raises(ValueError, match=r"test_batch\.bin must hold each of 10 classes 10 times"):
        cifar.read(layout, tmp_path, "test")


def test_files_of_the_other_set_are_refused_by_name(tmp_path):
    layout = small("cifar100")
    write(layout, tmp_path)
    folder = tmp_path / layout.folder
    (folder / "test.bin").write_bytes((folder / "train.bin").read_bytes())
    with pytest.raises(ValueError, match=r"test\.bin must hold 100 records"):
        cifar.read(layout, tmp_path, "test")

"""CIFAR-10 and CIFAR-100 in their makers' binary format, which no package carries.

The unpacked folder (`cifar-10-batches-bin` or `cifar-100-binary`) belongs into the folder of
downloads that `convbook doctor` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convbook.data.assets import AssetUnavailableError
from convbook.data.store import folder
from convbook.errors import ConvbookValueError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]
    Labelled = tuple[Array, Array]

PIXELS = 3 * 32 * 32


@dataclass(frozen=True)
class Layout:
    """How a set is laid out in files of records: label bytes, then 1,024 bytes red, green, blue.

    Attributes:
        name: what `load` calls the set.
        folder: of its files.
        classes: how many values each label byte may have; the last one is the label.
        files: records in each file, for each split.
    """

    name: str
    folder: str
    classes: tuple[int, ...]
    files: dict[str, dict[str, int]]


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(
            "cifar10",
            "cifar-10-batches-bin",
            (10,),
            {
                "train": {f"data_batch_{i}.bin": 10_000 for i in range(1, 6)},
                "test": {"test_batch.bin": 10_000},
            },
        ),
        Layout(
            "cifar100",
            "cifar-100-binary",
            (20, 100),
            {"train": {"train.bin": 50_000}, "test": {"test.bin": 10_000}},
        ),
    )
}


def cifar10(split: str | None) -> Labelled:
    """Return CIFAR-10: uint8 [N, 32, 32, 3], N = 50,000 or 10,000, and labels 0 to 9."""
    return read(LAYOUTS["cifar10"], folder(), split)


def cifar100(split: str | None) -> Labelled:
    """Return CIFAR-100: uint8 [N, 32, 32, 3], N = 50,000 or 10,000, and fine labels 0 to 99."""
    return read(LAYOUTS["cifar100"], folder(), split)


def are_here(name: str) -> bool:
    """Tell whether every file of the set is there and has the right size."""
    layout = LAYOUTS[name]
    sizes = {file: n for part in layout.files.values() for file, n in part.items()}
    record = len(layout.classes) + PIXELS
    paths = {folder() / layout.folder / file: n * record for file, n in sizes.items()}
    return all(path.is_file() and path.stat().st_size == n for path, n in paths.items())


def read(layout: Layout, root: Path, split: str | None) -> Labelled:
    """Return images and labels of a set below `root`.

    Raises:
        AssetUnavailableError: a file is missing.
        ConvbookValueError: a file is cut off, damaged, or not the one its name says: its size or
            a label byte is wrong, or the split does not hold every class equally often.
    """
    import numpy as np

    images, labels = [], []
    for part in [split] if split else list(layout.files):
        records = [
            _records(layout, root / layout.folder / file, count)
            for file, count in layout.files[part].items()
        ]
        data = np.concatenate(records)
        label = data[:, len(layout.classes) - 1]
        _balanced(layout, label, root, part)
        planes = data[:, len(layout.classes) :].reshape(-1, 3, 32, 32)
        images.append(planes.transpose(0, 2, 3, 1))
        labels.append(label)
    return np.ascontiguousarray(np.concatenate(images)), np.concatenate(labels)


def _records(layout: Layout, file: Path, count: int) -> Array:
    import numpy as np

    if not file.is_file():
        raise AssetUnavailableError(
            f"{layout.name}: {file} is not here; no package carries this set: unpack its makers' "
            f"binary version ({layout.folder}) into {file.parent.parent}"
        )
    size = len(layout.classes) + PIXELS
    if file.stat().st_size != count * size:
        raise ConvbookValueError(
            f"load: {file} must hold {count} records of {size} bytes, "
            f"got {file.stat().st_size} bytes"
        )
    records = np.fromfile(file, np.uint8).reshape(count, size)
    for byte, classes in enumerate(layout.classes):
        if records[:, byte].max() >= classes:
            raise ConvbookValueError(
                f"load: {file} is damaged: label byte {byte} must be below {classes}, "
                f"got {records[:, byte].max()}"
            )
    return records


def _balanced(layout: Layout, labels: Array, root: Path, part: str) -> None:
    import numpy as np

    counts = np.bincount(labels, minlength=layout.classes[-1])
    if counts.min() != counts.max():
        files = ", ".join(str(root / layout.folder / file) for file in layout.files[part])
        raise ConvbookValueError(
            f"load: {files} must hold each of {layout.classes[-1]} classes "
            f"{len(labels) // layout.classes[-1]} times, got {counts.min()} to {counts.max()}: "
            "a file is damaged or exchanged"
        )

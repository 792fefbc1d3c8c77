"""Small grey pictures with labels: Fashion-MNIST, MNIST, and the 8 x 8 digits."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from convbook.data.splits import every_fifth
from convbook.data.store import asset, locate
from convbook.errors import ConvbookValueError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]
    Labelled = tuple[Array, Array]

PARTS = {"train": "train", "test": "t10k"}
UNSIGNED_BYTE = 8


def fashion_mnist(split: str | None) -> Labelled:
    """Return Fashion-MNIST: uint8 [N, 28, 28], N = 60,000 or 10,000, and labels 0 to 9."""
    files = locate(asset("fashion-mnist"))
    parts = [PARTS[split]] if split else list(PARTS.values())
    return _joined(
        [
            (
                read_idx(files[f"{p}-images-idx3-ubyte.gz"]),
                read_idx(files[f"{p}-labels-idx1-ubyte.gz"]),
            )
            for p in parts
        ]
    )


def fashion_mnist_mini(split: str | None) -> Labelled:
    """Return 160 training and 40 test images of each of Fashion-MNIST's ten classes."""
    import numpy as np

    (file,) = locate(asset("fashion-mnist-mini")).values()
    with np.load(file, allow_pickle=False) as arrays:
        parts = [split] if split else list(PARTS)
        return _joined([(arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in parts])


def mnist_5k(split: str | None) -> Labelled:
    """Return 500 MNIST digits of each kind, uint8 [N, 28, 28]; every fifth is for testing."""
    table = _csv("mnist-5k")
    return every_fifth(table[:, :-1].reshape(-1, 28, 28), table[:, -1], split)


def digits(split: str | None) -> Labelled:
    """Return 1,797 digits, uint8 [N, 8, 8] from 0 to 16; every fifth of a kind is for testing."""
    table = _csv("digits")
    return every_fifth(table[:, :-1].reshape(-1, 8, 8), table[:, -1], split)


def read_idx(file: Path) -> Array:
    """Read a gzipped IDX file of unsigned bytes, the format of MNIST.

    Two zero bytes, the code of the type (8), the number of axes, their sizes as big-endian
    32-bit integers, then the entries, last axis fastest.

    Raises:
        ConvbookValueError: the file is damaged, cut off, or in another format.
    """
    import numpy as np

    try:
        content = gzip.decompress(file.read_bytes())
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ConvbookValueError(f"load: {file} is damaged: {error}") from None
    axes = content[3] if len(content) > 3 else 0
    start = 4 + 4 * axes
    shape = tuple(np.frombuffer(content[4:start], ">i4").tolist()) if len(content) >= start else ()
    if content[:3] != bytes((0, 0, UNSIGNED_BYTE)) or len(shape) != axes or not axes:
        raise ConvbookValueError(f"load: {file} is no IDX file of unsigned bytes")
    expected = int(np.prod(shape, dtype=np.int64))
    if len(content) - start != expected:
        got = len(content) - start
        raise ConvbookValueError(f"load: {file} must hold {expected} entries, {shape}, got {got}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()


def _csv(name: str) -> Array:
    import numpy as np

    (file,) = locate(asset(name)).values()
    text = gzip.decompress(file.read_bytes()).decode("ascii")
    lines = text.split()
    return np.fromstring(",".join(lines), np.uint8, sep=",").reshape(len(lines), -1)


def _joined(parts: list[Labelled]) -> Labelled:
    import numpy as np

    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)

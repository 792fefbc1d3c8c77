"""PhotoPatch-10: small crops of ten photographs; the task is to say from which one a crop is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convbook.data.store import asset, locate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]

ROWS = "photographs", "photographs-cc-by"
TILE, SIDE = 64, 32
COUNTS = {"train": 800, "test": 200}


def patches(split: str | None) -> tuple[Array, Array]:
    """Return crops of 32 x 32 px with the number of their photograph.

    A photograph is cut into tiles of 64 x 64 px. Every fourth tile along the diagonals is for
    testing, and a crop lies within one tile, so that no pixel is in both parts.

    Returns:
        uint8 [N, 32, 32, 3], 800 training and 200 test crops of each photograph, and labels 0
        to 9.
    """
    import numpy as np

    photographs = [image for row in ROWS for image in originals(row).values()]
    images, labels = [], []
    for part in [split] if split else list(COUNTS):
        for label, photograph in enumerate(photographs):
            images.append(_crops(photograph, part, label))
            labels.append(np.full(COUNTS[part], label, np.uint8))
    return np.concatenate(images), np.concatenate(labels)


def originals(row: str) -> dict[str, Array]:
    """Return the photographs of one row of `assets.toml`, uint8 [H, W, 3], by name."""
    import numpy as np
    from PIL import Image

    arrays = {}
    for path, file in locate(asset(row)).items():
        with Image.open(file) as image:
            arrays[path.partition(".")[0]] = np.array(image.convert("RGB"), dtype=np.uint8)
    return arrays


def _crops(photograph: Array, part: str, label: int) -> Array:
    import numpy as np

    rows, columns = (size // TILE for size in photograph.shape[:2])
    tiles = np.array(
        [
            (i, j)
            for i in range(rows)
            for j in range(columns)
            if ((i + j) % 4 == 3) == (part == "test")
        ]
    )
    random = np.random.Generator(np.random.PCG64([label, list(COUNTS).index(part)]))
    corners = TILE * tiles[random.integers(len(tiles), size=COUNTS[part])]
    corners += random.integers(TILE - SIDE + 1, size=corners.shape)
    return np.stack([photograph[i : i + SIDE, j : j + SIDE] for i, j in corners])

"""Data of the book by name: `load`, `names`, `available`, `credit`; and toy sets made of them.

| name | natural form (uint8) | needs |
|---|---|---|
| camera, astronaut, chelsea, coffee | a photograph, [H, W] or [H, W, 3] | nothing |
| fashion-mnist-mini | 2,000 images [N, 28, 28], labels 0 to 9 | nothing |
| fashion-mnist | 70,000 images [N, 28, 28], labels 0 to 9 | a Debian package |
| mnist-5k | 5,000 images [N, 28, 28], labels 0 to 9 | `convbook assets` |
| digits | 1,797 images [N, 8, 8] from 0 to 16, labels 0 to 9 | `convbook assets` |
| cifar10, cifar100 | 60,000 images [N, 32, 32, 3], labels | its makers' binary files |
| photo-patches | 10,000 crops [N, 32, 32, 3] of 10 photographs, labels | `convbook assets` |
| mri-slices | 150 slices [N, 233, 197], tissue maps [N, 233, 197, 2] | `convbook assets` |
| mri-volume | one head [189, 233, 197], tissue maps [189, 233, 197, 2] | `convbook assets` |
| mri-small | the brain of that head at 4 mm [40, 48, 40] | nothing |
| voxel-shapes | 600 solids [N, 24, 24, 24], labels 0 to 5 | nothing |

`convbook/data/assets.toml` states source, licence and credit of each.
`result` reads what a long computation left, `provenance` says how it came about.
"""

from __future__ import annotations

from typing import Any

from convbook.data import items
from convbook.data.results import provenance, result
from convbook.data.toy import enlarge, stretch, tile, toy_reads, toy_set

__all__ = [
    "available",
    "credit",
    "enlarge",
    "load",
    "names",
    "provenance",
    "result",
    "stretch",
    "tile",
    "toy_reads",
    "toy_set",
]


def names() -> list[str]:
    """Return the names that `load` knows.

    >>> names()[:5]
    ['camera', 'astronaut', 'chelsea', 'coffee', 'fashion-mnist-mini']
    """
    return list(items.ITEMS)


def available(name: str) -> bool:
    """Tell whether `load(name)` works now, without fetching anything.

    Raises:
        ConvbookValueError: `name` is none of `names()`.

    >>> available("camera")
    True
    """
    return items.find("available", name).available()


def load(name: str, split: str | None = None) -> Any:
    """Return an item in its natural form: a photograph is an array, a data set a pair of arrays.

    Args:
        name: one of `names()`.
        split: the part of a data set, "train" or "test", or None for both, training part first;
            a photograph and a volume have no parts.

    Returns:
        A uint8 array, [H, W] for a grey photograph, [H, W, 3] for an RGB one; or images and
        labels, uint8 [N, ...] each, in a tuple. The arrays are new ones.

    Raises:
        ConvbookValueError: `name` is none of `names()`, the split does not exist, or a file is
            damaged.
        AssetUnavailableError: a file is missing, or is not the one that `assets.toml` names.

    >>> load("coffee").shape
    (256, 384, 3)
    >>> images, labels = load("fashion-mnist-mini", "test")
    >>> images.shape, labels[:5]
    ((400, 28, 28), array([9, 2, 1, 1, 6], dtype=uint8))
    """
    return items.load(name, split)


def credit(name: str) -> str:
    """Return who made the item and under what licence it is used.

    Raises:
        ConvbookValueError: `name` is none of `names()`.

    >>> credit("camera")
    'A photographer with a camera. Photograph: Lav Varshney (CC0-1.0)'
    """
    return items.find("credit", name).credits()

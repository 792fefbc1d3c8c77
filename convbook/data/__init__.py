"""Data of the book by name: `load`, `names`, `available`.

Items that exist now: the photographs "camera" (grey, 256 x 256 px), "astronaut" (RGB,
256 x 256 px), "chelsea" (RGB, 256 x 385 px) and "coffee" (RGB, 256 x 384 px), sizes (h, w).
`convbook/data/assets.toml` states the source, licence and credit of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convbook.checks import choice
from convbook.data import photographs
from convbook.data.assets import table
from convbook.errors import ConvbookValueError, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["available", "credit", "load", "names"]


def names() -> list[str]:
    """Return the names that `load` knows.

    >>> names()
    ['camera', 'astronaut', 'chelsea', 'coffee']
    """
    return [asset.name for asset in table("photo")]


def available(name: str) -> bool:
    """Tell whether `load(name)` works now, without fetching anything.

    Raises:
        ConvbookValueError: `name` is none of `names()`.

    >>> available("camera")
    True
    """
    choice("available", "name", name, names())
    return (photographs.FOLDER / f"{name}.png").is_file()


def load(name: str, split: str | None = None) -> npt.NDArray[np.uint8]:
    """Return an item in its natural form; a photograph is one image.

    Args:
        name: one of `names()`.
        split: the part of a data set; a photograph has no parts, so None.

    Returns:
        A uint8 array, [H, W] for a grey photograph, [H, W, 3] for an RGB one.

    Raises:
        ConvbookValueError: `name` is none of `names()`, or a `split` of a photograph is asked for.

    >>> load("coffee").shape
    (256, 384, 3)
    """
    choice("load", "name", name, names())
    if split is not None:
        rule = f"split must be None, for {name} is one photograph"
        raise ConvbookValueError(message("load", rule, repr(split)))
    return photographs.load(name)


def credit(name: str) -> str:
    """Return who made the item and under what licence it is used.

    Raises:
        ConvbookValueError: `name` is none of `names()`.

    >>> credit("camera")
    'A photographer with a camera. Photograph: Lav Varshney (CC0-1.0)'
    """
    choice("credit", "name", name, names())
    asset = next(asset for asset in table("photo") if asset.name == name)
    return f"{asset.credit} ({asset.licence})"

"""The table of what `load` knows: how each item is read, what it needs, whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from convbook.checks import choice
from convbook.data import cifar, digits, mri, patches, photographs, store, voxels
from convbook.data.assets import table
from convbook.data.splits import named
from convbook.errors import ConvbookValueError, message

CIFAR_CREDIT = (
    "Learning multiple layers of features from tiny images: Alex Krizhevsky, 2009 "
    "(no licence stated)"
)


@dataclass(frozen=True)
class Item:
    """One entry of the table.

    Attributes:
        load: from a split, None for everything, to the item's natural form.
        whole: what the item is, where it has no splits; empty where it has them.
        rows: of `assets.toml` that it is made from.
        is_here: whether `load` works now.
        credit: makers and licence, where no row names them.
    """

    load: Callable[[str | None], Any]
    whole: str = ""
    rows: tuple[str, ...] = ()
    is_here: Callable[[], bool] | None = None
    credit: str = ""

    def available(self) -> bool:
        """Tell whether `load` works now, without fetching anything."""
        if self.is_here is not None:
            return self.is_here()
        return all(store.is_here(store.asset(row)) for row in self.rows)

    def credits(self) -> str:
        """Return who made the item and under what licence."""
        rows = [store.asset(row) for row in self.rows]
        return self.credit or "; ".join(f"{row.credit} ({row.licence})" for row in rows)


def _photograph(name: str) -> Item:
    def load(split: str | None) -> Any:
        store.locate(store.asset(name))
        return photographs.load(name)

    return Item(load, whole="one photograph", rows=(name,))


def _volume(split: str | None) -> Any:
    return mri.volume()


def _small_volume(split: str | None) -> Any:
    return mri.small()


def _cifar(load: Callable[[str | None], Any], name: str) -> Item:
    return Item(load, is_here=partial(cifar.are_here, name), credit=CIFAR_CREDIT)


ITEMS = {asset.name: _photograph(asset.name) for asset in table("photo")} | {
    "fashion-mnist-mini": Item(digits.fashion_mnist_mini, rows=("fashion-mnist-mini",)),
    "fashion-mnist": Item(digits.fashion_mnist, rows=("fashion-mnist",)),
    "mnist-5k": Item(digits.mnist_5k, rows=("mnist-5k",)),
    "digits": Item(digits.digits, rows=("digits",)),
    "cifar10": _cifar(cifar.cifar10, "cifar10"),
    "cifar100": _cifar(cifar.cifar100, "cifar100"),
    "photo-patches": Item(patches.patches, rows=patches.ROWS),
    "mri-slices": Item(mri.slices, rows=("mni-brain",)),
    "mri-volume": Item(_volume, whole="one head", rows=("mni-brain",)),
    "mri-small": Item(_small_volume, whole="one brain", rows=("mri-small",)),
    "voxel-shapes": Item(voxels.shapes, credit="Made by formula (MIT)"),
}


def find(function: str, name: str) -> Item:
    """Return the item `name`.

    Raises:
        ConvbookValueError: there is none of that name.
    """
    return ITEMS[choice(function, "name", name, list(ITEMS))]


def load(name: str, split: str | None) -> Any:
    """Return an item, or its part `split`, in its natural form.

    Raises:
        ConvbookValueError: there is no such item or part, or a file is damaged.
        AssetUnavailableError: a file is missing or is not the one of `assets.toml`.
    """
    item = find("load", name)
    if not item.whole:
        named(name, split)
    elif split is not None:
        rule = f"split must be None, for {name} is {item.whole}"
        raise ConvbookValueError(message("load", rule, repr(split)))
    return item.load(split)

"""Make `convbook/data/fashion_mini.npz` from Fashion-MNIST (needs `convbook assets --all`).

    python -m tools.mini_set            write the file, print the hash for assets.toml
    python -m tools.mini_set --check    compare the file here with the full set

It holds the first 160 training and the first 40 test images of every class, in their order.
"""

from __future__ import annotations

import argparse
import io
import sys

import numpy as np

from convbook import data
from convbook.data import assets, store

COUNTS = {"train": 160, "test": 40}


def chosen() -> dict[str, np.ndarray]:
    """Return the arrays of the file by name."""
    arrays = {}
    for split, count in COUNTS.items():
        images, labels = data.load("fashion-mnist", split)
        first = [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
        index = np.sort(np.concatenate(first))
        arrays |= {f"{split}_images": images[index], f"{split}_labels": labels[index]}
    return arrays


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arrays = chosen()
    target = store.PACKAGE / "fashion_mini.npz"
    if parser.parse_args().check:
        with np.load(target) as here:
            wrong = [name for name in arrays if not np.array_equal(arrays[name], here[name])]
        print(f"fashion_mini.npz: {'DIFFERS' if wrong else 'as chosen from the full set'}")
        return 1 if wrong else 0
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    target.write_bytes(buffer.getvalue())
    print(f"{target.name}: {len(buffer.getvalue())} bytes, {assets.digest(buffer.getvalue())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

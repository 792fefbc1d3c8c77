"""Make `convbook/data/mri_small.npz` from the MRI volume (needs `convbook assets --all`).

    python -m tools.mri_small            write the file, print the hash for assets.toml
    python -m tools.mri_small --check    compare the file here with the full volume

A voxel is the rounded mean of 4x4x4 of the full volume; the box around the brain is kept, and the
axes are turned so that every slice stands upright: down, back, right.
"""

from __future__ import annotations

import argparse
import io
import sys

import numpy as np

from convbook import data
from convbook.data import assets, store

BLOCK = 4
BOX = slice(0, 40), slice(5, 53), slice(5, 45)


def reduced() -> np.ndarray:
    """Return the small volume, uint8 [40, 48, 40]."""
    volume, _ = data.load("mri-volume")
    sizes = [size // BLOCK for size in volume.shape]
    whole = volume[tuple(slice(size * BLOCK) for size in sizes)].astype(np.int64)
    split = [part for size in sizes for part in (size, BLOCK)]
    sums = whole.reshape(split).sum(axis=(1, 3, 5))
    means = (sums + BLOCK**3 // 2) // BLOCK**3
    return means[BOX][::-1, ::-1].astype(np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    volume, target = reduced(), store.PACKAGE / "mri_small.npz"
    if parser.parse_args().check:
        with np.load(target) as here:
            same = np.array_equal(volume, here["t1"])
        print(f"{target.name}: {'as made from the full volume' if same else 'DIFFERS'}")
        return 0 if same else 1
    buffer = io.BytesIO()
    np.savez_compressed(buffer, t1=volume)
    target.write_bytes(buffer.getvalue())
    print(f"{target.name}: {len(buffer.getvalue())} bytes, {assets.digest(buffer.getvalue())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Make the photographs of `convbook/data/photos` from their originals (needs the network).

    python -m tools.photos            write the files, print the hashes for assets.toml
    python -m tools.photos --check    compare the pixels of the files here with the originals

An original is averaged over areas until its shorter side has 256 px; its metadata is dropped.
"""

from __future__ import annotations

import argparse
import io
import sys

import numpy as np
from PIL import Image

from convbook.data import assets, photographs

SIDE = 256


def originals() -> dict[str, bytes]:
    """Return the original PNG of each photograph by name, one download for all of them."""
    rows = assets.table("photo")
    packages = {(row.package, row.version) for row in rows}
    if len(packages) != 1:
        raise SystemExit(f"photos.py: expects one source package, the table names {packages}")
    content = assets.read(rows[0], tuple(file for row in rows for file in row.files))
    return {path.removesuffix(".png"): data for path, data in content.items()}


def shrink(image: Image.Image) -> Image.Image:
    """Return the image with its shorter side at SIDE px, each pixel the mean of its area."""
    scale = SIDE / min(image.size)
    width, height = (round(side * scale) for side in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    wrong = []
    for name, original in originals().items():
        small = shrink(Image.open(io.BytesIO(original)))
        if check:
            same = np.array_equal(np.asarray(small), photographs.load(name))
            print(f"{name}: {'as made from the original' if same else 'DIFFERS'}")
            wrong += [] if same else [name]
            continue
        buffer = io.BytesIO()
        Image.fromarray(np.asarray(small)).save(buffer, "png", optimize=True)
        (photographs.FOLDER / f"{name}.png").write_bytes(buffer.getvalue())
        print(f"{name}: {small.size}, made_sha256 = {assets.digest(buffer.getvalue())}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""A head in three volumes: T1-weighted MRI, and how likely each voxel is grey or white matter."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from convbook.data.store import asset, locate
from convbook.errors import ConvbookValueError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]
    Labelled = tuple[Array, Array]

HEADER_BYTES, MAGIC, UNSIGNED_BYTE = 348, b"n+1\0", 2
# Axial slices in mm from the lowest that show grey matter; nothing is above.
SLICES = range(5, 155)
BLOCK, EVERY = 10, 4


def volume() -> Labelled:
    """Return the T1 volume and its tissue maps.

    Returns:
        T1, uint8 [189, 233, 197], axes (up, front, right), 1 mm a voxel; and the probability of
        grey and of white matter in 1/255, uint8 [189, 233, 197, 2].
    """
    import numpy as np

    files = locate(asset("mni-brain"))
    t1, grey, white = (
        read_nifti(files[f"mni_icbm152_{kind}_tal_nlin_sym_09a_converted.nii.gz"])
        for kind in ("t1", "gm", "wm")
    )
    return t1, np.stack((grey, white), axis=-1)


def small() -> Array:
    """Return the brain of the T1 volume, smaller and turned upright.

    Returns:
        uint8 [40, 48, 40], axes (down, back, right), 4 mm a voxel.
    """
    import numpy as np

    (file,) = locate(asset("mri-small")).values()
    with np.load(file, allow_pickle=False) as arrays:
        volume: Array = arrays["t1"]
    return volume


def slices(split: str | None) -> Labelled:
    """Return the 150 axial slices that show brain, front up, and their tissue maps.

    Neighbouring slices are alike, so the parts are blocks of ten slices: every fourth block is
    for testing.

    Returns:
        uint8 [N, 233, 197], and the probabilities of grey and white matter in 1/255, uint8
        [N, 233, 197, 2].
    """
    import numpy as np

    image, tissue = (array[SLICES.start : SLICES.stop, ::-1] for array in volume())
    is_test = np.arange(len(SLICES)) // BLOCK % EVERY == EVERY - 1
    chosen = slice(None) if split is None else is_test if split == "test" else ~is_test
    return image[chosen].copy(), tissue[chosen].copy()


def read_nifti(file: Path) -> Array:
    """Read a gzipped NIfTI-1 file of unsigned bytes, unscaled, as array [Z, Y, X].

    The header has 348 bytes: at 40 the number of axes and their sizes (16-bit integers), at 70
    the code of the type, at 108 where the voxels start, at 112 slope and intercept (float32), at
    344 the magic "n+1". Voxels follow, first axis fastest.

    Raises:
        ConvbookValueError: the file is damaged, cut off, or in another format.
    """
    import numpy as np

    try:
        content = gzip.decompress(file.read_bytes())
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ConvbookValueError(f"load: {file} is damaged: {error}") from None
    header = content[:HEADER_BYTES].ljust(HEADER_BYTES, b"\0")
    axes, *sizes = struct.unpack_from("<8h", header, 40)
    (kind,) = struct.unpack_from("<h", header, 70)
    offset, slope, intercept = struct.unpack_from("<3f", header, 108)
    unscaled = (slope, intercept) in ((1.0, 0.0), (0.0, 0.0))
    if header[344:348] != MAGIC or axes != 3 or kind != UNSIGNED_BYTE or not unscaled:
        raise ConvbookValueError(f"load: {file} is no NIfTI-1 volume of unscaled unsigned bytes")
    width, depth, height = sizes[:3]
    expected = width * depth * height
    if len(content) - int(offset) != expected:
        got = len(content) - int(offset)
        raise ConvbookValueError(f"load: {file} must hold {expected} voxels, got {got}")
    return np.frombuffer(content, np.uint8, offset=int(offset)).reshape(height, depth, width)

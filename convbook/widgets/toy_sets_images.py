"""The pictures of the figure ``toy-sets``, 64x64 px, grey."""

from functools import cache
from typing import Any

import numpy as np

from convbook import data
from convbook.data.images import grey_square

SIDE = 64
PICTURES = ("astronaut", "camera", "chelsea", "coffee", "brain", "barcode")
PHOTOGRAPH, SHRINK = 256, 4
# Widths of bars and gaps in turn, in px: 64 in all.
BARS = (
    3,
    1,
    2,
    2,
    1,
    3,
    1,
    1,
    4,
    2,
    1,
    2,
    3,
    1,
    1,
    2,
    2,
    1,
    3,
    2,
    1,
    1,
    4,
    1,
    2,
    3,
    1,
    2,
    2,
    1,
    3,
    5,
)

Image = np.ndarray[Any, np.dtype[np.uint8]]


@cache
def picture(name: str) -> Image:
    """Return a picture by its name: a photograph, a slice of a head, or the barcode.

    >>> picture("camera").shape, bool((picture("barcode") == picture("barcode")[0]).all())
    ((64, 64), True)
    """
    image: Image = np.zeros((SIDE, SIDE), np.uint8)
    if name == "brain":
        image[8:56, 12:52] = data.load("mri-small")[18]
    elif name == "barcode":
        greys = [30 if i % 2 == 0 else 225 for i in range(len(BARS))]
        image[:] = np.repeat(np.array(greys, np.uint8), BARS)
    else:
        square = grey_square(data.load(name), PHOTOGRAPH).astype(int)
        blocks = square.reshape(SIDE, SHRINK, SIDE, SHRINK)
        image[:] = blocks.sum((1, 3)) // SHRINK**2
    return image

"""The photograph of the figure ``kernel-taps``, 128x128 px, grey."""

from functools import cache

import numpy as np

from convbook import data
from convbook.data.images import Image, grey_square

SIZE = 128
SHRINK = 2


@cache
def photo() -> Image:
    """Return the photograph, every 2x2 pixels averaged to one, rounded down.

    >>> photo().shape
    (128, 128)
    """
    square = grey_square(data.load("camera"), SHRINK * SIZE).astype(int)
    blocks = square.reshape(SIZE, SHRINK, SIZE, SHRINK).sum((1, 3)) // SHRINK**2
    means: Image = blocks.astype(np.uint8)
    return means

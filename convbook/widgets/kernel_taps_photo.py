"""The photograph of the figure ``kernel-taps``, 128x128 px, grey."""

from functools import cache

from convbook import data
from convbook.data.images import Image, block_means, grey_square

SIZE = 128
SHRINK = 2


@cache
def photo() -> Image:
    """Return the photograph, every 2x2 pixels averaged to one, rounded down.

    >>> photo().shape
    (128, 128)
    """
    return block_means(grey_square(data.load("camera"), SHRINK * SIZE), SHRINK)

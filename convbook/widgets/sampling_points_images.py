"""The photographs of the figure ``sampling-points``, 32x32 px, grey."""

from functools import cache
from typing import Any

import numpy as np

from convbook import data
from convbook.data.images import block_means, grey_square

SIZE = 32
# Top left corner and side of the part that is shown, in px of the photograph.
PARTS = {"chelsea": (40, 76, 160), "astronaut": (2, 56, 128), "coffee": (20, 78, 192)}
PHOTOGRAPHS = tuple(PARTS)

Image = np.ndarray[Any, np.dtype[np.uint8]]


@cache
def pixels(name: str) -> Image:
    """Return a part of a photograph by its name, each pixel the mean of a square.

    >>> pixels("chelsea").shape
    (32, 32)
    """
    top, left, side = PARTS[name]
    square = grey_square(data.load(name)[top : top + side, left : left + side], side)
    return block_means(square, side // SIZE)

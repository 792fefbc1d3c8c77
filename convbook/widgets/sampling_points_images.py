"""The photographs of the figure ``sampling-points``, 40x40 px, grey."""

from functools import cache
from typing import Any

import numpy as np

from convbook import data
from convbook.data.images import grey_square

SIZE = 40
# Top left corner and side of the part that is shown, in px of the photograph.
PARTS = {"chelsea": (36, 70, 160), "astronaut": (0, 60, 120), "coffee": (20, 70, 200)}
PHOTOGRAPHS = tuple(PARTS)

Image = np.ndarray[Any, np.dtype[np.uint8]]


@cache
def pixels(name: str) -> Image:
    """Return a part of a photograph by its name, each pixel the mean of a square.

    >>> pixels("chelsea").shape
    (40, 40)
    """
    top, left, side = PARTS[name]
    square = grey_square(data.load(name)[top : top + side, left : left + side], side)
    step = side // SIZE
    sums = square.astype(int).reshape(SIZE, step, SIZE, step).sum((1, 3))
    return (sums // step**2).astype(np.uint8)

"""The images of the figure ``drift``, 48x48 px, grey."""

from functools import cache
from typing import Any

import numpy as np

from convbook import data
from convbook.data.images import grey_square

SIZE = 48
IMAGES = ("framed", "cat", "brain", "disc", "pixel")
DISC_RADIUS = 8
# Side of the photograph in px, and how many of its pixels, along each axis, make one.
PHOTOGRAPHS = {"cat": (48, 5), "framed": (28, 9)}

Image = np.ndarray[Any, np.dtype[np.uint8]]


@cache
def pixels(name: str) -> Image:
    """Return an image by its name: a photograph, a slice of a head, or one made by formula.

    >>> int(pixels("pixel").sum()), pixels("cat").shape
    (255, (48, 48))
    """
    image: Image = np.zeros((SIZE, SIZE), np.uint8)
    if name in PHOTOGRAPHS:
        side, shrink = PHOTOGRAPHS[name]
        square = grey_square(data.load("chelsea"), shrink * side).astype(int)
        start = (SIZE - side) // 2
        within = slice(start, start + side)
        image[within, within] = square.reshape(side, shrink, side, shrink).sum((1, 3)) // shrink**2
    elif name == "brain":
        image[:, 4:44] = data.load("mri-small")[18]
    elif name == "disc":
        rows, columns = np.indices(image.shape) - SIZE // 2
        image[rows**2 + columns**2 <= DISC_RADIUS**2] = 255
    else:
        image[SIZE // 2, SIZE // 2] = 255
    return image

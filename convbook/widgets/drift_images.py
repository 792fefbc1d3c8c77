"""The images of the figure ``drift``, 64x64 px, grey."""

from functools import cache
from typing import Any

import numpy as np

from convbook import data
from convbook.data.images import block_means, grey_square

SIZE = 64
IMAGES = ("framed", "photo", "brain", "disc", "pixel")
DISC_RADIUS = 10
# Side of the photograph in px, and how many of its pixels, along each axis, make one.
PHOTOGRAPHS = {"photo": (64, 4), "framed": (40, 6)}

Image = np.ndarray[Any, np.dtype[np.uint8]]


@cache
def pixels(name: str) -> Image:
    """Return an image by its name: a photograph, a slice of a head, or one made by formula.

    >>> int(pixels("pixel").sum()), pixels("photo").shape
    (255, (64, 64))
    """
    image: Image = np.zeros((SIZE, SIZE), np.uint8)
    if name in PHOTOGRAPHS:
        side, shrink = PHOTOGRAPHS[name]
        square = grey_square(data.load("camera"), shrink * side)
        start = (SIZE - side) // 2
        within = slice(start, start + side)
        image[within, within] = block_means(square, shrink)
    elif name == "brain":
        image[8:56, 12:52] = data.load("mri-small")[18]
    elif name == "disc":
        rows, columns = np.indices(image.shape) - SIZE // 2
        image[rows**2 + columns**2 <= DISC_RADIUS**2] = 255
    else:
        image[SIZE // 2, SIZE // 2] = 255
    return image

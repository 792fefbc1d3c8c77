"""Small transformations of images that the figures share."""

from typing import Any

import numpy as np

from convbook.errors import ConvbookValueError

Image = np.ndarray[Any, np.dtype[np.uint8]]


def grey_square(image: Image, size: int) -> Image:
    """Crop the middle square of an image and turn it grey.

    Grey is ``(77 R + 150 G + 29 B) // 256``, the usual luma weights in integers, so that every
    platform gives the same bytes.

    Args:
        image: uint8 [H, W] or [H, W, 3].
        size: side of the square in px.

    Returns:
        uint8 [size, size].

    Raises:
        ConvbookValueError: the image is smaller than the square.

    Example:
        >>> grey_square(np.full((4, 6, 3), 200, np.uint8), 2)
        array([[200, 200],
               [200, 200]], dtype=uint8)
    """
    height, width = image.shape[:2]
    if min(height, width) < size:
        raise ConvbookValueError(
            f"grey_square: size must be at most {min(height, width)} px for this image, got {size}"
        )
    top, left = (height - size) // 2, (width - size) // 2
    square = image[top : top + size, left : left + size]
    if square.ndim == 2:
        return square
    weighted = square.astype(np.uint32) @ np.array([77, 150, 29], np.uint32)
    return (weighted // 256).astype(np.uint8)


def block_means(image: Image, factor: int) -> Image:
    """Shrink a grey image by a whole factor: means of squares of pixels, rounded down.

    Args:
        image: uint8 [H, W]; `factor` divides H and W.
        factor: side of a square in px.

    Returns:
        uint8 [H / factor, W / factor].

    Example:
        >>> block_means(np.array([[1, 2, 7, 7], [3, 5, 7, 8]], np.uint8), 2)
        array([[2, 7]], dtype=uint8)
    """
    height, width = image.shape
    blocks = image.reshape(height // factor, factor, width // factor, factor)
    means: Image = (blocks.sum((1, 3), dtype=np.int64) // factor**2).astype(np.uint8)
    return means

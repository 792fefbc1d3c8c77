"""The toy sets of learned pooling: stretched, tiled and enlarged versions of any image set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convbook.checks import choice, integer, integers
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]

SIDE, SMALL = 64, 16
CHUNK = 500


def stretch(images: Array, crop: str = "random", seed: int = 0) -> Array:
    """Stretch every image to twice its height and crop a square: y = crop(resize(x, 128 x 64)).

    Args:
        images: uint8 [N, H, W] or [N, H, W, C], H, W in px; N may be 0.
        crop: which 64 rows of the 128 are kept: "random", for every image other ones, or
            "centre".
        seed: of the random rows; row r of image n is the same for every set of images.

    Returns:
        uint8 [N, 64, 64] or [N, 64, 64, C].

    Raises:
        ConvbookTypeError: the images are not a uint8 array, or the seed is no integer.
        ConvbookValueError: the shape is no set of images, or `crop` is unknown.

    Example:
        >>> import numpy as np
        >>> rows = np.arange(4, dtype=np.uint8)[None, :, None].repeat(4, axis=2)
        >>> stretch(rows, crop="centre")[0, ::8, 0]
        array([1, 1, 1, 1, 2, 2, 2, 2], dtype=uint8)

    Source: Jang et al., "Pooling Revisited", CVPR 2022, section 5: "vertically stretched" and
        "randomly cropped". The paper's images of 32 x 32 px, twice as high, hold no square of 64;
        here they are enlarged to 64 x 64 first.
    See: dynamic-pooling/suboptimal-receptive-fields
    """
    import numpy as np

    name = "stretch"
    _image_set(name, images)
    choice(name, "crop", crop, ("random", "centre"))
    random = np.random.Generator(np.random.PCG64(integer(name, "seed", seed, minimum=0)))
    tall = _resize(images, (2 * SIDE, SIDE))
    count = len(images)
    top = random.integers(SIDE + 1, size=count) if crop == "random" else np.full(count, SIDE // 2)
    rows = top[:, None] + np.arange(SIDE)
    cropped: Array = tall[np.arange(count)[:, None], rows]
    return cropped


def tile(images: Array) -> Array:
    """Shrink every image and repeat it 4 x 4 times: y[i, j] = z[i mod 16, j mod 16].

    z = resize(x, 16 x 16)

    Args:
        images: uint8 [N, H, W] or [N, H, W, C], H, W in px; N may be 0.

    Returns:
        uint8 [N, 64, 64] or [N, 64, 64, C].

    Raises:
        ConvbookTypeError: the images are not a uint8 array.
        ConvbookValueError: the shape is no set of images.

    Example:
        >>> import numpy as np
        >>> image = np.zeros((1, 16, 16), np.uint8)
        >>> image[0, 0, 0] = 255
        >>> int((tile(image) == 255).sum())
        16

    Source: Jang et al., "Pooling Revisited", CVPR 2022, section 5, "shrunken image tiled in a 4x4
        grid"; the size 16 follows from the size 64 of its inputs.
    See: dynamic-pooling/suboptimal-receptive-fields
    """
    import numpy as np

    _image_set("tile", images)
    small = _resize(images, (SMALL, SMALL))
    return np.tile(small, (1, 4, 4) + (1,) * (images.ndim - 3))


def enlarge(images: Array) -> Array:
    """Shrink every image and enlarge it again: y = resize(resize(x, 16 x 16), 64 x 64).

    Args:
        images: uint8 [N, H, W] or [N, H, W, C], H, W in px; N may be 0.

    Returns:
        uint8 [N, 64, 64] or [N, 64, 64, C], as much detail as in 16 x 16 px.

    Raises:
        ConvbookTypeError: the images are not a uint8 array.
        ConvbookValueError: the shape is no set of images.

    Example:
        >>> import numpy as np
        >>> enlarge(np.full((2, 28, 28), 7, np.uint8)).shape
        (2, 64, 64)

    Source: Jang et al., "Pooling Revisited", CVPR 2022, section 5: the shrunken image enlarged.
        The paper does not state its interpolation; here it is bilinear, and shrinking averages.
    See: dynamic-pooling/suboptimal-receptive-fields
    """
    _image_set("enlarge", images)
    return _resize(_resize(images, (SMALL, SMALL)), (SIDE, SIDE))


def toy_set(
    images: Array, detail: int | tuple[int, int], size: int | tuple[int, int] | None = None
) -> Array:
    """Make a set between and beyond the others: y[i, j] = z[(i + top) mod h, (j + left) mod w].

    z = resize(resize(x, detail), size), h x w px; top = max(0, (h - 64) // 2), left likewise.

    Along each axis `detail` px of the image are kept and laid out over `size` px: copies fill an
    axis where `size` is below 64, and the middle is kept where it is above.

    Args:
        images: uint8 [N, H, W] or [N, H, W, C], H, W in px; N may be 0.
        detail: px kept, (h, w) or one number for both.
        size: px of a copy, (h, w) or one number; None: as many as `detail`.

    Returns:
        uint8 [N, 64, 64] or [N, 64, 64, C]: ``toy_set(x, 16)`` is ``tile(x)``,
        ``toy_set(x, 16, 64)`` is ``enlarge(x)``, and for images of 64 x 64 px
        ``toy_set(x, 64, (128, 64))`` is ``stretch(x, crop="centre")``.

    Raises:
        ConvbookTypeError: the images are not a uint8 array, or a number is no integer.
        ConvbookValueError: the shape is no set of images, or a number is below 1.

    Example:
        >>> import numpy as np
        >>> row = np.arange(4, dtype=np.uint8)[None, None].repeat(4, axis=1)
        >>> toy_set(row, 4, (4, 8))[0, 0, :12]
        array([0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1, 1], dtype=uint8)

    Source: generalises the three sets of Jang et al., "Pooling Revisited", CVPR 2022, section 5.
    See: dynamic-pooling/suboptimal-receptive-fields
    """
    import numpy as np

    _image_set("toy_set", images)
    kept = integers("toy_set", "detail", detail, 2, minimum=1)
    laid = kept if size is None else integers("toy_set", "size", size, 2, minimum=1)
    copy = _resize(_resize(images, (kept[0], kept[1])), (laid[0], laid[1]))
    rows, columns = (_places(axis) for axis in laid)
    filled: Array = copy[:, np.array(rows)[:, None], np.array(columns)]
    return filled


def toy_reads(detail: int, size: int) -> list[tuple[int, int]]:
    """Say what each of the 64 rows (or columns) of a toy image reads of the px that were kept.

    first(i), last(i): the extremes of {k: row (i + top) mod size of the resized copy weighs k}

    Args:
        detail: px kept along the axis, as in ``toy_set``.
        size: px of a copy along the axis.

    Returns:
        64 pairs (first, last), both included.

    Raises:
        ConvbookTypeError: a number is no integer.
        ConvbookValueError: a number is below 1.

    Example:
        >>> toy_reads(16, 64)[:6]
        [(0, 0), (0, 0), (0, 1), (0, 1), (0, 1), (0, 1)]

    Source: the triangles of ``toy_set``.
    See: dynamic-pooling/suboptimal-receptive-fields
    """
    import numpy as np

    kept = integer("toy_reads", "detail", detail, minimum=1)
    laid = integer("toy_reads", "size", size, minimum=1)
    found = [np.flatnonzero(row) for row in _weights(kept, laid)]
    return [(int(found[i][0]), int(found[i][-1])) for i in _places(laid)]


def _places(size: int) -> list[int]:
    """Return which row of a copy each of the 64 rows shows."""
    start = max(0, (size - SIDE) // 2)
    return [(i + start) % size for i in range(SIDE)]


def _image_set(function: str, images: Any) -> None:
    import numpy as np

    if not isinstance(images, np.ndarray) or images.dtype != np.uint8:
        got = getattr(images, "dtype", type(images).__name__)
        raise ConvbookTypeError(message(function, "images must be a uint8 array", got))
    if images.ndim not in (3, 4) or 0 in images.shape[1:]:
        rule = "images must be [N, H, W] or [N, H, W, C] with no empty axis but N"
        raise ConvbookValueError(message(function, rule, f"shape {images.shape}"))


def _resize(images: Array, size: tuple[int, int]) -> Array:
    """Resize to (h, w) by triangles, as Pillow's BILINEAR does: shrinking averages."""
    import numpy as np

    columns = _weights(images.shape[2], size[1])
    rows = _weights(images.shape[1], size[0])
    resized = np.empty((len(images), *size, *images.shape[3:]), np.uint8)
    for start in range(0, len(images), CHUNK):
        part = images[start : start + CHUNK].astype(np.float64)
        wide = np.tensordot(part, columns, axes=(2, 1))
        both = np.moveaxis(np.tensordot(wide, rows, axes=(1, 1)), (-1, -2), (1, 2))
        # Rounding to 9 decimals first gives every platform the same bytes.
        resized[start : start + CHUNK] = np.floor(np.round(both, 9) + 0.5)
    return resized


def _weights(size: int, new: int) -> npt.NDArray[np.float64]:
    """Return [new, size]: triangles of half-width max(1, size / new) px about the new centres."""
    import numpy as np

    scale = size / new
    reach = max(1.0, scale)
    centres = (np.arange(new) + 0.5) * scale - 0.5
    weights = np.maximum(0, 1 - np.abs(centres[:, None] - np.arange(size)) / reach)
    normalised: npt.NDArray[np.float64] = weights / weights.sum(1, keepdims=True)
    return normalised

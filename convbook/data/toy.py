"""The toy sets of learned pooling: stretched, tiled and enlarged versions of any image set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convbook.checks import choice, integer
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
    See: back-matter/atlas
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
    See: back-matter/atlas
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
    See: back-matter/atlas
    """
    _image_set("enlarge", images)
    return _resize(_resize(images, (SMALL, SMALL)), (SIDE, SIDE))


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

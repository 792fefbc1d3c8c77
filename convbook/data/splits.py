"""Training and test parts of sets whose makers named none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convbook.errors import ConvbookValueError, message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.uint8]
    Labelled = tuple[Array, Array]

SPLITS = "train", "test"
EVERY = 5


def named(name: str, split: str | None) -> None:
    """Refuse a `split` that is neither None nor one of SPLITS.

    Raises:
        ConvbookValueError: it is something else.
    """
    if split not in (None, *SPLITS):
        rule = f"split of {name} must be None (all), 'train' or 'test'"
        raise ConvbookValueError(message("load", rule, repr(split)))


def every_fifth(images: Array, labels: Array, split: str | None) -> Labelled:
    """Return the part `split`: of each class, in order, every fifth image is for testing.

    Example:
        >>> import numpy as np
        >>> images, labels = np.arange(10, dtype=np.uint8), np.zeros(10, np.uint8)
        >>> every_fifth(images, labels, "test")[0]
        array([4, 9], dtype=uint8)
    """
    import numpy as np

    if split is None:
        return images, labels
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        is_test[np.flatnonzero(labels == label)[EVERY - 1 :: EVERY]] = True
    chosen = is_test if split == "test" else ~is_test
    return images[chosen], labels[chosen]

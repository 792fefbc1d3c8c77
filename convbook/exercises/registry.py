"""All families, chapter by chapter."""

from convbook.checks import choice
from convbook.exercises import (
    deformable_kernels,
    dilated_convolution,
    dynamic_pooling,
    kernels_and_padding,
    understanding_convolution,
)
from convbook.exercises.family import Family

CHAPTERS = (
    understanding_convolution,
    dilated_convolution,
    kernels_and_padding,
    dynamic_pooling,
    deformable_kernels,
)


def families() -> list[Family]:
    """All families, chapter by chapter.

    Example:
        >>> len({family.id for family in families()}) == len(families())
        True
    """
    return [family for chapter in CHAPTERS for family in chapter.FAMILIES]


def family(name: str) -> Family:
    """The family of that id.

    Raises:
        ConvbookValueError: there is none.
    """
    found = {family.id: family for family in families()}
    return found[choice("exercises.family", "name", name, tuple(found))]

"""A reference solution of every family; they are not part of the package."""

from collections.abc import Callable
from typing import Any

from tests.exercises.solutions import (
    deformable_kernels,
    dilated_convolution,
    dynamic_pooling,
    kernels_and_padding,
    understanding_convolution,
)

CHAPTERS = (
    understanding_convolution,
    dilated_convolution,
    kernels_and_padding,
    dynamic_pooling,
    deformable_kernels,
)
SOLVERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    name: solve for chapter in CHAPTERS for name, solve in chapter.SOLVERS.items()
}

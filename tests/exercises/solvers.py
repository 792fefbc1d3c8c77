"""A reference solution of every family; they are not part of the package."""

from collections.abc import Callable
from typing import Any

from tests.exercises.solutions import dilated_convolution

CHAPTERS = (dilated_convolution,)
SOLVERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    name: solve for chapter in CHAPTERS for name, solve in chapter.SOLVERS.items()
}

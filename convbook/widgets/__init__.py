"""The book's live figures: the same script runs in Jupyter, in Colab and in the built page.

A figure of kind ``slide-1d`` is ``slide_1d.py`` and ``slide_1d.mjs``; its class is ``Slide1d``.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convbook.widgets.base import ConvFigure


def kinds() -> list[str]:
    """Names of all figures, in the order of the alphabet.

    Example:
        >>> "photo-kernel" in kinds()
        True
    """
    stems = {path.stem for path in Path(__file__).parent.glob("*.mjs")}
    modules = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return sorted(stem.replace("_", "-") for stem in stems & modules)


def figure_class(kind: str) -> "type[ConvFigure]":
    """The class behind a kind.

    Example:
        >>> figure_class("photo-kernel").__name__
        'PhotoKernel'
    """
    module = import_module(f"convbook.widgets.{kind.replace('-', '_')}")
    found: type[ConvFigure] = getattr(module, _class_name(kind))
    return found


def _class_name(kind: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in kind.split("-"))


def __getattr__(name: str) -> Any:
    for kind in kinds():
        if _class_name(kind) == name:
            return figure_class(kind)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(["figure_class", "kinds", *map(_class_name, kinds())])

"""Draws arrays and results on matplotlib Axes; never computes."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convbook.viz.grids import draw_grid, draw_row
    from convbook.viz.numbers import format_number
    from convbook.viz.palette import DARK, LIGHT
    from convbook.viz.style import use_style

__all__ = ["DARK", "LIGHT", "draw_grid", "draw_row", "format_number", "use_style"]

# A module is loaded when something of it is used first: writing a number needs no matplotlib.
_HOMES = {
    "grids": ("draw_grid", "draw_row"),
    "numbers": ("format_number",),
    "palette": ("DARK", "LIGHT"),
    "style": ("use_style",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

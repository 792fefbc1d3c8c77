"""Draws arrays and results on matplotlib Axes; never computes."""

from typing import TYPE_CHECKING

from convbook.lazy import lazily

if TYPE_CHECKING:
    from convbook.viz.grids import draw_grid, draw_row
    from convbook.viz.numbers import format_number
    from convbook.viz.palette import DARK, LIGHT
    from convbook.viz.style import use_style

__all__ = ["DARK", "LIGHT", "draw_grid", "draw_row", "format_number", "use_style"]

# A module is loaded when something of it is used first: writing a number needs no matplotlib.
__getattr__, __dir__ = lazily(
    __name__,
    {
        "grids": ("draw_grid", "draw_row"),
        "numbers": ("format_number",),
        "palette": ("DARK", "LIGHT"),
        "style": ("use_style",),
    },
)

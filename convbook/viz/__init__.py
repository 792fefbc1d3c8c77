"""Draws arrays and results on matplotlib Axes; never computes."""

from convbook.viz.grids import draw_grid, draw_row, format_number
from convbook.viz.palette import DARK, LIGHT
from convbook.viz.style import use_style

__all__ = ["DARK", "LIGHT", "draw_grid", "draw_row", "format_number", "use_style"]

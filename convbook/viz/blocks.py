"""Matrices whose empty entries stay pale, so that blocks stand out."""

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from convbook.viz.numbers import format_number
from convbook.viz.palette import LIGHT


def draw_blocks(
    ax: Axes,
    values: Sequence[Sequence[float | None]],
    *,
    role: str = "kernel",
    origin: tuple[float, float] = (0.0, 0.0),
    highlight: Iterable[tuple[int, int]] = (),
    title: str | None = None,
    size: float = 8,
) -> None:
    """Draw a matrix as unit squares, row 0 on top; entries that are None are empty and pale.

    Args:
        ax: Axes to draw on; they are set to equal aspect, y pointing down, and switched off.
        values: rows of numbers, None where the matrix has no entry.
        role: colour of the entries, a key of ``palette.LIGHT``.
        origin: (y, x) of the top left corner, in squares.
        highlight: (row, column) of squares filled strongly.
        title: text above the matrix.
        size: of the numbers, in points; 0 leaves them out.
    """
    top, left = origin
    strong = set(highlight)
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            empty = value is None
            face = "none" if empty else (LIGHT[role], 0.45 if (y, x) in strong else 0.2)
            edge = LIGHT["line"] if empty else LIGHT[role]
            ax.add_patch(
                Rectangle(
                    (left + x + 0.04, top + y + 0.04),
                    *(0.92, 0.92),
                    facecolor=face,
                    edgecolor=edge,
                    linewidth=0.7,
                )
            )
            if value is not None and size:
                place = (left + x + 0.5, top + y + 0.53)
                ax.text(*place, format_number(value), ha="center", va="center", size=size)
    width = len(values[0]) if values else 0
    if title:
        ax.text(left + width / 2, top - 0.35, title, ha="center", va="bottom", size=9.5)
    ax.set_aspect("equal")
    ax.axis("off")
    ax.update_datalim([(left, top - 1.2), (left + width, top + len(values))])
    ax.autoscale_view()
    if not ax.yaxis_inverted():
        ax.invert_yaxis()

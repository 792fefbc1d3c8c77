"""Small arrays as squares with their numbers in them."""

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from convbook.viz.numbers import format_number
from convbook.viz.palette import LIGHT


def draw_grid(
    ax: Axes,
    values: Sequence[Sequence[float | None]],
    *,
    role: str = "input",
    origin: tuple[float, float] = (0.0, 0.0),
    highlight: Iterable[tuple[int, int]] = (),
    padded: Iterable[tuple[int, int]] = (),
    title: str | None = None,
) -> None:
    """Draw a 2-D array as unit squares, row 0 on top.

    Args:
        ax: Axes to draw on; they are set to equal aspect, y pointing down, and switched off.
        values: rows of numbers; None leaves a square without a number.
        role: colour, a key of ``palette.LIGHT`` (input, kernel, output, gradient, padding).
        origin: (y, x) of the top left corner, in squares.
        highlight: (row, column) of squares filled strongly.
        padded: (row, column) of squares drawn dashed and pale, as padding.
        title: text above the grid.
    """
    top, left = origin
    strong, dashed = set(highlight), set(padded)
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            _square(ax, top + y, left + x, value, role, (y, x) in strong, (y, x) in dashed)
    width = len(values[0]) if values else 0
    if title:
        ax.text(left + width / 2, top - 0.3, title, ha="center", va="bottom", size=10)
    ax.set_aspect("equal")
    ax.axis("off")
    ax.update_datalim([(left - 0.05, top - 0.9), (left + width + 0.05, top + len(values) + 0.05)])
    ax.autoscale_view()
    if not ax.yaxis_inverted():
        ax.invert_yaxis()


def draw_row(
    ax: Axes,
    values: Sequence[float | None],
    *,
    role: str = "input",
    origin: tuple[float, float] = (0.0, 0.0),
    highlight: Iterable[int] = (),
    padded: Iterable[int] = (),
    title: str | None = None,
) -> None:
    """Draw a 1-D array as one row of squares: `draw_grid` with a single row."""
    draw_grid(
        ax,
        [values],
        role=role,
        origin=origin,
        highlight=[(0, i) for i in highlight],
        padded=[(0, i) for i in padded],
        title=title,
    )


def _square(
    ax: Axes, y: float, x: float, value: float | None, role: str, strong: bool, dashed: bool
) -> None:
    color = LIGHT["padding"] if dashed else LIGHT[role]
    style = "--" if dashed else "-"
    face = (color, 0.4 if strong else 0.12)
    ax.add_patch(
        Rectangle((x, y), 1, 1, facecolor=face, edgecolor=color, linestyle=style, linewidth=0.9)
    )
    if value is not None:
        ax.text(
            x + 0.5,
            y + 0.52,
            format_number(value),
            ha="center",
            va="center",
            size=9,
            weight="bold" if strong else "normal",
        )

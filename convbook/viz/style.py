"""The matplotlib style of the book: reproducible SVG in the book's colours."""

from typing import Any

import matplotlib as mpl
from cycler import cycler

from convbook.viz.palette import LIGHT

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "convbook",
    "svg.fonttype": "none",
    "figure.figsize": (6.4, 3.2),
    "figure.dpi": 96,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "savefig.bbox": "tight",
    "savefig.pad_inches": 0.05,
    "axes.facecolor": "none",
    "axes.edgecolor": LIGHT["line"],
    "axes.labelcolor": LIGHT["ink"],
    "axes.titlecolor": LIGHT["ink"],
    "axes.titlesize": 11,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.prop_cycle": cycler(
        color=[LIGHT[name] for name in ("input", "kernel", "output", "gradient", "padding")]
    ),
    "text.color": LIGHT["ink"],
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "grid.color": LIGHT["line"],
    "legend.frameon": False,
    "image.cmap": "gray",
    "image.interpolation": "nearest",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "lines.linewidth": 1.8,
}


def use_style() -> None:
    """Set matplotlib's rcParams to the book's style.

    Colours are those of ``palette.LIGHT``; the book's pages swap them for the dark set by
    rewriting the hex values in the SVG, so a figure must take its colours from the palette.

    Example:
        >>> from convbook.viz import use_style
        >>> use_style()
    """
    mpl.rcParams.update(STYLE)

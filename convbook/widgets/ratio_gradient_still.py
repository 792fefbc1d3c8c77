"""The static form of the figure ``ratio-gradient``."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convbook.viz import LIGHT, format_number

LARGEST_R, LARGEST_ALPHA = 2.0, 16.0


def draw(params: dict[str, Any], numbers: dict[str, Any]) -> Figure:
    """Draw size and distance against both parameters, with tangents, and the two descents.

    Args:
        params: parameters of ``RatioGradient``.
        numbers: what its `compute` returns.
    """
    figure = Figure(figsize=(8.8, 5.0), layout="constrained")
    axes = figure.subplot_mosaic(
        [["sr", "sa", "way"], ["dr", "da", "way"]], width_ratios=[1, 1, 1.2]
    )
    alpha, size = params["alpha"], params["size"]
    ratios, alphas = np.linspace(1 / 16, LARGEST_R, 160), np.linspace(0.5, LARGEST_ALPHA, 160)
    for by, at, exact, here in (
        ("r", ratios, size * ratios, 1 / alpha),
        ("alpha", alphas, size / alphas, alpha),
    ):
        label = "ratio r" if by == "r" else "alpha = 1 / r"
        above, below = axes[f"s{by[0]}"], axes[f"d{by[0]}"]
        _size(above, at, exact, here, numbers[f"size_by_{by}"], label)
        _distance(below, at, 1 / (2 * exact), here, numbers[f"delta_by_{by}"], label)
    axes["sr"].set_ylabel("output size, px")
    axes["dr"].set_ylabel("distance δ")
    _ways(axes["way"], params, numbers)
    return figure


def _size(axes: Axes, at: Any, exact: Any, here: float, slope: float, label: str) -> None:
    rounded = np.maximum(1, np.round(exact))
    axes.plot(np.round(at, 4), rounded, color=LIGHT["output"], drawstyle="steps-mid")
    axes.plot(
        np.round(at, 4), np.round(exact, 4), color=LIGHT["gradient"], linewidth=1, linestyle="--"
    )
    axes.plot(here, float(np.interp(here, at, exact)), "o", color=LIGHT["kernel"])
    axes.set(xlabel=label, ylim=(0, None))
    axes.set_title(f"straight-through slope {format_number(round(slope, 3))}", size=9)


def _distance(axes: Axes, at: Any, exact: Any, here: float, slope: float, label: str) -> None:
    axes.plot(np.round(at, 4), np.round(exact, 4), color=LIGHT["input"])
    axes.plot(here, float(np.interp(here, at, exact)), "o", color=LIGHT["kernel"])
    axes.set(xlabel=label, ylim=(0, None))
    axes.set_title(f"slope of δ {format_number(round(slope, 3))}", size=9)


def _ways(axes: Axes, params: dict[str, Any], numbers: dict[str, Any]) -> None:
    steps = range(len(numbers["path_r"]))
    in_alpha = 1 / np.array(numbers["path_alpha"])
    axes.axhline(1 / params["goal"], color=LIGHT["padding"], linewidth=1, linestyle="--")
    axes.plot(
        steps,
        np.round(numbers["path_r"], 4),
        "s-",
        markersize=3,
        color=LIGHT["gradient"],
        label="descent in r",
    )
    axes.plot(
        steps,
        np.round(in_alpha, 4),
        "o-",
        markersize=3,
        color=LIGHT["output"],
        label="descent in alpha",
    )
    axes.set_yscale("log", base=2)
    axes.set(xlabel="steps", ylabel="ratio r", ylim=(1 / 80, 20))
    axes.set_yticks([1 / 64, 1 / 16, 1 / 4, 1, 4, 16], ["1/64", "1/16", "1/4", "1", "4", "16"])
    axes.set_title(f"towards r = {format_number(round(1 / params['goal'], 3))}", size=9)
    axes.legend(fontsize=8)

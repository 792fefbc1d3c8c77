"""Live figure ``ratio-gradient``: what a ratio's gradient is, in r and in alpha = 1 / r."""

from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook.errors import ConvbookValueError, message
from convbook.widgets import ratio_gradient_numbers as numbers_of
from convbook.widgets import ratio_gradient_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "RatioGradient"
RANGES = {"alpha": (0.5, 16.0, 64), "goal": (0.5, 16.0, 64), "rate": (1 / 16, 2.0, 16)}


class RatioGradient(ConvFigure):
    """One axis of a pooling of learned size: its size, its query points, and their slopes.

    `alpha` is the input px per output px of an axis of `size` px, r = 1 / alpha. From `alpha` two
    descents lead to `goal`, one in r and one in alpha, with the step size `rate`; `step` is the
    step that is read out.

    Example:
        >>> RatioGradient(alpha=4)
        RatioGradient(alpha=4)
        >>> RatioGradient.compute(RatioGradient.defaults)["result"][:3]
        [2, 0.25, -2.0]
    """

    kind = "ratio-gradient"
    defaults: ClassVar[Params] = {"alpha": 8, "size": 16, "goal": 2, "rate": 0.5, "step": 1}

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse numbers out of range, or finer than their steps."""
        whole(NAME, "size", params["size"], 4, 32)
        whole(NAME, "step", params["step"], 0, numbers_of.STEPS)
        for key, (low, high, parts) in RANGES.items():
            value = params[key]
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            if not plain or not low <= value <= high or value * parts != int(value * parts):
                rule = f"{key} must be a multiple of 1/{parts} within {low:g}..{high:g}"
                raise ConvbookValueError(message(NAME, rule, repr(value)))

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Size, points and slopes at `alpha`, and both descents."""
        size, alpha = params["size"], params["alpha"]
        result = numbers_of.output_size(size, alpha)
        slopes = numbers_of.slopes(size, alpha)
        ways = numbers_of.descents(alpha, params["goal"], params["rate"])
        plateau = [max(0.0, (result - 0.5) / size) if result > 1 else 0.0, (result + 0.5) / size]
        ends = ways["path_r"][-1], ways["path_alpha"][-1]
        return {
            "points": numbers_of.points(size, alpha),
            "plateau": plateau,
            **slopes,
            **ways,
            "result": [result, *list(slopes.values())[:3], *ends],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The ratio, the size, the slopes, and how the descents end."""
        found = cls.compute(params)
        alpha, size = params["alpha"], params["size"]
        ends = [
            numbers_of.output_size(size, a)
            for a in (1 / found["path_r"][-1], found["path_alpha"][-1])
        ]
        return (
            f"A pooling from {size} px with alpha = {alpha:g}, ratio 1 / alpha = {1 / alpha:.4g}: "
            f"{found['result'][0]} px of output. The true derivative of that size is 0, the "
            f"straight-through one {found['size_by_r']:g} by the ratio and "
            f"{found['size_by_alpha']:.4g} by alpha. The distance delta of the query points is "
            f"{found['delta']:.4g}; its derivative is {found['delta_by_r']:.4g} by the ratio and "
            f"{found['delta_by_alpha']:.4g} by alpha. After {numbers_of.STEPS} steps towards alpha "
            f"= {params['goal']:g} the descent in the ratio stands at {ends[0]} px of output, the "
            f"one in alpha at {ends[1]}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Size and distance against r and alpha, and the two descents."""
        return still.draw(params, cls.compute(params))

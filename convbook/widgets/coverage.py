"""Live figure ``coverage``: which pixels a stack of dilated layers reads, and how often."""

from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.widgets import coverage_numbers, coverage_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "Coverage"
MOST_LAYERS = 5
MOST_RATE = 12
REACH = 3
PRESETS: dict[str, list[int]] = {
    "2, 2, 2: a grid": [2, 2, 2],
    "1, 2, 3: the same field, full": [1, 2, 3],
    "1, 1, 1: ordinary layers": [1, 1, 1],
    "1, 2, 5: full": [1, 2, 5],
    "1, 2, 9: nine blocks": [1, 2, 9],
    "1, 3, 9: the largest full field": [1, 3, 9],
    "5, 2, 1: full in any order": [5, 2, 1],
    "2, 4, 8: doubling without a 1": [2, 4, 8],
    "1, 1, 2, 4, 8: as Yu and Koltun begin": [1, 1, 2, 4, 8],
}


class Coverage(ConvFigure):
    """The pixels that one output of a stack reads, with the number of paths from each.

    `rates` are one to five dilation rates from 1 to 12, the layer nearest the input first, all
    with kernels of `kernel` x `kernel`; the first `depth` layers count. `dy` and `dx`, from -3 to
    3, lead to a second output, whose pixels are shown beside those of the first one.

    Example:
        >>> Coverage(rates=[1, 2, 9])
        Coverage(rates=[1, 2, 9])
        >>> found = Coverage.compute(Coverage.defaults)
        >>> found["used"] ** 2, found["field"] ** 2
        (49, 169)
    """

    kind = "coverage"
    defaults: ClassVar[Params] = {"kernel": 3, "rates": [2, 2, 2], "depth": 3, "dy": 0, "dx": 0}

    @classmethod
    def preset(cls, name: str) -> Params:
        """The parameters of a starting point.

        Raises:
            ConvbookValueError: no preset has that name.
        """
        rates = PRESETS[checks.choice(NAME, "preset", name, tuple(PRESETS))]
        return dict(cls.defaults) | {"rates": list(rates), "depth": len(rates)}

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse numbers out of range and too many layers."""
        whole(NAME, "kernel", params["kernel"], 2, 7)
        rates = params["rates"]
        if not isinstance(rates, list | tuple) or not 1 <= len(rates) <= MOST_LAYERS:
            rule = f"rates must be a list of 1 to {MOST_LAYERS} numbers"
            raise ConvbookValueError(message(NAME, rule, repr(rates)))
        for rate in rates:
            whole(NAME, "rates", rate, 1, MOST_RATE)
        whole(NAME, "depth", params["depth"], 1, len(rates))
        for name in ("dy", "dx"):
            whole(NAME, name, params[name], -REACH, REACH)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets, and their names in order."""
        return {"presets": {name: cls.preset(name) for name in PRESETS}, "names": list(PRESETS)}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Counts along an axis, the criterion layer by layer, and what two outputs share."""
        rates = params["rates"][: params["depth"]]
        found = coverage_numbers.numbers(rates, params["kernel"])
        read = np.array(found["output"]) > 0
        shared = [int((read[d:] & read[: len(read) - d]).sum()) for d in range(REACH + 1)]
        return found | {
            "most": max(found["output"]) ** 2,
            "paths": params["kernel"] ** (2 * len(rates)),
            "shared": shared,
            "both": shared[abs(params["dy"])] * shared[abs(params["dx"])],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Rates, field, pixels read, gap, and the reason."""
        found = cls.compute(params)
        rates = ", ".join(map(str, params["rates"][: params["depth"]]))
        kernel, field = params["kernel"], found["field"]
        text = (
            f"Layers with {kernel} × {kernel} kernels and rates {rates}: one output reads "
            f"{found['used'] ** 2} of {field**2} pixels of its field of {field} × {field} px, "
            f"each over at most {found['most']} paths; the largest gap is {found['gap']} px. "
            + coverage_numbers.why(found)
        )
        if params["dy"] or params["dx"]:
            place = f"{params['dy']} px down and {params['dx']} px right"
            text += f" It shares {found['both']} pixels with the output {place}."
        return text

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The counts on the pixels, and beside them the facts."""
        return coverage_still.draw(params, cls.compute(params))

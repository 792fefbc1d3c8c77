"""Live figure ``effective-field``: how much each pixel of the field moves the output."""

from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.widgets import effective_field_numbers, effective_field_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "EffectiveField"
RATES = ("same", "double", "cycle")
WEIGHTS = ("ones", "binomial", "rim", "signs")
RANGES = {
    "kernel": (2, 7),
    "dilation": (1, 4),
    "stride": (1, 3),
    "every": (1, 8),
    "seed": (1, 99),
    "draws": (1, 8),
}
SHAPES = {
    "ones": "equal weights",
    "binomial": "binomial weights",
    "rim": "weights that are larger at the rim",
    "signs": "weights of random signs",
}


class EffectiveField(ConvFigure):
    """The effective receptive field of the one output of a stack, beside the theoretical one.

    `depth` layers of `kernel` x `kernel` taps with one channel. `rates` says how dilations go on
    from `dilation` d: "same" d, d, d; "double" d, 2d, 4d; "cycle" 1 .. d again and again. Every
    `every`-th layer has `stride`. `weights`: "ones", "binomial", "rim" (the outer taps largest), or
    "signs", as many -1 as 1 in a random order, new in every layer. With `relu` every layer but the
    last is followed by a ReLU, and the input is random integers from -8 to 8. `seed` and `draws`
    choose random weights and inputs, and how many of them are averaged. `log` shades by logarithm.

    Example:
        >>> found = EffectiveField.compute(EffectiveField.defaults | {"depth": 2})
        >>> found["output"], found["fields"][1]
        ([1.0, 2.0, 3.0, 2.0, 1.0], 5)
    """

    kind = "effective-field"
    defaults: ClassVar[Params] = {
        "depth": 10,
        "kernel": 3,
        "dilation": 1,
        "rates": "same",
        "stride": 1,
        "every": 4,
        "weights": "ones",
        "relu": False,
        "seed": 1,
        "draws": 4,
        "log": False,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse what is out of range, and more layers than the figure shows exactly."""
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        checks.choice(NAME, "rates", params["rates"], RATES)
        checks.choice(NAME, "weights", params["weights"], WEIGHTS)
        for name in ("relu", "log"):
            if not isinstance(params[name], bool):
                rule = f"{name} must be True or False"
                raise ConvbookTypeError(message(NAME, rule, repr(params[name])))
        most = effective_field_numbers.most_layers(params)
        if whole(NAME, "depth", params["depth"], 1, effective_field_numbers.MOST_LAYERS) > most:
            rule = f"depth must be at most {most} here"
            hint = "deeper, the field is too large for the figure or its sums are not exact"
            raise ConvbookValueError(message(NAME, rule, params["depth"], hint))

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Field, its sizes by three rules, and the same for every depth where it is cheap."""
        return effective_field_numbers.numbers(params)

    @classmethod
    def describe(cls, params: Params) -> str:
        """What the stack is, and how far theoretical and effective field reach."""
        found = cls.compute(params)
        side = found["fields"][params["depth"] - 1]
        layers = "1 layer" if params["depth"] == 1 else f"{params['depth']} layers"
        parts = [
            f"{layers} of {params['kernel']} × {params['kernel']} with {SHAPES[params['weights']]}"
        ]
        if params["dilation"] > 1 or params["rates"] == "double":
            parts.append(f"dilation {params['dilation']}, {params['rates']}")
        if params["stride"] > 1:
            parts.append(f"stride {params['stride']} in every layer number {params['every']}")
        if params["relu"]:
            parts.append("ReLU between the layers")
        text = f"{', '.join(parts)}: the theoretical field is {side} × {side} px. "
        if not found["size"]:
            return text + "The pixel in the middle has no path to the output."
        share = 100 * found["size"] ** 2 / side**2
        return text + (
            f"Pixels above 4.55 % of the middle one fill a square of {found['size']:.1f} px, "
            f"{share:.1f} % of it; the standard deviation is {found['sigma']:.2f} px."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The field with its profile, and size against depth."""
        return effective_field_still.draw(params, cls.compute(params))

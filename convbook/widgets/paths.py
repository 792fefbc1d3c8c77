"""Live figure ``paths``: every path from a pixel to an output, and their sum."""

from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook import checks, viz
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.widgets import paths_numbers as numbers
from convbook.widgets import paths_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole
from convbook.widgets.paths_presets import PRESETS, START

NAME = "Paths"
CHANGES = ("none", "one", "moved")
MOST_WEIGHT = MOST_INPUT = 9
MOST_OFFSET = 4
MOST_INPUTS = numbers.OUTPUTS + numbers.MOST_LAYERS * (numbers.MOST_TAPS - 1)


class Paths(ConvFigure):
    """A stack of `layers` layers of `taps` taps over a row of pixels, and three of its outputs.

    `weights` are five rows of five; those that the stack has are used, layer 1 next to the pixels
    first. `pixel` i and `output` j are looked at, and of the paths between them all (`path` 0) or
    one (from 1). `change` is "none", "one" (of layer `layer` remains tap `tap` alone) or "moved"
    (its taps read its weights at k + `offsets`[k], linearly between them, inside the kernel).
    With `relu` every layer reads max(x, 0), and `input` decides which paths are open. Weights,
    offsets and inputs are multiples of 1/8, so every sum is exact.

    Example:
        >>> figure = Paths(layers=2, taps=2, weights=[1] * 25, pixel=2)
        >>> Paths.compute(dict(figure.params))["output"]
        [0.0, 1.0, 2.0, 1.0, 0.0]
    """

    kind = "paths"
    defaults: ClassVar[Params] = START
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse numbers out of range, pixels that do not exist and paths beyond the last."""
        whole(NAME, "layers", params["layers"], 2, numbers.MOST_LAYERS)
        whole(NAME, "taps", params["taps"], 2, numbers.MOST_TAPS)
        dyadics(NAME, "weights", params["weights"], 25, MOST_WEIGHT)
        dyadics(NAME, "offsets", params["offsets"], numbers.MOST_TAPS, MOST_OFFSET)
        dyadics(NAME, "input", params["input"], MOST_INPUTS, MOST_INPUT)
        checks.choice(NAME, "change", params["change"], CHANGES)
        whole(NAME, "layer", params["layer"], 1, params["layers"])
        whole(NAME, "tap", params["tap"], 0, params["taps"] - 1)
        if not isinstance(params["relu"], bool):
            raise ConvbookTypeError(message(NAME, "relu must be True or False", params["relu"]))
        whole(NAME, "output", params["output"], 0, numbers.OUTPUTS - 1)
        pixel = whole(NAME, "pixel", params["pixel"], 0, numbers.sizes(params)[0] - 1)
        path = whole(NAME, "path", params["path"], 0, 5**5)
        count = int(numbers.counts(params, with_gates=False)[pixel])
        if path > count:
            rule = f"path must be at most {count}, the number of paths"
            raise ConvbookValueError(message(NAME, rule, path))

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The starting points."""
        return {"presets": PRESETS}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The whole field of the output, and every path to the pixel.

        `output` R(i; j) for every pixel i; `rest` the same without offsets and gates; `counts`
        paths to every pixel, `open` those that no gate stops; `kernels` in use, layer after
        layer; `paths` the taps of every path to the pixel, `products` of their weights, `alive`
        0 where a gate stops it; `parts` the summands of equation (5); `maps` the input and the
        outputs of the layers, with ReLU.
        """
        taps, products, alive = numbers.paths(params)
        maps = numbers.values(params) if params["relu"] else []
        return {
            "output": numbers.field(params),
            "rest": numbers.rest(params),
            "counts": numbers.counts(params, with_gates=False),
            "open": numbers.counts(params, with_gates=True),
            "kernels": [w for kernel in numbers.weights_in_use(params) for w in kernel.tolist()],
            "paths": taps,
            "products": products,
            "alive": alive,
            "parts": numbers.parts(params),
            "maps": [x for values in maps for x in values.tolist()],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The stack, the paths between pixel and output, and the field."""
        result = cls.compute(params)
        i, j = params["pixel"], params["output"]
        text = f"A stack of {params['layers']} layers of {params['taps']} taps"
        if params["change"] == "one":
            text += f", layer {params['layer']} replaced by its tap {params['tap']}"
        if params["change"] == "moved":
            text += f", the taps of layer {params['layer']} read between its weights"
        count, total = len(result["products"]), viz.format_number(result["output"][i])
        text += f". Paths from pixel {i} to output {j}: {count}"
        if params["relu"]:
            text += f", of which ReLU leaves {sum(result['alive'])} open"
        whole_field = ", ".join(map(viz.format_number, result["output"]))
        return f"{text}. Their products add up to {total}. The field of the output: {whole_field}."

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Nodes and edges with the paths, the field as bars below."""
        return still.draw(params, cls.compute(params))

"""Live figure ``input-sizes``: which input sizes a stack of strided layers uses evenly."""

from math import prod
from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.widgets import input_sizes_numbers as numbers
from convbook.widgets import input_sizes_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.input_sizes_presets import PRESETS
from convbook.widgets.params import whole

NAME = "InputSizes"
MOST_LAYERS = 8
MOST_STRIDE = 512
SIZES = (1, 1024)
RANGES = {"kinds": (0, 1), "kernels": (1, 31), "strides": (1, 8), "paddings": (0, 15)}
RULES = ("given", "same")
LOOKS = ("none", "row", "output")


class InputSizes(ConvFigure):
    """The ends of every layer's padded input, and a number line of input sizes.

    `kinds` (0 a convolution, 1 a pooling), `kernels`, `strides` and `paddings` have one entry a
    layer, the one next to the image first. `size` is the image's in px along one axis. `rule` is
    "given" (the paddings, on both sides) or "same" (TensorFlow's SAME, which ignores them). `look`
    says what is pointed at: "row" `at` of the input of `layer` (from 1; negative in the padding),
    "output" `at` of it, or "none". Layers from the first that does not fit are left out.

    Example:
        >>> InputSizes.compute(InputSizes.preset("ResNet"))["clean"]
        [193, 225]
    """

    kind = "input-sizes"
    defaults: ClassVar[Params] = PRESETS["ResNet"]
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse lists of unlike lengths, values out of range, pools that torch refuses."""
        whole(NAME, "size", params["size"], *SIZES)
        kinds = params["kinds"]
        if not isinstance(kinds, list | tuple) or not 1 <= len(kinds) <= MOST_LAYERS:
            rule = f"kinds must be a list of 1 to {MOST_LAYERS} layers"
            raise ConvbookValueError(message(NAME, rule, repr(kinds)))
        for name, bounds in RANGES.items():
            _check_list(name, params[name], len(kinds), bounds)
        for i, kind in enumerate(kinds):
            if kind and params["paddings"][i] > params["kernels"][i] // 2:
                rule = f"paddings[{i}] must be at most half the kernel of a pooling"
                raise ConvbookValueError(message(NAME, rule, params["paddings"][i]))
        if prod(params["strides"]) > MOST_STRIDE:
            rule = f"strides must multiply to at most {MOST_STRIDE}"
            raise ConvbookValueError(message(NAME, rule, prod(params["strides"])))
        checks.choice(NAME, "rule", params["rule"], RULES)
        look = checks.choice(NAME, "look", params["look"], LOOKS)
        levels = numbers.levels_of(params, params["size"])
        layer = whole(NAME, "layer", params["layer"], int(look != "none"), len(levels))
        low, high = 0, 0
        if look == "none":
            whole(NAME, "layer", layer, 0, 0)
        elif look == "row":
            level = levels[layer - 1]
            low, high = -level.before, level.size + level.after - 1
        else:
            high = levels[layer - 1].output - 1
        whole(NAME, "at", params["at"], low, high)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets."""
        return {"presets": PRESETS}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Lists with one entry a layer that fits, the number line, and what is pointed at.

        `result` [rows in, out, never read at the end]; `pads` [before, after]; `used` what windows
        read of them (negative: rows of the map that none reads); `uneven` the layers, from 1, that
        use their padding unevenly; `low` the first size of the number line, `counts` the uneven
        layers at each (-1 where a layer does not fit), `unread` the other layers with a rest;
        `clean` the nearest sizes below and above without an uneven layer, `whole` those without a
        rest (0: none up to 2,048); `formula` A and B of h_0 = A h_n - B; `seen` first and last
        output that read the row, or row that the output reads (empty: none).
        """
        return numbers.compute(params)

    @classmethod
    def describe(cls, params: Params) -> str:
        """The layers with their rests, then the nearest clean sizes."""
        result = cls.compute(params)
        layers = "; ".join(
            f"layer {i + 1}, {input_sizes_still.words(params, i)}: {size} to {output}, "
            f"{rest} never read, padding used {used[0]} before and {used[1]} after"
            for i, ((size, output, rest), used) in enumerate(
                zip(result["result"], result["used"], strict=True)
            )
        )
        below, above = (str(n) if n else "none" for n in result["clean"])
        uneven = len(result["uneven"])
        return (
            f"An input of {params['size']} px: {layers or 'no layer fits'}. "
            f"Uneven in {uneven} layer{'' if uneven == 1 else 's'}; "
            f"nearest clean sizes: {below} below, {above} above."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The ends of every layer's input, the image's lowest, above the number line."""
        return input_sizes_still.draw(params, cls.compute(params))


def _check_list(name: str, values: Any, count: int, bounds: tuple[int, int]) -> None:
    if not isinstance(values, list | tuple) or len(values) != count:
        rule = f"{name} must be a list of {count} numbers, one a layer"
        raise ConvbookValueError(message(NAME, rule, repr(values)))
    for i, value in enumerate(values):
        whole(NAME, f"{name}[{i}]", value, *bounds)

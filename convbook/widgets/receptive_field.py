"""Live figure ``receptive-field``: what every unit of a stack of layers sees, and reaches."""

from math import prod
from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook.errors import ConvbookValueError, message
from convbook.widgets import receptive_field_numbers as numbers
from convbook.widgets import receptive_field_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole
from convbook.widgets.receptive_field_presets import PRESETS

NAME = "ReceptiveField"
MOST_LAYERS = 64
MOST_STRIDE = 1024
SIZES = (1, 512)
RANGES = {
    "kinds": (0, 2),
    "kernels": (1, 31),
    "strides": (1, 8),
    "paddings": (0, 64),
    "dilations": (1, 32),
}


class ReceptiveField(ConvFigure):
    """A stack of layers in cross-section: the fan of a unit down to the image and up to the output.

    `kinds` (0 a convolution, 1 a max pooling, 2 an average pooling), `kernels`, `strides`,
    `paddings` (zeros on each side) and `dilations` have one entry a layer, the one next to the
    image first. `size` is that of the image in px; `unit` of the output of `layer` is looked at,
    where layer 0 is the image. Layers from the first that does not fit are left out of account.

    Example:
        >>> ReceptiveField.compute(ReceptiveField.preset("VGG-16, to pool5"))["result"]
        [212, 32, -90]
    """

    kind = "receptive-field"
    defaults: ClassVar[Params] = PRESETS["Three layers, one with stride 2"]
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse lists of unlike lengths, values out of range, pools that torch refuses."""
        whole(NAME, "size", params["size"], *SIZES)
        kinds = params["kinds"]
        if not isinstance(kinds, list | tuple) or not 1 <= len(kinds) <= MOST_LAYERS:
            rule = f"kinds must be a list of 1 to {MOST_LAYERS} layers"
            raise ConvbookValueError(message(NAME, rule, repr(kinds)))
        for name, (low, high) in RANGES.items():
            _check_list(name, params[name], len(kinds), low, high)
        for i, kind in enumerate(kinds):
            if kind and params["paddings"][i] > params["kernels"][i] // 2:
                rule = f"paddings[{i}] must be at most half the kernel of a pooling"
                raise ConvbookValueError(message(NAME, rule, params["paddings"][i]))
            if kind == 2 and params["dilations"][i] > 1:
                rule = f"dilations[{i}] must be 1, as an average pooling has"
                raise ConvbookValueError(message(NAME, rule, params["dilations"][i]))
        if prod(params["strides"]) > MOST_STRIDE:
            rule = f"strides must multiply to at most {MOST_STRIDE}"
            raise ConvbookValueError(message(NAME, rule, prod(params["strides"])))
        sizes = numbers.sizes_of(params)
        whole(NAME, "layer", params["layer"], 0, len(sizes) - 1)
        whole(NAME, "unit", params["unit"], 0, sizes[params["layer"]] - 1)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets."""
        return {"presets": PRESETS}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Lists with one entry a level (the image first), and what the unit looked at has.

        `result` [field, stride, start] of the last layer that fits; `sizes` units, `fields` px,
        `jumps` px from unit to unit, `starts` the first px of unit 0, `centres` its middle;
        `uneven` layers whose padding is used unevenly; `shift` px from the middle of the image
        to that of the outputs; `region` first and last px the unit sees; `counts` paths to each
        px (2**53 stands for all larger); `outputs` of the last layer that depend on the unit;
        `unread` number of px that no output sees; `sigma` of the paths in px, if all weigh alike.
        """
        return numbers.compute(params)

    @classmethod
    def describe(cls, params: Params) -> str:
        """The layers with their fields, then what the unit sees."""
        result = cls.compute(params)
        layers = "; ".join(
            f"layer {i}, {receptive_field_still.words(params, i - 1)}: {result['sizes'][i]} units, "
            f"field {result['fields'][i]} px, jump {result['jumps'][i]} px, "
            f"start {result['starts'][i]} px"
            for i in range(1, len(result["sizes"]))
        )
        low, high = result["region"]
        reached = sum(count > 0 for count in result["counts"])
        return (
            f"Layers over an image of {params['size']} px: {layers or 'none fits'}. "
            f"Unit {params['unit']} of layer {params['layer']} sees px {low} to {high}; "
            f"{reached} px of the image reach it, and it reaches {len(result['outputs'])} outputs."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The rows of units with one fan, and the paths that reach every pixel below them."""
        return receptive_field_still.draw(params, cls.compute(params))


def _check_list(name: str, values: Any, count: int, low: int, high: int) -> None:
    if not isinstance(values, list | tuple) or len(values) != count:
        rule = f"{name} must be a list of {count} numbers, one a layer"
        raise ConvbookValueError(message(NAME, rule, repr(values)))
    for i, value in enumerate(values):
        whole(NAME, f"{name}[{i}]", value, low, high)

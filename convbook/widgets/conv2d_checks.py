"""What the figure ``conv2d`` refuses."""

from typing import Any

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.widgets.params import dyadics, whole

Params = dict[str, Any]
NAME = "Conv2d"
PIXEL_LIMIT = 255
RANGES = {
    "height": (3, 20),
    "width": (3, 20),
    "in_channels": (1, 3),
    "out_channels": (1, 3),
    "kernel_h": (1, 7),
    "kernel_w": (1, 7),
    "stride_h": (1, 4),
    "stride_w": (1, 4),
    "padding_h": (0, 3),
    "padding_w": (0, 3),
    "dilation_h": (1, 3),
    "dilation_w": (1, 3),
    "padding_bottom": (-1, 3),
    "padding_right": (-1, 3),
}
MODES = ("zeros", "circular", "reflect", "replicate")


def sizes(params: Params) -> None:
    """Refuse sizes and steps out of range, and a mirror wider than the image."""
    for name, (low, high) in RANGES.items():
        whole(NAME, name, params[name], low, high)
    checks.choice(NAME, "padding_mode", params["padding_mode"], MODES)
    if params["padding_mode"] == "reflect":
        _mirror(params)


def _mirror(params: Params) -> None:
    for size, names in (
        ("height", ("padding_h", "padding_bottom")),
        ("width", ("padding_w", "padding_right")),
    ):
        for name in names:
            if params[name] >= params[size]:
                rule = f"{name} must be below the {size} in padding mode 'reflect'"
                raise ConvbookValueError(message(NAME, rule, params[name]))


def numbers(params: Params) -> None:
    """Refuse lists of a wrong length, other numbers than multiples of 1/8, and other switches."""
    for name in ("flip", "paint"):
        if not isinstance(params[name], bool):
            rule = f"{name} must be True or False"
            raise ConvbookTypeError(message(NAME, rule, repr(params[name])))
    inputs, outputs = params["in_channels"], params["out_channels"]
    size = inputs * params["height"] * params["width"]
    taps = outputs * inputs * params["kernel_h"] * params["kernel_w"]
    layout = "in_channels * height * width, row by row"
    dyadics(NAME, "input", params["input"], size, limit=PIXEL_LIMIT, hint=layout)
    layout = "out_channels * in_channels * kernel_h * kernel_w, row by row"
    dyadics(NAME, "weight", params["weight"], taps, hint=layout)
    dyadics(NAME, "brush", [params["brush"]], 1, hint="the number that is painted")
    dyadics(NAME, "bias", params["bias"], outputs, hint="one number an output channel")

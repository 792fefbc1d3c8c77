"""Live figure ``conv2d``: the 2-D convolution of deep learning, number by number."""

import base64
from functools import cache
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure

from convbook import checks, data, geometry, ops
from convbook.data.images import Image
from convbook.viz import format_number
from convbook.widgets import conv2d_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.conv2d_presets import PRESETS
from convbook.widgets.params import dyadics, whole

NAME = "Conv2d"
RANGES = {
    "height": (3, 10),
    "width": (3, 10),
    "in_channels": (1, 3),
    "out_channels": (1, 3),
    "kernel_h": (1, 5),
    "kernel_w": (1, 5),
    "stride_h": (1, 4),
    "stride_w": (1, 4),
    "padding_h": (0, 3),
    "padding_w": (0, 3),
    "dilation_h": (1, 3),
    "dilation_w": (1, 3),
}
PHOTOS = ("astronaut", "chelsea")
SHRINK = 4
PIXEL_LIMIT = 255


@cache
def small_photo(name: str) -> Image:
    """The photograph, 4x4 pixels made one (the mean, rounded down): uint8 [3, H, W]."""
    photo = data.load(name).astype(np.int64)
    height, width = (size // SHRINK for size in photo.shape[:2])
    blocks = photo[: height * SHRINK, : width * SHRINK]
    sums = blocks.reshape(height, SHRINK, width, SHRINK, 3).sum(axis=(1, 3))
    means: Image = (sums // SHRINK**2).astype(np.uint8)
    return means.transpose(2, 0, 1)


class Conv2d(ConvFigure):
    """A 2-D convolution (cross-correlation) of a small input, every number in sight.

    ``output[o, u, v] = bias[o] + sum over c, i, j of
    input[c, u * stride_h + i * dilation_h - padding_h, ...] * weight[o, c, i, j]``

    `input` [in_channels, height, width], `weight` [out_channels, in_channels, kernel_h, kernel_w]
    and `bias` [out_channels] are flat lists of multiples of 1/8. With ``source="photo"`` the input
    is the window at (`photo_y`, `photo_x`) of a photograph shrunk fourfold, its first
    `in_channels` of red, green and blue, and `input` rests. `look` is the output looked at.

    Example:
        >>> Conv2d(stride_h=2, look=1)
        Conv2d(stride_h=2, look=1)
        >>> Conv2d.compute(Conv2d.preset("3 channels to 2, stride 2, padding 1"))["shape"]
        [2, 3, 3]
    """

    kind = "conv2d"
    defaults: ClassVar[Params] = {
        "source": "numbers",
        "photo": "astronaut",
        "photo_y": 9,
        "photo_x": 24,
        "height": 5,
        "width": 5,
        "in_channels": 1,
        "out_channels": 1,
        "kernel_h": 3,
        "kernel_w": 3,
        "stride_h": 1,
        "stride_w": 1,
        "padding_h": 0,
        "padding_w": 0,
        "dilation_h": 1,
        "dilation_w": 1,
        "input": [1, 0, 2, 1, 0, 0, 3, 1, 2, 1, 2, 1, 0, 1, 3, 1, 0, 2, 0, 1, 0, 2, 1, 3, 0],
        "weight": [1, 0, -1, 0, 2, 0, -1, 0, 1],
        "bias": [0],
        "look": 0,
    }

    @classmethod
    def preset(cls, name: str) -> Params:
        """The parameters of a starting point.

        Raises:
            ConvbookValueError: no preset has that name.
        """
        return dict(cls.defaults) | PRESETS[checks.choice(NAME, "preset", name, tuple(PRESETS))]

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse sizes out of range, a kernel that does not fit, and lists of a wrong length."""
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        shape = cls.output_shape(params)
        whole(NAME, "look", params["look"], 0, int(np.prod(shape)) - 1)
        _check_lists(params)
        checks.choice(NAME, "source", params["source"], ("numbers", "photo"))
        checks.choice(NAME, "photo", params["photo"], PHOTOS)
        _, rows, columns = small_photo(params["photo"]).shape
        whole(NAME, "photo_y", params["photo_y"], 0, rows - params["height"])
        whole(NAME, "photo_x", params["photo_x"], 0, columns - params["width"])

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The photographs' bytes, channel by channel, and the presets."""
        photos = {n: base64.b64encode(small_photo(n).tobytes()).decode() for n in PHOTOS}
        return {"photos": photos, "presets": {name: cls.preset(name) for name in PRESETS}}

    @classmethod
    def output_shape(cls, params: Params) -> list[int]:
        """Sizes of the output: channels, rows, columns."""
        sizes = [
            geometry.conv_output_size(
                params[size],
                params[f"kernel_{axis}"],
                params[f"stride_{axis}"],
                params[f"padding_{axis}"],
                params[f"dilation_{axis}"],
            )
            for size, axis in (("height", "h"), ("width", "w"))
        ]
        return [params["out_channels"], *sizes]

    @classmethod
    def input(cls, params: Params) -> torch.Tensor:
        """The input [in_channels, height, width] in float64."""
        channels, height, width = (params[k] for k in ("in_channels", "height", "width"))
        if params["source"] == "numbers":
            values = torch.tensor(params["input"], dtype=torch.float64)
            return values.reshape(channels, height, width)
        top, left = params["photo_y"], params["photo_x"]
        window = small_photo(params["photo"])[:channels, top : top + height, left : left + width]
        return torch.tensor(window.astype(np.float64))

    @classmethod
    def weight(cls, params: Params) -> torch.Tensor:
        """The filters [out_channels, in_channels, kernel_h, kernel_w] in float64."""
        axes = ("out_channels", "in_channels", "kernel_h", "kernel_w")
        values = torch.tensor(params["weight"], dtype=torch.float64)
        return values.reshape([params[axis] for axis in axes])

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Output, its shape, and the multiplications it takes."""
        output = ops.conv2d(
            cls.input(params),
            cls.weight(params),
            torch.tensor(params["bias"], dtype=torch.float64),
            stride=(params["stride_h"], params["stride_w"]),
            padding=(params["padding_h"], params["padding_w"]),
            dilation=(params["dilation_h"], params["dilation_w"]),
        )
        shape = list(output.shape)
        kernel = (params["kernel_h"], params["kernel_w"])
        macs = geometry.conv_macs((shape[1], shape[2]), params["in_channels"], shape[0], kernel)
        return {"output": output.flatten().tolist(), "shape": shape, "macs": macs}

    @classmethod
    def describe(cls, params: Params) -> str:
        """Shapes, settings and the output's numbers."""
        result = cls.compute(params)
        channels, rows, columns = result["shape"]
        names = ("stride", "padding", "dilation")
        pairs = [f"{name} ({params[f'{name}_h']}, {params[f'{name}_w']})" for name in names]
        size = f"{params['in_channels']} × {params['height']} × {params['width']}"
        kernel = f"{params['kernel_h']} × {params['kernel_w']}"
        numbers = np.reshape(result["output"], (channels, rows, columns))
        maps = [
            f"channel {o}: " + "; ".join(" ".join(map(format_number, row)) for row in numbers[o])
            for o in range(channels)
        ]
        return (
            f"Convolution of an input of {size} numbers with a kernel of {kernel}, "
            f"{', '.join(pairs)}. Output of {channels} × {rows} × {columns}, {'. '.join(maps)}. "
            f"{result['macs']} multiplications."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Input channels, the filter and the output side by side, with one window lit."""
        output = np.reshape(cls.compute(params)["output"], cls.output_shape(params))
        inputs, weight = cls.input(params).numpy(), cls.weight(params).numpy()
        return conv2d_still.draw(params, inputs, weight, output)


def _check_lists(params: Params) -> None:
    inputs, outputs = params["in_channels"], params["out_channels"]
    size = inputs * params["height"] * params["width"]
    taps = outputs * inputs * params["kernel_h"] * params["kernel_w"]
    layout = "in_channels * height * width, row by row"
    dyadics(NAME, "input", params["input"], size, limit=PIXEL_LIMIT, hint=layout)
    layout = "out_channels * in_channels * kernel_h * kernel_w, row by row"
    dyadics(NAME, "weight", params["weight"], taps, hint=layout)
    dyadics(NAME, "bias", params["bias"], outputs, hint="one number an output channel")

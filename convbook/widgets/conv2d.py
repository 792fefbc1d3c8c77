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
from convbook.widgets import conv2d_checks, conv2d_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.conv2d_presets import PRESETS
from convbook.widgets.params import whole

NAME = "Conv2d"
PHOTOS = ("astronaut", "chelsea")
SHRINK = 4


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
    `padding_mode` says what stands outside the input, as in torch; `padding_bottom` and
    `padding_right` are -1 where they equal the padding at the top and left. With `flip` each
    kernel is turned round in both axes, a true convolution. With `paint` the pointer writes the
    number `brush` into the input.

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
        "padding_mode": "zeros",
        "padding_bottom": -1,
        "padding_right": -1,
        "flip": False,
        "paint": False,
        "brush": 1,
    }
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse sizes out of range, a kernel that does not fit, and lists of a wrong length."""
        conv2d_checks.sizes(params)
        whole(NAME, "look", params["look"], 0, int(np.prod(cls.output_shape(params))) - 1)
        conv2d_checks.numbers(params)
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
        sides = cls.pads(params)
        sizes = [
            geometry.conv_output_size(
                params[size],
                params[f"kernel_{axis}"],
                params[f"stride_{axis}"],
                pair,
                params[f"dilation_{axis}"],
            )
            for size, axis, pair in (("height", "h", sides[:2]), ("width", "w", sides[2:]))
        ]
        return [params["out_channels"], *sizes]

    @classmethod
    def pads(cls, params: Params) -> tuple[int, int, int, int]:
        """Padding at the top, bottom, left and right."""
        top, bottom = params["padding_h"], params["padding_bottom"]
        left, right = params["padding_w"], params["padding_right"]
        return top, top if bottom < 0 else bottom, left, left if right < 0 else right

    @classmethod
    def padded(cls, params: Params) -> torch.Tensor:
        """The input with its padding written out."""
        return ops.pad2d(cls.input(params)[None], cls.pads(params), params["padding_mode"])[0]

    @classmethod
    def taps(cls, params: Params) -> torch.Tensor:
        """The filters as they lie on the window: turned round under a true convolution."""
        weight = cls.weight(params)
        return weight.flip(2, 3) if params["flip"] else weight

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
            cls.padded(params),
            cls.taps(params),
            torch.tensor(params["bias"], dtype=torch.float64),
            stride=(params["stride_h"], params["stride_w"]),
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
        operation = "True convolution" if params["flip"] else "Convolution"
        return (
            f"{operation} of an input of {size} numbers with a kernel of {kernel}, "
            f"{', '.join(pairs)}{_border_words(params, cls.pads(params))}. "
            f"Output of {channels} × {rows} × {columns}, {'. '.join(maps)}. "
            f"{result['macs']} multiplications."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Input channels, the filter and the output side by side, with one window lit."""
        output = np.reshape(cls.compute(params)["output"], cls.output_shape(params))
        top, _, left, _ = cls.pads(params)
        arrays = (cls.padded(params).numpy(), cls.weight(params).numpy(), output)
        return conv2d_still.draw(params, arrays, (top, left))


def _border_words(params: Params, pads: tuple[int, int, int, int]) -> str:
    words = ""
    if pads[0] != pads[1] or pads[2] != pads[3]:
        words += f", padding {pads[0]} above, {pads[1]} below, {pads[2]} left, {pads[3]} right"
    if params["padding_mode"] != "zeros":
        words += f", padding mode {params['padding_mode']}"
    return words

"""Live figure ``transposed``: a convolution and its transposed convolution side by side."""

from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, geometry, ops
from convbook.errors import ConvbookTypeError, message
from convbook.viz import format_number
from convbook.widgets import transposed_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole
from convbook.widgets.transposed_presets import PRESETS

NAME = "Transposed"
RANGES = {
    "dims": (1, 2),
    "size": (2, 8),
    "kernel": (1, 5),
    "stride": (1, 4),
    "padding": (0, 3),
    "dilation": (1, 2),
}
STEPS = ("stride", "padding", "dilation")


class Transposed(ConvFigure):
    """A convolution C of x, and the transposed convolution of y with the same weight and geometry.

    With ``dims=1`` x has `size` numbers, with ``dims=2`` it is a square of that side; y has the
    size of C x, and `weight` has `kernel` taps an axis. All three are flat lists of multiples of
    1/8. ``chain=True`` takes y = C x instead of the list. `view` draws the transposed convolution
    by its copies of the kernel ("scatter") or by the stretched input ("zeros"). `look` is the row
    of C (an output of C) or the column (an output of its transpose) that is lit, as `pick` says;
    columns are counted in the larger of the two grids where `output_padding` makes them differ.

    Example:
        >>> Transposed(size=5, x=[1, 0, 2, 1, 3], output_padding=0)
        Transposed(size=5, output_padding=0, x=[1, 0, 2, 1, 3])
        >>> Transposed.compute(Transposed.defaults)["sizes"]
        [3, 6, 1, 3]
    """

    kind = "transposed"
    defaults: ClassVar[Params] = {
        "dims": 1,
        "size": 6,
        "kernel": 3,
        "stride": 2,
        "padding": 1,
        "dilation": 1,
        "output_padding": 1,
        "view": "scatter",
        "chain": False,
        "x": [1, 3, 0, 2, 1, 2],
        "y": [2, 1, 3],
        "weight": [1, 2, -1],
        "pick": "column",
        "look": 1,
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
        """Refuse sizes out of range, what does not fit, and lists of a wrong length."""
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        small, big = cls.small(params), cls.big(params)
        checks.choice(NAME, "view", params["view"], ("scatter", "zeros"))
        checks.choice(NAME, "pick", params["pick"], ("row", "column"))
        if not isinstance(params["chain"], bool):
            rule = "chain must be True or False"
            raise ConvbookTypeError(message(NAME, rule, repr(params["chain"])))
        dims = params["dims"]
        lengths = {"x": params["size"], "y": small, "weight": params["kernel"]}
        for name, side in lengths.items():
            dyadics(NAME, name, params[name], side**dims, hint="row by row")
        side = small if params["pick"] == "row" else max(big, params["size"])
        whole(NAME, "look", params["look"], 0, side**dims - 1)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets, and their names in order."""
        presets = {name: cls.preset(name) for name in PRESETS}
        return {"presets": presets, "names": list(PRESETS)}

    @classmethod
    def small(cls, params: Params) -> int:
        """Size of C x along an axis."""
        return geometry.conv_output_size(params["size"], params["kernel"], *_steps(params))

    @classmethod
    def big(cls, params: Params) -> int:
        """Size of the transposed convolution's output along an axis."""
        extra = params["output_padding"]
        return geometry.conv_transpose_output_size(
            cls.small(params), params["kernel"], *_steps(params), extra
        )

    @classmethod
    def image(cls, params: Params, name: str) -> Tensor:
        """One of the lists x, y and weight as an image [1, 1, H, W] in float64."""
        side = {"x": params["size"], "y": cls.small(params), "weight": params["kernel"]}[name]
        rows = side if params["dims"] == 2 else 1
        return torch.tensor(params[name], dtype=torch.float64).reshape(1, 1, rows, side)

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Both results, both matrices, the stretched input, how many taps reach each output."""
        steps: dict[str, Any] = {
            name: _pair(params, params[name], name == "padding") for name in STEPS
        }
        extra = _pair(params, params["output_padding"], True)
        x, weight = cls.image(params, "x"), cls.image(params, "weight")
        conv = ops.conv2d(x, weight, **steps)
        y = conv if params["chain"] else cls.image(params, "y")
        opposite = steps | {"output_padding": extra}
        output = ops.conv_transpose2d(y, weight, **opposite)
        ones = ops.conv_transpose2d(torch.ones_like(y), torch.ones_like(weight), **opposite)
        units = torch.eye(y.numel(), dtype=torch.float64).reshape(-1, *y.shape[1:])
        rows = ops.conv_transpose2d(units, weight, **opposite).flatten(1)
        matrix = ops.conv_matrix(weight, (x.shape[2], x.shape[3]), **steps)
        full = ops.conv_transpose2d(y, weight, **(opposite | {"padding": 0}))
        same = output.shape == x.shape
        dots = [float((conv * y).sum()), float((x * output).sum())] if same else []
        small, big = cls.small(params), cls.big(params)
        rest = geometry.output_padding_for(params["size"], params["kernel"], *_steps(params))
        again = geometry.conv_output_size(big, params["kernel"], *_steps(params))
        return {
            "output": output.flatten().tolist(),
            "conv": conv.flatten().tolist(),
            "full": full.flatten().tolist(),
            "frame": cls.frame(params, y).flatten().tolist(),
            "counts": ones.flatten().tolist(),
            "matrix": matrix.flatten().tolist(),
            "transposed": rows.T.flatten().tolist(),
            "sizes": [small, big, rest, again],
            "shared": _shared(params, small),
            "phases": _phases(params),
            "dots": dots,
        }

    @classmethod
    def frame(cls, params: Params, y: Tensor) -> Tensor:
        """The stretched input: zeros between the numbers of y, then around them."""
        inset = geometry.full_padding(params["kernel"], params["dilation"]) - params["padding"]
        ends = [inset, inset + params["output_padding"]]
        stretched = ops.zero_insert(y, _pair(params, params["stride"], False))
        return F.pad(stretched, ends + (ends if params["dims"] == 2 else [0, 0]))

    @classmethod
    def describe(cls, params: Params) -> str:
        """Settings, sizes, both results, and the two inner products."""
        result = cls.compute(params)
        small, big, rest, _ = result["sizes"]
        side = " × ".join
        numbers = {
            name: side([str(n)] * params["dims"])
            for name, n in (("size", params["size"]), ("small", small), ("big", big))
        }
        text = (
            f"A convolution C with kernel {params['kernel']}, stride {params['stride']}, padding "
            f"{params['padding']}, dilation {params['dilation']} turns {numbers['size']} numbers "
            f"into {numbers['small']}: {_list(result['conv'])}. The transposed convolution with "
            f"output padding {params['output_padding']} turns {numbers['small']} numbers into "
            f"{numbers['big']}: {_list(result['output'])}. Output padding {rest} restores the "
            f"size {params['size']}; the sizes {_list(result['shared'])} all give {small}."
        )
        if result["dots"]:
            one, other = map(format_number, result["dots"])
            text += f" The inner product of C x with y is {one}, of x with the result {other}."
        return text

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Both operations side by side, with their matrices below."""
        return transposed_still.draw(params, cls.compute(params))


def _steps(params: Params) -> tuple[int, int, int]:
    return params["stride"], params["padding"], params["dilation"]


def _pair(params: Params, value: int, is_zero_based: bool) -> tuple[int, int]:
    """(h, w): in one dimension the single row has stride and dilation 1 and no padding."""
    return (value if params["dims"] == 2 else int(not is_zero_based), value)


def _shared(params: Params, small: int) -> list[int]:
    """All input sizes that the convolution turns into `small`."""
    kernel, steps = params["kernel"], _steps(params)
    low = max(1, geometry.effective_kernel_size(kernel, params["dilation"]) - 2 * params["padding"])
    most = params["size"] + params["stride"]
    sizes = range(low, most)
    return [n for n in sizes if geometry.conv_output_size(n, kernel, *steps) == small]


def _phases(params: Params) -> list[int]:
    """Taps that reach each of `stride` neighbouring outputs far from the ends of a long row."""
    extent = geometry.effective_kernel_size(params["kernel"], params["dilation"])
    row, taps = torch.ones(1, 1, 1, extent + 2), torch.ones(1, 1, 1, params["kernel"])
    stride, dilation = (1, params["stride"]), (1, params["dilation"])
    counts = ops.conv_transpose2d(row, taps, stride=stride, dilation=dilation)[0, 0, 0]
    middle = params["stride"] * extent
    return [int(count) for count in counts[middle : middle + params["stride"]]]


def _list(values: list[float]) -> str:
    return ", ".join(map(format_number, values))

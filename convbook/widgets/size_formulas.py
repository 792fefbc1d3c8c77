"""Live figure ``size-formulas``: what torch gives for every input size, and what formulas say."""

from math import floor
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, geometry
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.widgets import size_formulas_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole
from convbook.widgets.size_formulas_presets import PRESETS

NAME = "SizeFormulas"
MOST_INPUT = 40
OPERATIONS = {
    "conv": "convolution",
    "pool": "max pooling",
    "dilated": "dilated convolution",
    "transposed": "transposed convolution",
    "dilated-transposed": "transposed convolution, dilated",
}
RANGES = {
    "kernel": (1, 7),
    "stride": (1, 5),
    "padding": (0, 6),
    "dilation": (1, 5),
    "output_padding": (0, 4),
    "size": (1, MOST_INPUT),
}


class SizeFormulas(ConvFigure):
    """Output size against input size, 1 to 40 px: by torch, and by the article's formula.

    `operation` chooses the layer, and with it the formula of the article; `dilation` is used by the
    dilated operations, `output_padding` by the transposed ones, `ceil_mode` by the pooling. The
    input size looked at is `size`.

    Example:
        >>> SizeFormulas.compute(dict(SizeFormulas.defaults))["same"]
        [7, 8]
    """

    kind = "size-formulas"
    defaults: ClassVar[Params] = PRESETS["dilated: kernel 3, rate 2, stride 2"]
    presets = PRESETS

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse values out of range, and what the operation does not have."""
        operation = checks.choice(NAME, "operation", params["operation"], tuple(OPERATIONS))
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        if not isinstance(params["ceil_mode"], bool):
            rule = "ceil_mode must be True or False"
            raise ConvbookTypeError(message(NAME, rule, repr(params["ceil_mode"])))
        transposed = operation.endswith("transposed")
        most_extra = max(params["stride"], params["dilation"]) - 1 if transposed else 0
        wrong = {
            "dilation must be 1, unless the operation is dilated": params["dilation"] > 1
            and not operation.startswith("dilated"),
            f"output_padding must be at most {most_extra}": params["output_padding"] > most_extra,
            "padding must be at most half the kernel of a pooling": operation == "pool"
            and params["padding"] > params["kernel"] // 2,
            "ceil_mode must be False, unless the operation is a pooling": params["ceil_mode"]
            and operation != "pool",
        }
        for rule, broken in wrong.items():
            if broken:
                raise ConvbookValueError(message(NAME, rule, f"operation={operation!r}"))

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The presets."""
        return {"presets": PRESETS}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """What torch gives for inputs of 1 to 40 px, what formulas say, and the size looked at.

        `result` sizes measured with torch, 0 where it refuses; `formula` the library's; `article`
        the article's value as printed, which may be a fraction; `hits` how many inputs torch takes,
        for how many the printed value is right, for how many it is after rounding down; `same`
        first and last input with the output of the one looked at (empty if torch refuses it);
        `reads` taps that read each px of that input, or for a transposed convolution taps that
        reach each px of its output; `lost` px without any.
        """
        sizes = [measure(params, n) for n in range(1, MOST_INPUT + 1)]
        printed = [article(params, n) for n in range(1, MOST_INPUT + 1)]
        taken = [n for n in range(MOST_INPUT) if sizes[n]]
        output = sizes[params["size"] - 1]
        same = [n + 1 for n in taken if sizes[n] == output]
        reads = counts(params, output) if output else []
        return {
            "result": sizes,
            "formula": [_formula(params, n) for n in range(1, MOST_INPUT + 1)],
            "article": printed,
            "hits": [
                len(taken),
                sum(printed[n] == sizes[n] for n in taken),
                sum(floor(printed[n]) == sizes[n] for n in taken),
            ],
            "same": [same[0], same[-1]] if output else [],
            "reads": reads,
            "lost": reads.count(0),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The layer, how often the formulas agree with torch, and the size looked at."""
        result = cls.compute(params)
        taken, printed, floored = result["hits"]
        size, output = params["size"], result["result"][params["size"] - 1]
        text = (
            f"Output size against input size, 1 to {MOST_INPUT} px, for a "
            f"{OPERATIONS[params['operation']]} with {words(params)}. torch takes {taken} of these "
            f"inputs. The article's formula is right for {printed} of them as printed, for "
            f"{floored} after rounding down. An input of {size} px "
        )
        if not output:
            return f"{text}is refused."
        first, last = result["same"]
        more = f", as do all from {first} to {last}" if last > first else ""
        return f"{text}gives {output}{more}."

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The staircase with the article's line over it, and the px read of one input."""
        return size_formulas_still.draw(params, cls.compute(params))


def words(params: Params) -> str:
    """The settings that the operation has."""
    names = ["kernel", "stride", "padding"]
    names += ["dilation"] * params["operation"].startswith("dilated")
    names += ["output_padding"] * params["operation"].endswith("transposed")
    text = ", ".join(f"{name.replace('_', ' ')} {params[name]}" for name in names)
    return f"{text}, ceil mode" if params["ceil_mode"] else text


def measure(params: Params, size: int) -> int:
    """The size that torch gives for an input of `size` px; 0 where it refuses the input."""
    steps = {name: params[name] for name in ("stride", "padding", "dilation")}
    image = torch.empty(1, 1, size, device="meta")
    weight = torch.empty(1, 1, params["kernel"], device="meta")
    try:
        output: Tensor
        if params["operation"] == "pool":
            output = F.max_pool1d(image, params["kernel"], ceil_mode=params["ceil_mode"], **steps)
        elif params["operation"].endswith("transposed"):
            extra = params["output_padding"]
            output = F.conv_transpose1d(image, weight, output_padding=extra, **steps)
        else:
            output = F.conv1d(image, weight, **steps)
        return output.shape[2]
    except RuntimeError:
        return 0


def article(params: Params, size: int) -> float:
    """The article's formula for the operation, as printed: no rounding."""
    kernel, stride, padding = params["kernel"], params["stride"], params["padding"]
    reach = params["dilation"] * (kernel - 1)
    if params["operation"] == "transposed":
        return float((size - 1) * stride - 2 * padding + kernel)
    if params["operation"] == "dilated-transposed":
        return float((size - 1) * stride - 2 * padding + reach + params["output_padding"] + 1)
    if params["operation"] == "dilated":
        return float((size + 2 * padding - reach) / stride + 1)
    return float((size + 2 * padding - kernel) / stride + 1)


def _formula(params: Params, size: int) -> int:
    """The library's formula; 0 where it refuses the input."""
    kernel, stride, padding, dilation = (
        params[name] for name in ("kernel", "stride", "padding", "dilation")
    )
    try:
        if params["operation"].endswith("transposed"):
            return geometry.conv_transpose_output_size(
                size, kernel, stride, padding, dilation, params["output_padding"]
            )
        return geometry.conv_output_size(
            size, kernel, stride, padding, dilation, params["ceil_mode"]
        )
    except ConvbookValueError:
        return 0


def counts(params: Params, output: int) -> list[int]:
    """Taps that read each px of the input looked at, or reach each px of a transposed output."""
    steps = {name: params[name] for name in ("stride", "padding", "dilation")}
    ones = torch.ones(1, 1, params["kernel"], dtype=torch.float64)
    if params["operation"].endswith("transposed"):
        image = torch.ones(1, 1, params["size"], dtype=torch.float64)
        met = F.conv_transpose1d(image, ones, output_padding=params["output_padding"], **steps)
        return [int(n) for n in met[0, 0].tolist()]
    # One more window than the rounding down allows may hang over the end (ceil mode).
    image = torch.ones(1, 1, params["size"], dtype=torch.float64, requires_grad=True)
    beyond = F.pad(image, (0, params["stride"])) if params["ceil_mode"] else image
    seen = F.conv1d(beyond, ones, **steps)[0, 0, :output]
    (taps,) = torch.autograd.grad(seen.sum(), image)
    return [int(n) for n in taps[0, 0].tolist()]

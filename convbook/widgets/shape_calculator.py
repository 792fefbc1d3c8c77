"""Live figure ``shape-calculator``: output sizes, parameters and cost of a layer, both ways."""

from math import prod
from typing import Any, ClassVar

from matplotlib.figure import Figure

from convbook import checks, viz
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.geometry import conv_macs, conv_params
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.shape_search import Axis, layers_for, sizes_for
from convbook.widgets.shape_still import draw_axis, formula

LISTS = {
    "input_size": (1, 1024),
    "kernel_size": (1, 32),
    "stride": (1, 16),
    "padding": (0, 64),
    "dilation": (1, 16),
    "output_padding": (0, 15),
    "target": (1, 4096),
}
NUMBERS = {
    "dims": (1, 3),
    "axis": (0, 2),
    "batch": (1, 128),
    "in_channels": (1, 2048),
    "out_channels": (1, 2048),
    "groups": (1, 2048),
}
CHOICES = {
    "op": ("conv", "transpose", "maxpool"),
    "rule": ("number", "valid", "same", "full"),
    "goal": ("number", "same", "half", "double"),
}
BOOLS = ("square", "bias", "ceil_mode")
NAMES = {"conv": "convolution", "transpose": "transposed convolution", "maxpool": "max pooling"}
AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
FLOAT32 = 4  # bytes


class ShapeCalculator(ConvFigure):
    """Shape, parameters and cost of a convolution, transposed convolution or max pooling.

    Sizes are lists with one entry an axis, (d, h, w) in this order; with ``square=True`` all axes
    are alike. A layer that does not fit its input is shown, and the figure says how to mend it.

    Example:
        >>> figure = ShapeCalculator(input_size=[7, 7], padding=[1, 1])
        >>> figure.compute(figure.params)["output_size"]
        [1, 16, 4, 4]
    """

    kind = "shape-calculator"
    defaults: ClassVar[Params] = {
        "op": "conv",
        "dims": 2,
        "square": True,
        "input_size": [8, 8],
        "kernel_size": [3, 3],
        "stride": [2, 2],
        "padding": [0, 0],
        "rule": "number",
        "dilation": [1, 1],
        "output_padding": [0, 0],
        "ceil_mode": False,
        "batch": 1,
        "in_channels": 3,
        "out_channels": 16,
        "groups": 1,
        "bias": True,
        "axis": 0,
        "goal": "half",
        "target": [4, 4],
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse values out of range and combinations that no layer has."""
        for name, options in CHOICES.items():
            checks.choice(cls.__name__, name, params[name], options)
        for name, bounds in NUMBERS.items():
            _within(name, params[name], bounds)
        for name in BOOLS:
            if not isinstance(params[name], bool):
                rule = f"{name} must be True or False"
                raise ConvbookTypeError(message(cls.__name__, rule, repr(params[name])))
        for name, limits in LISTS.items():
            _check_list(name, params, limits)
        _check_together(params)

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Sizes as lists over the axes; counts as decimal text, for they may exceed 2**53."""
        axes = layer_axes(params)
        axis = axes[params["axis"]]
        target = wanted(params)
        layers, num_even = layers_for(axis, target)
        sizes = [a.output_size for a in axes]
        pooling = params["op"] == "maxpool"
        channels = params["in_channels"] if pooling else params["out_channels"]
        return {
            "output_size": [params["batch"], channels, *sizes] if all(sizes) else [],
            "sizes": sizes,
            "pads": [pad for a in axes for pad in a.pads],
            "formula": [formula(a) for a in axes],
            "remainder": [a.remainder for a in axes],
            "unread": [a.unread for a in axes],
            "blank": [a.blank for a in axes],
            **{name: str(value) for name, value in cost(params, sizes).items()},
            "target": target,
            "layers": layers,
            "num_even": num_even,
            "input_sizes": sizes_for(axis, target),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The layer, the sizes before and after, and its cost."""
        result = cls.compute(params)
        axis = layer_axes(params)[params["axis"]]
        names = {"kernel_size": "kernel", "stride": "stride", "dilation": "dilation"}
        parts = [f"{word} {times(params[name])}" for name, word in names.items()]
        layer = f"A {NAMES[params['op']]} with {', '.join(parts)}"
        before = times(params["input_size"])
        if not result["output_size"]:
            return f"{layer} does not fit an input of {before}."
        unread = axis.unread
        return (
            f"{layer} and padding {times(result['pads'][::2])} turns {before} into "
            f"{times(result['sizes'])}, with {int(result['params']):,} parameters and "
            f"{int(result['macs']):,} multiply-adds. The drawing shows one axis: {formula(axis)}; "
            f"{f'{unread} of its {axis.size} inputs' if unread else 'no input'} stays unread."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """One axis: the input below, the windows, the output above; the formula over them."""
        axis = layer_axes(params)[params["axis"]]
        figure = Figure(figsize=(7.2, 3.0))
        axes = figure.subplots()
        draw_axis(axes, axis)
        axes.set_title(formula(axis), color=viz.LIGHT["ink"])
        return figure


def layer_axes(params: Params) -> list[Axis]:
    """The layer along each axis."""
    names = ("input_size", "kernel_size", "stride", "padding", "dilation", "output_padding")
    rows = zip(*(params[name] for name in names), strict=True)
    return [
        Axis(params["op"], i, k, s, p, d, extra, params["ceil_mode"], params["rule"])
        for i, k, s, p, d, extra in rows
    ]


def wanted(params: Params) -> int:
    """The output size that is asked for along the chosen axis."""
    size: int = params["input_size"][params["axis"]]
    number: int = params["target"][params["axis"]]
    return {"same": size, "half": -(-size // 2), "double": 2 * size, "number": number}[
        params["goal"]
    ]


def cost(params: Params, sizes: list[int]) -> dict[str, int]:
    """Parameters, multiply-accumulates and bytes in float32; no work where nothing fits."""
    batch, op = params["batch"], params["op"]
    inputs, outputs, groups = params["in_channels"], params["out_channels"], params["groups"]
    taps, size = tuple(params["kernel_size"]), tuple(params["input_size"])
    count = macs = columns = 0
    if op == "maxpool":
        outputs = inputs
    else:
        count = conv_params(inputs, outputs, taps, groups, params["bias"])
    if op != "maxpool" and all(sizes):
        # A transposed convolution scatters: every input meets the whole kernel.
        windows = size if op == "transpose" else tuple(sizes)
        macs = conv_macs(windows, inputs, outputs, taps, groups, batch)
        columns = batch * (outputs if op == "transpose" else inputs) * prod(taps) * prod(windows)
    return {
        "params": count,
        "macs": macs,
        "input_bytes": FLOAT32 * batch * inputs * prod(size),
        "output_bytes": FLOAT32 * batch * outputs * prod(sizes),
        "weight_bytes": FLOAT32 * count,
        "im2col_bytes": FLOAT32 * columns,
    }


def times(values: list[int]) -> str:
    """Sizes as they are spoken of, such as 8×8."""
    return "×".join(map(str, values))


def _within(name: str, value: Any, bounds: tuple[int, int]) -> None:
    if checks.integer("ShapeCalculator", name, value, bounds[0]) > bounds[1]:
        rule = f"{name} must be at most {bounds[1]}"
        raise ConvbookValueError(message("ShapeCalculator", rule, value))


def _check_list(name: str, params: Params, bounds: tuple[int, int]) -> None:
    values, dims = params[name], params["dims"]
    if not isinstance(values, list) or len(values) != dims:
        rule = f"{name} must be a list with one entry an axis"
        hint = f"dims={dims}: {', '.join(AXES[dims])}"
        raise ConvbookValueError(message("ShapeCalculator", rule, repr(values), hint))
    for value in values:
        _within(name, value, bounds)
    if params["square"] and len(set(values)) > 1:
        rule = f"{name} must be alike on every axis"
        raise ConvbookValueError(
            message("ShapeCalculator", rule, repr(values), "or set square=False")
        )


def _check_together(params: Params) -> None:
    for name in ("in_channels", "out_channels"):
        if params[name] % params["groups"]:
            got = f"{params[name]} and groups={params['groups']}"
            raise ConvbookValueError(message("ShapeCalculator", f"groups must divide {name}", got))
    dims, op = params["dims"], params["op"]
    problems: dict[str, bool] = {
        f"axis must be below dims={dims}": params["axis"] >= dims,
        "a named padding needs op='conv'": op != "conv" and params["rule"] != "number",
        "output_padding must be below max(stride, dilation)": any(
            extra >= max(s, d)
            for extra, s, d in zip(
                params["output_padding"], params["stride"], params["dilation"], strict=True
            )
        ),
        "the padding of a max pooling must be at most half its kernel": op == "maxpool"
        and any(p > k // 2 for p, k in zip(params["padding"], params["kernel_size"], strict=True)),
    }
    for rule, broken in problems.items():
        if broken:
            names = ("axis", "rule", "kernel_size", "stride", "padding", "dilation")
            seen = ", ".join(f"{name}={params[name]!r}" for name in (*names, "output_padding"))
            raise ConvbookValueError(message("ShapeCalculator", rule, seen))

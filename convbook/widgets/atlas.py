"""Live figure ``atlas``: the operators, and the reductions between them."""

import re
from functools import cache
from typing import Any, ClassVar

from matplotlib.figure import Figure
from matplotlib.patches import Arc

from convbook import checks, ops
from convbook.viz import LIGHT
from convbook.widgets.base import ConvFigure, Params

# The rows of the map, from top to bottom; the script has the same.
FAMILIES = {
    "Bare arrays": ("convolve", "cross_correlate"),
    "Convolution": ("conv1d", "conv2d", "conv3d", "conv_matrix", "conv2d_backward"),
    "Transposed and dilated": ("conv_transpose2d", "zero_insert", "dilate_kernel"),
    "Grouped and separable": (
        *("depthwise_conv2d", "pointwise_conv2d", "separable_conv2d", "channel_shuffle"),
        "octave_conv2d",
    ),
    "Borders": ("pad2d", "partial_conv2d", "symmetric_pad2d", "SymmetricPadConv2d"),
    "Adaptive": (
        *("deform_conv2d", "sample_kernel", "deform_kernel_conv2d", "cond_conv2d"),
        "dynamic_pool2d",
    ),
}
OPERATORS = tuple(name for names in FAMILIES.values() for name in names)
# A layer stands in the row of its function; convNd means all three.
ROWS = {
    "convNd": ("conv2d", "conv1d", "conv3d"),
    "winograd_matrices": ("conv2d",),
    "DepthwiseSeparableConv2d": ("separable_conv2d",),
    "OctaveConv2d": ("octave_conv2d",),
    "PartialConv2d": ("partial_conv2d",),
    "DeformConv2d": ("deform_conv2d",),
    "DeformKernelConv2d": ("deform_kernel_conv2d",),
    "CondConv2d": ("cond_conv2d",),
    "DynOPool2d": ("dynamic_pool2d",),
} | {name: (name,) for name in OPERATORS}
_NAMES = re.compile(rf"\b({'|'.join(ROWS)})\b")


def rows_of(text: str, all_of: bool = True) -> list[str]:
    """The rows of the map that a call names, in the order in which it names them.

    Without `all_of` only the first row of each name, so that convNd is conv2d.

    Example:
        >>> rows_of("OctaveConv2d(alpha_in=0, alpha_out=0)")
        ['octave_conv2d']
    """
    count = None if all_of else 1
    return list(dict.fromkeys(row for name in _NAMES.findall(text) for row in ROWS[name][:count]))


@cache
def edges() -> tuple[dict[str, Any], ...]:
    """Every reduction as plain values; `ends` are the rows that it concerns, `heads` its arc's."""
    return tuple(
        {
            "name": edge.name,
            "left": edge.left,
            "right": edge.right,
            "condition": edge.condition,
            "meaning": edge.meaning,
            "exact": edge.exact,
            "ends": rows_of(f"{edge.left} {edge.right}"),
            "heads": rows_of(f"{edge.left} {edge.right}", all_of=False),
        }
        for edge in ops.REDUCTIONS
    )


@cache
def arcs() -> dict[tuple[int, int], int]:
    """How many reductions connect two rows of the map, by the numbers of the rows."""
    counted: dict[tuple[int, int], int] = {}
    for edge in edges():
        numbers = sorted(OPERATORS.index(row) for row in edge["heads"][:2])
        if len(numbers) == 2:
            pair = numbers[0], numbers[1]
            counted[pair] = counted.get(pair, 0) + 1
    return counted


class Atlas(ConvFigure):
    """The map of all operators: choose one, and read which others it becomes, and when.

    `cases` is how many generated cases of every reduction were run without a failure.

    Example:
        >>> Atlas(operator="octave_conv2d")
        Atlas(operator='octave_conv2d')
    """

    kind = "atlas"
    defaults: ClassVar[Params] = {"operator": "conv2d", "exact": False, "cases": 0}

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown operators and negative numbers of cases."""
        checks.choice("Atlas", "operator", params["operator"], OPERATORS)
        checks.integer("Atlas", "cases", params["cases"], minimum=0)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The registry, and what the map draws."""
        return {
            "edges": list(edges()),
            "arcs": [[*pair, count] for pair, count in arcs().items()],
        }

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The reductions of the chosen operator, by number, and the rows they lead to."""
        chosen = [
            (number, edge)
            for number, edge in enumerate(edges())
            if params["operator"] in edge["ends"] and (edge["exact"] or not params["exact"])
        ]
        near = {row for _, edge in chosen for row in edge["heads"]} - {params["operator"]}
        return {
            "edges": [number for number, _ in chosen],
            "near": [row for row in OPERATORS if row in near],
            "cases": params["cases"] * len(chosen),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """How large the map is, and what the chosen operator is connected with."""
        found = cls.compute(params)
        near = ", ".join(found["near"]) or "no other operator"
        return (
            f"Map of {len(OPERATORS)} operators and the {len(edges())} reductions between them. "
            f"{params['operator']} has {len(found['edges'])}; they lead to {near}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The operators as a column, an arc for each pair that reductions connect."""
        figure = Figure(figsize=(6.4, 0.26 * len(OPERATORS) + 0.4))
        axes = figure.subplots()
        near = cls.compute(params)["near"]
        for y, name in enumerate(OPERATORS):
            chosen = name == params["operator"]
            colour = LIGHT["kernel" if chosen else "output" if name in near else "ink"]
            weight = "bold" if chosen else "normal"
            axes.text(-0.4, y, name, ha="right", va="center", color=colour, weight=weight)
            axes.plot(0, y, "o", color=colour, markersize=4)
        for (a, b), count in arcs().items():
            mine = params["operator"] in (OPERATORS[a], OPERATORS[b])
            colour = LIGHT["kernel" if mine else "padding"]
            half = Arc((0, (a + b) / 2), 0.9 * (b - a), b - a, theta1=-90, theta2=90)
            half.set(color=colour, linewidth=1 + 0.4 * min(count, 6))
            axes.add_patch(half)
        axes.set(xlim=(-9, 13), ylim=(len(OPERATORS), -1))
        axes.axis("off")
        return figure

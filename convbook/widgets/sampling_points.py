"""Live figure ``sampling-points``: where a kernel reads a photograph, and with which weights."""

import base64
from typing import Any, ClassVar

import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import analysis, checks, ops
from convbook.errors import ConvbookValueError, message
from convbook.widgets import sampling_points_rule as rule
from convbook.widgets import sampling_points_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole
from convbook.widgets.sampling_points_images import PHOTOGRAPHS, SIZE, pixels

MODES = ("both", "data", "kernel", "rigid")
ADAPTIVE = ("both", "top", "bottom")
RANGES = {"scale": (0, 3), "shear": (-1, 1), "pull": (0, 1), "spread": (0, 2)}
NOT_STATED = -1


class SamplingPoints(ConvFigure):
    """A 3x3 kernel over a photograph of 32x32 px: its sampling points, weights and field.

    `mode` says what the offsets move: the points in the data (deformable convolution), the taps
    over a 5x5 scope (deformable kernels), both, or nothing. One layer or two; of two, `adaptive`
    says which have offsets. The rule of the offsets is in ``sampling_points_rule``.

    Example:
        >>> SamplingPoints(mode="data", turn=30)
        SamplingPoints(mode='data', turn=30)
    """

    kind = "sampling-points"
    defaults: ClassVar[Params] = {
        "mode": "both",
        "photo": "chelsea",
        "scope": "bump",
        "layers": 1,
        "adaptive": "both",
        "dilation": 2,
        "scale": 1.5,
        "turn": 20,
        "shear": 0,
        "pull": 0,
        "spread": 0.75,
        "y": 15,
        "x": 10,
        "cy": 12,
        "cx": 22,
        "moves": [0] * 18,
        "slides": [0] * 18,
        "tap": 2,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown names, and numbers that are out of range or no multiples of 1/8."""
        name = cls.__name__
        names = {"mode": MODES, "photo": PHOTOGRAPHS, "scope": tuple(rule.SCOPES)}
        for key, known in {**names, "adaptive": ADAPTIVE}.items():
            checks.choice(name, key, params[key], known)
        whole(name, "layers", params["layers"], 1, 2)
        whole(name, "dilation", params["dilation"], 1, 3)
        whole(name, "turn", params["turn"], -90, 90)
        whole(name, "tap", params["tap"], 0, 8)
        for key in ("y", "x", "cy", "cx"):
            whole(name, key, params[key], 0, SIZE - 1)
        for key, (low, high) in RANGES.items():
            (value,) = dyadics(name, key, [params[key]], 1)
            if not low <= value <= high:
                rule_text = f"{key} must lie within {low}..{high}"
                raise ConvbookValueError(message(name, rule_text, value))
        dyadics(name, "moves", params["moves"], 18, 8)
        dyadics(name, "slides", params["slides"], 18, 4)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The bytes of all photographs."""
        return {name: base64.b64encode(pixels(name).tobytes()).decode() for name in PHOTOGRAPHS}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Points, values, weights, output, the effective field and what the equation says."""
        image = torch.tensor(pixels(params["photo"]), dtype=torch.float64)[None, None]
        image.requires_grad_()
        place = torch.tensor([[params["y"], params["x"]]], dtype=torch.float64)
        bottom, top = adaptive_layers(params)
        offset, taps = rule.offsets(params, place, top)
        points = place + _rest(params) + offset.reshape(9, 2)
        below = image
        if params["layers"] == 2:
            below = outputs(image, params, rule.corners(points)[0].flatten(0, 1), bottom)
        values = _values(below, params, offset + place.repeat(1, 9))
        weights = ops.sample_kernel(rule.scope(params["scope"]), taps[..., None, None], 3).flatten()
        output = (values * weights).sum()
        field = torch.autograd.grad(output, image)[0][0, 0]
        return {
            "output": [output.item()],
            "points": points.flatten().tolist(),
            "lower": _lower(params, points, bottom) if params["layers"] == 2 else [],
            "scope_points": _scope_points(params, place),
            "values": values.tolist(),
            "weights": weights.tolist(),
            "field": field.flatten().tolist(),
            "read": int((field != 0).sum()),
            "beyond": int(((field != 0) & ~_rigid_window(params)).sum()),
            "difference": _difference(params, field, place),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """What is moved, where the points lie, what the output is."""
        numbers = cls.compute(params)
        moved = {
            "both": "The points in the data and the taps of the kernel move",
            "data": "The points in the data move, the kernel does not",
            "kernel": "The taps of the kernel move, the points in the data do not",
            "rigid": "Nothing moves",
        }[params["mode"]]
        layers = "one layer" if params["layers"] == 1 else "two layers"
        return (
            f"A photograph of 32 by 32 pixels with the nine sampling points of a 3 by 3 kernel, "
            f"{layers}, output at row {params['y']}, column {params['x']}. {moved}. The output is "
            f"{numbers['output'][0]:.4f}; it depends on {numbers['read']} pixels, "
            f"{numbers['beyond']} of them outside the rigid window."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The photograph with its points, and the effective field."""
        return still.draw(params, pixels(params["photo"]), cls.compute(params))


def adaptive_layers(params: Params) -> tuple[bool, bool]:
    """Do the layer below and the one on top have offsets?"""
    if params["mode"] == "rigid":
        return False, False
    if params["layers"] == 1:
        return False, True
    return params["adaptive"] != "top", params["adaptive"] != "bottom"


def outputs(image: Tensor, params: Params, places: Tensor, adaptive: bool) -> Tensor:
    """Outputs of one layer at some places [M, 2]; a map that is zero everywhere else.

    Each is a call of its own: a stride as long as the image leaves one output, and its offsets
    carry it to its place.
    """
    inside = torch.unique(places[((places >= 0) & (places < SIZE)).all(1)], dim=0)
    points, taps = rule.offsets(params, inside.double(), adaptive)
    found = ops.deform_kernel_conv2d(
        image.expand(len(inside), -1, -1, -1),
        rule.scope(params["scope"]),
        taps[..., None, None],
        kernel_size=3,
        stride=SIZE,
        padding=params["dilation"],
        dilation=params["dilation"],
        offset=(points + inside.repeat(1, 9))[..., None, None],
    )
    nothing = torch.zeros_like(image[0, 0])
    return nothing.index_put(tuple(inside.T), found.flatten())[None, None]


def _values(input: Tensor, params: Params, offset: Tensor) -> Tensor:
    """What each tap of the output that starts at (0, 0) reads, by offsets [1, 18]."""
    d = params["dilation"]
    each = torch.eye(9, dtype=torch.float64).reshape(9, 1, 3, 3)
    moved = offset[..., None, None]
    found = ops.deform_conv2d(input, moved, each, stride=SIZE, padding=d, dilation=d)
    return found.flatten()


def _rest(params: Params) -> Tensor:
    taps = torch.tensor(rule.TAPS, dtype=torch.float64)
    return taps * float(params["dilation"])


def _lower(params: Params, points: Tensor, adaptive: bool) -> list[float]:
    """Where the layer below reads for each point: the mean over the four outputs around it."""
    near, shares = rule.corners(points)
    places = near.clamp(0, SIZE - 1).flatten(0, 1).double()
    moves = rule.offsets(params, places, adaptive)[0].reshape(9, 4, 9, 2)
    mean = (shares[..., None, None] * moves).sum(1)
    found: list[float] = (points[:, None] + _rest(params) + mean).flatten().tolist()
    return found


def _scope_points(params: Params, place: Tensor) -> list[float]:
    """Where the taps of the output read the scope, (y, x), kept inside it."""
    rest = torch.tensor(rule.TAPS, dtype=torch.float64) + 2
    taps = rule.offsets(params, place, adaptive=True)[1]
    found: list[float] = (rest.flatten() + taps[0]).clamp(0, 4).tolist()
    return found


def _rigid_window(params: Params) -> Tensor:
    """The pixels within the box that the layers at rest span."""
    reach = params["layers"] * params["dilation"]
    near = [(torch.arange(SIZE) - params[key]).abs() <= reach for key in ("y", "x")]
    window: Tensor = near[0][:, None] & near[1]
    return window


def _difference(params: Params, field: Tensor, place: Tensor) -> float:
    """Largest difference of the field from equation (8), (10) or (11); -1 where none is stated.

    The equations know one adaptive layer, and its offsets at the output's position.
    """
    adaptive = adaptive_layers(params)[-params["layers"] :]
    if all(adaptive) and params["layers"] == 2:
        return NOT_STATED
    whole_scope = rule.scope(params["scope"])[0, 0]
    weights = [whole_scope if a else whole_scope[1:4, 1:4] for a in adaptive]
    moves = rule.offsets(params, place, adaptive=any(adaptive))
    points, taps = (move.reshape(3, 3, 2) for move in moves)
    said = analysis.erf_path_sum(
        weights,
        [params["dilation"]] * len(weights),
        offset=[points if a else None for a in adaptive],
        kernel_offset=[taps if a else None for a in adaptive],
    )
    border = points.abs().amax((0, 1)).ceil() + params["dilation"] * len(weights)
    # On a sheet large enough for both: what lies outside the photograph counts, too.
    reach = max(said.shape) + SIZE
    top, left = (int(v) for v in (place[0] - border + reach))
    sheet = torch.zeros(SIZE + 2 * reach, SIZE + 2 * reach, dtype=torch.float64)
    sheet[top : top + said.shape[0], left : left + said.shape[1]] = said
    sheet[reach : reach + SIZE, reach : reach + SIZE] -= field
    return float(sheet.abs().max())

"""Offsets by a rule, for the figure ``sampling-points``: all are multiples of 1/8."""

from math import cos, pi, sin
from typing import Any

import torch
from torch import Tensor

Params = dict[str, Any]
TAPS = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
# Cosine and sine are rounded to multiples of 1/1024, so that every sum is exact.
TURN_UNIT = 1024
# A kernel's taps move 1/8 tap where the points move 1 px.
TAPS_PER_PX = 1 / 8

SCOPES = {
    "bump": [[0, 1, 1, 1, 0], [1, 3, 4, 3, 1], [1, 4, 6, 4, 1], [1, 3, 4, 3, 1], [0, 1, 1, 1, 0]],
    "edge": [[r * c for c in (-1, -2, 0, 2, 1)] for r in (1, 2, 3, 2, 1)],
    "spot": [
        [-1, -1, -1, -1, -1],
        [-1, 0, 1, 0, -1],
        [-1, 1, 8, 1, -1],
        [-1, 0, 1, 0, -1],
        [-1, -1, -1, -1, -1],
    ],
}


def scope(name: str) -> Tensor:
    """Return the scope of a name, [1, 1, 5, 5], in eighths.

    >>> scope("bump")[0, 0, 2].tolist()
    [0.125, 0.5, 0.75, 0.5, 0.125]
    """
    return torch.tensor(SCOPES[name], dtype=torch.float64)[None, None] / 8


def eighths(value: Tensor) -> Tensor:
    """Round to multiples of 1/8, half up."""
    return torch.floor(value * 8 + 0.5) / 8


def tap_moves(params: Params) -> Tensor:
    """Offsets (dy, dx) in px of the nine taps, [9, 2]: scale, shear, turn, then single moves.

    >>> rule = {"turn": 90, "shear": 0, "scale": 1, "dilation": 1, "moves": [0] * 18}
    >>> tap_moves(rule)[0].tolist()  # the top left tap goes to the top right
    [0.0, 2.0]
    """
    angle = pi * params["turn"] / 180
    c, s = (float(round(TURN_UNIT * f(angle))) / TURN_UNIT for f in (cos, sin))
    rest = torch.tensor(TAPS, dtype=torch.float64) * params["dilation"]
    y, x = rest[:, 0], rest[:, 1] + params["shear"] * rest[:, 0]
    turned = params["scale"] * torch.stack([c * y + s * x, c * x - s * y], 1)
    own = torch.tensor(params["moves"], dtype=torch.float64).reshape(9, 2)
    moves: Tensor = eighths(turned) - rest + own
    return moves


def scope_moves(params: Params) -> Tensor:
    """Offsets (dy, dx) in taps over the scope, [9, 2]: the spread, then single moves.

    >>> scope_moves({"spread": 0.5, "slides": [0] * 18})[0].tolist()
    [0.5, 0.5]
    """
    rest = torch.tensor(TAPS, dtype=torch.float64)
    own = torch.tensor(params["slides"], dtype=torch.float64).reshape(9, 2)
    return eighths(params["spread"] * rest) - rest + own


def offsets(params: Params, places: Tensor, adaptive: bool) -> tuple[Tensor, Tensor]:
    """Offsets of the points and of the taps of outputs at `places` [M, 2], each [M, 18].

    What rests has offsets of zero. The pull carries points towards the centre, and makes the tap
    on the centre's side read the middle of the scope.
    """
    centre = torch.tensor([params["cy"], params["cx"]], dtype=torch.float64)
    way = (params["pull"] * (centre - places))[:, None]
    points = tap_moves(params) + way
    taps = scope_moves(params) - eighths(TAPS_PER_PX * way)
    data = adaptive and params["mode"] in ("both", "data")
    kernel = adaptive and params["mode"] in ("both", "kernel")
    return points.flatten(1) * data, taps.flatten(1) * kernel


def corners(points: Tensor) -> tuple[Tensor, Tensor]:
    """The four pixels around each point [M, 2], and their bilinear shares: [M, 4, 2], [M, 4].

    >>> corners(torch.tensor([[0.25, 3.0]], dtype=torch.float64))[1].tolist()
    [[0.75, 0.0, 0.25, 0.0]]
    """
    steps = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=points.dtype)
    low = points.floor()
    near = low[:, None] + steps
    part = (1 - (points[:, None] - near).abs()).clamp(min=0)
    return near.long(), part.prod(-1)

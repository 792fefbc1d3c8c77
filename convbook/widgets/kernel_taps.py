"""Live figure ``kernel-taps``: the taps of a kernel lie on a larger one, its scope, and move."""

import base64
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure

from convbook import checks, ops
from convbook.errors import ConvbookValueError, message
from convbook.viz import format_number
from convbook.widgets import kernel_taps_still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.kernel_taps_photo import SIZE, photo
from convbook.widgets.params import dyadics, whole

NAME = "KernelTaps"
LARGEST_SCOPE = 9
LARGEST_KERNEL = 5
REACH = 6
TURN_STEP = 15
# The sine and cosine of a turn are rounded to this, so that sums and products of them are exact.
FINEST = 1024


class KernelTaps(ConvFigure):
    """A scope of numbers, the taps laid over it, the kernel they read, and a photograph.

    `weights` are the scope's `scope` x `scope` numbers, row by row, multiples of 1/8. The taps of
    the kernel, `kernel` x `kernel`, lie one apart in the middle of the scope; `spread` (multiples
    of 1/8) stretches them about their centre, `turn` (degrees, multiples of 15) turns them
    clockwise, `down` and `right` shift them, and `own` adds (dy, dx) to each alone. Positions
    are rounded to 1/8. `clamp` keeps them inside the scope. `tap`, and the pixel `y`, `x`, are
    those that are looked at.

    Example:
        >>> figure = KernelTaps(spread=1.5)
        >>> figure
        KernelTaps(spread=1.5)
        >>> KernelTaps.compute(dict(figure.params))["kernel"]
        [-1.0, -1.0, -1.0, -1.0, 9.0, -1.0, -1.0, -1.0, -1.0]
    """

    kind = "kernel-taps"
    defaults: ClassVar[Params] = {
        "scope": 4,
        "kernel": 3,
        "weights": [-1, -1, -1, -1, -1, 9, 9, -1, -1, 9, 9, -1, -1, -1, -1, -1],
        "spread": 1,
        "turn": 0,
        "down": 0,
        "right": 0,
        "own": [0] * 18,
        "clamp": True,
        "tap": 2,
        "y": 32,
        "x": 60,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse sizes and positions out of range, and numbers that are no multiples of 1/8."""
        size = whole(NAME, "scope", params["scope"], 3, LARGEST_SCOPE)
        taps = whole(NAME, "kernel", params["kernel"], 2, LARGEST_KERNEL)
        checks.scope_fits(NAME, (size, size), (taps, taps))
        dyadics(NAME, "weights", params["weights"], size**2, 99, "row by row")
        dyadics(NAME, "down and right", [params["down"], params["right"]], 2, REACH)
        dyadics(NAME, "spread", [params["spread"]], 1, 3)
        dyadics(NAME, "own", params["own"], 2 * taps**2, REACH, "(dy, dx) of each tap")
        if params["spread"] < 0:
            rule = "spread must not be negative"
            raise ConvbookValueError(message(NAME, rule, params["spread"], "1 is at rest"))
        if whole(NAME, "turn", params["turn"], -180, 180) % TURN_STEP:
            rule = f"turn must be a multiple of {TURN_STEP}"
            raise ConvbookValueError(message(NAME, rule, params["turn"], "in degrees"))
        checks.flag(NAME, "clamp", params["clamp"])
        whole(NAME, "tap", params["tap"], 0, taps**2 - 1)
        for name in ("y", "x"):
            whole(NAME, name, params[name], 0, SIZE - 1)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The photograph's bytes."""
        return {"pixels": base64.b64encode(photo().tobytes()).decode()}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The offsets, where the taps read, with what weights, the kernel, and the photograph.

        `blends` has the scope's weights for each tap in turn; `used` sums them over the taps.
        """
        size, taps = params["scope"], params["kernel"]
        clamp = params["clamp"]
        offset = offsets(params)
        moves = torch.tensor(offset, dtype=torch.float64).reshape(1, -1, 1, 1)
        scope = torch.tensor(params["weights"], dtype=torch.float64).reshape(1, 1, size, size)
        kernel = ops.sample_kernel(scope, moves, taps, clamp).flatten()
        # Scopes of a single one read off what each tap takes of each entry.
        ones = torch.eye(size**2, dtype=torch.float64).reshape(-1, 1, size, size)
        blends = ops.sample_kernel(ones, moves, taps, clamp).reshape(size**2, taps**2).T
        image = torch.tensor(photo(), dtype=torch.float64)[None, None]
        output = ops.deform_kernel_conv2d(
            image, scope, moves, taps, padding="same", clamp=clamp
        ).flatten()
        return {
            "offsets": offset,
            "positions": _positions(offset, size, taps),
            "kernel": kernel.tolist(),
            "blends": blends.flatten().tolist(),
            "used": blends.sum(0).tolist(),
            "sum": float(kernel.sum()),
            "std": _std(kernel),
            "scope_std": _std(scope.flatten()),
            **_exposure(kernel),
            "output": output.tolist(),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Where the taps lie, what they read, and what that does to the photograph."""
        numbers, taps = cls.compute(params), params["kernel"]
        rows = [
            "  ".join(map(format_number, numbers["kernel"][i : i + taps]))
            for i in range(0, taps**2, taps)
        ]
        places = "; ".join(
            f"({format_number(y)}, {format_number(x)})"
            for y, x in zip(numbers["positions"][::2], numbers["positions"][1::2], strict=True)
        )
        outside = "clamped to the scope" if params["clamp"] else "with zeros outside the scope"
        return (
            f"A scope of {params['scope']} by {params['scope']} numbers, the {taps} by {taps} taps "
            f"over it at {places}, {outside}; the kernel they read, {'; '.join(rows)}, which adds "
            f"to {format_number(numbers['sum'])}; and a photograph before and after it."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The scope with the taps, the kernel, the photograph before and after."""
        return kernel_taps_still.draw(params, cls.compute(params), photo())


def offsets(params: Params) -> list[float]:
    """Offsets (dy, dx) of all taps: spread and turned, rounded to 1/8, then shifted.

    Example:
        >>> offsets(KernelTaps.defaults | {"spread": 0})[:4]
        [1.0, 1.0, 1.0, 0.0]
    """
    angle = np.radians(params["turn"])
    cosine, sine = (float(np.floor(FINEST * f(angle) + 0.5) / FINEST) for f in (np.cos, np.sin))
    middle, found = (params["kernel"] - 1) / 2, []
    for tap, (a, b) in enumerate(np.ndindex(params["kernel"], params["kernel"])):
        u, v = a - middle, b - middle
        turned = u * cosine + v * sine, v * cosine - u * sine
        shifts = params["down"], params["right"]
        for axis, (start, place) in enumerate(zip((u, v), turned, strict=True)):
            rounded = float(np.floor(8 * params["spread"] * place + 0.5) / 8)
            found.append(rounded - start + shifts[axis] + params["own"][2 * tap + axis])
    return found


def _positions(offset: list[float], size: int, taps: int) -> list[float]:
    """Where the offsets send the taps, before clamping."""
    starts = [t + (size - taps) / 2 for place in np.ndindex(taps, taps) for t in place]
    return [float(start + move) for start, move in zip(starts, offset, strict=True)]


def _std(values: torch.Tensor) -> float:
    """Standard deviation over all entries, from exact sums."""
    count, total = len(values), float(values.sum())
    return float(np.sqrt(count * float((values * values).sum()) - total * total)) / count


def _exposure(kernel: torch.Tensor) -> dict[str, float]:
    """By what the picture divides the output, and which grey level zero has."""
    total, size = float(kernel.sum()), float(kernel.abs().sum())
    if size == 0:
        return {"divide": 1.0, "grey": 0}
    if total * 20 >= size:
        return {"divide": total, "grey": 0}
    return {"divide": size / 2, "grey": 128}

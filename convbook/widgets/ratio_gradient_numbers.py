"""The numbers of the figure ``ratio-gradient``: size, distance, slopes, two descents."""

from typing import Any

import torch

from convbook.ops import DynOPool2d
from convbook.ops.query_points import query_points

STEPS = 24
LOWEST, HIGHEST = 1 / 64, 16.0
NEAR = 0.01


def output_size(size: int, alpha: float) -> int:
    """Px of the output along an axis of `size` px.

    >>> output_size(16, 2.0), output_size(5, 2.0), output_size(4, 16.0)
    (8, 2, 1)
    """
    return DynOPool2d(alpha, dtype=torch.float64).output_size(size, size)[0]


def points(size: int, alpha: float) -> list[float]:
    """Query points in px: those before the centres of all cells, then those behind.

    >>> points(4, 2.0)
    [0.0, 2.0, 1.0, 3.0]
    """
    ratio = torch.tensor(alpha, dtype=torch.float64)
    found: list[float] = query_points(size, ratio, output_size(size, alpha)).tolist()
    return found


def slopes(size: int, alpha: float) -> dict[str, float]:
    """The distance delta in coordinates of -1 to 1, and derivatives by r = 1 / alpha and by alpha.

    The true derivative of the size is 0 wherever it has one; `size_by_r` and `size_by_alpha` are
    those of size * r and size / alpha, which the straight-through gradient takes instead.

    >>> slopes(8, 2.0)["delta_by_r"], slopes(8, 64.0)["delta_by_r"]
    (-0.25, -256.0)
    """
    return {
        "delta": alpha / (2 * size),
        "delta_by_r": -(alpha * alpha) / (2 * size),
        "delta_by_alpha": 1 / (2 * size),
        "size_by_r": float(size),
        "size_by_alpha": -(size / alpha / alpha),
    }


def descents(start: float, goal: float, rate: float) -> dict[str, Any]:
    """Two descents from alpha = `start` on L = (delta - delta*)^2 / 2, in r and in alpha.

    Each step is `rate` times the gradient over the curvature at the goal, so that close to the
    goal both parameters take the same steps; the size of the input cancels. The ratio is held
    within 1/64 and 16.

    >>> found = descents(8.0, 2.0, 0.5)
    >>> found["path_alpha"][:3], found["path_r"][:2]
    ([8.0, 5.0, 3.5], [0.125, 12.125])
    """
    r, alpha = 1 / start, start
    r_goal = 1 / goal
    curvature = r_goal * r_goal * r_goal * r_goal
    path_r, path_alpha = [r], [alpha]
    for _ in range(STEPS):
        # delta - delta* and d delta / d r, both without the factor 1 / (2 size)
        r = r + rate * curvature * ((1 / r - goal) / (r * r))
        r = min(HIGHEST, max(LOWEST, r))
        alpha = alpha - rate * (alpha - goal)
        alpha = min(1 / LOWEST, max(1 / HIGHEST, alpha))
        path_r.append(r)
        path_alpha.append(alpha)
    return {
        "path_r": path_r,
        "path_alpha": path_alpha,
        "near_r": _arrives([1 / value for value in path_r], goal),
        "near_alpha": _arrives(path_alpha, goal),
    }


def _arrives(alphas: list[float], goal: float) -> int:
    """Return the first step after which alpha stays within 1 % of the goal, or -1."""
    far = [k for k, alpha in enumerate(alphas) if abs(alpha - goal) > NEAR * goal]
    after = far[-1] + 1 if far else 0
    return after if after < len(alphas) else -1

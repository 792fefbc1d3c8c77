"""Solid shapes by formula, in voxels: a data set for convolutions over three axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Points = npt.NDArray[np.float64]

SIDE = 24
COUNTS = {"train": 480, "test": 120}


def _ball(p: Points) -> Any:
    return (p**2).sum(-1) <= 1


def _cube(p: Points) -> Any:
    return abs(p).max(-1) <= 0.8


def _torus(p: Points) -> Any:
    ring = ((p[..., 1:] ** 2).sum(-1) ** 0.5 - 0.75) ** 2
    return ring + p[..., 0] ** 2 <= 0.3**2


def _cylinder(p: Points) -> Any:
    return ((p[..., 1:] ** 2).sum(-1) <= 0.5**2) & (abs(p[..., 0]) <= 1)


def _cone(p: Points) -> Any:
    radius = (p[..., 1:] ** 2).sum(-1) ** 0.5
    return (radius <= (1 - p[..., 0]) * 0.45) & (p[..., 0] >= -1)


def _cross(p: Points) -> Any:
    return (abs(p) <= 0.35).sum(-1) >= 2


SHAPES: dict[str, Callable[[Points], Any]] = {
    "ball": _ball,
    "cube": _cube,
    "torus": _torus,
    "cylinder": _cylinder,
    "cone": _cone,
    "cross": _cross,
}


def shapes(split: str | None) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return turned, scaled and shifted solids, 0 or 255, and the number of their shape.

    Radius 6 to 10 voxels (the cross is endless and cut at 1.2 radii), centre within 1.5 voxels of
    the middle, every orientation equally likely.

    Returns:
        uint8 [N, 24, 24, 24], and labels: the place in SHAPES.
    """
    import numpy as np

    parts = [split] if split else list(COUNTS)
    drawn = [_draw(part) for part in parts]
    volumes, labels = zip(*drawn, strict=True)
    return np.concatenate(volumes), np.concatenate(labels)


def _draw(split: str) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    import numpy as np

    random = np.random.Generator(np.random.PCG64(list(COUNTS).index(split)))
    axis = np.arange(SIDE) - (SIDE - 1) / 2
    grid = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    labels = (np.arange(COUNTS[split]) % len(SHAPES)).astype(np.uint8)
    volumes = np.empty((len(labels), SIDE, SIDE, SIDE), np.uint8)
    functions = list(SHAPES.values())
    for volume, label in zip(volumes, labels, strict=True):
        centre, radius = random.uniform(-1.5, 1.5, 3), random.uniform(6, 10)
        points = (grid - centre) / radius @ _rotation(random.random(3))
        volume[:] = 255 * (functions[label](points) & (abs(points).max(-1) <= 1.2))
    return volumes, labels


def _rotation(u: Points) -> Points:
    """Return a rotation matrix, uniform over all for uniform `u` (Shoemake's quaternions)."""
    import numpy as np

    a, b = np.sqrt(1 - u[0]), np.sqrt(u[0])
    (s, t), (c, d) = np.sin(2 * np.pi * u[1:]), np.cos(2 * np.pi * u[1:])
    x, y, z, w = a * s, a * c, b * t, b * d
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )

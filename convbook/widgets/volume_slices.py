"""Live figure ``volume-slices``: 27 numbers on a volume, seen slice by slice."""

import base64
from functools import cache
from typing import Any, ClassVar

import numpy as np
import torch
from matplotlib.figure import Figure

from convbook import checks, data, ops
from convbook.widgets import volume_slices_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import dyadics, whole

AXES = ("depth", "height", "width")
VOLUMES = ("brain", "torus")
# Place of the torus in the test part of "voxel-shapes".
TORUS = 74
SOBEL = {
    "d": [-1, -2, -1, -2, -4, -2, -1, -2, -1, *[0] * 9, 1, 2, 1, 2, 4, 2, 1, 2, 1],
    "h": [-1, -2, -1, 0, 0, 0, 1, 2, 1, -2, -4, -2, 0, 0, 0, 2, 4, 2, -1, -2, -1, 0, 0, 0, 1, 2, 1],
    "w": [-1, 0, 1, -2, 0, 2, -1, 0, 1, -2, 0, 2, -4, 0, 4, -2, 0, 2, -1, 0, 1, -2, 0, 2, -1, 0, 1],
}
LAPLACIAN = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, -6, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


class VolumeSlices(ConvFigure):
    """A 3x3x3 kernel over a volume with one zero all round; one slice of input and response.

    Slices are cut across `axis`. Planes, rows and columns of what is shown lie along (depth,
    height, width), (height, depth, width) or (width, depth, height). Kernel entries are multiples
    of 1/8, so every response is exact.

    Example:
        >>> VolumeSlices(volume="torus", axis="height")
        VolumeSlices(volume='torus', axis='height')
    """

    kind = "volume-slices"
    defaults: ClassVar[Params] = {
        "volume": "brain",
        "axis": "depth",
        "slice": 11,
        "y": 12,
        "x": 20,
        "kernel": SOBEL["w"],
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown volumes and axes, places outside, and kernels that are not 27 numbers."""
        name = cls.__name__
        checks.choice(name, "volume", params["volume"], VOLUMES)
        checks.choice(name, "axis", params["axis"], AXES)
        shape = turned(voxels(params["volume"]), params["axis"]).shape
        for key, size in zip(("slice", "y", "x"), shape, strict=True):
            whole(name, key, params[key], 0, size - 1)
        dyadics(name, "kernel", params["kernel"], 27, hint="plane by plane, row by row")

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """Both volumes' bytes."""
        return {name: base64.b64encode(voxels(name).tobytes()).decode() for name in VOLUMES}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The slice of the response, and what the voxel looked at is made of."""
        volume = torch.tensor(voxels(params["volume"]), dtype=torch.float64)
        kernel = torch.tensor(params["kernel"], dtype=torch.float64).reshape(3, 3, 3)
        full = ops.conv3d(volume[None, None], kernel[None, None], padding=1, algorithm="direct")
        response = turned(full[0, 0].numpy(), params["axis"])[params["slice"]]
        place = [params["slice"], params["y"], params["x"]]
        padded = turned(np.pad(volume.numpy(), 1), params["axis"])
        window = padded[tuple(slice(at, at + 3) for at in place)]
        weights = turned(kernel.numpy(), params["axis"])
        products = window * weights
        inside = [
            min(at + 2, size) - max(at - 1, 0)
            for at, size in zip(place, turned(volume.numpy(), params["axis"]).shape, strict=True)
        ]
        return {
            "output": response.flatten().tolist(),
            "range": [response.min().item(), response.max().item()],
            "window": window.flatten().tolist(),
            "weights": weights.flatten().tolist(),
            "products": products.flatten().tolist(),
            "sums": [*products.sum((1, 2)).tolist(), products.sum().item()],
            "readers": inside[0] * inside[1] * inside[2],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """What the pictures show."""
        low, high = (f"{value:g}" for value in cls.compute(params)["range"])
        return (
            f"Slice {params['slice']} across the {params['axis']} of a volume of voxels, the "
            f"{params['volume']}, beside the same slice of its convolution with a kernel of 3 by 3 "
            f"by 3 numbers, whose values go from {low} to {high}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The slice, the three planes of the kernel, and the slice of the response."""
        image = turned(voxels(params["volume"]), params["axis"])[params["slice"]]
        return still.draw(params, image, cls.compute(params))


@cache
def voxels(name: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The volume [D, H, W]: the brain's brightness 0 to 255, or whether the torus fills a voxel."""
    if name == "brain":
        volume: np.ndarray[Any, np.dtype[np.uint8]] = data.load("mri-small")
        return volume
    solids, _ = data.load("voxel-shapes", "test")
    filled: np.ndarray[Any, np.dtype[np.uint8]] = solids[TORUS] // np.uint8(255)
    return filled


def turned(volume: np.ndarray[Any, Any], axis: str) -> np.ndarray[Any, Any]:
    """The volume with `axis` in front, the other two in their order.

    >>> turned(np.zeros((2, 3, 4)), "width").shape
    (4, 2, 3)
    """
    return np.moveaxis(volume, AXES.index(axis), 0)

"""Live figure ``drift``: layer by layer, an even kernel walks the image to a corner."""

import base64
from typing import Any, ClassVar

import torch
from matplotlib.figure import Figure
from torch import Tensor

from convbook import checks, ops
from convbook.widgets import drift_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.drift_images import IMAGES, SIZE, pixels
from convbook.widgets.params import whole

KERNELS = ("C2", "C2sp", "C3", "C4", "C4sp", "C5")
CORNERS = ("bottom right", "bottom left", "top right", "top left", "alternating")
DEEPEST = 40
# Values are rounded to multiples of 2^-24 after every layer: sums of them are exact in float64.
FINEST = 2.0**24
Pair = tuple[int, int]


class Drift(ConvFigure):
    """An image of 64x64 px after layers of averaging kernels, and its centre of mass.

    Every layer averages k x k pixels (C2 to C5) or, on four channels that all hold the image, the
    same with symmetric padding (C2sp, C4sp); zeros keep the size, and for C2 and C4 the larger
    padding lies at `corner` ("alternating": at the bottom right and the top left in turn). After
    each layer the values are rounded to multiples of 2^-24.

    Example:
        >>> Drift(kernel="C4", depth=10)
        Drift(depth=10, kernel='C4')
    """

    kind = "drift"
    defaults: ClassVar[Params] = {
        "depth": 16,
        "kernel": "C2",
        "corner": "bottom right",
        "image": "framed",
        "y": 24,
        "x": 24,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown kernels, corners and images, and numbers outside their ranges."""
        name = cls.__name__
        checks.choice(name, "kernel", params["kernel"], KERNELS)
        checks.choice(name, "corner", params["corner"], CORNERS)
        checks.choice(name, "image", params["image"], IMAGES)
        whole(name, "depth", params["depth"], 0, DEEPEST)
        for key in ("y", "x"):
            whole(name, key, params[key], 0, SIZE - 1)

    @classmethod
    def bake(cls, params: Params) -> dict[str, Any]:
        """The bytes of all images."""
        return {name: base64.b64encode(pixels(name).tobytes()).decode() for name in IMAGES}

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """The image after `depth` layers, the way of its centre, and what one pixel reads."""
        maps = [torch.tensor(pixels(params["image"]), dtype=torch.float64)]
        for index in range(params["depth"]):
            maps.append(layer(maps[-1], params["kernel"], params["corner"], index))
        centres = [centre(image) for image in maps]
        start, end = centres[0], centres[-1]
        reach = reaches(params["kernel"], params["corner"], params["depth"])
        places = params["y"], params["x"]
        return {
            "output": maps[-1].flatten().tolist(),
            "start": list(start),
            "path_y": [place[0] - start[0] for place in centres],
            "path_x": [place[1] - start[1] for place in centres],
            "moved": [end[0] - start[0], end[1] - start[1]],
            "predicted": [(before - after) / 2 for before, after in reach],
            "kept": float(maps[-1].sum() / maps[0].sum()),
            "reads": _clipped(places, reach),
            "readers": _clipped(places, [(after, before) for before, after in reach]),
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """Where the image is after the layers."""
        numbers = cls.compute(params)
        down, right = (f"{value:.2f}" for value in numbers["moved"])
        where = f", the larger padding at the {params['corner']}"
        return (
            f"The image {params['image']} of 64 by 64 pixels beside the same after "
            f"{params['depth']} layers of averaging {params['kernel']} kernels"
            f"{where if params['kernel'] in ('C2', 'C4') else ''}. "
            f"Its centre of mass has moved {down} px down and {right} px to the right (negative: "
            f"up, left), and {100 * numbers['kept']:.0f} percent of the brightness are left."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """Input, output and difference, with the way of the centre of mass."""
        ways = {
            kernel: cls.compute(params | {"kernel": kernel, "depth": DEEPEST})["path_x"]
            for kernel in KERNELS
        }
        return still.draw(params, pixels(params["image"]), cls.compute(params), ways)


def sides(kernel: str, corner: str, index: int) -> tuple[Pair, Pair]:
    """Padding ((top, bottom), (left, right)) of layer `index`, of C2 to C5.

    >>> sides("C4", "bottom left", 0)
    ((1, 2), (2, 1))
    """
    size = int(kernel[1])
    less, more = (size - 1) // 2, size // 2
    if corner == "alternating":
        corner = ("bottom right", "top left")[index % 2]
    vertical, horizontal = corner.split()
    rows = (less, more) if vertical == "bottom" else (more, less)
    return rows, (less, more) if horizontal == "right" else (more, less)


def layer(image: Tensor, kernel: str, corner: str, index: int) -> Tensor:
    """Average an image [H, W] once, rounded to multiples of 2^-24.

    >>> layer(torch.tensor([[0.0, 0.0], [0.0, 8.0]]), "C2", "bottom right", 0)
    tensor([[2., 2.],
            [2., 2.]])
    """
    size = int(kernel[1])
    if kernel.endswith("sp"):
        padded = ops.symmetric_pad2d(image.expand(1, 4, -1, -1), size)
    else:
        (top, bottom), (left, right) = sides(kernel, corner, index)
        padded = ops.pad2d(image[None, None], (top, bottom, left, right))
    weight = image.new_ones(1, padded.shape[1], size, size)
    mean = ops.conv2d(padded, weight)[0, 0] / weight.numel()
    return torch.floor(mean * FINEST + 0.5) / FINEST


def reaches(kernel: str, corner: str, depth: int) -> list[Pair]:
    """How far `depth` layers read before and after a pixel, along rows and columns.

    >>> reaches("C2", "bottom right", 10)
    [(0, 10), (0, 10)]
    """
    if kernel.endswith("sp"):
        most = int(kernel[1]) // 2 * depth
        return [(most, most), (most, most)]
    pads = [sides(kernel, corner, index) for index in range(depth)]
    return [
        (sum(pad[axis][0] for pad in pads), sum(pad[axis][1] for pad in pads)) for axis in (0, 1)
    ]


def centre(image: Tensor) -> tuple[float, float]:
    """Centre of mass (y, x) of an image without negative values, in px."""
    places = torch.arange(len(image), dtype=torch.float64)
    total = image.sum()
    return float((image.sum(1) * places).sum() / total), float(
        (image.sum(0) * places).sum() / total
    )


def _clipped(places: Pair, reach: list[Pair]) -> list[int]:
    """First and last row, first and last column within the image."""
    found = []
    for place, (before, after) in zip(places, reach, strict=True):
        found += [max(0, place - before), min(SIZE - 1, place + after)]
    return found

"""Live figure ``foveation``: how many paths lead from each pixel through a stack of layers."""

from math import floor
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure

from convbook import checks
from convbook.analysis import AvgPool, Conv, foveation_map
from convbook.errors import ConvbookValueError, message
from convbook.geometry import conv_output_size, effective_kernel_size
from convbook.widgets import foveation_still as still
from convbook.widgets.base import ConvFigure, Params
from convbook.widgets.params import whole

NAME = "Foveation"
MODES = ("zeros", "valid", "full", "reflect", "symmetric", "replicate", "circular", "partial")
POOLS = {"2x2": AvgPool((1, 2), (1, 2)), "3x3": AvgPool((1, 3), (1, 2), (0, 1)), "none": None}
CHANNELS = 3
BLOCKS = (1, 5)
RANGES = {"size": (8, 512), "kernel": (1, 7), "dilation": (1, 4)}
DEPTHS = (1, 6)


class Foveation(ConvFigure):
    """Paths from each pixel through blocks of convolutions, with poolings between the blocks.

    `depths` is the number of convolutions in each block; all have one square `kernel` and one
    `dilation`, and `mode` pads them to the size of their input (but "valid" and "full"). `pool`
    is the averaging between blocks: "2x2" or "3x3" with stride 2, or "none". The image has `size`
    px on each side, and the reader points at its pixel (`y`, `x`). Layers from the first that
    does not fit are left out.

    Example:
        >>> Foveation.compute(Foveation.defaults)["result"]
        [32, 10000, 38, 615]
    """

    kind = "foveation"
    defaults: ClassVar[Params] = {
        "mode": "zeros",
        "size": 512,
        "kernel": 3,
        "dilation": 1,
        "depths": [2, 2, 4, 4, 4],
        "pool": "2x2",
        "y": 20,
        "x": 20,
    }

    @classmethod
    def check(cls, params: Params) -> None:
        """Refuse unknown modes and poolings, numbers out of range, and places outside."""
        checks.choice(NAME, "mode", params["mode"], MODES)
        checks.choice(NAME, "pool", params["pool"], tuple(POOLS))
        for name, (low, high) in RANGES.items():
            whole(NAME, name, params[name], low, high)
        depths = params["depths"]
        if not isinstance(depths, list | tuple) or not BLOCKS[0] <= len(depths) <= BLOCKS[1]:
            rule = f"depths must be a list of {BLOCKS[0]} to {BLOCKS[1]} numbers, one a block"
            raise ConvbookValueError(message(NAME, rule, repr(depths)))
        for i, depth in enumerate(depths):
            whole(NAME, f"depths[{i}]", depth, *DEPTHS)
        for name in ("y", "x"):
            whole(NAME, name, params[name], 0, params["size"] - 1)

    @classmethod
    def compute(cls, params: Params) -> dict[str, Any]:
        """Paths along an axis, and values of the map, which is 3 times their outer product.

        `result` outputs along an axis, then largest, corner and edge value in 1/10000 of the
        centre; `profile` paths of every px; `sizes` of the image and behind each layer; `values`
        of the map at the centre, at its largest, corner, edge and at the pixel pointed at; both
        end with the power of two they were divided by, 0 up to 2^53;
        `relative` largest, corner and edge over the centre; `peak` first px of the largest;
        `flat` number of px that equal the centre; `asymmetry` largest difference between the
        profile and its mirror image, over its largest value; `table` for every mode the layers
        that fit, the outputs, and `relative`.
        """
        fitting, sizes = stack(params, params["mode"])
        profile = paths(params, fitting, params["mode"])
        size = params["size"]
        centre, most = profile[size // 2], profile.max()
        pairs = (
            *((centre, centre), (most, most), (profile[0], profile[0]), (profile[0], centre)),
            (profile[params["y"]], profile[params["x"]]),
        )
        shares = relative(profile)
        return {
            "result": [sizes[-1], *[floor(part * 10000 + 0.500001) for part in shares]],
            "profile": scaled(profile.tolist()),
            "sizes": sizes,
            "values": [scaled([float(CHANNELS * a * b)]) for a, b in pairs],
            "relative": shares,
            "peak": int(profile.argmax()),
            "flat": int((profile == centre).sum()),
            "asymmetry": ratio(np.abs(profile - profile[::-1]).max(), most),
            "table": [_row(params, mode) for mode in MODES],
        }

    @classmethod
    def describe(cls, params: Params) -> str:
        """The stack, and the values that the picture shows."""
        result = cls.compute(params)
        most, corner, edge = result["relative"]
        return (
            f"Map of how many paths lead from each pixel of {params['size']} x {params['size']} "
            f"through {len(result['sizes']) - 1} layers to all {result['sizes'][-1]} x "
            f"{result['sizes'][-1]} outputs, padding {params['mode']}. Relative to the centre: "
            f"largest {most:.3f}, middle of an edge {edge:.4f}, corner {corner:.4f}."
        )

    @classmethod
    def draw(cls, params: Params) -> Figure:
        """The map, the profile along an axis, and the values of all modes."""
        return still.draw(params, cls.compute(params), MODES)


def stack(params: Params, mode: str) -> tuple[list[Conv | AvgPool], list[int]]:
    """Return the layers up to the first that does not fit, along one axis, and the sizes."""
    layers: list[Conv | AvgPool] = []
    for i, depth in enumerate(params["depths"]):
        pool = POOLS[params["pool"]]
        layers += [pool] if i and pool else []
        conv = Conv((1, params["kernel"]), dilation=(1, params["dilation"]))
        layers += [conv] * depth
    sizes, reach = [params["size"]], effective_kernel_size(params["kernel"], params["dilation"]) - 1
    pads = {"valid": 0, "full": 2 * reach}.get(mode, reach)
    for i, layer in enumerate(layers):
        if isinstance(layer, AvgPool):
            numbers = (layer.kernel_size[1], 2, layer.padding and layer.padding[1])  # type: ignore[index]
            extent, stride, padding = numbers[0], 2, 2 * int(numbers[2])
        else:
            extent, stride, padding = reach + 1, 1, pads
        if sizes[-1] + padding < extent:
            return layers[:i], sizes
        sizes.append(conv_output_size(sizes[-1], extent, stride, (0, padding)))
    return layers, sizes


def paths(params: Params, layers: list[Conv | AvgPool], mode: str) -> Any:
    """Count the paths from every pixel of an axis; without layers there is one."""
    if not layers:
        return np.ones(params["size"])
    return foveation_map((1, params["size"]), layers, mode, channels=1)[0]


def scaled(values: list[float]) -> list[float]:
    """Append the power of two that the values are divided by, so that all stay below 2^53."""
    scale, largest = 0, max(values)
    while largest >= 2**53:
        largest, scale = largest / 2**40, scale + 40
    return [*(value / 2**scale for value in values), scale]


def ratio(value: Any, whole_value: Any) -> float:
    """Divide, or return 0 where the divisor is 0."""
    return float(value / whole_value) if whole_value else 0.0


def relative(profile: Any) -> list[float]:
    """Largest, corner and edge value of the map, over its centre."""
    centre = profile[len(profile) // 2]
    most, first = ratio(profile.max(), centre), ratio(profile[0], centre)
    return [most * most, first * first, first]


def _row(params: Params, mode: str) -> list[float]:
    layers, sizes = stack(params, mode)
    return [len(layers), sizes[-1], *relative(paths(params, layers, mode))]

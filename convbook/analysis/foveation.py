"""How much each pixel contributes to a whole stack of layers, by kind of padding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from convbook import checks
from convbook.analysis.windows import (
    MODES,
    MOST_POSITIONS,
    AnyArray,
    AxisWindows,
    axis_windows,
)
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.geometry import effective_kernel_size, same_padding
from convbook.ops import conv2d, pad2d

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
Ints = int | tuple[int, int]
BY_MEANS = ("distribution", "distribution-reflect")


@dataclass(frozen=True)
class Conv:
    """A convolution of a stack, all of whose weights count 1; ints or (h, w) pairs, in px.

    `padding` None is TensorFlow's SAME, or what the modes "valid" and "full" prescribe.

    Example:
        >>> Conv(3, dilation=2)
        Conv(kernel_size=3, stride=1, padding=None, dilation=2)
    """

    kernel_size: Ints
    stride: Ints = 1
    padding: Ints | None = None
    dilation: Ints = 1

    def __post_init__(self) -> None:
        _check_numbers(self)


@dataclass(frozen=True)
class AvgPool:
    """An average pooling of a stack, a tap counts 1/k along each axis; ints or (h, w), in px.

    Example:
        >>> AvgPool(2, 2)
        AvgPool(kernel_size=2, stride=2, padding=0)
    """

    kernel_size: Ints
    stride: Ints
    padding: Ints = 0

    def __post_init__(self) -> None:
        _check_numbers(self)


def vgg19_layers() -> list[Conv | AvgPool]:
    """List the sixteen 3x3 convolutions of VGG-19 and four average poolings between them.

    The fifth pooling, behind the last convolution, is left out: the stack ends at conv5_4.

    Example:
        >>> len(vgg19_layers()), vgg19_layers()[2]
        (20, AvgPool(kernel_size=2, stride=2, padding=0))

    Source: Simonyan and Zisserman, "Very deep convolutional networks", ICLR 2015, configuration
        E; average instead of maximum pooling as in the foveation figure of Alsallakh et al., 2021.
    See: kernels-and-padding/padding-zoo
    """
    layers: list[Conv | AvgPool] = []
    for depth in (2, 2, 4, 4, 4):
        layers += [*([AvgPool(2, 2)] if layers else []), *[Conv(3)] * depth]
    return layers


def foveation_map(
    input_size: Ints,
    layers: Sequence[Conv | AvgPool],
    mode: str = "zeros",
    channels: int = 3,
) -> FloatArray:
    """Count the paths from each pixel through a stack to all of its outputs.

    m = channels * gradient of the sum of all outputs with respect to the input, where every
    weight of a convolution is 1 and every weight of an average pooling 1/(k_h k_w)

    Away from the border the map is flat; where it falls, pixels have fewer ways to take part. The
    padding of every layer follows the mode; partial convolution scales each window by k / (taps
    inside). All modes but the distribution ones are separable, and the map is the outer product
    of two vectors.

    Args:
        input_size: an int or (h, w) in px.
        layers: `Conv` and `AvgPool` records, the first nearest the input.
        mode: "zeros", "constant" (the same here), "reflect", "symmetric", "replicate",
            "circular", "partial", "distribution", "distribution-reflect", or "valid" and "full",
            which leave a convolution's padding None, and under which poolings pad with zeros.
        channels: number of input channels, summed over.

    Returns:
        float64 array [H, W]. Exact where the numbers are dyadic and below 2^53, as for VGG-19
        and all separable modes but "partial".

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the mode is unknown, there is no layer, an argument is too small, a
            padding contradicts the mode, a kernel does not fit, the map or a padded axis has
            more than 2^26 positions, or a distribution mode meets unequal paddings p or fewer
            than 2 p + 1 px.

    Example:
        >>> foveation_map(4, [Conv(3)], channels=1)[0]
        array([4., 6., 6., 4.])
        >>> int(foveation_map(512, vgg19_layers())[256, 256] * 4**4) == 3 * 9**16
        True

    Source: Alsallakh, Kokhlikyan, Miglani, Yuan and Reblitz-Richardson, "Mind the Pad: CNNs can
        develop blind spots", ICLR 2021, foveation figure of the project's page. Ours passes
        gradients through distribution padding, as the figure does and its training code does not.
    See: kernels-and-padding/padding-zoo
    """
    name = "foveation_map"
    size = checks.integers(name, "input_size", input_size, 2, minimum=1)
    checks.choice(name, "mode", mode, (*MODES, *BY_MEANS))
    factor = checks.integer(name, "channels", channels, minimum=1)
    if size[0] * size[1] > MOST_POSITIONS:
        rule = "the map must have at most 2^26 positions"
        raise ConvbookValueError(message(name, rule, f"{size[0]} x {size[1]} px"))
    if isinstance(layers, str) or not isinstance(layers, Sequence):
        rule = "layers must be a list of Conv and AvgPool records"
        raise ConvbookTypeError(message(name, rule, type(layers).__name__))
    if not layers:
        raise ConvbookValueError(message(name, "layers must hold at least one layer", "none"))
    for i, layer in enumerate(layers):
        if not isinstance(layer, Conv | AvgPool):
            rule = f"layers[{i}] must be a Conv or an AvgPool record"
            raise ConvbookTypeError(message(name, rule, type(layer).__name__))
    if mode in BY_MEANS:
        return factor * _by_gradient(size, layers, mode)
    rows, columns = (_along(axis, size[axis], layers, mode) for axis in (0, 1))
    return np.multiply.outer(factor * rows, columns)


def _check_numbers(record: Conv | AvgPool) -> None:
    name = type(record).__name__
    for key, value in vars(record).items():
        if value is not None or isinstance(record, AvgPool):
            checks.integers(name, key, value, 2, minimum=0 if key == "padding" else 1)


def _numbers(layer: Conv | AvgPool, axis: int) -> tuple[int, int, int | None, int]:
    """Kernel size, stride, padding on each side (None: SAME) and dilation along one axis."""

    def along(value: Ints) -> int:
        return value[axis] if isinstance(value, tuple | list) else value

    padding = None if layer.padding is None else along(layer.padding)
    dilation = layer.dilation if isinstance(layer, Conv) else 1
    return along(layer.kernel_size), along(layer.stride), padding, along(dilation)


def _along(axis: int, size: int, layers: Sequence[Conv | AvgPool], mode: str) -> FloatArray:
    """Count the paths along one axis, from the last layer back to the first."""
    windows: list[AxisWindows] = []
    for layer in layers:
        kernel, stride, padding, gap = _numbers(layer, axis)
        own = mode if isinstance(layer, Conv) or mode not in ("valid", "full") else "zeros"
        windows.append(axis_windows("foveation_map", size, kernel, padding, own, stride, gap))
        size = windows[-1].count
    paths: AnyArray = np.ones(size)
    for layer, line in zip(reversed(layers), reversed(windows), strict=True):
        if mode == "partial":
            paths = paths * np.array(line.shares(), np.float64)
        paths = line.uses(paths / line.taps if isinstance(layer, AvgPool) else paths)
    return paths


def _by_gradient(size: tuple[int, ...], layers: Sequence[Conv | AvgPool], mode: str) -> FloatArray:
    """Count the paths through paddings that are not separable, as a gradient."""
    image = torch.zeros(1, 1, *size, dtype=torch.float64, requires_grad=True)
    maps = image
    for layer in layers:
        (k_h, s_h, _, d_h), (k_w, s_w, _, d_w) = (_numbers(layer, axis) for axis in (0, 1))
        pads = _pads_of_means(layer, maps.shape[-2], maps.shape[-1])
        maps = pad2d(maps, pads, mode) if pads else maps
        weight = torch.ones(1, 1, k_h, k_w, dtype=torch.float64)
        if isinstance(layer, AvgPool):
            weight = weight / (k_h * k_w)
        maps = conv2d(maps, weight, stride=(s_h, s_w), dilation=(d_h, d_w))
    (paths,) = torch.autograd.grad(maps.sum(), image)
    result: FloatArray = paths[0, 0].numpy()
    return result


def _pads_of_means(layer: Conv | AvgPool, height: int, width: int) -> int:
    """The padding on all four sides; distribution padding knows no other, see ``pad2d``."""
    sides: set[int] = set()
    for axis, size in enumerate((height, width)):
        kernel, stride, padding, gap = _numbers(layer, axis)
        sides |= set(same_padding(size, kernel, stride, gap)) if padding is None else {padding}
        extent = effective_kernel_size(kernel, gap)
        if size + 2 * max(sides) < extent:
            rule = "the kernel must fit into the padded input"
            got = f"effective kernel size {extent} and padded size {size + 2 * max(sides)}"
            raise ConvbookValueError(message("foveation_map", rule, got))
    if len(sides) > 1:
        rule = "distribution padding needs the same padding on all four sides"
        raise ConvbookValueError(message("foveation_map", rule, sorted(sides), str(layer)))
    pads = max(sides)
    if min(height, width) < 2 * pads + 1:
        rule = f"distribution padding of {pads} px needs maps of at least {2 * pads + 1} px"
        raise ConvbookValueError(message("foveation_map", rule, f"{height} x {width} px"))
    return pads

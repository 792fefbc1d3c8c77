"""Kernels of a convolution layer, how often they are applied, and the size that they give."""

from typing import Any

from torch import nn

from convbook.geometry import conv_geometry, conv_output_size, conv_transpose_output_size

Size = tuple[int, int]
Kernel = tuple[int, ...]

# The paths of an octave convolution that compute at half resolution.
HALF = {"weight_hl", "weight_ll", "weight_lh"}


def is_counted(module: nn.Module) -> bool:
    """Tell whether a module is a convolution layer of torch or of this library, in 2-D."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        return True
    own = type(module).__module__.startswith("convbook.ops.")
    return own and hasattr(module, "kernel_size") and any(_weights(module))


def kernels_of(module: nn.Module, input_size: Size, output_size: Size) -> tuple[Kernel, ...]:
    """List the kernels as (positions h, w, channels out, channels in, taps h, w).

    Their products are multiply-accumulates for one image, bias, interpolation and routing left
    out. A transposed convolution applies its kernel at every px of the input.

    Example:
        >>> kernels_of(nn.Conv2d(3, 8, 5, groups=1), (9, 9), (5, 5))
        ((5, 5, 8, 3, 5, 5),)
    """
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        positions = input_size if module.transposed else output_size
        channels = module.out_channels, module.in_channels // module.groups
        return ((*positions, *channels, *_pair(module.kernel_size)),)
    kernels = []
    for name, shape in _weights(module):
        half = name in HALF and not (name == "weight_lh" and module.stride == 2)
        height, width = (length // 2 if half else length for length in output_size)
        # A scope is larger than the kernel sampled from it, a pointwise weight smaller.
        taps = map(min, shape[2:], _pair(module.kernel_size))
        kernels.append((height, width, *shape[:2], *taps))
    return tuple(kernels)


def output_size_of(module: nn.Module, size: Size) -> Size | None:
    """Return the size that a convolution or pooling gives, None where its arguments do not say.

    Example:
        >>> output_size_of(nn.MaxPool2d(3, stride=2), (9, 10)), output_size_of(nn.ReLU(), (9, 10))
        ((4, 4), None)
    """
    try:
        kernel, stride = _pair(module.kernel_size), _pair(module.stride)
        gaps = _pair(getattr(module, "dilation", 1))
        if isinstance(module.padding, str):
            height, width = conv_geometry(
                "output_size_of", size, kernel, stride, module.padding, gaps
            ).output_size
            return height, width
        axes = zip(size, kernel, stride, _pair(module.padding), gaps, strict=True)
        if getattr(module, "transposed", False):
            extra = _pair(module.output_padding)
            pairs = zip(axes, extra, strict=True)
            height, width = (conv_transpose_output_size(*axis, last) for axis, last in pairs)
        else:
            ceil = getattr(module, "ceil_mode", False)
            height, width = (conv_output_size(*axis, ceil_mode=ceil) for axis in axes)
    except (AttributeError, TypeError, ValueError):  # other layers, or no output fits
        return None
    return height, width


def _weights(module: nn.Module) -> list[tuple[str, tuple[int, ...]]]:
    """Names and shapes of a layer's own kernels; of several experts one is applied."""
    shapes = ((name, tuple(p.shape)) for name, p in module.named_parameters(recurse=False))
    return [(name, shape[-4:]) for name, shape in shapes if len(shape) in (4, 5)]


def _pair(value: Any) -> Size:
    if isinstance(value, int):
        return value, value
    height, width = value
    return int(height), int(width)

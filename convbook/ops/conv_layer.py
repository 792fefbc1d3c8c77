"""What the layers have in common that keep the parameters of torch's Conv2d."""

import math
from typing import Any

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.geometry import conv_geometry, effective_kernel_size
from convbook.ops.conv import Ints


class ConvLayer(nn.Module):
    """Weight, bias and arguments of a 2-D convolution; the layer's name speaks in errors."""

    bias: Tensor | None
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] | str
    dilation: tuple[int, ...]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        padding: Ints | str = 0,
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        name = type(self).__name__
        self.groups = checks.integer(name, "groups", groups, minimum=1)
        self.in_channels = self._channels("in_channels", in_channels)
        self.out_channels = self._channels("out_channels", out_channels)
        take_window(self, kernel_size, stride, padding, dilation)
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = nn.Parameter(torch.empty(shape, **made))
        use_bias = checks.flag(name, "bias", bias)
        self.bias = nn.Parameter(torch.empty(out_channels, **made)) if use_bias else None
        self.reset_parameters()

    def _channels(self, name: str, value: int) -> int:
        channels = checks.integer(type(self).__name__, name, value, minimum=1)
        if channels % self.groups:
            got = f"{channels} and groups={self.groups}"
            rule = f"groups must divide {name}"
            raise ConvbookValueError(message(type(self).__name__, rule, got))
        return channels

    def reset_parameters(self) -> None:
        """Draw weight and bias afresh, as ``torch.nn.Conv2d`` does."""
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.weight[0].numel())
            nn.init.uniform_(self.bias, -bound, bound)

    def extra_repr(self) -> str:
        """Return the arguments that differ from their defaults, as ``torch.nn.Conv2d`` does."""
        return arguments_of(self)


def take_window(
    layer: Any, kernel_size: Ints, stride: Ints, padding: Ints | str, dilation: Ints
) -> None:
    """Check the window of a layer in the layer's name, and store it as pairs.

    Raises:
        ConvbookTypeError: an argument is not an integer or a tuple of integers.
        ConvbookValueError: one is too small, "same" meets a stride, or the padding is unknown.
    """
    name = type(layer).__name__
    layer.kernel_size = checks.integers(name, "kernel_size", kernel_size, 2, minimum=1)
    layer.dilation = checks.integers(name, "dilation", dilation, 2, minimum=1)
    # An image as large as the kernel: only the other arguments can be wrong.
    extents = tuple(map(effective_kernel_size, layer.kernel_size, layer.dilation))
    geometry = conv_geometry(name, extents, layer.kernel_size, stride, padding, dilation)
    layer.stride = geometry.stride
    pairs = geometry.padding
    layer.padding = padding if isinstance(padding, str) else tuple(p for p, _ in pairs)


def arguments_of(layer: Any, **own: int) -> str:
    """Write a layer's arguments, `own` ones after the kernel size, defaults left out."""
    shown = f"{layer.in_channels}, {layer.out_channels}, kernel_size={layer.kernel_size}"
    shown += "".join(f", {name}={value}" for name, value in own.items())
    shown += f", stride={layer.stride}"
    if layer.padding != (0, 0):
        shown += f", padding={layer.padding!r}"
    if layer.dilation != (1, 1):
        shown += f", dilation={layer.dilation}"
    if getattr(layer, "groups", 1) != 1:
        shown += f", groups={layer.groups}"
    return shown + ("" if layer.bias is not None else ", bias=False")

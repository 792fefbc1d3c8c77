"""The separable convolution: one kernel a channel, then a mixture of the channels."""

import math
from typing import Any

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.ops.algorithms import auto
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints
from convbook.ops.conv_layer import arguments_of, take_window


@lowered_by_autocast
def separable_conv2d(
    input: Tensor,
    depthwise_weight: Tensor,
    pointwise_weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
) -> Tensor:
    """Depthwise convolution, then a pointwise one; nothing between them.

    y = b + pointwise_conv2d(depthwise_conv2d(x, w_d), w_p)

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        depthwise_weight: w_d, [C_in m, 1, K_h, K_w]; m, the depth multiplier, is read off.
        pointwise_weight: w_p, [C_out, C_in m, 1, 1].
        bias: b, [C_out].
        stride: s in px, an int or (h, w), of the depthwise convolution.
        padding: p in px, an int or (h, w), or "valid", "same", "full", as in ``conv2d``.
        dilation: d in px, an int or (h, w).

    Returns:
        Tensor [N, C_out, H', W'] or [C_out, H', W'], sizes as ``geometry.conv_output_size``.
        Half precision is rounded once in each of the two stages.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels or devices do not fit, a size is too small, the
            kernel is larger than the padded input, "same" meets a stride, or the padding is
            unknown.

    Example:
        >>> x = torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
        >>> mix = torch.tensor([1.0, 10.0]).reshape(1, 2, 1, 1)
        >>> separable_conv2d(x, torch.ones(2, 1, 1, 2), mix)
        tensor([[[73.]]])

    Source: Chollet, "Xception", CVPR 2017, section 3, in the order of MobileNet; both have a
        normalisation between the stages or none, and this function has none.
    See: understanding-convolution/grouped-and-separable
    """
    name = "separable_conv2d"
    tensors = {
        "input": input,
        "depthwise_weight": depthwise_weight,
        "pointwise_weight": pointwise_weight,
    } | ({} if bias is None else {"bias": bias})
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    size = checks.depthwise_arrays(name, input, depthwise_weight, name="depthwise_weight")
    middle = len(depthwise_weight)
    checks.pointwise_arrays(name, middle, pointwise_weight, bias, name="pointwise_weight")
    kernel = tuple(depthwise_weight.shape[2:])
    geometry = conv_geometry(name, size, kernel, stride, padding, dilation)
    checks.conv_distances(name, geometry)
    batch = input if input.ndim == 4 else input[None]
    filtered = auto(batch, depthwise_weight, None, geometry, batch.shape[1])
    pixels = conv_geometry(name, geometry.output_size, (1, 1), 1, 0, 1)
    output = auto(filtered, pointwise_weight, bias, pixels, 1)
    return output if input.ndim == 4 else output[0]


class DepthwiseSeparableConv2d(nn.Module):
    """Layer of ``separable_conv2d``: one kernel a channel, then a mixture of the channels.

    y = b + pointwise_conv2d(depthwise_conv2d(x, w_d), w_p)

    It has C_in m K_h K_w + C_out C_in m weights, at m = 1 the fraction 1 / C_out + 1 / (K_h K_w)
    of those of a convolution.

    Args:
        in_channels: C_in.
        out_channels: C_out.
        kernel_size: K in taps, an int or (h, w).
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        depth_multiplier: m, number of kernels that every input channel has.
        bias: whether every output channel has a bias, added once, after the mixture.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        A module from [N, C_in, H, W] or [C_in, H, W] to [N, C_out, H', W'] or [C_out, H', W'].

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: a number is too small, "same" meets a stride, or the padding is
            unknown; in use, as ``separable_conv2d``.

    Example:
        >>> layer = DepthwiseSeparableConv2d(64, 128, 3, padding=1)
        >>> sum(p.numel() for p in layer.parameters())
        8896
        >>> layer(torch.zeros(1, 64, 8, 8)).shape
        torch.Size([1, 128, 8, 8])

    Source: as ``separable_conv2d``; both weights start as those of torch's convolutions.
    See: understanding-convolution/grouped-and-separable
    """

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
        depth_multiplier: int = 1,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        name = "DepthwiseSeparableConv2d"
        self.in_channels = checks.integer(name, "in_channels", in_channels, minimum=1)
        self.out_channels = checks.integer(name, "out_channels", out_channels, minimum=1)
        self.depth_multiplier = checks.integer(name, "depth_multiplier", depth_multiplier, 1)
        take_window(self, kernel_size, stride, padding, dilation)
        middle = self.in_channels * self.depth_multiplier
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        self.depthwise_weight = nn.Parameter(torch.empty(middle, 1, *self.kernel_size, **made))
        self.pointwise_weight = nn.Parameter(torch.empty(out_channels, middle, 1, 1, **made))
        self.bias = (
            nn.Parameter(torch.empty(out_channels, **made))
            if checks.flag(name, "bias", bias)
            else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters as torch draws those of its convolutions."""
        for weight in (self.depthwise_weight, self.pointwise_weight):
            nn.init.kaiming_uniform_(weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.pointwise_weight.shape[1])
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        """Apply ``separable_conv2d``."""
        weights = self.depthwise_weight, self.pointwise_weight
        return separable_conv2d(
            input, *weights, self.bias, self.stride, self.padding, self.dilation
        )

    def extra_repr(self) -> str:
        """Return the arguments, those with their default left out, as torch's layers do."""
        return arguments_of(self, depth_multiplier=self.depth_multiplier)

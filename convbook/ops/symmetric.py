"""Symmetric padding, with which kernels of even size keep the image in its place."""

from functools import partial

import torch
from torch import Tensor

from convbook import checks
from convbook.checks import Sides
from convbook.ops.conv import Ints, conv2d
from convbook.ops.conv_layer import ConvLayer
from convbook.ops.linear import linear

Groups = list[tuple[int, int, Sides]]


def symmetric_pad2d(input: Tensor, kernel_size: Ints) -> Tensor:
    """Pad a quarter of the channels towards each corner, so that even kernels do not shift.

    y[n, c, u, v] = x[n, c, u - t(c), v - l(c)], 0 outside

    An even kernel has no centre: padded by k/2 on one side and k/2 - 1 on the other, it moves the
    image by half a pixel. Here the larger padding is, for the first quarter of the channels, at
    the bottom and right, for the second at the top and left, for the third at the bottom and
    left, for the fourth at the top and right, and the four shifts cancel. t(c) and l(c) are the
    paddings of channel c at the top and left.

    Args:
        input: x, [N, C, H, W] or [C, H, W]; N may be 0. Where 4 does not divide C, the first
            C mod 4 quarters have one channel more.
        kernel_size: (k_h, k_w) in taps, both even, or one int for both.

    Returns:
        Tensor [N, C, H + k_h - 1, W + k_w - 1] or without N: a convolution without further
        padding gives (H, W) back.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the dtype is not one of numbers.
        ConvbookValueError: the input has the wrong number of axes or an empty one, a kernel size
            is odd or below 1, or a result of more than 2^26 positions is nearly all border.

    Example:
        >>> symmetric_pad2d(torch.tensor([[[1]], [[2]], [[3]], [[4]]]), 2).reshape(4, 4)
        tensor([[1, 0, 0, 0],
                [0, 0, 0, 2],
                [0, 3, 0, 0],
                [0, 0, 4, 0]])

    Source: Wu, Wang, Tang, Chen and Shi, "Convolution with even-sized kernels and symmetric
        padding", NeurIPS 2019, section 3.2; the order of the quarters is that of the authors'
        code, which also gives the first quarters one channel more.
    See: kernels-and-padding/symmetric-padding
    """
    checks.instances("symmetric_pad2d", Tensor, input=input)
    groups = checks.four_groups("symmetric_pad2d", input, kernel_size)
    return linear(input, partial(_shifted, groups=groups), partial(_cropped, groups=groups))


class SymmetricPadConv2d(ConvLayer):
    """Convolution with an even kernel after symmetric padding: C2sp, C4sp and so on.

    y = conv2d(symmetric_pad2d(x, kernel_size), weight, bias, stride, groups)

    Args:
        in_channels: C_in; below 4 some of the four quarters are empty.
        out_channels: C_out.
        kernel_size: (k_h, k_w) in taps, both even, or one int for both.
        stride: s in px, an int or (h, w).
        groups: number of groups.
        bias: whether every output channel has a bias.
        device: of the parameters.
        dtype: of the parameters.

    Returns:
        A module from [N, C_in, H, W] or [C_in, H, W] to [N, C_out, H', W'] or [C_out, H', W'],
        H' = ceil(H / s_h) and W' = ceil(W / s_w). It has the parameters of ``torch.nn.Conv2d``.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: a number is too small, the kernel size is odd, or `groups` does not
            divide the channels; in use, as ``symmetric_pad2d`` and ``conv2d``.

    Example:
        >>> layer = SymmetricPadConv2d(16, 32, kernel_size=2)
        >>> layer(torch.zeros(1, 16, 7, 9)).shape
        torch.Size([1, 32, 7, 9])

    Source: as ``symmetric_pad2d``; the parameters start as those of ``torch.nn.Conv2d``. The
        authors keep a 3x3 kernel where an image has fewer than 4 channels; here it is allowed.
    See: kernels-and-padding/symmetric-padding
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        checks.even_kernel("SymmetricPadConv2d", kernel_size)
        super().__init__(
            in_channels, out_channels, kernel_size, stride, 0, 1, groups, bias, device, dtype
        )

    def forward(self, input: Tensor) -> Tensor:
        """Apply ``symmetric_pad2d``, then ``conv2d``."""
        padded = symmetric_pad2d(input, self.kernel_size)
        return conv2d(padded, self.weight, self.bias, self.stride, groups=self.groups)


def _shifted(input: Tensor, groups: Groups) -> Tensor:
    """Copy the channels into a larger image, each quarter to its corner, zeros around it."""
    height, width = input.shape[-2:]
    _, _, ((top, bottom), (left, right)) = groups[0]
    grown = (top + height + bottom, left + width + right)
    output = input.new_empty(*input.shape[:-2], *grown)
    for start, count, ((top, bottom), (left, right)) in groups:
        channels = output.narrow(-3, start, count)
        rows = channels.narrow(-2, top, height)
        rows.narrow(-1, left, width).copy_(input.narrow(-3, start, count))
        # Columns beside the image, then whole rows above and below.
        for part, axis, before, size, after in (
            (rows, -1, left, width, right),
            (channels, -2, top, height, bottom),
        ):
            if before:
                part.narrow(axis, 0, before).zero_()
            if after:
                part.narrow(axis, before + size, after).zero_()
    return output


def _cropped(output: Tensor, groups: Groups) -> Tensor:
    """The adjoint of `_shifted`: cut every quarter out of its corner."""
    _, _, ((top, bottom), (left, right)) = groups[0]
    height, width = output.shape[-2] - top - bottom, output.shape[-1] - left - right
    quarters = [
        output.narrow(-3, start, count)[..., top : top + height, left : left + width]
        for start, count, ((top, _), (left, _)) in groups
    ]
    return torch.cat(quarters, -3)

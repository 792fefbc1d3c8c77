"""The convolution layer of the networks here: its border can be filled in every way."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook import checks
from convbook.checks import PADDING_MODES
from convbook.geometry import same_padding
from convbook.ops.pad import pad2d
from convbook.ops.partial import partial_conv2d

BORDERS = (*PADDING_MODES, "partial")
PLACEMENTS = "even", "same"


class BorderConv2d(nn.Conv2d):
    """Convolution whose border is k - 1 px in all, filled in any of BORDERS: y = w * pad(x) + b.

    A subclass of torch's layer, so that parameters of trained networks load as they are.

    Args:
        in_channels: C of the input.
        out_channels: C of the output.
        kernel_size: k in taps.
        stride: s in px.
        groups: number of groups.
        bias: whether there is a bias.
        padding_mode: what fills the border: a mode of ``pad2d``, or "partial": nothing does, as
            in ``partial_conv2d``.
        placement: "even", (k - 1) / 2 px on every side; or "same", TensorFlow's SAME, which
            depends on the size, and puts the odd px at the bottom or right.

    Example:
        >>> layer = BorderConv2d(1, 1, 3, stride=2, placement="same")
        >>> layer.sides(8, 9)
        (0, 1, 1, 1)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        placement: str = "even",
    ) -> None:
        self.border = checks.choice("BorderConv2d", "padding_mode", padding_mode, BORDERS)
        self.placement = checks.choice("BorderConv2d", "placement", placement, PLACEMENTS)
        half = (kernel_size - 1) // 2 if placement == "even" else 0
        super().__init__(
            in_channels, out_channels, kernel_size, stride, half, groups=groups, bias=bias
        )

    def sides(self, height: int, width: int) -> tuple[int, int, int, int]:
        """Return the border (top, bottom, left, right) in px of an input of height x width."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        if self.placement == "even":
            half = (kernel - 1) // 2
            return half, half, half, half
        return (*same_padding(height, kernel, stride), *same_padding(width, kernel, stride))

    def forward(self, input: Tensor) -> Tensor:
        """Fill the border, then convolve."""
        height, width = input.shape[-2:]
        sides = self.sides(height, width)
        if not any(sides) or (self.border == "zeros" and self.placement == "even"):
            return super().forward(input)
        if self.border == "partial":
            mask = pad2d(torch.ones_like(input[:1, :1]), sides)
            padded = pad2d(input, sides)
            window = self.weight, self.bias, self.stride, 0, 1, self.groups
            output = partial_conv2d(padded, *window, mask=mask)
            return output[0] if isinstance(output, tuple) else output
        padded = pad2d(input, sides, self.border)
        return F.conv2d(padded, self.weight, self.bias, self.stride, 0, 1, self.groups)

    def extra_repr(self) -> str:
        """Return torch's text with the border's."""
        shown = str(super().extra_repr())  # type: ignore[no-untyped-call]
        shown += f", border={self.border!r}" if self.border != "zeros" else ""
        return shown + (f", placement={self.placement!r}" if self.placement != "even" else "")

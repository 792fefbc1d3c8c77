"""Residual networks with even kernels, as asymmetric as they are, or symmetrically padded."""

from collections.abc import Callable

from torch import Tensor, nn

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.nets.layers import BorderConv2d
from convbook.nets.small import Classifier
from convbook.ops.symmetric import SymmetricPadConv2d

Make = Callable[[int, int], nn.Module]


def _plain(kernel: int) -> Make:
    def make(channels: int, width: int) -> nn.Module:
        return BorderConv2d(channels, width, kernel, bias=False, placement="same")

    return make


def _symmetric(kernel: int) -> Make:
    def make(channels: int, width: int) -> nn.Module:
        return SymmetricPadConv2d(channels, width, kernel, bias=False)

    return make


CONVS: dict[str, Make] = {
    "C2": _plain(2),
    "C2sp": _symmetric(2),
    "C3": _plain(3),
    "C4": _plain(4),
    "C4sp": _symmetric(4),
    "C5": _plain(5),
}
WIDTHS = 1, 2, 4


class PreactivationBlock(nn.Module):
    """Normalise, cut, convolve, twice, beside the identity; a map is halved before by averaging."""

    def __init__(self, channels: int, width: int, make: Make, halve: bool) -> None:
        super().__init__()
        self.halve = nn.AvgPool2d(2) if halve else nn.Identity()
        self.branch = nn.Sequential(
            *(nn.BatchNorm2d(channels), nn.ReLU(), make(channels, width)),
            *(nn.BatchNorm2d(width), nn.ReLU(), make(width, width)),
        )
        same = channels == width
        self.shortcut = nn.Identity() if same else nn.Conv2d(channels, width, 1, bias=False)

    def forward(self, input: Tensor) -> Tensor:
        """Apply the block."""
        halved = self.halve(input)
        output: Tensor = self.branch(halved) + self.shortcut(halved)
        return output


def even_resnet(
    depth: int, conv: str, in_channels: int = 3, num_classes: int = 10, width: int = 16
) -> Classifier:
    """Return the residual network on which even kernels are compared, of 6 n + 2 layers.

    y = W mean(relu(norm(stage_3(stage_2(stage_1(conv3x3(x))))))) + b, n blocks a stage

    Args:
        depth: number of layers with weights, 6 n + 2: 8, 14, 20, 32, 56, ...
        conv: "C2" and "C4" pad k - 1 px, the odd one at the bottom and right; "C2sp" and "C4sp"
            pad symmetrically over four groups of channels; "C3" and "C5" are odd kernels.
        in_channels: C of the images. The first convolution is 3x3 always, since three channels
            do not make four groups.
        num_classes: number of logits.
        width: channels of the first stage; the others have two and four times as many.

    Returns:
        A module from [N, C, H, W], H and W at least 4 px, to logits [N, num_classes].

    Raises:
        ConvbookTypeError: a number is no integer.
        ConvbookValueError: `depth` is not 6 n + 2, a number is below 1, or `conv` is unknown.

    Example:
        >>> import torch
        >>> even_resnet(8, "C2sp", width=4)(torch.zeros(2, 3, 32, 32)).shape
        torch.Size([2, 10])

    Source: Wu et al., "Convolution with even-sized kernels and symmetric padding", NeurIPS 2019,
        whose networks for CIFAR follow He et al., 2016. As in their code a map is halved by
        averaging before an even convolution of stride 1; their bottlenecks are left out.
    See: kernels-and-padding/even-kernels
    """
    name = "even_resnet"
    depth = checks.integer(name, "depth", depth, minimum=8)
    if depth % 6 != 2:
        nearest = depth // 6 * 6 + 2
        hint = f"such as {nearest} or {nearest + 6}"
        raise ConvbookValueError(message(name, "depth must be 6 n + 2", depth, hint))
    make = CONVS[checks.choice(name, "conv", conv, list(CONVS))]
    in_channels = checks.integer(name, "in_channels", in_channels, minimum=1)
    num_classes = checks.integer(name, "num_classes", num_classes, minimum=1)
    channels = checks.integer(name, "width", width, minimum=4 if conv.endswith("sp") else 1)
    layers: list[nn.Module] = [BorderConv2d(in_channels, channels, 3, bias=False)]
    for factor in WIDTHS:
        for block in range((depth - 2) // 6):
            halve = factor > 1 and block == 0
            layers.append(PreactivationBlock(channels, factor * width, make, halve))
            channels = factor * width
    layers += [nn.BatchNorm2d(channels), nn.ReLU()]
    return Classifier(nn.Sequential(*layers), channels, num_classes)

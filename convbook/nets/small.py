"""Small classifiers whose down-sampling can be exchanged."""

from collections.abc import Callable

from torch import Tensor, nn

from convbook import checks
from convbook.nets.layers import BorderConv2d
from convbook.ops.dynamic_pool import DynOPool2d

# What halves a map of so many channels.
POOLS: dict[str, Callable[[int], nn.Module]] = {
    "max": lambda channels: nn.MaxPool2d(2),
    "average": lambda channels: nn.AvgPool2d(2),
    "stride": lambda channels: BorderConv2d(channels, channels, 3, stride=2),
    "dynamic": lambda channels: DynOPool2d(2.0),
    "dynamic-mean": lambda channels: DynOPool2d(2.0, "mean"),
}
VGG_WIDTHS, RESNET_WIDTHS = (1, 2, 4, 4), (1, 2, 4)


class Classifier(nn.Module):
    """A trunk, the mean over all positions, and a linear layer: [N, C, H, W] to [N, classes]."""

    def __init__(self, trunk: nn.Sequential, channels: int, num_classes: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.average = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(channels, num_classes)

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits, [N, classes]."""
        logits: Tensor = self.head(self.average(self.trunk(images)).flatten(1))
        return logits


class BasicBlock(nn.Module):
    """Two normalised convolutions beside the identity, or beside a 1x1 where widths differ."""

    def __init__(self, channels: int, width: int, padding_mode: str) -> None:
        super().__init__()
        first = convolved(channels, width, padding_mode)
        second = convolved(width, width, padding_mode)[:-1]
        self.branch = nn.Sequential(*first, *second)
        self.shortcut = nn.Identity() if channels == width else nn.Conv2d(channels, width, 1)
        self.activation = nn.ReLU()

    def forward(self, input: Tensor) -> Tensor:
        """Apply the block."""
        output: Tensor = self.activation(self.branch(input) + self.shortcut(input))
        return output


def small_vgg(
    pool: str = "max",
    in_channels: int = 3,
    num_classes: int = 10,
    width: int = 16,
    padding_mode: str = "zeros",
) -> Classifier:
    """Return a small VGG: four times two 3x3 convolutions and one down-sampling.

    y = W mean(pool(block(... pool(block(x))))) + b

    Args:
        pool: what halves the maps: "max", "average" (2x2 each), "stride" (a 3x3 convolution), or
            "dynamic" or "dynamic-mean" (``DynOPool2d``, starting at 2).
        in_channels: C of the images.
        num_classes: number of logits.
        width: channels of the first block; then twice, four and four times as many.
        padding_mode: what fills the border, a mode of ``ops.pad2d`` or "partial".

    Returns:
        A module from [N, C, H, W], H and W at least 16 px, to logits [N, num_classes].

    Raises:
        ConvbookTypeError: a number is no integer.
        ConvbookValueError: a number is below 1, or `pool` or `padding_mode` is unknown.

    Example:
        >>> import torch
        >>> small_vgg(width=4)(torch.zeros(2, 3, 64, 64)).shape
        torch.Size([2, 10])

    Source: Simonyan and Zisserman, 2015, with batch normalisation; the form in which Jang et al.,
        "Pooling Revisited", CVPR 2022, exchange the pooling. Their widths are not published.
    See: back-matter/atlas
    """
    channels, layers = _counts("small_vgg", in_channels, num_classes, width)[0], []
    halve = POOLS[checks.choice("small_vgg", "pool", pool, list(POOLS))]
    for factor in VGG_WIDTHS:
        for _ in range(2):
            layers += convolved(channels, factor * width, padding_mode)
            channels = factor * width
        layers.append(halve(channels))
    return Classifier(nn.Sequential(*layers), channels, num_classes)


def small_resnet(
    pool: str = "stride",
    in_channels: int = 3,
    num_classes: int = 10,
    width: int = 16,
    blocks: int = 2,
    padding_mode: str = "zeros",
) -> Classifier:
    """Return a small residual network of three stages with a down-sampling between them.

    y = W mean(stage_3(pool(stage_2(pool(stage_1(x)))))) + b, each stage of blocks x + f(x)

    Args:
        pool: what halves the maps: "max", "average" (2x2 each), "stride" (a 3x3 convolution), or
            "dynamic" or "dynamic-mean" (``DynOPool2d``, starting at 2).
        in_channels: C of the images.
        num_classes: number of logits.
        width: channels of the first stage; the others have two and four times as many.
        blocks: residual blocks in each stage.
        padding_mode: what fills the border, a mode of ``ops.pad2d`` or "partial".

    Returns:
        A module from [N, C, H, W], H and W at least 4 px, to logits [N, num_classes].

    Raises:
        ConvbookTypeError: a number is no integer.
        ConvbookValueError: a number is below 1, or `pool` or `padding_mode` is unknown.

    Example:
        >>> import torch
        >>> small_resnet("max", width=4)(torch.zeros(2, 3, 32, 32)).shape
        torch.Size([2, 10])

    Source: He et al., "Deep residual learning", CVPR 2016, section 4.2. There the first
        convolution of a stage has stride 2; here the down-sampling is a layer of its own, so that
        it can be exchanged.
    See: back-matter/atlas
    """
    channels = _counts("small_resnet", in_channels, num_classes, width, blocks)[0]
    halve = POOLS[checks.choice("small_resnet", "pool", pool, list(POOLS))]
    layers = convolved(channels, width, padding_mode)
    channels = width
    for factor in RESNET_WIDTHS:
        if factor > 1:
            layers.append(halve(channels))
        for _ in range(blocks):
            layers.append(BasicBlock(channels, factor * width, padding_mode))
            channels = factor * width
    return Classifier(nn.Sequential(*layers), channels, num_classes)


def convolved(channels: int, width: int, padding_mode: str) -> list[nn.Module]:
    """Return a 3x3 convolution, batch normalisation and ReLU."""
    conv = BorderConv2d(channels, width, 3, bias=False, padding_mode=padding_mode)
    return [conv, nn.BatchNorm2d(width), nn.ReLU()]


def _counts(
    function: str, in_channels: int, num_classes: int, width: int, blocks: int = 1
) -> tuple[int, ...]:
    named = {"in_channels": in_channels, "num_classes": num_classes}
    named |= {"width": width, "blocks": blocks}
    return tuple(checks.integer(function, name, value, 1) for name, value in named.items())

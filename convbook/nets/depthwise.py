"""Networks of depthwise convolutions, whose kernels can be rigid, mixed, or deformed."""

from collections.abc import Callable

from torch import Tensor, nn

from convbook import checks
from convbook.errors import ConvbookValueError, message
from convbook.nets.layers import BorderConv2d
from convbook.nets.small import Classifier
from convbook.ops.cond import CondConv2d
from convbook.ops.deform import DeformConv2d
from convbook.ops.deform_kernel import DeformKernelConv2d

Make = Callable[[int, int], nn.Module]
SCOPE = 4


def _deformed(mode: str, deform_input: bool = False) -> Make:
    def make(channels: int, stride: int) -> nn.Module:
        return DeformKernelConv2d(
            *(channels, 3, SCOPE, mode, stride, 1), bias=False, deform_input=deform_input
        )

    return make


# Depthwise 3x3 layers of so many channels and such a stride.
CONVS: dict[str, Make] = {
    "rigid": lambda c, s: BorderConv2d(c, c, 3, s, groups=c, bias=False),
    "cond": lambda c, s: CondConv2d(c, c, 3, 8, s, 1, groups=c, bias=False),
    "dc": lambda c, s: DeformConv2d(c, c, 3, s, 1, groups=c, bias=False),
    "dk-global": _deformed("global"),
    "dk-local": _deformed("local"),
    "dc+dk": _deformed("local", deform_input=True),
}
# (expansion of the channels inside a block, whether the last convolution of a block is cut).
ARCHITECTURES = {"resnet": (1, True), "mobilenetv2": (6, False)}
FACTORS, BLOCKS = (1, 2, 4), 2  # of the width in each stage, and in each of them


class DepthwiseBlock(nn.Module):
    """1x1, depthwise 3x3, 1x1, each normalised, beside the identity where shapes agree."""

    def __init__(self, channels: int, width: int, stride: int, arch: str, make: Make) -> None:
        super().__init__()
        expansion, cut = ARCHITECTURES[arch]
        hidden = channels * expansion
        activation = nn.ReLU if cut else nn.ReLU6
        self.expand = nn.Sequential(
            nn.Conv2d(channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden), activation()
        )
        self.depthwise = make(hidden, stride)
        self.project = nn.Sequential(
            *(nn.BatchNorm2d(hidden), activation()),
            *(nn.Conv2d(hidden, width, 1, bias=False), nn.BatchNorm2d(width)),
        )
        self.is_residual = stride == 1 and channels == width
        self.activation = activation() if cut else nn.Identity()

    def forward(self, input: Tensor) -> Tensor:
        """Apply the block."""
        output = self.project(self.depthwise(self.expand(input)))
        result: Tensor = self.activation(input + output if self.is_residual else output)
        return result


def depthwise_net(
    arch: str = "resnet",
    conv: str = "rigid",
    in_channels: int = 3,
    num_classes: int = 10,
    width: int | tuple[int, int, int] = 16,
    strides: tuple[int, int, int, int] = (1, 1, 2, 2),
    adapted: int = 6,
) -> Classifier:
    """Return a small network whose spatial convolutions are all depthwise.

    y = W mean(stage_3(stage_2(stage_1(conv3x3(x))))) + b, two blocks 1x1, depthwise, 1x1 a stage

    Args:
        arch: "resnet", bottlenecks cut after the sum; "mobilenetv2", inverted residuals, six
            times as wide inside, with a linear end.
        conv: "rigid" (``depthwise_conv2d``), "cond" (``CondConv2d``, eight experts), "dc"
            (``DeformConv2d``), "dk-global" and "dk-local" (``DeformKernelConv2d``, scope 4x4), or
            "dc+dk" (both offsets, local).
        in_channels: C of the images.
        num_classes: number of logits.
        width: channels of the three stages; a number is that of the first, and the others have
            two and four times as many.
        strides: of the first convolution and of the three stages.
        adapted: how many blocks, counted from the last, have a layer of kind `conv`; those of
            the others are rigid.

    Returns:
        A module from [N, C, H, W] to logits [N, num_classes].

    Raises:
        ConvbookTypeError: a number is no integer.
        ConvbookValueError: a number is below 1 or there are too few or too many, or `arch` or
            `conv` is unknown.

    Example:
        >>> import torch
        >>> depthwise_net("mobilenetv2", "dk-local", width=4)(torch.zeros(2, 3, 16, 16)).shape
        torch.Size([2, 10])

    Source: Gao et al., "Deformable kernels", ICLR 2020, section 4: ResNet-50-DW and MobileNetV2,
        here with three stages and two blocks each.
    See: deformable-kernels/experiments
    """
    name = "depthwise_net"
    checks.choice(name, "arch", arch, list(ARCHITECTURES))
    make = CONVS[checks.choice(name, "conv", conv, list(CONVS))]
    in_channels = checks.integer(name, "in_channels", in_channels, minimum=1)
    num_classes = checks.integer(name, "num_classes", num_classes, minimum=1)
    meaning = "one a stage"
    widths = checks.integers(name, "width", width, len(FACTORS), minimum=1, meaning=meaning)
    if not isinstance(width, tuple | list):
        widths = tuple(factor * widths[0] for factor in FACTORS)
    meaning = "of the first convolution and of every stage"
    steps = checks.integers(name, "strides", strides, 1 + len(FACTORS), 1, meaning)
    adapted = checks.integer(name, "adapted", adapted, minimum=0)
    rigid = BLOCKS * len(FACTORS) - adapted
    if rigid < 0:
        rule = f"adapted must be {BLOCKS * len(FACTORS)}, all blocks, at most"
        raise ConvbookValueError(message(name, rule, adapted))
    channels = widths[0]
    stem = BorderConv2d(in_channels, channels, 3, steps[0], bias=False)
    layers: list[nn.Module] = [stem, nn.BatchNorm2d(channels), nn.ReLU()]
    for wide, stride in zip(widths, steps[1:], strict=True):
        for step in (stride,) + (1,) * (BLOCKS - 1):
            kind = CONVS["rigid"] if rigid > 0 else make
            layers.append(DepthwiseBlock(channels, wide, step, arch, kind))
            channels, rigid = wide, rigid - 1
    return Classifier(nn.Sequential(*layers), channels, num_classes)

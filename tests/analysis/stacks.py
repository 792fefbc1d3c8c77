"""Networks of averaging kernels, whose content can be followed by hand, and a small ResNet."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook.ops import SymmetricPadConv2d

CHANNELS = 4


def averaging(kind: str) -> list[nn.Module]:
    """One layer that keeps the size and averages its window: C2, C3, C4, C5, C2sp or C4sp."""
    size, symmetric = int(kind[1]), kind.endswith("sp")
    make = SymmetricPadConv2d if symmetric else nn.Conv2d
    conv = make(CHANNELS, CHANNELS, size, bias=False).double()
    nn.init.constant_(conv.weight, 1 / (CHANNELS * size**2))
    before, after = (size - 1) // 2, size // 2
    return [conv] if symmetric else [nn.ZeroPad2d((before, after, before, after)), conv]


def stack(kind: str, depth: int, stages: int = 1) -> nn.Sequential:
    """`stages` times `depth` layers, 2x2 average pooling between the stages."""
    layers: list[nn.Module] = []
    for stage in range(stages):
        layers += [nn.AvgPool2d(2)] if stage else []
        layers += [part for _ in range(depth) for part in averaging(kind)]
    return nn.Sequential(*layers)


def of_convolutions(net: nn.Sequential, by_name: dict) -> list:
    """The results of the convolutions, in order."""
    return [by_name[name] for name, layer in net.named_children() if hasattr(layer, "weight")]


class Block(nn.Module):
    """A residual block of two 3x3 convolutions; the shortcut of a strided one is a 1x1."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.down = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if stride > 1 else None

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (self.down(x) if self.down else x))


class SmallResNet(nn.Module):
    """The down-sampling layers of ResNet (7/2/3, then 3/2/1 four times), few channels."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 7, 2, 3, bias=False)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = Block(4, 4, 1)
        self.layer2 = Block(4, 4, 2)
        self.layer3 = Block(4, 4, 2)
        self.layer4 = Block(4, 4, 2)
        self.fc = nn.Linear(4, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(F.relu(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))

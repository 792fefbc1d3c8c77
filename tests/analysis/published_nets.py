"""Networks of the published table of receptive fields, as far as their geometry goes."""

from torch import Tensor, nn

VGG16 = "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M"
VGG19 = "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M"
RESNETS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def vgg(layout: str) -> nn.Sequential:
    layers: list[nn.Module] = []
    channels = 3
    for word in layout.split():
        if word == "M":
            layers.append(nn.MaxPool2d(2, 2))
        else:
            layers += [nn.Conv2d(channels, int(word), 3, padding=1), nn.ReLU(inplace=True)]
            channels = int(word)
    return nn.Sequential(*layers)


def alexnet_v2() -> nn.Sequential:
    """Up to pool5; all pools 3x3, stride 2, without padding."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, 4), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
    )  # fmt: skip


def mobilenet_v1() -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(3, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU6()]
    channels = 32
    for width, stride in [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5,
        (1024, 2), (1024, 1),
    ]:  # fmt: skip
        layers += [
            nn.Conv2d(channels, channels, 3, stride, 1, groups=channels),
            nn.BatchNorm2d(channels),
            nn.ReLU6(inplace=True),
            nn.Conv2d(channels, width, 1),
            nn.BatchNorm2d(width),
            nn.ReLU6(inplace=True),
        ]
        channels = width
    return nn.Sequential(*layers)


class Bottleneck(nn.Module):
    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
            nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width),
        )  # fmt: skip
        if channels != 4 * width:
            self.shortcut: nn.Module = nn.Conv2d(channels, 4 * width, 1, stride, bias=False)
        else:
            self.shortcut = nn.MaxPool2d(1, stride) if stride > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return (self.body(x) + self.shortcut(x)).relu_()


def resnet(depth: int, stride_in_last: bool) -> nn.Sequential:
    """ResNet; the stages stride in their last block (as published) or first (as in torchvision)."""
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True)]
    layers: list[nn.Module] = [*stem, nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, (blocks, width) in enumerate(zip(RESNETS[depth], (64, 128, 256, 512), strict=True)):
        for block in range(blocks):
            strided = block == blocks - 1 and stage < 3 if stride_in_last else stage and not block
            layers.append(Bottleneck(channels, width, 2 if strided else 1))
            channels = 4 * width
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)]
    return nn.Sequential(nn.Sequential(*layers), *head)

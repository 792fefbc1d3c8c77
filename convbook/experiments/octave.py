"""Study of octave convolution: the share of low frequencies, and the paths between the maps.

Every arm is the same small residual network; the octave layers in its middle have another share
alpha of low-frequency channels. The stem and the last stage are ordinary convolutions, as in the
authors' networks. One arm of alpha 1/2 has no cross paths: its residual blocks lose the weights
from high to low and from low to high, so that the two maps do not meet between the layer that
splits the stem's map in two and the layer that joins them again.
"""

from functools import partial

import torch.nn.functional as F
from torch import Tensor, nn

from convbook.experiments.recipe import Recipe
from convbook.experiments.study import Arm, Preset, Study
from convbook.ops import OctaveConv2d
from convbook.ops.octave_paths import Pair

PAPER = (
    "The paper trains ResNet-50 and others, with normalisation and activation ahead of each "
    "convolution, on ImageNet: learning rate 0.4, falling as a cosine after 5 epochs of warm-up "
    "(its official code). Its number of epochs, batch size, weight decay and augmentation are "
    "not known here. "
)


def octave_net(
    alpha: float,
    cross: bool = True,
    in_channels: int = 1,
    num_classes: int = 10,
    width: int = 16,
    depth: int = 1,
) -> nn.Sequential:
    """Return a small residual classifier with octave convolutions in the middle.

    A stem of stride 2; an octave layer that splits its map into high and low; residual blocks of
    two octave layers; an octave layer that joins the maps; a layer of stride 2; the mean over all
    positions; a linear layer. Every convolution is 3x3 and is followed by normalisation, of each
    map by itself, and ReLU.

    Args:
        alpha: share of low-frequency channels in the middle, from 0 to 1; 0 makes every layer an
            ordinary convolution.
        cross: whether the residual blocks have the paths from high to low and low to high.
        in_channels: channels of an image; its sides in px are multiples of 4.
        num_classes: number of logits.
        width: channels in the middle; the last stage has twice as many.
        depth: number of residual blocks.

    Example:
        >>> import torch
        >>> octave_net(0.25)(torch.zeros(1, 1, 28, 28)).shape
        torch.Size([1, 10])

    Source: Chen et al., "Drop an octave", ICCV 2019, whose networks keep stem and last stage; this
        one is far smaller and follows no published network.
    """
    return nn.Sequential(
        nn.Conv2d(in_channels, width, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        _Layer(width, 0, alpha),
        *[_Block(width, alpha, cross) for _ in range(depth)],
        _Layer(width, alpha, 0),
        nn.Conv2d(width, 2 * width, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(2 * width),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(2 * width, num_classes),
    )


class _Layer(nn.Module):
    """An octave convolution, normalisation of each map, and, unless told otherwise, ReLU."""

    def __init__(
        self, width: int, alpha_in: float, alpha_out: float, cross: bool = True, relu: bool = True
    ) -> None:
        super().__init__()
        self.conv = OctaveConv2d(width, width, 3, alpha_in, alpha_out, bias=False)
        if not cross:
            self.conv.weight_hl = self.conv.weight_lh = None
        low = int(alpha_out * width)
        self.high_norm = nn.BatchNorm2d(width - low) if low < width else None
        self.low_norm = nn.BatchNorm2d(low) if low else None
        self.relu = relu

    def forward(self, input: Tensor | Pair) -> Tensor | Pair:
        output = self.conv(input)
        if isinstance(output, Tensor):
            return self._finished(output, self.high_norm)
        high, low = output
        return (
            None if high is None else self._finished(high, self.high_norm),
            None if low is None else self._finished(low, self.low_norm),
        )

    def _finished(self, map: Tensor, norm: nn.Module | None) -> Tensor:
        normal: Tensor = map if norm is None else norm(map)
        return F.relu(normal) if self.relu else normal


class _Block(nn.Module):
    """Two octave layers beside the identity."""

    def __init__(self, width: int, alpha: float, cross: bool) -> None:
        super().__init__()
        self.first = _Layer(width, alpha, alpha, cross)
        self.second = _Layer(width, alpha, alpha, cross, relu=False)

    def forward(self, input: Tensor | Pair) -> Tensor | Pair:
        output = self.second(self.first(input))
        if isinstance(output, Tensor) or isinstance(input, Tensor):
            return F.relu(output + input)  # both are tensors where alpha is 0
        high, low = (
            None if x is None or y is None else F.relu(x + y)
            for x, y in zip(input, output, strict=True)
        )
        return high, low


def _build(
    alpha: float, cross: bool, preset: Preset, in_channels: int, num_classes: int
) -> nn.Module:
    return octave_net(alpha, cross, in_channels, num_classes, preset.width, preset.depth)


def _arm(name: str, alpha: float, cross: bool = True) -> Arm:
    return Arm(name, {"alpha": alpha, "cross": cross}, partial(_build, alpha, cross))


STUDY = Study(
    arms=(
        _arm("alpha 0", 0.0),
        _arm("alpha 1/8", 0.125),
        _arm("alpha 1/4", 0.25),
        _arm("alpha 1/2", 0.5),
        _arm("alpha 3/4", 0.75),
        _arm("alpha 1/2 without cross paths", 0.5, cross=False),
    ),
    presets={
        "smoke": Preset(
            data="fashion-mnist-mini",
            recipe=Recipe(epochs=2, batch_size=32),
            seeds=(0, 1),
            width=16,
            depth=1,
            limit=64,
            note="Shows that the study runs; its numbers mean nothing.",
        ),
        "cpu": Preset(
            data="fashion-mnist",
            recipe=Recipe(epochs=3),
            seeds=(0, 1, 2, 3),
            width=16,
            depth=1,
            workers=2,
            note=PAPER + "Here: a network of 7 layers with 14,522 parameters, on "
            "Fashion-MNIST in full, 28x28 px, 3 epochs; no augmentation, no choice of an epoch.",
        ),
        "paper": Preset(
            data="cifar100",
            recipe=Recipe(epochs=110, rate=0.4, warm_up=5.0, decay=1e-4),
            seeds=(0, 1, 2),
            width=64,
            depth=6,
            device="best",
            note=PAPER + "Here: the paper's schedule of the learning rate on CIFAR-100, 32x32 px, "
            "with a small residual network; no augmentation.",
        ),
    },
)

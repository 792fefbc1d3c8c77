"""Study of uneven padding: filters of one network, trained at 2^n and at 2^n + 1 pixels.

Every arm is the same network of nine 3x3 layers, four of them of stride 2, trained on the same
images, enlarged to 32 or to 33 px. At 33 px each layer of stride 2 (33, 17, 9, 5 to 3 px) reads
the padding on both sides; at 32 px (32, 16, 8, 4 to 2 px) that at the top and left alone. Two
more arms of 32 px have TensorFlow's SAME padding, which stands at the bottom and right of such a
layer, and mirrored pixels instead of zeros. Images are mirrored at random along both axes, so
that nothing in them tells left from right or top from bottom.

Each arm of the result has, beside what all studies have:

- "size": px of the images; "placement" and "border": the padding, as `nets` calls them;
- "mean_filters": [seed][layer][row][column], mean of a layer's 3x3 filters over all pairs of an
  input and an output channel;
- "spread": [seed][layer], root of the mean square of a layer's weights, to compare with;
- "asymmetry": [seed][layer][2], |left - right| and |top - bottom| of the mean filter: the mean of
  |m - its mirror image| over the mean of |m|; to which side it leans is read off the mean filters:
  left column minus right, top row minus bottom.

Layers count from the images on; those of index 1, 3, 5 and 7 have stride 2.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from torch import Tensor, nn

from convbook.experiments.pictures import Pictures
from convbook.experiments.recipe import Recipe
from convbook.experiments.study import Arm, Preset, Study
from convbook.nets.layers import BorderConv2d

FACTORS = 1, 2, 4, 4
DIGITS = 6
PAPER = (
    "The paper compares mean filters of ResNets trained on ImageNet at two sizes; its recipe of "
    "training is not known here. "
)


def strided_net(
    in_channels: int = 1,
    num_classes: int = 10,
    width: int = 8,
    border: str = "zeros",
    placement: str = "even",
) -> nn.Sequential:
    """Return a classifier of nine 3x3 layers, four of which have stride 2.

    One layer of stride 1; four times a layer of stride 2 and one of stride 1; the mean over all
    positions; a linear layer. Normalisation and ReLU follow every convolution.

    Args:
        in_channels: channels of an image; its sides are at least 16 px.
        num_classes: number of logits.
        width: channels of the first layer.
        border: what fills the padding, as in ``BorderConv2d``.
        placement: where the padding is, "even" or "same", likewise.

    Example:
        >>> import torch
        >>> strided_net()(torch.zeros(1, 1, 33, 33)).shape
        torch.Size([1, 10])

    Source: Alsallakh et al., "Mind the Pad", ICLR 2021, for the question; the network is ours.
    """
    layers: list[nn.Module] = []
    channels = in_channels
    for factor, stride in [(1, 1)] + [(f, s) for f in FACTORS for s in (2, 1)]:
        wide = factor * width
        conv = BorderConv2d(channels, wide, 3, stride, 1, False, border, placement)
        layers += [conv, nn.BatchNorm2d(wide), nn.ReLU()]
        channels = wide
    head = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes)
    return nn.Sequential(*layers, *head)


def asymmetry(kernel: Tensor) -> tuple[float, float]:
    """Return how far a kernel [h, w] is from its mirror images, left-right and top-bottom.

    mean |m - mirror(m)| / mean |m|

    >>> import torch
    >>> asymmetry(torch.tensor([[1.0, 2.0, 3.0]] * 3))
    (0.6666666865348816, 0.0)
    """
    size = kernel.abs().mean()
    left, top = ((kernel - kernel.flip(axis)).abs().mean() / size for axis in (1, 0))
    return float(left), float(top)


def _measure(net: nn.Module, pictures: Pictures) -> Mapping[str, Any]:
    """Return the mean filter of each layer, and how asymmetric it is."""
    weights = [x.weight.cpu().double() for x in net.modules() if isinstance(x, nn.Conv2d)]
    means = [weight.mean((0, 1)) for weight in weights]
    return {
        "mean_filters": [_rounded(mean) for mean in means],
        "spread": [round(float(weight.square().mean().sqrt()), DIGITS) for weight in weights],
        "asymmetry": [[round(x, DIGITS) for x in asymmetry(mean)] for mean in means],
    }


def _rounded(kernel: Tensor) -> list[list[float]]:
    return [[round(value, DIGITS) for value in row] for row in kernel.tolist()]


def _build(
    size: int, border: str, placement: str, preset: Preset, in_channels: int, num_classes: int
) -> nn.Module:
    enlarge = nn.Upsample((size, size), mode="bilinear")
    return nn.Sequential(
        enlarge, strided_net(in_channels, num_classes, preset.width, border, placement)
    )


def _arm(name: str, size: int, border: str = "zeros", placement: str = "even") -> Arm:
    about = {"size": size, "border": border, "placement": placement}
    return Arm(name, about, partial(_build, size, border, placement))


STUDY = Study(
    arms=(
        _arm("32 px", 32),
        _arm("33 px", 33),
        _arm("32 px, SAME", 32, placement="same"),
        _arm("32 px, mirrored", 32, border="symmetric"),
    ),
    presets={
        "smoke": Preset(
            data="fashion-mnist-mini",
            recipe=Recipe(epochs=1, batch_size=32, flips=True),
            seeds=(0, 1),
            width=4,
            depth=1,
            limit=64,
            note="Shows that the study runs; its numbers mean nothing.",
        ),
        "cpu": Preset(
            data="fashion-mnist",
            recipe=Recipe(epochs=2, flips=True),
            seeds=(0, 1, 2),
            width=8,
            depth=1,
            workers=2,
            note=PAPER + "Here: a network of 9 layers with stride 2 in four of them, on "
            "Fashion-MNIST in full, 28x28 px enlarged to 32x32 or 33x33 px, 2 epochs, images "
            "mirrored at random along both axes.",
        ),
        "paper": Preset(
            data="cifar100",
            recipe=Recipe(epochs=100, warm_up=5.0, flips=True),
            seeds=(0, 1, 2, 3, 4),
            width=32,
            depth=1,
            device="best",
            note=PAPER + "Here: a network of 9 layers on CIFAR-100 at 32x32 and 33x33 px, images "
            "mirrored at random along both axes.",
        ),
    },
    measure=_measure,
)

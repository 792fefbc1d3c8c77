"""Study of even kernels: residual networks with C2, C2sp, C3, C4 and C4sp at several depths.

Every arm is `nets.even_resnet` with another kernel or depth; widths are the same, so that
parameters and multiply-adds differ as the kernels do. Images are mirrored at random along both
axes in training, so that nothing in them tells left from right or top from bottom.

Each arm of the result has, beside what all studies have ("accuracy", "loss", "macs", "params"):

- "conv": the kernel, as `nets.even_resnet` calls it; "depth": layers with weights, 6 n + 2;
- "drift": [seed][place][2], how far the centre of mass of the maps has moved down and right, in
  px of the image (`analysis.activation_drift`);
- "erosion": [seed][place], mean of the maps (`analysis.information_erosion`); they are
  normalised by the batch before, which makes good what borders take away;
- "ring": [seed][place], mean of the maps' outermost ring over that of their middle half
  (`analysis.spatial_bias`).

Places are the first ReLU of each of the 3 n blocks, then the ReLU after the last; those of index
n and 2 n come after maps are halved. The images looked at are 200 of the test part, each with its
three mirror images: their own centre of mass is the middle exactly.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from convbook import analysis
from convbook.experiments.pictures import Pictures
from convbook.experiments.recipe import Recipe
from convbook.experiments.study import Arm, Preset, Study
from convbook.nets import even_resnet

DEPTHS = 8, 20
DEEPEST = 32
DIGITS = 4
LOOKED_AT = 200
PAPER = (
    "The paper trains ResNets and DenseNets on CIFAR-10 and CIFAR-100 for 300 epochs, with a "
    "lower rate from epoch 150 (and 225) on; its depths, widths, rates and batch size are not "
    "known here. "
)


def mirrored(images: Tensor) -> Tensor:
    """Return images [N, C, H, W] and their mirror images, [4 N, C, H, W]."""
    both = torch.cat((images, images.flip(-1)))
    return torch.cat((both, both.flip(-2)))


def _measure(net: nn.Module, pictures: Pictures) -> Mapping[str, Any]:
    """Return drift, erosion and the share of the outermost ring, place by place."""
    images = mirrored(pictures.test_images[:LOOKED_AT])
    height, width = images.shape[-2:]
    drift = analysis.activation_drift(net, images)
    erosion = analysis.information_erosion(net, images)
    bias = analysis.spatial_bias(net, (height, width), images)
    names = places(net)
    return {
        "drift": [[round(px, DIGITS) for px in drift[name]] for name in names],
        "erosion": [round(erosion[name], DIGITS) for name in names],
        "ring": [round(bias[name].ratio, DIGITS) for name in names],
    }


def places(net: nn.Module) -> list[str]:
    """Return the names of the ReLU that each block begins with, and of the one after the last.

    >>> places(even_resnet(8, "C3"))
    ['trunk.1.branch.1', 'trunk.2.branch.1', 'trunk.3.branch.1', 'trunk.5']
    """
    found = [name for name, module in net.named_modules() if isinstance(module, nn.ReLU)]
    return [*found[:-1:2], found[-1]]


def _build(conv: str, depth: int, preset: Preset, in_channels: int, num_classes: int) -> nn.Module:
    return even_resnet(depth, conv, in_channels, num_classes, preset.width)


def _arm(conv: str, depth: int) -> Arm:
    return Arm(
        f"{conv}, {depth} layers", {"conv": conv, "depth": depth}, partial(_build, conv, depth)
    )


STUDY = Study(
    arms=(
        *(_arm(conv, depth) for depth in DEPTHS for conv in ("C2", "C2sp", "C3", "C4", "C4sp")),
        *(_arm(conv, DEEPEST) for conv in ("C2", "C2sp", "C3")),
    ),
    presets={
        "smoke": Preset(
            data="fashion-mnist-mini",
            recipe=Recipe(epochs=1, batch_size=32, flips=True),
            seeds=(0, 1),
            width=4,
            depth=1,
            limit=64,
            size=8,
            note="Shows that the study runs; its numbers mean nothing.",
        ),
        "cpu": Preset(
            data="fashion-mnist",
            recipe=Recipe(epochs=3, batch_size=64, rate=0.1, flips=True),
            seeds=(0, 1, 2),
            width=8,
            depth=1,
            workers=2,
            limit=6_000,
            size=16,
            note=PAPER + "Here: widths 8, 16 and 32, on the first 6,000 training and test "
            "images of Fashion-MNIST, shrunk to 16x16 px, 3 epochs, images mirrored at random "
            "along both axes.",
        ),
        "paper": Preset(
            data="cifar10",
            recipe=Recipe(epochs=300, warm_up=5.0, flips=True),
            seeds=(0, 1, 2, 3, 4),
            width=16,
            depth=1,
            device="best",
            note=PAPER + "Here: widths 16, 32 and 64, on CIFAR-10 for 300 epochs with a rate that "
            "falls as a cosine, images mirrored at random along both axes.",
        ),
    },
    measure=_measure,
)

"""Study of learned pooling: what sizes ``DynOPool2d`` learns on images of four kinds.

Every image is shown at 64x64 px in four ways: the original; stretched to twice its height, of
which a random half is kept; shrunk to 16x16 px and tiled 4x4 times; shrunk to 16x16 px and enlarged
again. On each, a VGG-style network of four poolings and a ResNet-style one of two are trained with
2x2 max pooling and with DynOPool, whose alphas start at 2 along both axes. So the two have the
same function and the same cost before the first step, and only what is learned differs.

The loss is cross-entropy + price * C / C_0, C the multiply-adds of the convolutions and C_0 those
at the start, which is the loss of Jang et al. with lambda = price / GMACs_0. Three further prices
are tried with VGG on the original set, and the mean of the four values instead of their maximum
on the stretched one. Nothing else bounds an alpha; where one falls to 0 the training stops with an
error. Its rate was piloted with VGG at 64 px and seed 0, on the stretched and the tiled set. With
twice and five times the rate of the weights an alpha became negative, with the same rate alphas
rose to 6 and accuracy was lost, with a fifth one of the last pooling fell to 0.24; a twentieth,
without decay, is used. In restoring it is a half: there the gradient is a tenth.

A second task shows sizes that grow. An image is halved, and a network restores it: between its
layers the maps keep their size, are enlarged by bilinear interpolation, or by a DynOPool whose
alpha starts at 1/2 or at 1. The last layer's maps are always interpolated to the whole size.

Each arm of the result has, beside what all studies have ("macs" are those at the start; the
"accuracy" of a restoring arm is the share of variance restored, its "loss" the mean square error):

- "net": "vgg", "resnet" or "restorer"; "pool"; "images": the set; "price";
- "layers": "conv" (3x3) or "pool", along the longest path; from these and the ratios
  `recorded_field` gives the receptive field of every layer;
- "ratios": [seed][pooling][2], stride along (h, w): alpha where it is learned, below 1 if the maps
  grow;
- "learned_macs": [seed], multiply-adds on one image at the learned sizes;
- "psnr": [seed], in dB, of restored images, otherwise None;
- "restored": the first test images restored, first seed, packed (`record.unpack`).

"exhibit" has these images "whole", "halved" and "interpolated", packed, and the "psnr" of
interpolation alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import nn

from convbook import analysis, nets
from convbook.experiments.learned_field import learned_field, pool_ratios
from convbook.experiments.pictures import Pictures
from convbook.experiments.pricing import priced_class_loss, priced_square_loss
from convbook.experiments.recipe import Recipe
from convbook.experiments.restoring import (
    Restorer,
    exhibit,
    halved,
    measure_restored,
    restored_scores,
)
from convbook.experiments.study import Arm, Preset, Study
from convbook.experiments.tasks import Task
from convbook.experiments.toy_pictures import SETS, toy_pictures
from convbook.ops.dynamic_pool import DynOPool2d

PRICES = {"vgg": 0.1, "resnet": 0.1, "restorer": 0.0002}
FURTHER_PRICES = 0.0, 1.0, 3.0
# A square error of 1 is the variance of the images; so much weight gives steps of useful size.
RESTORING_WEIGHT = 0.1
RATES = ("resize.alpha", 0.5), ("alpha", 0.05)
# How the maps of a restoring network are enlarged half-way.
RESIZES: dict[str, Callable[[], nn.Module]] = {
    "none": nn.Identity,
    "bilinear": partial(nn.Upsample, scale_factor=2, mode="bilinear"),
    "dynamic-mean from 1/2": partial(DynOPool2d, 0.5, "mean"),
    "dynamic from 1/2": partial(DynOPool2d, 0.5),
    "dynamic-mean from 1": partial(DynOPool2d, 1.0, "mean"),
}
PAPER = (
    "Jang et al. build the sets from CIFAR-100 and train a VGG-style network; the optimiser, the "
    "rate of alpha, lambda, the epochs and the widths are not known here. "
)


def _measure(net: nn.Module, pictures: Pictures) -> Mapping[str, Any]:
    """Return the learned ratios, fields and cost, and what is restored."""
    channels, height, width = pictures.test_images.shape[1:]
    found: dict[str, Any] = {
        "layers": [kind for kind, _, _ in learned_field(net)],
        "ratios": [[round(x, 4) for x in pair] for pair in pool_ratios(net)],
        "learned_macs": analysis.count_cost(net, (height, width), channels).macs,
        "psnr": None,
        "restored": None,
    }
    restores = any(isinstance(module, Restorer) for module in net.modules())
    if restores:
        found.update(measure_restored(net, pictures))
    return found


@dataclass(frozen=True)
class ToyPreset(Preset):
    """A preset in which networks see the toy images at 64 px over `shrink`, by averaging."""

    shrink: int = 1


def _vgg(pool: str, preset: Preset, in_channels: int, num_classes: int) -> nn.Module:
    return _shrunk(preset, nets.small_vgg(pool, in_channels, num_classes, preset.width))


def _resnet(pool: str, preset: Preset, in_channels: int, num_classes: int) -> nn.Module:
    sizes = preset.width, preset.depth
    return _shrunk(preset, nets.small_resnet(pool, in_channels, num_classes, *sizes))


def _shrunk(preset: Preset, net: nn.Module) -> nn.Module:
    shrink = preset.shrink if isinstance(preset, ToyPreset) else 1
    return net if shrink == 1 else nn.Sequential(nn.AvgPool2d(shrink), net)


def _restorer(pool: str, preset: Preset, in_channels: int, num_classes: int) -> nn.Module:
    return Restorer(RESIZES[pool](), in_channels, 2 * preset.width)


BUILDS: dict[str, Callable[[str, Preset, int, int], nn.Module]] = {
    "vgg": _vgg,
    "resnet": _resnet,
    "restorer": _restorer,
}


def _arm(net: str, pool: str, images: str, price: float | None = None) -> Arm:
    """Return an arm; where no price is given it is that of PRICES, or 0 for fixed sizes."""
    name = f"{net}, {pool}, {images}" + ("" if price is None else f", price {price:g}")
    if price is None:
        price = PRICES[net] if pool.startswith("dynamic") else 0.0
    about = {"net": net, "pool": pool, "images": images, "price": price}
    build = partial(BUILDS[net], pool)
    if net != "restorer":
        task = Task(partial(priced_class_loss, price=price))
        return Arm(name, about, build, partial(toy_pictures, images), task)
    loss = partial(priced_square_loss, price=price, weight=RESTORING_WEIGHT)
    return Arm(name, about, build, halved, Task(loss, restored_scores))


STUDY = Study(
    arms=(
        *(
            _arm(net, pool, images)
            for net in ("vgg", "resnet")
            for images in SETS
            for pool in ("max", "dynamic")
        ),
        _arm("vgg", "dynamic-mean", "stretched"),
        *(_arm("vgg", "dynamic", "original", price) for price in FURTHER_PRICES),
        *(_arm("restorer", pool, "halved") for pool in RESIZES),
    ),
    presets={
        "smoke": ToyPreset(
            data="fashion-mnist-mini",
            recipe=Recipe(epochs=1, batch_size=8, rate=0.01, slow=RATES),
            seeds=(0, 1),
            width=1,
            depth=1,
            limit=16,
            shrink=2,
            note="Shows that the study runs; its numbers mean nothing.",
        ),
        "cpu": ToyPreset(
            data="fashion-mnist",
            recipe=Recipe(epochs=3, batch_size=32, rate=0.1, slow=RATES),
            seeds=(0, 1, 2),
            width=4,
            depth=1,
            workers=2,
            limit=1600,
            shrink=2,
            note=PAPER + "Here: networks of 8 and 7 convolutions, 4 to 16 channels, on the first "
            "1,600 training and 1,600 test images of Fashion-MNIST, 3 epochs of 50 steps; toy "
            "images of 64x64 px are averaged to 32x32 ahead of the network; the rate of alpha is a "
            "twentieth of that of the weights.",
        ),
        "paper": ToyPreset(
            data="cifar100",
            recipe=Recipe(epochs=200, rate=0.1, warm_up=5.0, slow=RATES),
            seeds=(0, 1, 2, 3, 4),
            width=64,
            depth=2,
            device="best",
            note=PAPER + "Here: the four sets from CIFAR-100, networks of 8 and 13 convolutions, "
            "64 to 256 channels, 200 epochs, batches of 128; the rate of alpha is a twentieth of "
            "that of the weights.",
        ),
    },
    measure=_measure,
    once=("layers", "restored"),
    exhibit=exhibit,
)

"""Study of gridding: brain tissue segmented by networks that differ in their rates alone.

Every arm has six 3x3 layers and a 1x1 layer, the same parameters and the same multiply-adds at
full resolution; only the rates of dilation differ. With rate 2 throughout, the receptive field of
25 px has holes: an output reads one pixel in four of it. Rates 1, 2, 3, 1, 2, 3 (the sawtooth of
hybrid dilated convolution) and 1, 2, 3, 3, 2, 1 (rising, then falling) read all of it; rate 1
throughout reads 13 px. Two arms have noise on the images, in training and in tests: the head is
a mean of 152 people's, and smoother than any one scan.

Classes are 0 for all that is not grey or white matter, 1 for grey, 2 for white. Each arm of the
result has, beside what all studies have ("accuracy" is that of pixels):

- "rates": of the six layers; "noise": its deviation, over that of the images;
- "dice", "iou": [seed][class];
- "boundary_accuracy", "boundary_dice": [seed][3], within 1, 2 and 3 px of a pixel of another
  class; the second is the mean of grey and white matter in that band;
- "inside_accuracy": [seed], more than 3 px from any other class;
- "isolated": [seed], share of pixels whose predicted class none of the four neighbours has;
- "disagreement": [seed], share of the 2x2 cells of one true class whose four predictions are not
  all the same; "inside_disagreement": [seed], likewise in grey or white matter more than 1 px
  from any other class;
- "ripple": [seed], there, the logits' variance within 2x2 cells over their variance in all: what
  the four phases of rate 2 disagree about;
- "prediction": classes of one slice by the network of the first seed, packed (`record.unpack`).

"exhibit" has that slice: "number" (of the test part), "image", "noisy" (grey levels) and "labels",
packed.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from convbook.experiments.pictures import Pictures
from convbook.experiments.recipe import Recipe
from convbook.experiments.record import pack
from convbook.experiments.segmentation import scores
from convbook.experiments.study import Arm, Preset, Study

GRIDDING = 2, 2, 2, 2, 2, 2
SAWTOOTH = 1, 2, 3, 1, 2, 3
RISE_AND_FALL = 1, 2, 3, 3, 2, 1
ORDINARY = 1, 1, 1, 1, 1, 1
NOISE = 0.25
LEVELS = 32  # of the noisy slice in the result: more would take much room
PAPER = (
    "Wang et al. train ResNet-101 on Cityscapes, 12 crops of 800x800 px an image, for 20 epochs; "
    "their data are not to be had here. "
)


class Noise(nn.Module):
    """Adds normal noise, as long as its deviation is not 0; the same at every evaluation."""

    def __init__(self, deviation: float) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, images: Tensor) -> Tensor:
        """Return the images with noise."""
        if not self.deviation:
            return images
        if self.training:
            return images + self.deviation * torch.randn_like(images)
        generator = torch.Generator().manual_seed(0)
        noise = torch.randn(images.shape, generator=generator).to(images)
        return images + self.deviation * noise


def dilated_net(
    rates: tuple[int, ...],
    noise: float = 0.0,
    in_channels: int = 1,
    num_classes: int = 3,
    width: int = 8,
) -> nn.Sequential:
    """Return a network of 3x3 layers of these rates and a 1x1 layer, at full resolution.

    Normalisation and ReLU follow every 3x3 convolution, whose padding is its rate.

    Args:
        rates: of the layers, from the image on.
        noise: deviation of normal noise that is added to the images.
        in_channels: channels of an image.
        num_classes: number of logits of a pixel.
        width: channels of every layer.

    Example:
        >>> dilated_net((2, 2))(torch.zeros(1, 1, 9, 7)).shape
        torch.Size([1, 3, 9, 7])

    Source: Wang et al., "Understanding convolution for semantic segmentation", WACV 2018, for the
        choice of rates; the network is ours.
    """
    layers: list[nn.Module] = [Noise(noise)]
    channels = in_channels
    for rate in rates:
        conv = nn.Conv2d(channels, width, 3, padding=rate, dilation=rate, bias=False)
        layers += [conv, nn.BatchNorm2d(width), nn.ReLU()]
        channels = width
    return nn.Sequential(*layers, nn.Conv2d(channels, num_classes, 1))


def _measure(net: nn.Module, pictures: Pictures) -> Mapping[str, Any]:
    """Return the scores on the test slices, and the classes of the slice that is shown."""
    logits = net(pictures.test_images)
    shown = logits[_shown(pictures)].argmax(0)
    prediction = pack(shown.to("cpu", torch.uint8).numpy())
    return scores(logits, pictures.test_labels) | {"prediction": prediction}


def _shown(pictures: Pictures) -> int:
    return len(pictures.test_images) // 2


def _exhibit(pictures: Pictures) -> Any:
    """Return the slice that is shown: as it is, with noise, and its classes."""
    number = _shown(pictures)
    images = pictures.test_images
    noisy = Noise(NOISE).eval()(images)[number, 0].cpu().numpy()
    image = images[number, 0].cpu().numpy()
    low, high = image.min(), image.max()
    grey, coarse = ((np.clip((x - low) / (high - low), 0, 1)) for x in (image, noisy))
    step = 256 // LEVELS
    return {
        "number": number,
        "image": pack(np.rint(255 * grey).astype(np.uint8)),
        "noisy": pack((np.rint((LEVELS - 1) * coarse) * step).astype(np.uint8)),
        "labels": pack(pictures.test_labels[number].to("cpu", torch.uint8).numpy()),
    }


def _build(
    rates: tuple[int, ...], noise: float, preset: Preset, in_channels: int, num_classes: int
) -> nn.Module:
    return dilated_net(rates, noise, in_channels, num_classes, preset.width)


def _arm(name: str, rates: tuple[int, ...], noise: float = 0.0) -> Arm:
    return Arm(name, {"rates": list(rates), "noise": noise}, partial(_build, rates, noise))


STUDY = Study(
    arms=(
        _arm("rate 2", GRIDDING),
        _arm("sawtooth", SAWTOOTH),
        _arm("rise and fall", RISE_AND_FALL),
        _arm("rate 1", ORDINARY),
        _arm("rate 2, noisy", GRIDDING, NOISE),
        _arm("sawtooth, noisy", SAWTOOTH, NOISE),
    ),
    presets={
        "smoke": Preset(
            data="mri-slices",
            recipe=Recipe(epochs=1, batch_size=2),
            seeds=(0, 1),
            width=4,
            depth=1,
            limit=4,
            note="Shows that the study runs; its numbers mean nothing.",
        ),
        "cpu": Preset(
            data="mri-slices",
            recipe=Recipe(epochs=5, batch_size=2, rate=0.1),
            seeds=(0, 1, 2),
            width=8,
            depth=1,
            workers=2,
            note=PAPER + "Here: six layers of 8 channels on 120 axial slices of one head, a mean "
            "of 152 people's, tested on 30 others, 5 epochs of 60 steps.",
        ),
        "paper": Preset(
            data="mri-slices",
            recipe=Recipe(epochs=20, batch_size=4, rate=0.1, warm_up=1.0),
            seeds=(0, 1, 2, 3, 4),
            width=64,
            depth=1,
            device="best",
            note=PAPER + "Here: six layers of 64 channels on the slices of one head, a mean of "
            "152 people's, for as many epochs.",
        ),
    },
    measure=_measure,
    once=("prediction",),
    exhibit=_exhibit,
)

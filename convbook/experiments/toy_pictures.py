"""The toy sets of learned pooling as pictures to train with."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convbook import data
from convbook.data import toy
from convbook.experiments.pictures import Pictures

Bytes = npt.NDArray[np.uint8]

# From images and a seed, which is another one for testing, to images of 64 x 64 px.
SETS: dict[str, Callable[[Bytes, int], Bytes]] = {
    "original": lambda images, seed: data.toy_set(images, toy.SIDE),
    "stretched": lambda images, seed: data.stretch(images, "random", seed),
    "tiled": lambda images, seed: data.tile(images),
    "enlarged": lambda images, seed: data.enlarge(images),
}


def toy_pictures(name: str, pictures: Pictures) -> Pictures:
    """Make one of the toy sets, scaled to mean 0 and deviation 1 of its own training part.

    Grey levels 0 to 255 are counted between the darkest and the brightest value that a channel has
    in the training part: those of the files, where both 0 and 255 occur. Training images are
    stretched with seed 0 and test images with seed 1.

    Args:
        name: "original" (enlarged to 64 x 64 px and nothing else), "stretched", "tiled" or
            "enlarged".
        pictures: of any size.
    """
    train, test = _levels(pictures)
    parts = [_tensor(SETS[name](part, seed)) for seed, part in enumerate((train, test))]
    mean = parts[0].mean((0, 2, 3), keepdim=True)
    deviation = parts[0].std((0, 2, 3), keepdim=True)
    device = pictures.train_images.device
    scaled = [((part - mean) / deviation).to(device) for part in parts]
    return Pictures(scaled[0], pictures.train_labels, scaled[1], pictures.test_labels)


def _levels(pictures: Pictures) -> list[Bytes]:
    low = pictures.train_images.amin((0, 2, 3), keepdim=True)
    high = pictures.train_images.amax((0, 2, 3), keepdim=True)
    found = []
    for images in (pictures.train_images, pictures.test_images):
        grey = (255 * (images - low) / (high - low)).round().clamp(0, 255)
        found.append(grey.to("cpu", torch.uint8).permute(0, 2, 3, 1).contiguous().numpy())
    return found


def _tensor(images: Bytes) -> Tensor:
    channels = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    return channels.contiguous(memory_format=torch.channels_last)

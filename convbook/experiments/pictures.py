"""The images that networks are trained with, from sets of labelled images or of tissue maps."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import data

SURE = 255
MARGIN = 8


@dataclass(frozen=True)
class Pictures:
    """Images [N, C, H, W], scaled to mean 0 and deviation 1 of the training part, and classes.

    Attributes:
        train_images: to train with.
        train_labels: their classes, [N], or those of their pixels, [N, H, W].
        test_images: to test with.
        test_labels: likewise.
    """

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor

    @property
    def num_classes(self) -> int:
        """Largest label, plus 1."""
        return int(self.train_labels.max()) + 1


def load_pictures(name: str, limit: int, device: torch.device, size: int = 0) -> Pictures:
    """Load a set of labelled images; `limit` keeps the first so many of each part, 0 all.

    With a `size`, an image is shrunk to so many px a side, by averaging.

    Maps of tissue become the class of each pixel: 1 for the first tissue, 2 for the second, ...,
    or 0 where what all of them leave is more likely than any of them. Such images are cut to the
    rectangle in which a training image is not black, and MARGIN px around it.

    Raises:
        ConvbookValueError: there is no set of that name.
        AssetUnavailableError: its files are not on this machine.
    """
    parts = []
    for split in ("train", "test"):
        images, labels = data.load(name, split)
        kept = torch.from_numpy(images)[: limit or None]
        channels = kept.permute(0, 3, 1, 2) if kept.ndim == 4 else kept[:, None]
        channels = F.adaptive_avg_pool2d(channels.float(), size) if size else channels
        placed = channels.float().contiguous(memory_format=torch.channels_last)  # the faster one
        parts.append([placed, _classes(torch.from_numpy(labels)[: limit or None])])
    if parts[0][1].dim() > 1:
        rows, columns = _window(parts[0][0])
        parts = [[array[..., rows, columns].contiguous() for array in part] for part in parts]
    (train_images, train_labels), (test_images, test_labels) = parts
    mean = train_images.mean((0, 2, 3), keepdim=True)
    deviation = train_images.std((0, 2, 3), keepdim=True)
    return Pictures(
        ((train_images - mean) / deviation).to(device),
        train_labels.to(device),
        ((test_images - mean) / deviation).to(device),
        test_labels.to(device),
    )


def _classes(labels: Tensor) -> Tensor:
    """Return integer classes, made from shares [N, H, W, K] in 1/255 where there are such."""
    if labels.dim() == 1:
        return labels.long()
    shares = labels.short()
    rest = SURE - shares.sum(-1, keepdim=True)
    return torch.cat((rest, shares), -1).argmax(-1)


def _window(images: Tensor) -> tuple[slice, slice]:
    """Return the rows and the columns where any image is not black, and MARGIN px around."""
    seen = images.amax((0, 1)) > 0
    places = (seen.any(axis).nonzero().flatten() for axis in (1, 0))
    rows, columns = (slice(max(0, int(p[0]) - MARGIN), int(p[-1]) + 1 + MARGIN) for p in places)
    return rows, columns

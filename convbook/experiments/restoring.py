"""A low-level use of learned sizes: an image of half its size is restored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook.experiments.pictures import Pictures
from convbook.experiments.record import pack
from convbook.nets.small import convolved

SHRINK = 2
SHOWN = 3


class Restorer(nn.Module):
    """A network that adds to the interpolated image what it finds at a size in between.

    y = up(x) + up(conv(g(resize(f(x))))), up: bilinear, to twice the size of x

    f and g are two 3x3 convolutions each; g and the last convolution work at the size that
    `resize` gives, which the final interpolation brings to that of the result whatever it is.

    Args:
        resize: module from maps to maps of another size.
        in_channels: channels of an image.
        width: channels within.

    Example:
        >>> Restorer(nn.Identity(), 1, 4)(torch.zeros(2, 1, 14, 14)).shape
        torch.Size([2, 1, 28, 28])
    """

    def __init__(self, resize: nn.Module, in_channels: int, width: int) -> None:
        super().__init__()
        before = convolved(in_channels, width, "zeros") + convolved(width, width, "zeros")
        after = convolved(width, width, "zeros") + convolved(width, width, "zeros")
        self.before = nn.Sequential(*before)
        self.resize = resize
        self.after = nn.Sequential(*after, nn.Conv2d(width, in_channels, 3, padding=1))

    def forward(self, images: Tensor) -> Tensor:
        """Return images of twice the size."""
        maps = self.after(self.resize(self.before(images)))
        return enlarged(images) + enlarged(maps, tuple(images.shape[-2:]))


def enlarged(maps: Tensor, size: tuple[int, ...] | None = None) -> Tensor:
    """Interpolate maps to twice their size, or twice `size`, bilinearly."""
    h, w = size or maps.shape[-2:]
    return F.interpolate(maps, (SHRINK * h, SHRINK * w), mode="bilinear", align_corners=False)


def halved(pictures: Pictures) -> Pictures:
    """Make images of half the size, each px the mean of 4; the labels are the images."""
    train, test = pictures.train_images, pictures.test_images
    return Pictures(F.avg_pool2d(train, SHRINK), train, F.avg_pool2d(test, SHRINK), test)


def restored_scores(outputs: Tensor, targets: Tensor) -> tuple[float, float]:
    """Return the share of the images' variance that is restored, and the mean square error.

    >>> restored_scores(torch.tensor([1.0, 1.0]), torch.tensor([2.0, 0.0]))
    (0.0, 1.0)
    """
    error = float(F.mse_loss(outputs, targets))
    return 1 - error / float(targets.var(unbiased=False)), error


def psnr(outputs: Tensor, targets: Tensor, peak: float) -> float:
    """Return the peak signal-to-noise ratio, 10 log10(peak^2 / mean square error), in dB.

    >>> round(psnr(torch.zeros(4), torch.full((4,), 0.1), 1.0), 4)
    20.0
    """
    return 10 * float(np.log10(peak**2 / float(F.mse_loss(outputs, targets))))


def measure_restored(net: nn.Module, pictures: Pictures) -> Mapping[str, Any]:
    """Return the PSNR on the test images, and the first ones restored."""
    batches = torch.split(pictures.test_images, 500)
    outputs = torch.cat([net(batch) for batch in batches])
    targets = pictures.test_labels
    decibel = psnr(outputs, targets, _peak(targets))
    return {"psnr": round(decibel, 3), "restored": _packed(outputs, pictures)}


def exhibit(pictures: Pictures) -> Any:
    """Return the first test images, halved and whole, and what interpolation alone restores."""
    small = halved(pictures)
    plain = enlarged(small.test_images)
    return {
        "psnr": round(psnr(plain, small.test_labels, _peak(small.test_labels)), 3),
        "whole": _packed(small.test_labels, small),
        "halved": _packed(small.test_images, small),
        "interpolated": _packed(plain, small),
    }


def _peak(images: Tensor) -> float:
    return float(images.max() - images.min())


def _packed(images: Tensor, pictures: Pictures) -> dict[str, Any]:
    """Pack the first images as grey levels between the darkest and brightest px of the targets."""
    targets = pictures.test_labels
    low, high = targets.min(), targets.max()
    grey = 255 * (images[:SHOWN].mean(1) - low) / (high - low)
    return pack(grey.round().clamp(0, 255).to("cpu", torch.uint8).numpy())

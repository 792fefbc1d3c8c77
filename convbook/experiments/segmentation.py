"""Scores of a segmentation: of all pixels, near boundaries, and of the grid dilation leaves."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

DISTANCES = 1, 2, 3
DIGITS = 6


def overlaps(
    predicted: Tensor, labels: Tensor, num_classes: int
) -> tuple[list[float], list[float]]:
    """Return Dice's coefficient and intersection over union of each class.

    dice = 2 |A and B| / (|A| + |B|), iou = |A and B| / |A or B|

    for the pixels A predicted to be of the class and the pixels B that are; 1 where both are empty.

    >>> overlaps(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 1, 1]), 2)
    ([0.666667, 0.8], [0.5, 0.666667])
    """
    dice, iou = [], []
    for k in range(num_classes):
        both = int(((predicted == k) & (labels == k)).sum())
        total = int((predicted == k).sum() + (labels == k).sum())
        dice.append(round(2 * both / total, DIGITS) if total else 1.0)
        iou.append(round(both / (total - both), DIGITS) if total else 1.0)
    return dice, iou


def near_boundary(labels: Tensor, distance: int) -> Tensor:
    """Tell which pixels have one of another class at most `distance` px away, [N, H, W].

    The distance is the larger of those along rows and columns.

    >>> near_boundary(torch.tensor([[[0, 0, 0, 1, 1]]]), 1).int().tolist()
    [[[0, 0, 1, 1, 0]]]
    """
    classes = labels[:, None].float()
    window = 2 * distance + 1
    most = F.max_pool2d(classes, window, 1, distance)
    least = -F.max_pool2d(-classes, window, 1, distance)
    return (most != least)[:, 0]


def cells(maps: Tensor) -> Tensor:
    """Return the four values of each 2x2 cell of maps [..., H, W], as [..., H // 2, W // 2, 4]."""
    height, width = (side // 2 * 2 for side in maps.shape[-2:])
    cut = maps[..., :height, :width]
    phases = [cut[..., i::2, j::2] for i in (0, 1) for j in (0, 1)]
    return torch.stack(phases, -1)


def isolated(predicted: Tensor) -> float:
    """Return the share of inner pixels whose class none of their four neighbours has."""
    inner = predicted[:, 1:-1, 1:-1]
    around = (
        predicted[:, :-2, 1:-1],
        predicted[:, 2:, 1:-1],
        predicted[:, 1:-1, :-2],
        predicted[:, 1:-1, 2:],
    )
    alone = torch.stack([inner != other for other in around]).all(0)
    return round(float(alone.float().mean()), DIGITS)


def scores(logits: Tensor, labels: Tensor) -> dict[str, Any]:
    """Return every score of logits [N, K, H, W] against classes [N, H, W].

    Keys are those that the study of dilation describes.
    """
    predicted, num_classes = logits.argmax(1), logits.shape[1]
    right = predicted == labels
    dice, iou = overlaps(predicted, labels, num_classes)
    bands = [near_boundary(labels, distance) for distance in DISTANCES]
    inside = ~bands[-1]
    tissues = slice(1, num_classes)
    in_bands = [overlaps(predicted[band], labels[band], num_classes)[0][tissues] for band in bands]
    return {
        "dice": dice,
        "iou": iou,
        "boundary_accuracy": [_share(right[band]) for band in bands],
        "boundary_dice": [round(sum(values) / len(values), DIGITS) for values in in_bands],
        "inside_accuracy": _share(right[inside]),
        "isolated": isolated(predicted),
        **_grid(logits, predicted, labels),
    }


def _grid(logits: Tensor, predicted: Tensor, labels: Tensor) -> dict[str, float]:
    """Return how far the four phases of 2x2 cells differ where the truth is one tissue."""
    truth, guess = cells(labels), cells(predicted)
    uniform = (truth == truth[..., :1]).all(-1)
    inside = ~cells(near_boundary(labels, 1)).any(-1)
    tissue = inside & (truth[..., 0] > 0)
    differ = (guess != guess[..., :1]).any(-1)
    groups = cells(logits.double()).permute(0, 2, 3, 4, 1)[tissue]  # [cells, 4, K]
    waves = groups - groups.mean(1, keepdim=True)
    all_of_it = groups - groups.mean((0, 1))
    return {
        "disagreement": _share(differ[uniform]),
        "inside_disagreement": _share(differ[tissue]),
        "ripple": round(float(waves.square().sum() / all_of_it.square().sum()), DIGITS),
    }


def _share(flags: Tensor) -> float:
    return round(float(flags.double().mean()), DIGITS) if flags.numel() else 1.0

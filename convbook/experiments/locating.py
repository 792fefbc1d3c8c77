"""One object an image, named and located: the network's end, its loss and its scores."""

from typing import Any, Self

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook.experiments.objects import BOX, CLASS
from convbook.experiments.tasks import Task

NUMBERS = 5  # of a position beside its logits: its weight, and four of its box
BOX_SHARE = 5.0


class Locator(nn.Module):
    """Every position of a map says what it sees and where; the mean, by learned weights, counts.

    a = softmax over positions of s(p); logits = sum of a(p) l(p); box = sum of a(p) b(p)

    where s and l are linear in the map at p, and b is a box around p: tanh / 4 of linear numbers
    shifts its middle, and sigmoids of linear numbers are its height and width.

    Args:
        trunk: from images to maps [N, C, H, W].
        channels: C.
        num_classes: number of logits.

    Example:
        >>> Locator(nn.Conv2d(1, 4, 3), 4, 10)(torch.zeros(2, 1, 9, 9)).shape
        torch.Size([2, 14])
    """

    def __init__(self, trunk: nn.Module, channels: int, num_classes: int) -> None:
        super().__init__()
        self.trunk = trunk
        self.head = nn.Conv2d(channels, num_classes + NUMBERS, 1)

    def to(self, *args: Any, **options: Any) -> Self:
        """Move as any module, but keep the order of numbers: experts' kernels have five axes."""
        options.pop("memory_format", None)
        return super().to(*args, **options) if args or options else self

    def forward(self, images: Tensor) -> Tensor:
        """Return logits and the box: top, left, bottom, right, 0 and 1 being the image's edges."""
        found = self.head(self.trunk(images))
        height, width = found.shape[-2:]
        weights = found[:, 0].flatten(1).softmax(1)
        rows = (torch.arange(height, device=found.device) + 0.5)[:, None] / height
        columns = (torch.arange(width, device=found.device) + 0.5)[None] / width
        middle = rows + found[:, 1].tanh() / 4, columns + found[:, 2].tanh() / 4
        half = [found[:, i].sigmoid() / 2 for i in (3, 4)]
        edges = [m + sign * h for sign in (-1, 1) for m, h in zip(middle, half, strict=True)]
        spread = torch.cat((found[:, NUMBERS:], torch.stack(edges, 1)), 1).flatten(2)
        result: Tensor = (spread * weights[:, None]).sum(-1)
        return result


def box_iou(boxes: Tensor, others: Tensor) -> Tensor:
    """Return intersection over union of boxes [N, 4] with as many others, pair by pair, [N].

    >>> one, other = torch.tensor([[0.0, 0.0, 2.0, 2.0]]), torch.tensor([[1.0, 1.0, 2.0, 4.0]])
    >>> box_iou(one, other)
    tensor([0.1667])
    """
    corner = torch.maximum(boxes[:, :2], others[:, :2])
    far = torch.minimum(boxes[:, 2:], others[:, 2:])
    shared = _area(torch.cat((corner, far), 1))
    iou: Tensor = shared / (_area(boxes) + _area(others) - shared).clamp(min=1e-12)
    return iou


def _area(boxes: Tensor) -> Tensor:
    area: Tensor = (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(1)
    return area


def loss(net: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Return cross-entropy + 5 mean |edge - its target| + mean (1 - intersection over union)."""
    outputs = net(images)
    logits, boxes = outputs[:, :-4], outputs[:, -4:]
    wanted = labels[:, BOX]
    named = F.cross_entropy(logits, labels[:, CLASS].long())
    located: Tensor = BOX_SHARE * (boxes - wanted).abs().mean() + 1 - box_iou(boxes, wanted).mean()
    return named + located


def scores(outputs: Tensor, labels: Tensor) -> tuple[float, float]:
    """Return the share of right classes and the mean cross-entropy; boxes are measured apart."""
    logits, classes = outputs[:, :-4], labels[:, CLASS].long()
    right = int((logits.argmax(1) == classes).sum())
    return right / len(labels), float(F.cross_entropy(logits, classes))


LOCATING = Task(loss, scores)

"""What a network is trained for: the loss of a step, and the scores of a test."""

from collections.abc import Callable
from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

Loss = Callable[[nn.Module, Tensor, Tensor], Tensor]


def class_loss(net: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Return the mean cross-entropy of a network's logits, in nats."""
    return F.cross_entropy(net(images), labels)


def class_scores(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Return the share of images, or of pixels, that are right, and the mean cross-entropy.

    >>> import torch
    >>> class_scores(torch.tensor([[1.0, 1.0], [0.0, 0.0]]), torch.tensor([0, 1]))
    (0.5, 0.6931471824645996)
    """
    right = (logits.argmax(1) == labels).sum()
    return int(right) / labels.numel(), float(F.cross_entropy(logits, labels))


@dataclass(frozen=True)
class Task:
    """What a network is trained for; classification by default.

    Attributes:
        loss: from the network, in training, with the images and labels of a step, to what is
            minimised.
        scores: from the outputs for all test images and their labels to accuracy and loss.
    """

    loss: Loss = class_loss
    scores: Callable[[Tensor, Tensor], tuple[float, float]] = class_scores

"""How a network is trained: by what steps, at what rate, for how long."""

import math
from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True)
class Recipe:
    """Stochastic gradient descent with Nesterov's momentum; the learning rate falls as a cosine.

    Attributes:
        epochs: passes over the training images.
        batch_size: images a step; those left over at the end of an epoch wait for the next.
        rate: largest learning rate.
        warm_up: epochs in which it rises linearly.
        momentum: share of the last step that is kept.
        decay: weight decay.
        flips: whether an image of a step, and its map of labels if it has one, is mirrored left
            to right with probability 1/2, and top to bottom likewise.
    """

    epochs: int
    batch_size: int = 128
    rate: float = 0.2
    warm_up: float = 0.5
    momentum: float = 0.9
    decay: float = 5e-4
    flips: bool = False
    slow: tuple[tuple[str, float], ...] = ()

    def rate_at(self, step: int, steps_per_epoch: int) -> float:
        """Return the learning rate of a step, counted from 0.

        >>> recipe = Recipe(epochs=2, rate=1.0, warm_up=1.0)
        >>> [round(recipe.rate_at(step, 2), 3) for step in range(4)]
        [0.5, 1.0, 1.0, 0.5]
        """
        warm = self.warm_up * steps_per_epoch
        if step < warm:
            return self.rate * min(1.0, (step + 1) / warm)
        done = (step - warm) / (self.epochs * steps_per_epoch - warm)
        return self.rate * (1 + math.cos(math.pi * done)) / 2

    def optimizer(self, net: nn.Module) -> torch.optim.Optimizer:
        """Return the optimiser; each group of parameters keeps its "share" of the rate."""
        groups: dict[float, list[nn.Parameter]] = {}
        for name, parameter in net.named_parameters():
            factor = next((factor for text, factor in self.slow if text in name), 1.0)
            groups.setdefault(factor, []).append(parameter)
        options = [
            {"params": group, "share": factor, "weight_decay": self.decay if factor == 1 else 0.0}
            for factor, group in groups.items()
        ]
        return torch.optim.SGD(options, self.rate, self.momentum, nesterov=True)

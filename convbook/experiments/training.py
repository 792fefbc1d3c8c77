"""Training of one network: seeded, and resumed from a checkpoint after every epoch."""

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from convbook.errors import ConvbookError, ConvbookValueError, message
from convbook.experiments.pictures import Pictures
from convbook.experiments.tasks import Task

TEST_BATCH = 500
# Distance of the random streams of two seeds; no training has so many epochs.
EPOCHS_APART = 100_000
CLASSES = Task()


# From a trained network and the images to what a study records of it: JSON's kinds of values.
Measure = Callable[[nn.Module, Pictures], Mapping[str, Any]]


class TrainingDivergedError(ConvbookError, ArithmeticError):
    """The loss of a training is no longer a number."""


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


@dataclass(frozen=True)
class Outcome:
    """What a training came to.

    Attributes:
        accuracy: share of test images, or of their pixels, whose class has the largest logit.
        loss: mean cross-entropy on the test images, in nats.
        seconds: spent in training, over all attempts.
        measured: what `measure` found.
    """

    accuracy: float
    loss: float
    seconds: float
    measured: Mapping[str, Any] = field(default_factory=dict)


def train(
    build: Callable[[], nn.Module],
    pictures: Pictures,
    recipe: Recipe,
    seed: int,
    checkpoint: Path,
    identity: str,
    tell: Callable[[str], None],
    measure: Measure | None = None,
    task: Task = CLASSES,
) -> Outcome:
    """Train a network, from the last epoch that `checkpoint` holds on.

    What is random in an epoch depends on the seed and the epoch alone, so that on a CPU a
    training that was stopped and resumed ends with the very numbers of one that was not.

    Args:
        build: makes the network, with weights from torch's global generator.
        pictures: to train and test with; their device is that of the training.
        recipe: how to train.
        seed: of the weights and of the order of the images.
        checkpoint: file that is written after every epoch.
        identity: what is trained, in words; a checkpoint of another training is refused.
        tell: called with one line after every epoch.
        measure: called after the last epoch with the network, in evaluation mode.
        task: what it is trained for.

    Returns:
        Accuracy, loss and what was measured after the last epoch.

    Raises:
        ConvbookValueError: the checkpoint belongs to another training, or there are fewer
            training images than a batch holds.
        TrainingDivergedError: the loss is not finite.
    """
    device = pictures.train_images.device
    if len(pictures.train_images) < recipe.batch_size:
        rule = f"there must be at least {recipe.batch_size} training images, one batch"
        raise ConvbookValueError(message("train", rule, len(pictures.train_images)))
    with _one_thread(), torch.random.fork_rng():
        torch.manual_seed(seed)
        net = build().to(device)
        net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        optimizer = _optimizer(net, recipe)
        identity = f"{identity}; seed {seed}; {asdict(recipe)}; torch {torch.__version__}"
        state = _restore(checkpoint, identity, net, optimizer)
        while state["epochs"] < recipe.epochs:
            began = time.perf_counter()
            torch.manual_seed(seed * EPOCHS_APART + state["epochs"] + 1)
            loss = _train_epoch(net, optimizer, pictures, recipe, state["epochs"], task)
            if not math.isfinite(loss):
                rule = f"the loss of epoch {state['epochs'] + 1} must be finite"
                raise TrainingDivergedError(message("train", rule, loss, "lower the rate"))
            state["epochs"] += 1
            if state["epochs"] == recipe.epochs:
                state["accuracy"], state["loss"] = _test(net, pictures, task)
                with torch.no_grad():
                    state["measured"] = dict(measure(net, pictures)) if measure else {}
            state["seconds"] += time.perf_counter() - began
            _save(checkpoint, state, net, optimizer)
            done = f"epoch {state['epochs']} of {recipe.epochs}"
            tell(f"{done}, loss {loss:.3f}, {state['seconds']:.0f} s")
    return Outcome(state["accuracy"], state["loss"], state["seconds"], state["measured"])


def _optimizer(net: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Return the optimiser; each group of parameters keeps its share of the rate."""
    groups: dict[float, list[nn.Parameter]] = {1.0: []}
    for name, parameter in net.named_parameters():
        factor = next((f for text, f in recipe.slow if text in name), 1.0)
        groups.setdefault(factor, []).append(parameter)
    options = [
        {"params": group, "share": factor, "weight_decay": recipe.decay if factor == 1 else 0.0}
        for factor, group in groups.items()
        if group
    ]
    return torch.optim.SGD(options, recipe.rate, recipe.momentum, nesterov=True)


def _train_epoch(
    net: nn.Module,
    optimizer: torch.optim.Optimizer,
    pictures: Pictures,
    recipe: Recipe,
    epoch: int,
    task: Task,
) -> float:
    """Take every step of an epoch; returns the mean loss."""
    net.train()
    order = torch.randperm(len(pictures.train_images)).to(pictures.train_images.device)
    num_steps = len(order) // recipe.batch_size
    total = torch.zeros((), device=order.device)
    for step in range(num_steps):
        chosen = order[step * recipe.batch_size : (step + 1) * recipe.batch_size]
        for group in optimizer.param_groups:
            group["lr"] = group["share"] * recipe.rate_at(epoch * num_steps + step, num_steps)
        optimizer.zero_grad()
        images, labels = pictures.train_images[chosen], pictures.train_labels[chosen]
        if recipe.flips:
            images, labels = _flipped(images, labels)
        loss = task.loss(net, images, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        total += loss.detach()
    return float(total) / num_steps


def _flipped(images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Mirror about half of the images along each axis, with their labels where those are maps."""
    for axis in (-1, -2):
        chosen = (torch.rand(len(images)) < 0.5).to(images.device)
        images = torch.where(chosen[:, None, None, None], images.flip(axis), images)
        if labels.dim() > 1:
            labels = torch.where(chosen[:, None, None], labels.flip(axis), labels)
    return images, labels


def _test(net: nn.Module, pictures: Pictures, task: Task) -> tuple[float, float]:
    """Return accuracy and mean loss on the test images."""
    net.eval()
    with torch.no_grad():
        batches = torch.split(pictures.test_images, TEST_BATCH)
        outputs = torch.cat([net(batch) for batch in batches])
        return task.scores(outputs, pictures.test_labels)


def _save(file: Path, state: dict[str, Any], net: nn.Module, optimizer: Any) -> None:
    """Write a checkpoint; the file is at every moment the old one or the new one in full."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    weights = {"net": net.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state | weights, unfinished)
    unfinished.replace(file)


def _restore(file: Path, identity: str, net: nn.Module, optimizer: Any) -> dict[str, Any]:
    """Read a checkpoint if there is one; returns how far the training has come."""
    if not file.exists():
        return {"identity": identity, "epochs": 0, "seconds": 0.0}
    device = next(net.parameters()).device
    state: dict[str, Any] = torch.load(file, map_location=device, weights_only=True)
    if state["identity"] != identity:
        rule = f"{file} must be a checkpoint of this training, {identity}"
        hint = "take another folder of work, or remove this one"
        raise ConvbookValueError(message("train", rule, state["identity"], hint))
    net.load_state_dict(state.pop("net"))
    optimizer.load_state_dict(state.pop("optimizer"))
    return state


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let torch use one thread: sums over several may come out otherwise every time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)

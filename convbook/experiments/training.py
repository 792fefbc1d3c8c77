"""Training of one network: seeded, and resumed from a checkpoint after every epoch."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from convbook.errors import ConvbookError, ConvbookValueError, message
from convbook.experiments import checkpoints, parallel
from convbook.experiments.pictures import Pictures
from convbook.experiments.recipe import Recipe
from convbook.experiments.tasks import Task

TEST_BATCH = 500
# Distance of the random streams of two seeds; no training has so many epochs.
EPOCHS_APART = 100_000
CLASSES = Task()


# From a trained network and the images to what a study records of it: JSON's kinds of values.
Measure = Callable[[Any, Pictures], Mapping[str, Any]]


class TrainingDivergedError(ConvbookError, ArithmeticError):
    """The loss of a training is no longer a number."""


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
    log: Path | None = None,
    advance: Callable[[int], None] = lambda num_steps: None,
) -> Outcome:
    """Train a network, from the last epoch that `checkpoint` holds on.

    What is random in an epoch depends on the seed and the epoch alone, so that on a CPU a
    training that was stopped and resumed ends with the very numbers of one that was not.

    Under torchrun every process takes its share of each batch, and gradients are averaged; the
    first one tests, measures, tells and writes.

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
        log: file for the course of the training, CSV, one row an epoch.
        advance: called with the number of steps that were done.

    Returns:
        Accuracy, loss and what was measured after the last epoch.

    Raises:
        ConvbookValueError: the checkpoint belongs to another training, there are fewer training
            images than a batch holds, or the processes cannot share a batch evenly.
        TrainingDivergedError: the loss is not finite.
    """
    num_steps = _steps_an_epoch(pictures, recipe)
    with _one_thread(), torch.random.fork_rng():
        torch.manual_seed(seed)
        net = parallel.share_statistics(build().to(pictures.train_images.device))
        net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        optimizer = recipe.optimizer(net)
        identity = f"{identity}; seed {seed}; {asdict(recipe)}; torch {torch.__version__}"
        state = _resume(checkpoint, identity, net, optimizer)
        advance(state["epochs"] * num_steps)
        _log(log, state)
        while state["epochs"] < recipe.epochs:
            began = time.perf_counter()
            torch.manual_seed(seed * EPOCHS_APART + state["epochs"] + 1)
            steps = _batches(pictures, recipe, optimizer, state["epochs"])
            loss = _train_epoch(net, optimizer, steps, task, advance) / num_steps
            _end_epoch(state, net, pictures, recipe, task, loss, measure)
            state["seconds"] += time.perf_counter() - began
            state = parallel.from_first(state)
            if parallel.is_first():
                rate = recipe.rate_at(state["epochs"] * num_steps - 1, num_steps)
                state["history"].append([state["epochs"], rate, loss, round(state["seconds"], 1)])
                checkpoints.save(checkpoint, state, net, optimizer)
                _log(log, state)
                done = f"epoch {state['epochs']} of {recipe.epochs}"
                tell(f"{done}, loss {loss:.3f}, {state['seconds']:.0f} s")
    return Outcome(state["accuracy"], state["loss"], state["seconds"], state["measured"])


def _steps_an_epoch(pictures: Pictures, recipe: Recipe) -> int:
    if len(pictures.train_images) < recipe.batch_size:
        rule = f"there must be at least {recipe.batch_size} training images, one batch"
        raise ConvbookValueError(message("train", rule, len(pictures.train_images)))
    parallel.check_batch_size(recipe.batch_size)
    return len(pictures.train_images) // recipe.batch_size


def _resume(
    file: Path, identity: str, net: nn.Module, optimizer: torch.optim.Optimizer
) -> dict[str, Any]:
    """Go back to where the first process's checkpoint is; returns how far that is."""
    found: Any = None
    if parallel.is_first():
        try:
            found = checkpoints.read(file, identity)
            found.setdefault("net", net.state_dict())
        except ConvbookValueError as error:
            found = error
    found = parallel.from_first(found)
    if isinstance(found, ConvbookValueError):
        raise found
    state: dict[str, Any] = found
    net.load_state_dict(state.pop("net"))
    if "optimizer" in state:
        optimizer.load_state_dict(state.pop("optimizer"))
    return state


def _log(file: Path | None, state: Mapping[str, Any]) -> None:
    if file is not None and parallel.is_first():
        checkpoints.write_log(file, state["history"])


def _batches(
    pictures: Pictures, recipe: Recipe, optimizer: torch.optim.Optimizer, epoch: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield this process's share of every batch of an epoch, and set the rate of its step."""
    order = torch.randperm(len(pictures.train_images)).to(pictures.train_images.device)
    num_steps = len(order) // recipe.batch_size
    for step in range(num_steps):
        chosen = order[step * recipe.batch_size : (step + 1) * recipe.batch_size]
        for group in optimizer.param_groups:
            group["lr"] = group["share"] * recipe.rate_at(epoch * num_steps + step, num_steps)
        images, labels = pictures.train_images[chosen], pictures.train_labels[chosen]
        if recipe.flips:
            images, labels = _flipped(images, labels)
        yield parallel.share(images), parallel.share(labels)


def _train_epoch(
    net: nn.Module,
    optimizer: torch.optim.Optimizer,
    steps: Iterator[tuple[Tensor, Tensor]],
    task: Task,
    advance: Callable[[int], None],
) -> float:
    """Take every step of an epoch; returns the sum of their losses."""
    net.train()
    total = torch.zeros((), device=next(net.parameters()).device)
    for images, labels in steps:
        optimizer.zero_grad()
        loss = task.loss(net, images, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        parallel.average_gradients(net)
        optimizer.step()
        total += loss.detach()
        advance(1)
    return float(parallel.mean_over_processes(total))


def _end_epoch(
    state: dict[str, Any],
    net: nn.Module,
    pictures: Pictures,
    recipe: Recipe,
    task: Task,
    loss: float,
    measure: Measure | None,
) -> None:
    """Count an epoch, and after the last one test and measure."""
    state["epochs"] += 1
    if not math.isfinite(loss):
        rule = f"the loss of epoch {state['epochs']} must be finite"
        raise TrainingDivergedError(message("train", rule, loss, "lower the rate"))
    if state["epochs"] == recipe.epochs and parallel.is_first():
        state["accuracy"], state["loss"] = _test(net, pictures, task)
        with torch.no_grad():
            state["measured"] = dict(measure(net, pictures)) if measure else {}


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


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let torch use one thread: sums over several may come out otherwise every time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)

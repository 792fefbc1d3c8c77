"""One training by several processes that torchrun started: each takes its share of every batch."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn

from convbook.errors import ConvbookValueError, message

T = TypeVar("T")


def num_processes() -> int:
    """Return how many processes train together; 1 outside torchrun."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Tell whether this process is the one that tests, prints and writes."""
    return int(os.environ.get("RANK", "0")) == 0


@contextmanager
def together(device: torch.device) -> Iterator[None]:
    """Join the processes that torchrun started, by nccl on a GPU and by gloo elsewhere."""
    if num_processes() == 1:
        yield
        return
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield
    finally:
        dist.destroy_process_group()


def own_device(device: torch.device) -> torch.device:
    """Return the device of this process: of several GPUs of a machine, one of its own."""
    if device.type == "cuda" and num_processes() > 1:
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    return device


def share(batch: Tensor) -> Tensor:
    """Return the part of a batch that this process takes; together they take all of it."""
    return batch.chunk(num_processes())[int(os.environ.get("RANK", "0"))]


def check_batch_size(size: int) -> None:
    """Refuse a batch that cannot be shared out evenly.

    Raises:
        ConvbookValueError: the number of processes does not divide the number of images.
    """
    if size % num_processes():
        rule = f"the {num_processes()} processes must divide the batch size"
        raise ConvbookValueError(message("run", rule, size, "start another number of them"))


def from_first(value: T) -> T:
    """Return the first process's value, in all of them."""
    if num_processes() == 1:
        return value
    box: list[Any] = [value]
    dist.broadcast_object_list(box)
    received: T = box[0]
    return received


def mean_over_processes(value: Tensor) -> Tensor:
    """Replace a tensor by its mean over the processes; returns it."""
    if num_processes() > 1:
        dist.all_reduce(value)
        value /= num_processes()
    return value


def average_gradients(net: nn.Module) -> None:
    """Replace each gradient by its mean over the processes: that of the whole batch's mean loss.

    A parameter that got no gradient here counts as one of gradient 0.
    """
    if num_processes() == 1:
        return
    parameters = [p for p in net.parameters() if p.requires_grad]
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    flat = mean_over_processes(torch.cat([gradient.flatten() for gradient in gradients]))
    parts = torch.split(flat, [gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view_as(gradient))


class SharedBatchNorm2d(nn.BatchNorm2d):
    """Batch normalisation by mean and variance of all processes' images, not of a share.

    y = weight (x - m) / sqrt(v + eps) + bias, m and v over images, rows and columns of all of them

    torch's ``SyncBatchNorm`` needs a GPU; this one also runs on a CPU.
    """

    def forward(self, input: Tensor) -> Tensor:
        """Normalise; gradients flow through the statistics, from every process to every other."""
        if not self.training:
            return super().forward(input)
        mean = _mean(input.mean((0, 2, 3)))
        centred = input - mean[:, None, None]
        variance = _mean(centred.square().mean((0, 2, 3)))
        self._remember(mean.detach(), variance.detach(), num_processes() * input[:, 0].numel())
        scale = torch.rsqrt(variance + self.eps)
        return (
            self.weight[:, None, None] * centred * scale[:, None, None] + self.bias[:, None, None]
        )

    def _remember(self, mean: Tensor, variance: Tensor, count: int) -> None:
        if self.running_mean is None or self.running_var is None:
            return
        new = 1.0 if self.momentum is None else self.momentum
        if self.num_batches_tracked is not None:
            self.num_batches_tracked += 1
            if self.momentum is None:
                new = 1 / int(self.num_batches_tracked)
        self.running_mean.lerp_(mean, new)
        self.running_var.lerp_(variance * count / max(1, count - 1), new)


class _Mean(torch.autograd.Function):
    """Mean over the processes; so is its gradient, of losses that are averaged themselves."""

    @staticmethod
    def forward(ctx: Any, statistic: Tensor) -> Tensor:
        return mean_over_processes(statistic.clone())

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return mean_over_processes(gradient.clone())


def _mean(statistic: Tensor) -> Tensor:
    mean: Tensor = _Mean.apply(statistic)  # type: ignore[no-untyped-call]
    return mean


def share_statistics(net: nn.Module) -> nn.Module:
    """Let every batch normalisation of a network take the statistics of the whole batch."""
    if num_processes() > 1:
        for module in net.modules():
            if type(module) is nn.BatchNorm2d:
                module.__class__ = SharedBatchNorm2d
    return net

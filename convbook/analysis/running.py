"""Running a network for its shapes: evaluation mode, no gradients, everything put back after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.errors import ConvbookTypeError, ConvbookValueError, message
from convbook.ops import DynOPool2d


@contextmanager
def evaluating(net: nn.Module) -> Iterator[None]:
    """Put every module into evaluation mode, and each back into its own mode afterwards.

    Learned poolings forget what they saw in between: ``gmacs_loss`` is about the caller's passes.
    """
    modes = [(module, module.training) for module in net.modules()]
    passes = [(pool, pool.last_pass) for pool in net.modules() if isinstance(pool, DynOPool2d)]
    net.eval()
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode
        for pool, last_pass in passes:
            pool.last_pass = last_pass


def module_of(function: str, net: Any) -> nn.Module:
    """Refuse what is not a torch module.

    Raises:
        ConvbookTypeError: it is not.
    """
    if not isinstance(net, nn.Module):
        rule = "net must be a torch.nn.Module"
        raise ConvbookTypeError(message(function, rule, type(net).__name__))
    return net


def image_size(function: str, input_size: Any) -> tuple[int, int]:
    """Read a size in px, an int or (h, w)."""
    h, w = checks.integers(function, "input_size", input_size, 2, minimum=1)
    return h, w


def image_channels(function: str, channels: Any) -> int | None:
    """Read a number of channels, or None, which leaves it to the network."""
    if channels is None:
        return None
    return checks.integer(function, "channels", channels, minimum=1)


def input_channels(net: nn.Module) -> int:
    """Return the channels that the first layer with a number of channels reads; 1 without any."""
    for module in net.modules():
        for name in ("in_channels", "num_features", "num_channels", "channels"):
            value = getattr(module, name, None)
            if isinstance(value, int):
                return value
    return 1


def blank(net: nn.Module, size: tuple[int, int], channels: int | None = None) -> Tensor:
    """Return zeros [1, C, H, W] of the network's device and dtype."""
    like = next((p for p in net.parameters() if p.is_floating_point()), torch.empty(0))
    count = input_channels(net) if channels is None else channels
    return torch.zeros(1, count, *size, dtype=like.dtype, device=like.device)


def run(function: str, net: Callable[[Tensor], Any], image: Tensor) -> Any:
    """Run the network on an image.

    Raises:
        ConvbookValueError: the network cannot take an image of this shape.
    """
    try:
        return net(image)
    except RuntimeError as error:
        rule = "net must take an image of this size"
        shown = str(error).splitlines()[0]
        raise ConvbookValueError(message(function, rule, tuple(image.shape), shown)) from error

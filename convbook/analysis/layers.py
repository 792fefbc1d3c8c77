"""What every layer of a network gives, one number or array a layer."""

from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.analysis.running import evaluating, run
from convbook.errors import ConvbookValueError, message

T = TypeVar("T")


def by_layer(
    function: str, net: nn.Module, input: Tensor, measure: Callable[[Tensor], T]
) -> dict[str, T]:
    """Run a network, in the name of the caller, and measure the maps that every layer gives.

    A layer is a module without children, or with parameters of its own. Maps are outputs
    [N, C, H, W]; of several, the second is called "name[1]". The second call of a layer is called
    "name (2)". The network runs in evaluation mode and without gradients.

    Raises:
        ConvbookValueError: the network does not take the input, or no layer gives maps.

    Example:
        >>> net = nn.Sequential(nn.AvgPool2d(2), nn.Flatten())
        >>> by_layer("f", net, torch.ones(1, 1, 4, 4), lambda maps: float(maps.sum()))
        {'0': 4.0}
    """
    found: dict[str, T] = {}

    def note(name: str) -> Callable[..., None]:
        def look(module: nn.Module, args: Any, output: Any) -> None:
            outputs = output if isinstance(output, tuple | list) else (output,)
            for place, maps in enumerate(outputs):
                if isinstance(maps, Tensor) and maps.dim() == 4:
                    key = unused(f"{name}[{place}]" if place else name, found)
                    found[key] = measure(maps.detach())

        return look

    handles = [
        module.register_forward_hook(note(name or type(net).__name__))
        for name, module in net.named_modules()
        if not any(module.children()) or any(True for _ in module.parameters(recurse=False))
    ]
    try:
        with torch.no_grad(), evaluating(net):
            run(function, net, input)
    finally:
        for handle in handles:
            handle.remove()
    if not found:
        rule = "net must have a layer that gives maps [N, C, H, W]"
        raise ConvbookValueError(message(function, rule, f"none in {type(net).__name__}"))
    return found


def unused(name: str, taken: dict[str, Any]) -> str:
    """Number a name from its second use on.

    Example:
        >>> unused("relu", {"relu": 0, "relu (2)": 0})
        'relu (3)'
    """
    count, result = 1, name
    while result in taken:
        count += 1
        result = f"{name} ({count})"
    return result


def image_batch(function: str, name: str, input: Any) -> Tensor:
    """Refuse what is no filled batch of floating-point images, [N, C, H, W], and detach it.

    Raises:
        ConvbookTypeError: it is no dense tensor of floating-point numbers.
        ConvbookValueError: it has another number of axes, or an empty one.
    """
    checks.instances(function, Tensor, **{name: input})
    checks.floating(function, **{name: input})
    checks.shaped(function, name, input, "N, C, H, W")
    checks.filled(function, f"the batch of {name}", input.shape[:1])
    tensor: Tensor = input.detach()
    return tensor

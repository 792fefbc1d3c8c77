"""What a network costs: multiply-adds, parameters and activations, by layer and in all."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import BaseTorchFunctionMode
from torch.utils._pytree import tree_leaves

from convbook.analysis.macs import OPERATOR_MACS, TORCH_MACS
from convbook.analysis.running import blank, evaluating, image_channels, image_size, module_of, run
from convbook.analysis.tracing.dry import dry_run
from convbook.analysis.tracing.library import Listener

NAME = "count_cost"


@dataclass(frozen=True)
class LayerCost:
    """Cost of one layer, over all its calls in one run on one image.

    Attributes:
        name: name in the network, "" for the network itself.
        kind: name of its class.
        output_size: shape of its last result, [N, C, H, W] with N = 1, of several the first.
        macs: multiply-adds.
        params: parameters of its own, those of its children not among them; a parameter that
            several layers share counts in the first.
        activations: numbers in its results.
    """

    name: str
    kind: str
    output_size: tuple[int, ...]
    macs: int
    params: int
    activations: int


@dataclass(frozen=True)
class Cost:
    """Cost of one run on one image.

    Attributes:
        macs: multiply-adds.
        params: parameters of the network, used or not.
        activations: numbers in the results of all layers.
        layers: the layers in the order in which they first ran.
    """

    macs: int
    params: int
    activations: int
    layers: tuple[LayerCost, ...]


def count_cost(
    net: nn.Module, input_size: int | tuple[int, int], channels: int | None = None
) -> Cost:
    """Count multiply-adds, parameters and activations of a network on one image.

    Multiply-adds, with N = 1 image, o output positions, K taps, g groups and i input positions:

    ======================================  ====================================================
    convolutions, partial, symmetric        N o C_out (C_in / g) K; taps on padding count as well
    depthwise; separable                    N o C K; N o C K + N o C C_out
    transposed                              N i C_in (C_out / g) K; taps that are cropped too
    octave                                  the sum over its four paths, each where it convolves
    ``cond_conv2d``                         a convolution, and one for each number of each expert
    ``deform_conv2d``                       a convolution, and 4 for each pixel read, N o C_in K
                                            of them, 5 with a mask
    ``deform_kernel_conv2d``                a depthwise convolution, 4 for each number of its
                                            sampled kernels, and 4 a pixel read with offsets
    linear layers, matrix products,         rows x columns x inner size
    attention
    bias, normalisation, activation,        none
    pooling, resizing, padding
    ======================================  ====================================================

    whatever algorithm computes it. A layer is a module without children, or one of this library's
    layers; what a module computes by itself besides is listed under its name.

    Args:
        net: network of one image [1, C, H, W], taken in evaluation mode.
        input_size: (H, W) in px, or one int.
        channels: C of the image; None is that of the network's first layer.

    Returns:
        The cost, in all and by layer.

    Raises:
        ConvbookTypeError: an argument has the wrong type.
        ConvbookValueError: the size is below 1, or the network cannot take it.

    Example:
        >>> cost = count_cost(nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU()), 5)
        >>> cost.macs, cost.params, cost.activations
        (486, 56, 36)
        >>> cost.layers[0].name, cost.layers[0].macs
        ('0', 486)

    Source: definition; operators are counted as they run, not by kinds of layers, so that
        nothing is left out where a module calls functions.
    See: understanding-convolution/vanilla-convolution
    """
    net, size = module_of(NAME, net), image_size(NAME, input_size)
    counter = _Counter(net)
    with torch.no_grad(), evaluating(net):
        image = blank(net, size, image_channels(NAME, channels))
        # Under such a mode torch computes attention step by step, and not in one opaque call.
        with _told_of_modules(net, counter), BaseTorchFunctionMode(), counter:
            run(NAME, net, image)
    layers = counter.layers()
    return Cost(
        macs=sum(layer.macs for layer in layers),
        params=sum(parameter.numel() for parameter in net.parameters()),
        activations=sum(layer.activations for layer in layers),
        layers=layers,
    )


def is_layer(module: nn.Module) -> bool:
    """Tell whether a module is a layer: without children, or an operator of this library."""
    return not any(module.children()) or type(module).__module__.startswith("convbook.ops.")


@dataclass
class _Tally:
    """What has been counted of one module so far."""

    macs: int = 0
    activations: int = 0
    output_size: tuple[int, ...] = field(default=())


class _Counter(Listener):
    """While active, adds every operator that runs to the innermost module that is running."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__(OPERATOR_MACS)
        self.names = {module: name for name, module in net.named_modules()}
        self.running: list[nn.Module] = []
        self.tallies: dict[nn.Module, _Tally] = {}

    def begin(self, module: nn.Module, _inputs: Any) -> None:
        """Note that a module starts to run."""
        self.running.append(module)
        self.tallies.setdefault(module, _Tally())

    def end(self, module: nn.Module, _inputs: Any, result: Any) -> None:
        """Note that it has run, and what came out."""
        self.running.pop()
        tensors = [leaf for leaf in tree_leaves(result) if isinstance(leaf, Tensor)]
        tally = self.tallies[module]
        if tensors:
            tally.output_size = tuple(tensors[0].shape)
        if is_layer(module):
            tally.activations += sum(tensor.numel() for tensor in tensors)

    def heard(self, name: str, arguments: Mapping[str, Any], results: tuple[Any, ...]) -> None:
        """Count one of the library's operators as a whole."""
        self.tallies[self.running[-1]].macs += OPERATOR_MACS[name](arguments, results)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Run an operator, and count it unless it is a part of one of this library's."""
        with self.library.deaf():
            result = dry_run(func, args, kwargs or {})
            count = TORCH_MACS.get(func._schema.name.removeprefix("aten::"))
            if count is not None and not self.library.inside:
                self.tallies[self.running[-1]].macs += count(args, result)
            return result

    def layers(self) -> tuple[LayerCost, ...]:
        """Return what has been counted; modules that only hold others are left out."""
        counted: set[Tensor] = set()
        found = []
        for module, tally in self.tallies.items():
            own = [p for p in module.parameters(recurse=False) if p not in counted]
            counted.update(own)
            params = sum(parameter.numel() for parameter in own)
            if is_layer(module) or params or tally.macs:
                numbers = tally.macs, params, tally.activations
                kind = type(module).__name__
                found.append(LayerCost(self.names[module], kind, tally.output_size, *numbers))
        return tuple(found)


@contextmanager
def _told_of_modules(net: nn.Module, counter: _Counter) -> Iterator[None]:
    with ExitStack() as hooks:
        for module in net.modules():
            hooks.callback(module.register_forward_pre_hook(counter.begin).remove)
            hooks.callback(module.register_forward_hook(counter.end).remove)
        yield

"""What adaptive layers do at an object: codes, read-outs, spread of kernels, receptive fields."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook.ops.cond import CondConv2d
from convbook.ops.deform import DeformConv2d
from convbook.ops.deform_kernel import DeformKernelConv2d
from convbook.ops.offset_branch import OffsetBranch
from convbook.ops.sample_kernel import sample_kernel

ADAPTIVE = CondConv2d, DeformConv2d, DeformKernelConv2d
RIDGE = 1.0
STILL = 1e-6  # deviation of a number that does not vary


def last_adaptive(net: nn.Module) -> nn.Module | None:
    """Return the last layer whose kernel or taps depend on its input, or None."""
    found = [module for module in net.modules() if isinstance(module, ADAPTIVE)]
    return found[-1] if found else None


def at_places(maps: Tensor, places: Tensor) -> Tensor:
    """Return the entries of maps [N, C, H, W] at one place each, [N, C].

    Args:
        maps: of one image each; where a map has one position, that is it.
        places: row and column, [N, 2], 0 and 1 being the image's edges.
    """
    sizes = torch.tensor(maps.shape[-2:], device=maps.device)
    rows, columns = (places * sizes).long().clamp(min=0).minimum(sizes - 1).T
    return maps[torch.arange(len(maps), device=maps.device), :, rows, columns]


@contextmanager
def listening(modules: dict[str, nn.Module], inputs: bool = False) -> Iterator[dict[str, Tensor]]:
    """Collect what modules return, or are given, while the context lasts, by their names."""
    heard: dict[str, Tensor] = {}

    def hear(name: str) -> Any:
        def hook(module: nn.Module, given: Any, output: Tensor) -> None:
            heard[name] = (given[0] if inputs else output).detach()

        return hook

    handles = [module.register_forward_hook(hear(name)) for name, module in modules.items()]
    try:
        yield heard
    finally:
        for handle in handles:
            handle.remove()


def kernel_codes(net: nn.Module, images: Tensor, places: Tensor) -> dict[str, Tensor]:
    """Return what the last adaptive layer does at one place of each image.

    Returns:
        "code": [N, D], offsets of the taps over the image (18) or of the kernel (18) or both, or
        mixing weights of the experts; "kernels", with deformable kernels: [N, C, 3, 3], sampled.
        Nothing for a rigid network.
    """
    layer = last_adaptive(net)
    if layer is None:
        return {}
    if isinstance(layer, CondConv2d):
        with listening({"seen": layer}, inputs=True) as heard:
            net(images)
        return {"code": layer.route(heard["seen"])}
    branches = {
        name: module for name, module in layer.named_children() if isinstance(module, OffsetBranch)
    }
    with listening(dict(branches)) as heard:
        net(images)
    offsets = {name: at_places(heard[name], places) for name in branches}
    found = {"code": torch.cat(list(offsets.values()), 1)}
    if isinstance(layer, DeformKernelConv2d):
        moves = offsets["kernel_offset_branch"][:, :, None, None]
        kernels = sample_kernel(layer.weight, moves, layer.kernel_size, layer.clamp)
        found["kernels"] = kernels.reshape(len(images), -1, *layer.kernel_size)
    return found


def kernel_spread(kernels: Tensor) -> Tensor:
    """Return how far the weights of kernels [N, C, h, w] differ among themselves, [N].

    The mean over channels of the deviation of a kernel's weights, 0 for a flat kernel.

    >>> kernel_spread(torch.tensor([[[[1.0, 3.0]]], [[[2.0, 2.0]]]])).tolist()
    [1.0, 0.0]
    """
    return kernels.flatten(2).std(-1, correction=0).mean(1)


def bins_of(sizes: Tensor, count: int) -> Tensor:
    """Return the bin of each number, [N]: 0 for the least ones, as many in each bin as can be."""
    ranks = sizes.argsort(stable=True).argsort(stable=True)
    return ranks * count // len(sizes)


def halves(count: int) -> tuple[Tensor, Tensor]:
    """Return two halves of the numbers below `count`, drawn at random, always the same."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(0))
    return order[: count // 2], order[count // 2 :]


def read_out(codes: Tensor, targets: Tensor) -> Tensor:
    """Predict targets [N, K] of the second half linearly, by ridge regression on the first.

    Codes are standardised by the first half's means and deviations, those that do not vary there
    left out; targets lose their mean.

    Returns:
        Predictions for the second half of `halves`, in the units of the targets.
    """
    learned, tested = halves(len(codes))
    mean, deviation = codes[learned].mean(0), codes[learned].std(0)
    varies = deviation > STILL
    x = ((codes - mean)[:, varies] / deviation[varies]).double()
    y = targets.double()
    level = y[learned].mean(0)
    seen = x[learned]
    gram = seen.T @ seen + RIDGE * torch.eye(x.shape[1], dtype=x.dtype, device=x.device)
    weights = torch.linalg.solve(gram, seen.T @ (y[learned] - level))
    predicted: Tensor = x[tested] @ weights + level
    return predicted


def read_class(codes: Tensor, classes: Tensor) -> float:
    """Return the share of the second half whose class a linear read-out of the codes gives."""
    predicted = read_out(codes, F.one_hot(classes)).argmax(1)
    return float((predicted == classes[halves(len(codes))[1]]).double().mean())


def read_size(codes: Tensor, sizes: Tensor) -> float:
    """Return R^2 of a linear read-out of log size: 1 - mean square error / variance.

    Predictions are kept between the least and the greatest size of the first half.
    """
    wanted = sizes.double().log()
    learned, tested = (wanted[half] for half in halves(len(codes)))
    predicted = read_out(codes, wanted[:, None])[:, 0].clamp(learned.min(), learned.max())
    return float(1 - (predicted - tested).square().mean() / tested.var(correction=0))


def neighbours_agree(codes: Tensor, labels: Tensor, count: int = 10) -> float:
    """Return the share of each point's nearest `count` others that have its label.

    Codes are standardised; with ten labels, all as frequent, chance is 1 in 10.
    """
    scaled = (codes - codes.mean(0)) / codes.std(0).clamp(min=STILL)
    far = torch.cdist(scaled, scaled).fill_diagonal_(float("inf"))
    nearest = far.topk(count, largest=False).indices
    return float((labels[nearest] == labels[:, None]).double().mean())


@contextmanager
def offsets_held(net: nn.Module) -> Iterator[None]:
    """Let no derivative pass through what computes offsets and mixing weights."""
    layers = [module for module in net.modules() if isinstance(module, ADAPTIVE)]
    mixing = [layer for layer in layers if isinstance(layer, CondConv2d)]
    moving = [g for x in layers for g in x.children() if isinstance(g, OffsetBranch)]
    handles = [g.register_forward_hook(lambda m, i, output: output.detach()) for g in moving]
    for layer in mixing:
        layer.route = _held(layer.route)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
        for layer in mixing:
            del layer.route


def _held(route: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    return lambda images: route(images).detach()


def fields(trunk: nn.Module, images: Tensor, places: Tensor) -> Tensor:
    """Return the effective receptive fields of a trunk at one place of each image, [N, H, W].

    |d (sum over channels of the map at the place) / d pixel|, summed over the image's channels.
    """
    seen = images.detach().clone().requires_grad_()
    with torch.enable_grad():
        total = at_places(trunk(seen), places).sum()
        (gradient,) = torch.autograd.grad(total, seen)
    return gradient.abs().sum(1)


def shares_inside(maps: Tensor, boxes: Tensor) -> Tensor:
    """Return the share of maps [N, H, W] that lies in boxes [N, 4], edges in px, [N]."""
    rows = torch.arange(maps.shape[1], device=maps.device)[None, :, None]
    columns = torch.arange(maps.shape[2], device=maps.device)[None, None]
    top, left, bottom, right = boxes[:, :, None, None].unbind(1)
    inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
    return (maps * inside).sum((1, 2)) / maps.sum((1, 2)).clamp(min=1e-12)


def half_areas(maps: Tensor) -> Tensor:
    """Return the fewest pixels that hold half of each map [N, H, W], [N].

    >>> half_areas(torch.tensor([[[4.0, 2.0], [2.0, 0.0]], [[1.0, 1.0], [1.0, 1.0]]])).tolist()
    [1, 2]
    """
    sums = maps.flatten(1).sort(1, descending=True).values.cumsum(1)
    return (sums < sums[:, -1:] / 2).sum(1) + 1

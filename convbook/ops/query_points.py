"""The four points of an image that each output of a pooling of learned size reads."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

Neighbours = tuple[Tensor, Tensor, Tensor]


def query_points(size: int, alpha: Tensor, count: int) -> Tensor:
    """Points along one axis in px: those before the centres of `count` cells, then those behind.

    Their derivative is taken as if the count were size / alpha (straight through the rounding).

    Example:
        >>> query_points(4, torch.tensor(2.0), 2)
        tensor([0., 2., 1., 3.])
    """
    exact = size / alpha
    cells = count + (exact - exact.detach())
    centres = (torch.arange(count, dtype=alpha.dtype, device=alpha.device) + 0.5) * size / cells
    apart = alpha / 4
    points = torch.cat([centres - 0.5 - apart, centres - 0.5 + apart])
    return points.clamp(0, size - 1)


def pool_queries(maps: Tensor, rows: Tensor, columns: Tensor, reduce: str) -> Tensor:
    """Pool maps [M, H, W], interpolated at pairs of rows and columns, to [M, H', W']."""
    pooled: Tensor = _PoolQueries.apply(maps, rows, columns, reduce)  # type: ignore[no-untyped-call]
    return pooled


class _PoolQueries(Function):
    """The pooling with its derivative written out, which takes half of autograd's time.

    The maps are transposed between the two interpolations, so that each moves whole rows. Only
    what was chosen is kept for the derivative; the rest is computed again.
    """

    @staticmethod
    def forward(ctx: Any, maps: Tensor, rows: Tensor, columns: Tensor, reduce: str) -> Tensor:
        down, across = _neighbours(rows, maps.shape[1]), _neighbours(columns, maps.shape[2])
        ctx.reduce = reduce
        pooled, chosen = [], []
        for part in torch.split(maps, _portion(maps, rows, columns)):
            tall = _interpolate(part, down).mT.contiguous()
            narrow, left = _halve(_interpolate(tall, across), -2, reduce)
            small, top = _halve(narrow, -1, reduce)
            pooled.append(small.mT)
            chosen.append((left, top))
        # Without a derivative these are dropped at once.
        ctx.save_for_backward(maps, rows, columns, *map(torch.cat, zip(*chosen, strict=True)))
        return torch.cat(pooled)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        maps, rows, columns, *chosen = ctx.saved_tensors
        if torch.is_grad_enabled():
            return *_differentiable_gradients(ctx, maps, rows, columns, grad), None
        down, across = _neighbours(rows, maps.shape[1]), _neighbours(columns, maps.shape[2])
        sums = torch.zeros_like(rows), torch.zeros_like(columns)
        portion, found = _portion(maps, rows, columns), []
        parts = (torch.split(tensor, portion) for tensor in (maps, grad, *chosen))
        for part, g, left, top in zip(*parts, strict=True):
            wide = _spread(_spread(g.mT, -1, top, ctx.reduce), -2, left, ctx.reduce)
            if any(ctx.needs_input_grad[1:3]):
                tall, row_slope = _interpolate_with_slope(part, down)
                _, column_slope = _interpolate_with_slope(tall.mT.contiguous(), across)
                sums[1].add_(column_slope.mul_(wide).sum((0, 2)))
            tall_grad = _scatter(wide, across, maps.shape[2]).mT.contiguous()
            if any(ctx.needs_input_grad[1:3]):
                sums[0].add_(row_slope.mul_(tall_grad).sum((0, 2)))
            if ctx.needs_input_grad[0]:
                found.append(_scatter(tall_grad, down, maps.shape[1]))
        return torch.cat(found) if found else None, *sums, None


def _portion(maps: Tensor, rows: Tensor, columns: Tensor) -> int:
    """Return how many maps at a time keep the intermediate results in a CPU's cache."""
    if maps.device.type != "cpu":
        return max(1, len(maps))
    area = max(maps[:1].numel(), rows.numel() * columns.numel(), 1)
    return max(1, torch.get_num_threads() * 2**16 // area)


def _neighbours(points: Tensor, size: int) -> Neighbours:
    """Rows before and behind each point, and how far it lies between them."""
    before = points.detach().floor()
    return before.long(), (before.long() + 1).clamp(max=size - 1), (points - before)[:, None]


def _interpolate(maps: Tensor, between: Neighbours) -> Tensor:
    """Interpolate between the rows of [M, H, W]."""
    before, behind, share = between
    return torch.lerp(maps.index_select(1, before), maps.index_select(1, behind), share)


def _interpolate_with_slope(maps: Tensor, between: Neighbours) -> tuple[Tensor, Tensor]:
    """Interpolate between the rows of [M, H, W]; the slope is the derivative by the point."""
    before, behind, share = between
    first = maps.index_select(1, before)
    slope = maps.index_select(1, behind).sub_(first)
    return torch.addcmul(first, share, slope), slope


def _scatter(grad: Tensor, between: Neighbours, size: int) -> Tensor:
    """Give the gradient of interpolated rows back to the rows they lie between; spends `grad`."""
    before, behind, share = between
    later = grad * share
    result = grad.new_zeros(len(grad), size, grad.shape[2])
    return result.index_add_(1, before, grad.sub_(later)).index_add_(1, behind, later)


def _halve(maps: Tensor, axis: int, reduce: str) -> tuple[Tensor, Tensor]:
    """Join the first half of an axis with the second; tell where the first was chosen."""
    first, second = maps.chunk(2, axis)
    if reduce == "mean":
        return (first + second) / 2, maps.new_empty(len(maps), 0)
    return torch.maximum(first, second), first >= second


def _spread(grad: Tensor, axis: int, first_chosen: Tensor, reduce: str) -> Tensor:
    """Undo `_halve`: all to the half that was chosen, or half to each."""
    if reduce == "mean":
        return torch.cat([grad, grad], axis) / 2
    shape = list(grad.shape)
    shape[axis] *= 2
    result = grad.new_empty(shape)
    first, second = result.chunk(2, axis)
    torch.mul(grad, first_chosen, out=first)
    torch.sub(grad, first, out=second)
    return result


def _differentiable_gradients(
    ctx: Any, maps: Tensor, rows: Tensor, columns: Tensor, grad: Tensor
) -> list[Tensor | None]:
    """Compute the gradients by autograd from the start, which can be differentiated again."""
    inputs, needed = (maps, rows, columns), ctx.needs_input_grad[:3]
    pooled = _plain_pool_queries(*inputs, ctx.reduce)
    wanted = [t for t, need in zip(inputs, needed, strict=True) if need]
    found = iter(torch.autograd.grad(pooled, wanted, grad, create_graph=True))
    return [next(found) if need else None for need in needed]


def _plain_pool_queries(maps: Tensor, rows: Tensor, columns: Tensor, reduce: str) -> Tensor:
    tall = _interpolate(maps, _neighbours(rows, maps.shape[1])).mT
    joined = _interpolate(tall, _neighbours(columns, maps.shape[2]))
    for axis in (-2, -1):
        first, second = joined.chunk(2, axis)
        larger = torch.where((first >= second) | first.isnan(), first, second)
        joined = larger if reduce == "max" else (first + second) / 2
    return joined.mT

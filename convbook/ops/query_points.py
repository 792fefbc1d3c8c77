"""The four points of an image that each output of a pooling of learned size reads."""

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd import Function

CACHED_ENTRIES = 2**17


class Neighbours(NamedTuple):
    """Rows before and behind each point, and how far it lies between them; counted over maps too.

    One row of many maps is found faster by its number among the rows of all of them. `between`
    tells whether any point lies between two rows at all.
    """

    before: Tensor
    behind: Tensor
    share: Tensor
    between: bool
    all_before: Tensor
    all_behind: Tensor


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
        portion = _portion(maps, rows, columns)
        down = _neighbours(rows, maps.shape[1], portion)
        across = _neighbours(columns, maps.shape[2], portion)
        ctx.reduce, noted = reduce, reduce == "max" and any(ctx.needs_input_grad)
        pooled, chosen = [], []
        for part in torch.split(maps, portion):
            tall = _interpolate(part, down).mT.contiguous()
            narrow, left = _halve(_interpolate(tall, across), -2, reduce, noted)
            small, top = _halve(narrow, -1, reduce, noted)
            pooled.append(small.mT)
            chosen.append((left, top))
        ctx.save_for_backward(maps, rows, columns, *map(torch.cat, zip(*chosen, strict=True)))
        return torch.cat(pooled)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        maps, rows, columns, *chosen = ctx.saved_tensors
        if torch.is_grad_enabled():
            return *_differentiable_gradients(ctx, maps, rows, columns, grad), None
        portion = _portion(maps, rows, columns)
        down = _neighbours(rows, maps.shape[1], portion)
        across = _neighbours(columns, maps.shape[2], portion)
        sums = torch.zeros_like(rows), torch.zeros_like(columns)
        found = torch.zeros_like(maps, memory_format=torch.contiguous_format)
        parts = (torch.split(tensor, portion) for tensor in (maps, found, grad, *chosen))
        for part, result, g, left, top in zip(*parts, strict=True):
            wide = _spread(_spread(g.mT, -1, top, ctx.reduce), -2, left, ctx.reduce)
            if any(ctx.needs_input_grad[1:3]):
                first, row_slope = _slope(part, down)
                tall = first.addcmul_(down.share, row_slope)
                _, column_slope = _slope(tall.mT.contiguous(), across)
                sums[1].add_(column_slope.mul_(wide).sum((0, 2)))
            turned = wide.new_zeros(len(wide), maps.shape[2], wide.shape[2])
            tall_grad = _scatter(wide, across, turned).mT.contiguous()
            if any(ctx.needs_input_grad[1:3]):
                sums[0].add_(row_slope.mul_(tall_grad).sum((0, 2)))
            if ctx.needs_input_grad[0]:
                _scatter(tall_grad, down, result)
        return found, *sums, None


def _portion(maps: Tensor, rows: Tensor, columns: Tensor) -> int:
    """Return how many maps at a time keep the intermediate results in a CPU's cache."""
    most = len(maps)
    if maps.device.type == "cpu":
        area = max(maps.shape[1] * maps.shape[2], len(rows) * len(columns))
        most = min(most, torch.get_num_threads() * CACHED_ENTRIES // area)
    return max(1, most)


def _neighbours(points: Tensor, size: int, num_maps: int) -> Neighbours:
    floor = points.detach().floor()
    before = floor.long()
    behind = (before + 1).clamp(max=size - 1)
    firsts = torch.arange(num_maps, device=points.device)[:, None] * size
    numbers = (firsts + before).flatten(), (firsts + behind).flatten()
    share = (points - floor)[:, None]
    # On the meta device points have no values.
    between = share.is_meta or bool(share.any())
    return Neighbours(before, behind, share, between, *numbers)


def _take(maps: Tensor, numbers: Tensor, count: int) -> Tensor:
    """Take `count` rows out of each of [M, H, W], M at most as prepared."""
    rows = maps.reshape(-1, maps.shape[2])
    taken = rows.index_select(0, numbers[: len(maps) * count])
    return taken.view(len(maps), count, maps.shape[2])


def _interpolate(maps: Tensor, points: Neighbours) -> Tensor:
    """Interpolate between the rows of [M, H, W]."""
    count = len(points.before)
    first = _take(maps, points.all_before, count)
    if not points.between:
        return first
    return torch.lerp(first, _take(maps, points.all_behind, count), points.share)


def _slope(maps: Tensor, points: Neighbours) -> tuple[Tensor, Tensor]:
    """Return the rows before each point, and the derivative of interpolation by the point."""
    count = len(points.before)
    first = _take(maps, points.all_before, count)
    return first, _take(maps, points.all_behind, count).sub_(first)


def _scatter(grad: Tensor, points: Neighbours, result: Tensor) -> Tensor:
    """Add the gradient of interpolated rows to that of the rows between which they lie.

    `grad` is spent.
    """
    if not points.between:
        return result.index_add_(1, points.before, grad)
    later = grad * points.share
    result.index_add_(1, points.before, grad.sub_(later))
    return result.index_add_(1, points.behind, later)


def _halve(maps: Tensor, axis: int, reduce: str, noted: bool) -> tuple[Tensor, Tensor]:
    """Join the first half of an axis with the second; note where the first was chosen."""
    first, second = maps.chunk(2, axis)
    joined = (first + second) / 2 if reduce == "mean" else torch.maximum(first, second)
    return joined, first >= second if noted else maps.new_empty(len(maps), 0)


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
    # The derivative by the points needs both neighbours even where a point lies on a row.
    axes = zip((rows, columns), maps.shape[1:], strict=True)
    down, across = (_neighbours(p, n, len(maps))._replace(between=True) for p, n in axes)
    joined = _interpolate(_interpolate(maps, down).mT, across)
    for axis in (-2, -1):
        first, second = joined.chunk(2, axis)
        larger = torch.where((first >= second) | first.isnan(), first, second)
        joined = larger if reduce == "max" else (first + second) / 2
    return joined.mT

"""Weighted sums of rows of a table: what reading between pixels comes to.

On the CPU they are torch's bags of embeddings, whose derivatives are written out here.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd import Function

BLOCK = 256  # outputs whose reads stay in the processor's cache


class _WeightedRows(Function):
    """Torch's bags of embeddings, with a backward pass of the same speed and its own derivative."""

    @staticmethod
    def forward(table: Tensor, index: Tensor, weight: Tensor) -> Tensor:
        return _bags(table, index, weight)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, Tensor], output: Tensor) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, None, Tensor | None]:
        table, index, weight = ctx.saved_tensors
        needs_table, _, needs_weight = ctx.needs_input_grad
        if torch.is_grad_enabled():
            plain, needed = partial(_plain_rows, index), (needs_table, needs_weight)
            of_table, of_weight = differentiated(plain, (table, weight), needed, grad)
            return of_table, None, of_weight
        return (
            _gathered(table, index, weight, grad) if needs_table else None,
            None,
            _traced(table, index, weight, grad)[1] if needs_weight else None,
        )


def differentiated(
    plain: Callable[..., Tensor], tensors: Sequence[Tensor], needed: Sequence[bool], grad: Tensor
) -> tuple[Tensor | None, ...]:
    """Gradients of `plain` that have derivatives themselves.

    A backward pass needs them exactly where torch records it, for second derivatives.
    """
    wanted = [tensor for tensor, need in zip(tensors, needed, strict=True) if need]
    gradients = iter(torch.autograd.grad(plain(*tensors), wanted, grad, create_graph=True))
    return tuple(next(gradients) if need else None for need in needed)


def _plain_rows(index: Tensor, table: Tensor, weight: Tensor) -> Tensor:
    return (table[index] * weight.unsqueeze(-1)).sum(1)


def _gathered(table: Tensor, index: Tensor, weight: Tensor, grad: Tensor) -> Tensor:
    """Gradient of the table: the reads are sorted by row, and each row sums its own."""
    rows, order = index.flatten().sort(stable=True)
    starts = torch.searchsorted(rows, torch.arange(len(table) + 1, dtype=index.dtype))
    return F.embedding_bag(
        order.div(index.shape[1], rounding_mode="floor"),
        grad.contiguous(),
        starts,
        per_sample_weights=weight.flatten()[order],
        mode="sum",
        include_last_offset=True,
    )


def _traced(table: Tensor, index: Tensor, weight: Tensor, grad: Tensor) -> tuple[Tensor, Tensor]:
    """The reads, and the gradient of their weights by torch's own derivative of its bags."""
    with torch.enable_grad():
        leaf = weight.detach().requires_grad_()
        reads = _bags(table.detach(), index, leaf)
    return reads.detach(), torch.autograd.grad(reads, leaf, grad.contiguous())[0]


def weighted_rows(table: Tensor, index: Tensor, weight: Tensor) -> Tensor:
    """Sum over j of weight[b, j] table[index[b, j]].

    Args:
        table: [R, C].
        index: integers, [B, J].
        weight: [B, J].

    Returns:
        Tensor [B, C].

    Example:
        >>> table = torch.tensor([[1.0], [10.0], [100.0]])
        >>> weighted_rows(table, torch.tensor([[0, 2]]), torch.tensor([[0.5, 0.25]]))
        tensor([[25.5000]])
    """
    index = _narrow(index, table)
    if table.device.type == "cpu" and index.numel():
        result: Tensor = _WeightedRows.apply(table, index.contiguous(), weight.contiguous())  # type: ignore[no-untyped-call]
        return result
    return _plain_rows(index, table, weight)


class _MixedRows(Function):
    """Reads and their matrix product block by block, so that the reads never leave the cache."""

    @staticmethod
    def forward(table: Tensor, index: Tensor, weight: Tensor, matrix: Tensor) -> Tensor:
        step = BLOCK * matrix.shape[1] // table.shape[1]
        blocks = zip(torch.split(index, step), torch.split(weight, step), strict=True)
        mixed = (_bags(table, *block).reshape(-1, matrix.shape[1]) @ matrix.T for block in blocks)
        return torch.cat([*mixed])

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        table, index, weight, matrix = ctx.saved_tensors
        if torch.is_grad_enabled():
            needed = tuple(need for i, need in enumerate(ctx.needs_input_grad) if i != 1)
            plain, tensors = partial(_plain_product, index), (table, weight, matrix)
            of_table, of_weight, of_matrix = differentiated(plain, tensors, needed, grad)
            return of_table, None, of_weight, of_matrix
        of_reads = table.new_empty(len(index), table.shape[1])
        of_weight, of_matrix = torch.empty_like(weight), torch.zeros_like(matrix)
        step = BLOCK * matrix.shape[1] // table.shape[1]
        for n, part in enumerate(torch.split(grad.contiguous(), BLOCK)):
            cut = slice(n * step, (n + 1) * step)
            of_reads[cut] = (part @ matrix).reshape(-1, table.shape[1])
            reads, of_weight[cut] = _traced(table, index[cut], weight[cut], of_reads[cut])
            of_matrix.addmm_(part.T, reads.reshape(-1, matrix.shape[1]))
        return _gathered(table, index, weight, of_reads), None, of_weight, of_matrix


def mixed_rows(table: Tensor, index: Tensor, weight: Tensor, matrix: Tensor) -> Tensor:
    """Apply a matrix to the weighted rows, as many of them at a time as it has columns for.

    Args:
        table: [R, C].
        index: integers, [P K, J].
        weight: [P K, J].
        matrix: [O, K C].

    Returns:
        Tensor [P, O].

    Example:
        >>> table, index = torch.tensor([[1.0], [10.0], [100.0]]), torch.tensor([[0], [2]])
        >>> mixed_rows(table, index, torch.ones(2, 1), torch.tensor([[1.0, 2.0]]))
        tensor([[201.]])
    """
    index = _narrow(index, table)
    if table.device.type == "cpu" and index.numel():
        tensors = table, index.contiguous(), weight.contiguous(), matrix
        result: Tensor = _MixedRows.apply(*tensors)  # type: ignore[no-untyped-call]
        return result
    return _plain_product(index, table, weight, matrix)


def _plain_product(index: Tensor, table: Tensor, weight: Tensor, matrix: Tensor) -> Tensor:
    reads, columns = _plain_rows(index, table, weight), matrix.shape[1]
    return reads.reshape(reads.numel() // columns, columns) @ matrix.T


def _narrow(index: Tensor, table: Tensor) -> Tensor:
    # Half as many bits take half the time to sort.
    return index.to(torch.int32 if len(table) < 2**31 else torch.int64)


def _bags(table: Tensor, index: Tensor, weight: Tensor) -> Tensor:
    return F.embedding_bag(index, table, per_sample_weights=weight, mode="sum")

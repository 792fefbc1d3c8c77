"""One layer with offsets, held fixed, as the dense kernel that it then is."""

from itertools import product
from typing import Any

import torch
from torch import Tensor

from convbook import checks, ops
from convbook.errors import ConvbookValueError, message

FARTHEST_PX = 4096


def adapted_kernel(
    function: str,
    weight: Tensor,
    dilation: tuple[int, ...],
    kernel_offset: Tensor | None = None,
    offset: Tensor | None = None,
) -> Tensor:
    """Return the kernel at dilation 1 that a deformable layer with fixed offsets equals.

    Taps that lie between pixels are spread over these bilinearly. With `offset` the kernel has a
    border of ceil(max |offset|) px on each side, per axis.

    Example:
        >>> adapted_kernel("f", torch.ones(1, 2), (1, 2))
        tensor([[1., 0., 1.]])
    """
    tensors = {"kernel_offset": kernel_offset, "offset": offset}
    for name, value in tensors.items():
        checks.floating(function, **{name: value})
        checks.alike(function, "dtype", **{"weights[0]": weight, name: value})
        checks.alike(function, "device", **{"weights[0]": weight, name: value})
    size = tuple(weight.shape)
    if kernel_offset is not None:
        moves = _by_tap(function, "kernel_offset", kernel_offset, size)
        size = tuple(moves.shape[:2])
        if any(k > scope for k, scope in zip(size, weight.shape, strict=True)):
            rule = "kernel_offset must not have more taps than the weight has entries"
            raise ConvbookValueError(message(function, rule, f"{size} of {tuple(weight.shape)}"))
        flat = moves.reshape(1, -1, 1, 1)
        weight = ops.sample_kernel(weight[None, None], flat, size)[0, 0, :, :, 0, 0]
    moves = weight.new_zeros(*size, 2)
    if offset is not None:
        moves = _by_tap(function, "offset", offset, size)
        if tuple(moves.shape[:2]) != size:
            rule = f"offset must have (dy, dx) for every tap, {size}"
            raise ConvbookValueError(message(function, rule, f"shape {tuple(offset.shape)}"))
    return _spread(weight, dilation, moves)


def _by_tap(function: str, name: str, offset: Tensor, size: tuple[int, ...]) -> Tensor:
    """Return offsets as [k_h, k_w, 2]; those that differ between positions are refused."""
    shape, taps = tuple(offset.shape), 2 * size[0] * size[1]
    if len(shape) == 4 and shape[0] == 1 and min(shape) > 0:
        first = offset[..., :1, :1]
        if not torch.equal(offset.detach(), first.detach().expand_as(offset)):
            rule = f"{name} must be the same at every position"
            hint = "the sum over paths is false otherwise; give those of one output"
            raise ConvbookValueError(message(function, rule, f"shape {shape}", hint))
        offset = first.flatten()
    if offset.ndim == 1 and len(offset) == taps:
        offset = torch.unflatten(offset, 0, (*size, 2))
    if offset.ndim != 3 or offset.shape[-1] != 2 or 0 in offset.shape:
        rule = f"{name} must be [k_h, k_w, 2], [2 k_h k_w] or [1, 2 k_h k_w, H', W']"
        hint = f"here k_h, k_w = {size}; a kernel below its scope needs the first form"
        raise ConvbookValueError(message(function, rule, f"shape {shape}", hint))
    if not bool((offset.detach().abs() <= FARTHEST_PX).all()):
        rule = f"{name} must be finite, and at most {FARTHEST_PX}"
        raise ConvbookValueError(message(function, rule, offset.detach().abs().max().item()))
    return offset


def _spread(weight: Tensor, dilation: tuple[int, ...], moves: Tensor) -> Tensor:
    """Put every tap where it moves to, between four pixels; one row and column are cut again."""
    border = [int(m) for m in moves.detach().abs().amax((0, 1)).ceil().tolist()]
    size = [d * (k - 1) + 2 * e + 2 for d, k, e in zip(dilation, weight.shape, border, strict=True)]
    ends: list[Any] = []
    for axis, (d, k, e) in enumerate(zip(dilation, weight.shape, border, strict=True)):
        rest = torch.arange(k, device=weight.device, dtype=weight.dtype) * d + e
        at = rest.reshape((-1, 1) if axis == 0 else (1, -1)) + moves[..., axis]
        low = at.detach().floor()
        ends.append([(low.long(), 1 - (at - low)), (low.long() + 1, at - low)])
    kernel = weight.new_zeros(size[0] * size[1])
    for (row, share_h), (column, share_w) in product(*ends):
        values = (weight * share_h * share_w).flatten()
        kernel = kernel.index_add(0, (row * size[1] + column).flatten(), values)
    return kernel.reshape(size)[:-1, :-1]

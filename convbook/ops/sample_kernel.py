"""Kernels read between the entries of larger ones."""

from collections.abc import Sequence

import torch
from torch import Tensor

from convbook import checks
from convbook.ops.algorithms import LOW_PRECISION
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints


@lowered_by_autocast
def sample_kernel(
    weight: Tensor, kernel_offset: Tensor, kernel_size: Ints, clamp: bool = True
) -> Tensor:
    """Kernels read between the entries of larger ones, their scopes (bilinear resampling).

    K[n, c, a, b, u, v] = w[c, 0](a + dy + (S_h - k_h)/2, b + dx + (S_w - k_w)/2)

    where w(py, px) = sum over entries q of max(0, 1 - |py - q_y|) max(0, 1 - |px - q_x|) w[q],
    dy = kernel_offset[n, 2 t, u, v], dx = kernel_offset[n, 2 t + 1, u, v] and t = a k_w + b.

    Args:
        weight: w, the scopes, [C, 1, S_h, S_w], at least as large as the kernel.
        kernel_offset: (dy, dx) of tap t in taps, [N, 2 k_h k_w, H_out, W_out], N may be 0 or be
            left out. NaN gives NaN in its own tap.
        kernel_size: (k_h, k_w) in taps, or an int.
        clamp: move positions outside to the nearest end of the scope, 0 or S - 1; without it the
            scope is zero outside and fades linearly to zero over one tap.

    Returns:
        Tensor [N, C, k_h, k_w, H_out, W_out], without N as the offsets. Exact in float64 where
        positions and numbers are multiples of small powers of 1/2. At a position that is a whole
        number the derivative with respect to the offset is that from the right; at the far end
        of a clamped scope that from the left; beyond the ends of a clamped scope it is 0, and
        so it is along an axis on which a clamped scope has one entry.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or dtypes differ or are not floating.
        ConvbookValueError: shapes or devices do not fit, or the kernel is larger than the scope.

    Example:
        >>> scope = torch.arange(16.0).reshape(1, 1, 4, 4)
        >>> sample_kernel(scope, torch.zeros(1, 18, 1, 1), kernel_size=3)[0, 0, :, :, 0, 0]
        tensor([[ 2.5000,  3.5000,  4.5000],
                [ 6.5000,  7.5000,  8.5000],
                [10.5000, 11.5000, 12.5000]])

    Source: Gao et al., "Deformable Kernels", 2020, equation (12). Their released code clamps
        global offsets and, unless told to, not local ones; the paper keeps both inside the scope.
    See: deformable-kernels/the-operator
    """
    name = "sample_kernel"
    checks.instances(name, Tensor, weight=weight, kernel_offset=kernel_offset)
    for attribute in ("device", "dtype"):
        checks.alike(name, attribute, weight=weight, kernel_offset=kernel_offset)
    kernel = checks.scope(name, weight, kernel_offset, kernel_size)
    checks.flag(name, "clamp", clamp)
    precise = torch.float32 if weight.dtype in LOW_PRECISION else weight.dtype
    moves = (kernel_offset if kernel_offset.ndim == 4 else kernel_offset[None]).to(precise)
    blends = scope_blends(moves, weight.shape[2:], kernel, clamp)
    kernels = torch.einsum("snkuv,cs->nckuv", blends, weight.to(precise).flatten(1))
    result = torch.unflatten(kernels, 2, kernel).to(weight.dtype)
    return result if kernel_offset.ndim == 4 else result[0]


def scope_blends(
    kernel_offset: Tensor, scope_size: Sequence[int], kernel_size: Sequence[int], clamp: bool
) -> Tensor:
    """How much of each entry of the scope every tap takes.

    Args:
        kernel_offset: [N, 2 k_h k_w, H_out, W_out].
        scope_size: (S_h, S_w).
        kernel_size: (k_h, k_w).
        clamp: keep positions inside the scope.

    Returns:
        Tensor [S_h S_w, N, k_h k_w, H_out, W_out].
    """
    moves = torch.unflatten(kernel_offset, 1, (*kernel_size, 2)).unbind(3)
    shapes = (-1, 1, 1, 1), (-1, 1, 1)
    starts = (
        torch.arange(k, device=kernel_offset.device).reshape(shape) + (size - k) / 2
        for k, size, shape in zip(kernel_size, scope_size, shapes, strict=True)
    )
    rows, columns = (
        scope_weights(move + start.to(move.dtype), size, clamp)
        for move, start, size in zip(moves, starts, scope_size, strict=True)
    )
    return (rows.unsqueeze(1) * columns).flatten(0, 1).flatten(2, 3)


def scope_weights(position: Tensor, size: int, clamp: bool) -> Tensor:
    """Weights with which each position along an axis of the scope reads its entries.

    Returns:
        Tensor [size, ...], where ... are the axes of `position`.

    Example:
        >>> scope_weights(torch.tensor([0.25, 2.5]), size=3, clamp=True).T
        tensor([[0.7500, 0.2500, 0.0000],
                [0.0000, 0.0000, 1.0000]])
        >>> scope_weights(torch.tensor([0.25, 2.5]), size=3, clamp=False).T
        tensor([[0.7500, 0.2500, 0.0000],
                [0.0000, 0.0000, 0.5000]])
    """
    near = position.clamp(0, size - 1) if clamp else position.clamp(-1, size)
    low = near.detach().floor()
    if clamp:
        # The far end is read from the left, so that its derivative does not look outside.
        low = low.clamp(max=max(size - 2, 0))
    part = near - low
    if clamp and size == 1:
        part = 0 * part  # a single entry is read whole wherever the position lies
    entries = torch.arange(size, device=position.device).reshape(-1, *(1,) * position.ndim)
    # A NaN is nowhere, and the product with False keeps it.
    return torch.where(low == entries, 1 - part, part * (low + 1 == entries))

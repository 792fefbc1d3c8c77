"""Where taps that move read an image, in pixel coordinates, so that dyadic positions stay exact."""

import torch
from torch import Tensor

from convbook.geometry import ConvGeometry
from convbook.ops.algorithms import LOW_PRECISION


def precise_batch(tensor: Tensor, input: Tensor) -> Tensor:
    """The tensor in float32 at least, with a batch axis in front where `input` has none."""
    dtype = torch.float32 if input.dtype in LOW_PRECISION else input.dtype
    return (tensor if input.ndim == 4 else tensor[None]).to(dtype)


def axis_reads(position: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Which two pixels of an axis are read at each position, and with which weights.

    A position at a whole number takes its derivative from the right. Pixels outside have weight 0,
    and the weights of a position that is NaN are NaN.

    Returns:
        Indices and weights, each with a first axis of 2 in front of the axes of `position`.

    Example:
        >>> axis_reads(torch.tensor([0.25, -0.5]), size=2)
        (tensor([[0, 0],
                [1, 0]]), tensor([[0.7500, 0.0000],
                [0.2500, 0.5000]]))
    """
    near = position.clamp(-1, size)
    low = near.detach().floor()
    part = near - low
    inside = (low >= 0) & (low < size), (low >= -1) & (low < size - 1)
    weight = torch.stack(((1 - part) * inside[0], part * inside[1]))
    first = low.nan_to_num().long()
    return torch.stack((first, first + 1)).clamp(0, size - 1), weight


def tap_positions(geometry: ConvGeometry, like: Tensor) -> tuple[Tensor, Tensor]:
    """Where the taps of a convolution over an image read, in px, before any offset.

    Returns:
        Rows [H_out, 1, k_h, 1, 1] and columns [W_out, 1, k_w, 1], in the dtype of `like`.
    """
    axes = zip(
        geometry.output_size,
        geometry.kernel_size,
        geometry.stride,
        geometry.dilation,
        geometry.padding,
        strict=True,
    )
    rows, columns = (
        torch.arange(o, device=like.device)[:, None] * s
        + torch.arange(k, device=like.device) * d
        - before
        for o, k, s, d, (before, _) in axes
    )
    return rows[:, None, :, None, None].to(like.dtype), columns[:, None, :, None].to(like.dtype)


def tap_reads(
    input: Tensor, offset: Tensor, mask: Tensor | None, geometry: ConvGeometry, groups: int
) -> tuple[Tensor, Tensor, Tensor]:
    """What every tap of every output reads: bilinear, zero outside, times the mask.

    Args:
        input: [N, C, H, W].
        offset: (dy, dx) of each tap in px, [N, 2 groups k_h k_w, H_out, W_out].
        mask: [N, groups k_h k_w, H_out, W_out], or None.
        geometry: where the taps lie before they move.
        groups: number of offset groups.

    Returns:
        A table of the pixels [N H W groups, C / groups]; indices of its rows, and their weights,
        [N H_out W_out k_h k_w groups, 4].
    """
    (n, channels, h, w), taps = input.shape, (groups, *geometry.kernel_size)
    moves = torch.unflatten(offset, 1, (*taps, 2)).permute(4, 0, 5, 6, 2, 3, 1).contiguous()
    (rows, row_weight), (columns, column_weight) = (
        axis_reads(start + move, size)
        for start, move, size in zip(tap_positions(geometry, input), moves, (h, w), strict=True)
    )
    if mask is not None:
        row_weight = row_weight * torch.unflatten(mask, 1, taps).permute(0, 4, 5, 2, 3, 1)
    weight = row_weight.unsqueeze(1) * column_weight
    image = torch.arange(n, device=input.device).reshape(-1, 1, 1, 1, 1, 1)
    group = torch.arange(groups, device=input.device)
    index = ((image * h + rows) * w * groups + group).unsqueeze(1) + columns * groups
    table = input.permute(0, 2, 3, 1).reshape(-1, channels // groups)
    flat_index, flat_weight = (t.flatten(0, 1).flatten(1).T for t in (index, weight))
    return table, flat_index, flat_weight

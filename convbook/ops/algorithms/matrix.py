"""The algorithm "matrix": the convolution written out as one matrix."""

from math import prod

import torch
from torch import Tensor

from convbook import checks
from convbook.geometry import ConvGeometry
from convbook.ops.algorithms.common import products, with_bias


@with_bias
def matrix(input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """Multiply the flattened input by the Toeplitz matrix of the weight, one block a group."""
    checks.matrix_size(
        f"conv{len(geometry.kernel_size)}d",
        len(weight) * prod(geometry.output_size),
        weight.shape[1] * prod(geometry.input_size),
    )
    blocks = toeplitz(weight, geometry, groups)
    x = torch.unflatten(input.flatten(1), 1, (groups, -1)).transpose(0, 1)
    y = products(x, blocks.transpose(1, 2)).transpose(0, 1).flatten(1)
    return torch.unflatten(y, 1, (len(weight), *geometry.output_size))


def toeplitz(weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """Write a weight out as matrices that multiply the flattened channels of each group.

    Returns:
        Tensor [groups, C_out/groups prod(o), C_in/groups prod(i)].
    """
    inputs, outputs = prod(geometry.input_size), prod(geometry.output_size)
    c_out, per_group = weight.shape[:2]
    rows, columns, taps = _where(geometry, weight.device)
    full = weight.new_zeros(c_out, outputs, per_group, inputs)
    # Two index tensors apart from one another put their axis in front.
    full[:, rows, :, columns] = weight.flatten(2)[:, :, taps].permute(2, 0, 1)
    return full.reshape(groups, -1, per_group * inputs)


def _where(geometry: ConvGeometry, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Which output reads which input pixel through which tap, padding left out: flat indices."""
    shape = (geometry.output_size, geometry.input_size, geometry.kernel_size)
    flat = [torch.zeros(1, dtype=torch.int64, device="cpu") for _ in shape]
    steps = zip(geometry.stride, geometry.dilation, geometry.padding, strict=True)
    for (s, d, (before, _)), o, i, k in zip(steps, *shape, strict=True):
        triples = [
            (u, pixel, t)
            for u in range(o)
            for t in range(k)
            if 0 <= (pixel := u * s + t * d - before) < i
        ]
        along = torch.tensor(triples, dtype=torch.int64, device="cpu").reshape(-1, 3).unbind(1)
        flat = [
            (f[:, None] * size + a).flatten()
            for f, a, size in zip(flat, along, (o, i, k), strict=True)
        ]
    rows, columns, taps = (f.to(device) for f in flat)
    return rows, columns, taps

"""The algorithm "direct": shift and add."""

from functools import reduce
from itertools import product
from typing import Any

import torch
from torch import Tensor

from convbook.geometry import ConvGeometry
from convbook.ops.algorithms.common import is_integer, with_bias
from convbook.ops.padding import zero_pad


@with_bias
def direct(input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """For every tap, the input shifted by it, mixed by the tap's channel matrix; their sum.

    Needs no memory besides one shifted output a tap. Hadjis et al., 2015, call it lowering of
    type 3: nothing is copied before the products, everything is added after them.
    """
    padded = torch.unflatten(zero_pad(input, geometry.padding), 1, (groups, -1))
    matrices = torch.unflatten(weight, 0, (groups, -1))

    def contribution(tap: tuple[Any, ...]) -> Tensor:
        axes = zip(tap, geometry.dilation, geometry.stride, geometry.output_size, strict=True)
        window: list[Any] = [slice(t * d, t * d + (o - 1) * s + 1, s) for t, d, s, o in axes]
        return _mix(padded[..., *window], matrices[..., *tap])

    output = reduce(torch.add, map(contribution, product(*map(range, geometry.kernel_size))))
    return output.flatten(1, 2)


def _mix(window: Tensor, matrix: Tensor) -> Tensor:
    """Apply a channel matrix [G, O, C] at every position of a window [N, G, C, ...]."""
    if not is_integer(window):
        return torch.einsum("ngc...,goc->ngo...", window, matrix)
    # CUDA has no matrix product of integers.
    spread = matrix.reshape(1, *matrix.shape, *(1 for _ in window.shape[3:]))
    return (window.unsqueeze(2) * spread).sum(3, dtype=window.dtype)

"""Ways to compute a convolution. All give the same numbers; they differ in cost.

An algorithm takes a checked input [N, C_in, ...], the weight, the bias or None, the geometry and
the number of groups, and returns [N, C_out, ...]. A further one is a further entry of
`ALGORITHMS`; it raises a ConvbookValueError for what it cannot do.
"""

from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.geometry import ConvGeometry
from convbook.ops.padding import zero_pad

Algorithm = Callable[[Tensor, Tensor, Tensor | None, ConvGeometry, int], Tensor]

TORCH_CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
LOW_PRECISION = (torch.float16, torch.bfloat16)


def auto(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: ConvGeometry, groups: int
) -> Tensor:
    """Torch's own convolution; integers, for which torch has it only in part, go to `direct`."""
    if not (input.is_floating_point() or input.is_complex()):
        return direct(input, weight, bias, geometry, groups)
    padding = [before for before, _ in geometry.padding]
    if any(before != after for before, after in geometry.padding):
        input, padding = zero_pad(input, geometry.padding), [0 for _ in padding]
    conv = TORCH_CONV[len(geometry.kernel_size)]
    return conv(input, weight, bias, geometry.stride, padding, geometry.dilation, groups)


def direct(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: ConvGeometry, groups: int
) -> Tensor:
    """Shift and add: for every tap, the input shifted by it, mixed by the tap's channel matrix.

    Half-precision input is summed in float32 and rounded once, as torch does.
    """
    dtype = torch.float32 if input.dtype in LOW_PRECISION else input.dtype
    padded = torch.unflatten(zero_pad(input.to(dtype), geometry.padding), 1, (groups, -1))
    matrices = torch.unflatten(weight.to(dtype), 0, (groups, -1))

    def contribution(tap: tuple[Any, ...]) -> Tensor:
        axes = zip(tap, geometry.dilation, geometry.stride, geometry.output_size, strict=True)
        window: list[Any] = [slice(t * d, t * d + (o - 1) * s + 1, s) for t, d, s, o in axes]
        return _mix(padded[..., *window], matrices[..., *tap])

    output = reduce(torch.add, map(contribution, product(*map(range, geometry.kernel_size))))
    output = output.flatten(1, 2)
    if bias is not None:
        output = output + bias.to(dtype).reshape(-1, *(1 for _ in geometry.kernel_size))
    return output.to(input.dtype)


def _mix(window: Tensor, matrix: Tensor) -> Tensor:
    """Apply a channel matrix [G, O, C] at every position of a window [N, G, C, ...]."""
    if window.is_floating_point() or window.is_complex():
        return torch.einsum("ngc...,goc->ngo...", window, matrix)
    # CUDA has no matrix product of integers.
    spread = matrix.reshape(1, *matrix.shape, *(1 for _ in window.shape[3:]))
    return (window.unsqueeze(2) * spread).sum(3, dtype=window.dtype)


ALGORITHMS: dict[str, Algorithm] = {"auto": auto, "direct": direct}

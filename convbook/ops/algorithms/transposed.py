"""The transposed convolution at stride 1: a convolution with the rotated kernel."""

from dataclasses import replace
from typing import Any

from torch import Tensor, unflatten

from convbook.geometry import ConvGeometry, effective_kernel_size


def transposed(
    e: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int
) -> tuple[Tensor, Tensor, None, ConvGeometry]:
    """Arguments of the convolution that takes the gradient of an output, e, back to its input.

    It correlates the fully padded e with the kernel turned by 180 degrees, input and output
    channels of every group exchanged. Where the forward pass padded more than the kernel reaches,
    e is cropped.
    """
    extents = map(effective_kernel_size, geometry.kernel_size, geometry.dilation)
    sides = zip(extents, geometry.padding, strict=True)
    margins = [(k - 1 - before, k - 1 - after) for k, (before, after) in sides]
    sizes = zip(margins, e.shape[2:], strict=True)
    kept: list[Any] = [slice(max(-a, 0), n - max(-b, 0)) for (a, b), n in sizes]
    e = e[..., *kept]
    axes = [*range(2, weight.ndim)]
    rotated = unflatten(weight.flip(axes), 0, (groups, -1)).transpose(1, 2).flatten(0, 1)
    back = replace(
        geometry,
        input_size=tuple(e.shape[2:]),
        padding=tuple((max(a, 0), max(b, 0)) for a, b in margins),
        output_size=geometry.input_size,
    )
    return e, rotated, None, back

"""Results of the right shape, without their computation."""

from typing import Any

import torch
from torch import Tensor


def convolution_shape(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: list[int],
    padding: list[int],
    dilation: list[int],
    transposed: bool,
    output_padding: list[int],
    groups: int,
) -> tuple[int, ...]:
    """Return the shape of a convolution's result; arguments as of ``torch.ops.aten.convolution``.

    Example:
        >>> x, w = torch.zeros(1, 3, 9, 9), torch.zeros(8, 3, 3, 3)
        >>> convolution_shape(x, w, None, [2, 2], [1, 1], [1, 1], False, [0, 0], 1)
        (1, 8, 5, 5)
    """
    axes = range(weight.ndim - 2)
    every = (
        [values[0] if len(values) == 1 else values[i] for i in axes]
        for values in (stride, padding, dilation, output_padding)
    )
    sizes = []
    for n, k, s, p, d, a in zip(input.shape[2:], weight.shape[2:], *every, strict=True):
        reach = d * (k - 1)
        grown = (n - 1) * s - 2 * p + reach + a + 1
        sizes.append(grown if transposed else (n + 2 * p - reach - 1) // s + 1)
    channels = weight.shape[1] * groups if transposed else weight.shape[0]
    return (input.shape[0], channels, *sizes)


def dry_run(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run an operator, but let a convolution or a normalisation by stored numbers give zeros.

    These are nearly all of a network's work; what they refuse is left to them to refuse.
    """
    name = func._schema.name
    if name == "aten::convolution":
        input, weight, transposed, groups = args[0], args[1], args[6], args[8]
        reads = weight.shape[0] if transposed else weight.shape[1] * groups
        shape = convolution_shape(*args)
        if reads == input.shape[1] and min(shape[2:]) > 0:
            return input.new_zeros(shape)
    if name == "aten::native_batch_norm" and not args[5]:
        return torch.zeros_like(args[0]), args[0].new_zeros(0), args[0].new_zeros(0)
    return func(*args, **kwargs)

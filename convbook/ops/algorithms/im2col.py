"""The algorithm "im2col": copy every window into a column, then one matrix product.

Three maps, each linear in both of its arguments, are one another's derivatives: the convolution
y of x and w, the gradient of x from e and w, and the gradient of w from e and x. Each makes its
columns anew, a few rows of the output at a time: what stays in the cache is not worth storing.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import prod
from typing import Any

import torch
from torch import Tensor

from convbook.geometry import ConvGeometry
from convbook.ops.algorithms.common import chunk, products, with_bias
from convbook.ops.algorithms.windows import Windows
from convbook.ops.padding import zero_pad

Derivatives = tuple[Tensor | None, Tensor | None, None, None]


@with_bias
def im2col(input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """Y = W col, where W is [C_out, C_in K_h K_w] and col [C_in K_h K_w, H' W'].

    The columns hold every pixel about K_h K_w / (s_h s_w) times; for a 1x1 kernel they are the
    image itself and nothing is copied.
    """
    y: Tensor = _Output.apply(input, weight, geometry, groups)  # type: ignore[no-untyped-call]
    return y


def col2im(e: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """Gradient of x from that of y: spread over the windows by the transposed W, and added up."""
    x: Tensor = _GradInput.apply(e, weight, geometry, groups)  # type: ignore[no-untyped-call]
    return x


def grad_weight(e: Tensor, input: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """Gradient of w from that of y: e times the transposed columns, added over the images."""
    w: Tensor = _GradWeight.apply(e, input, geometry, groups)  # type: ignore[no-untyped-call]
    return w


def columns(padded: Tensor, geometry: ConvGeometry) -> Tensor:
    """Columns [N, C taps, windows] of a padded input [N, C, ...], rows ordered as a weight's."""
    if set(geometry.kernel_size) == {1}:
        axes = zip(geometry.output_size, geometry.stride, strict=True)
        read: list[Any] = [slice(0, (o - 1) * s + 1, s) for o, s in axes]
        return padded[..., *read].flatten(2)
    ndim = len(geometry.kernel_size)
    return _windows(geometry).view(padded).flatten(1, 1 + ndim).flatten(2)


def _windows(geometry: ConvGeometry) -> Windows:
    ndim = len(geometry.kernel_size)
    taps_first = (0, 1, *range(2 + ndim, 2 + 2 * ndim), *range(2, 2 + ndim))
    size, stride, dilation = geometry.kernel_size, geometry.stride, geometry.dilation
    return Windows(size, stride, dilation, geometry.output_size, taps_first)


def _parts(
    batch: int, padded: Tensor, geometry: ConvGeometry
) -> Iterator[tuple[slice, slice, Tensor, ConvGeometry]]:
    """Cut the work: which images, which rows of the output, what they read, their geometry."""
    height, *others = geometry.output_size
    row = padded.shape[1] * prod(geometry.kernel_size) * prod(others)
    rows = min(chunk(row, padded.device), height)
    images = chunk(row * height, padded.device)
    for n in range(0, batch, images):
        for top in range(0, height, rows):
            bottom = min(top + rows, height)
            read = padded[n : n + images, :, top * geometry.stride[0] :]
            part = replace(geometry, output_size=(bottom - top, *others))
            yield slice(n, n + images), slice(top, bottom), read, part


def _by_group(tensor: Tensor, axis: int, groups: int) -> Tensor:
    return torch.unflatten(tensor, axis, (groups, -1))


class _Output(torch.autograd.Function):
    @staticmethod
    def forward(input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
        matrix = _by_group(weight.flatten(1), 0, groups)
        output = input.new_empty(len(input), len(weight), *geometry.output_size)
        padded = zero_pad(input, geometry.padding)
        for images, rows, read, part in _parts(len(input), padded, geometry):
            y = products(matrix, _by_group(columns(read, part), 1, groups)).flatten(1, 2)
            output[images, :, rows] = torch.unflatten(y, 2, part.output_size)
        return output

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Tensor) -> None:
        _remember(ctx, inputs)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Derivatives:
        (e,), (x, w) = grads, (t.conj() for t in ctx.saved_tensors)
        to_x = col2im(e, w, *ctx.how) if ctx.needs_input_grad[0] else None
        return to_x, grad_weight(e, x, *ctx.how) if ctx.needs_input_grad[1] else None, None, None


class _GradInput(torch.autograd.Function):
    @staticmethod
    def forward(e: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
        transposed = _by_group(weight.flatten(1), 0, groups).mT
        channels, size = groups * weight.shape[1], geometry.input_size
        axes = zip(size, geometry.padding, strict=True)
        padded = e.new_zeros(len(e), channels, *(i + sum(sides) for i, sides in axes))
        for images, rows, reached, part in _parts(len(e), padded, geometry):
            spread = products(transposed, _by_group(e[images, :, rows].flatten(2), 1, groups))
            shape = (len(reached), channels, *part.kernel_size, *part.output_size)
            _windows(part).add(spread.reshape(shape), reached)
        axes = zip(size, geometry.padding, strict=True)
        inside: list[Any] = [slice(before, before + i) for i, (before, _) in axes]
        return padded[..., *inside]

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Tensor) -> None:
        _remember(ctx, inputs)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Derivatives:
        (x,), (e, w) = grads, (t.conj() for t in ctx.saved_tensors)
        to_e = im2col(x, w, None, *ctx.how) if ctx.needs_input_grad[0] else None
        return to_e, grad_weight(e, x, *ctx.how) if ctx.needs_input_grad[1] else None, None, None


class _GradWeight(torch.autograd.Function):
    @staticmethod
    def forward(e: Tensor, input: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
        padded, per_group = zero_pad(input, geometry.padding), input.shape[1] // groups
        outputs = e.shape[1] // groups
        total = e.new_zeros(groups, per_group * prod(geometry.kernel_size), outputs)
        for images, rows, read, part in _parts(len(e), padded, geometry):
            gradients = _by_group(e[images, :, rows].flatten(2), 1, groups).mT
            each = products(_by_group(columns(read, part), 1, groups), gradients)
            total += each[0] if len(each) == 1 else each.sum(0, dtype=e.dtype)
        return total.mT.reshape(e.shape[1], per_group, *geometry.kernel_size)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Tensor) -> None:
        _remember(ctx, inputs)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Derivatives:
        (w,), (e, x) = grads, (t.conj() for t in ctx.saved_tensors)
        to_e = im2col(x, w, None, *ctx.how) if ctx.needs_input_grad[0] else None
        return to_e, col2im(e, w, *ctx.how) if ctx.needs_input_grad[1] else None, None, None


def _remember(ctx: Any, inputs: tuple[Tensor, Tensor, ConvGeometry, int]) -> None:
    ctx.save_for_backward(*inputs[:2])
    ctx.how = inputs[2:]

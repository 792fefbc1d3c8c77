"""The algorithm "winograd": 3x3 kernels with 16 products for 4 outputs, or 36 for 16."""

from math import isqrt
from typing import Any

import torch
from torch import Tensor

from convbook.errors import ConvbookValueError, message
from convbook.geometry import ConvGeometry
from convbook.ops.algorithms.common import chunk, refuse_integers, with_bias
from convbook.ops.algorithms.im2col import grad_weight
from convbook.ops.algorithms.transposed import transposed
from convbook.ops.algorithms.windows import Windows
from convbook.ops.padding import zero_pad
from convbook.ops.winograd import winograd_matrices

TAPS = 3
Derivatives = tuple[Tensor | None, Tensor | None, None, None, None]


@with_bias
def winograd(
    input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int, tile: int = 2
) -> Tensor:
    """Y = A^T [(G w G^T) * (B^T x B)] A for every tile x of the input, F(tile x tile, 3 x 3).

    Transforming both axes at once is one product with a Kronecker square, so that every step is a
    matrix product. The channels are summed between the transforms, and a ragged edge is computed
    with zeros and cut off. Backwards, the input's gradient is such a convolution again; the
    weight's is that of "im2col".
    """
    _refuse(input, geometry)
    y: Tensor = _Winograd.apply(input, weight, geometry, groups, tile)  # type: ignore[no-untyped-call]
    return y


class _Winograd(torch.autograd.Function):
    @staticmethod
    def forward(
        input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int, tile: int
    ) -> Tensor:
        height, width = (-(-o // tile) for o in geometry.output_size)
        axes = zip(geometry.padding, geometry.input_size, (height, width), strict=True)
        pads = [(before, n * tile + TAPS - 1 - i - before) for (before, _), i, n in axes]
        padded = zero_pad(input, pads)
        transforms = winograd_matrices(tile, TAPS)
        at, g, bt = (torch.kron(m, m).to(input.device, input.dtype) for m in transforms)
        u = (g @ weight.reshape(-1, TAPS**2).T).view(len(g), groups, -1, weight.shape[1])
        y = input.new_empty(len(input), len(weight), height, tile, width, tile)

        # A few rows of tiles at a time.
        row = len(g) * input.shape[1] * width
        rows, images = (chunk(work, input.device) for work in (row, row * height))
        for n in range(0, len(input), images):
            for top in range(0, height, rows):
                size = min(rows, height - top)
                part = padded[n : n + images, :, top * tile : (top + size) * tile + TAPS - 1]
                y[n : n + images, :, top : top + size] = _convolve(part, u, at, bt)
        return y.flatten(4).flatten(2, 3)[..., : geometry.output_size[0], : geometry.output_size[1]]

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Tensor) -> None:
        ctx.save_for_backward(*inputs[:2])
        ctx.how = inputs[2:]

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Derivatives:
        (e,), (x, w) = grads, (t.conj() for t in ctx.saved_tensors)
        geometry, groups, tile = ctx.how
        to_x = to_w = None
        if ctx.needs_input_grad[0]:
            to_x = winograd(*transposed(e, w, geometry, groups), groups, tile=tile)
        if ctx.needs_input_grad[1]:
            to_w = grad_weight(e, x, geometry, groups)
        return to_x, to_w, None, None, None


def _convolve(strip: Tensor, u: Tensor, at: Tensor, bt: Tensor) -> Tensor:
    """Convolve whole tiles with transformed kernels u [edge^2, groups, C_out/g, C_in/g].

    Returns:
        Tensor [N, C_out, tiles, tile, tiles, tile].
    """
    tile, edge = isqrt(len(at)), isqrt(len(bt))
    tiles = tuple((size - TAPS + 1) // tile for size in strip.shape[2:])
    # Tap axes first, then channels: the transforms act from the left.
    windows = Windows((edge, edge), (tile, tile), (1, 1), tiles, (4, 5, 1, 0, 2, 3))
    v = bt @ windows.view(strip).reshape(edge**2, -1)
    y = at @ (u @ v.view(edge**2, u.shape[1], u.shape[3], -1)).view(edge**2, -1)
    y = y.view(tile, tile, u.shape[1] * u.shape[2], len(strip), *tiles)
    return y.permute(3, 2, 4, 0, 5, 1)


def _refuse(input: Tensor, geometry: ConvGeometry) -> None:
    refuse_integers("conv2d", "winograd", input)
    for name, value, needed in (
        ("kernels", geometry.kernel_size, TAPS),
        ("stride", geometry.stride, 1),
        ("dilation", geometry.dilation, 1),
    ):
        if set(value) != {needed}:
            rule = f'algorithm="winograd" needs {name} of {needed} along both axes'
            hint = "the other algorithms take every geometry"
            raise ConvbookValueError(message("conv2d", rule, value, hint))

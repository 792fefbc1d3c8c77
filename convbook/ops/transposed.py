"""The transposed convolution: the linear map of a convolution, transposed. Not its inverse."""

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import checks
from convbook.geometry.transposed import TransposedGeometry, transposed_geometry
from convbook.ops.algorithms.common import excerpt, products, working_dtype
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints, conv2d
from convbook.ops.matrix import conv_matrix
from convbook.ops.zeros import zero_insert

NAME = "conv_transpose2d"
Algorithm = Callable[[Tensor, Tensor, Tensor | None, TransposedGeometry, int], Tensor]


@lowered_by_autocast
def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
    *,
    algorithm: str = "auto",
) -> Tensor:
    """Transposed convolution of an image: every input pixel leaves a copy of the kernel.

    y[n, o, u, v] = b[o] + sum over all c, r, q, i, j with u = r s_h + i d_h - p_h and
        v = q s_w + j d_w - p_w of x[n, c, r, q] w[c, o - g C_out/groups, i, j]

    where c runs over the input channels of the group of o, g = floor(o groups / C_out). It is
    multiplication by the transposed matrix of the convolution with the same weight and geometry.

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        weight: w, [C_in, C_out/groups, K_h, K_w].
        bias: b, [C_out].
        stride: s, distance in px of the copies of neighbouring pixels, an int or (h, w).
        padding: p, px cropped from each side, an int or (h, w): the padding of the convolution
            whose transpose this is.
        output_padding: px more at the bottom and right, an int or (h, w), below
            max(stride, dilation): which of the input sizes of that convolution is meant.
        groups: number of groups; output channel o reads the input channels of group g only.
        dilation: d, distance of neighbouring taps in px, an int or (h, w).
        algorithm: "auto", torch's own; "scatter", shift and add over the taps; "zero_insertion",
            zeros between the pixels and a convolution with the flipped kernel; "matrix", the
            transposed Toeplitz matrix. On integers "auto" is "scatter", exact until the dtype
            overflows.

    Returns:
        Tensor [N, C_out, H', W'] or [C_out, H', W'],
        H' = (H - 1) s_h - 2 p_h + d_h (K_h - 1) + output_padding + 1.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            output_padding is too large, the padding leaves nothing, the result would fill the
            memory with zeros, or the algorithm is unknown.

    Example:
        >>> import torch
        >>> x, w = torch.tensor([[[1, 2]]]), torch.tensor([[[[1, 10, 100]]]])
        >>> conv_transpose2d(x, w, stride=(1, 2))
        tensor([[[  1,  10, 102,  20, 200]]])

    Source: ``torch.nn.functional.conv_transpose2d``, to which this adds the choice of algorithm,
        exact integers, and the refusal of mixed devices; Dumoulin and Visin, 2016, transposed
        convolutions.
    See: understanding-convolution/transposed
    """
    compute = ALGORITHMS[checks.choice(NAME, "algorithm", algorithm, tuple(ALGORITHMS))]
    tensors = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    checks.instances(NAME, Tensor, **tensors)
    checks.alike(NAME, "device", **tensors)
    checks.alike(NAME, "dtype", **tensors)
    groups = checks.integer(NAME, "groups", groups, minimum=1)
    size = checks.transposed_arrays(NAME, input, weight, bias, groups)
    options = stride, padding, output_padding, dilation
    geometry = transposed_geometry(NAME, size, tuple(weight.shape[2:]), *options)
    checks.transposed_extents(NAME, geometry)
    batch = input if input.ndim == 4 else input[None]
    output = compute(batch, weight, bias, geometry, groups)
    return output if input.ndim == 4 else output[0]


def auto(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: TransposedGeometry, groups: int
) -> Tensor:
    """Torch's own; integers, most of which torch does not take, go to `scatter`."""
    if not (input.is_floating_point() or input.is_complex()):
        return scatter(input, weight, bias, geometry, groups)
    g = geometry
    options = g.stride, g.padding, g.output_padding, groups, g.dilation
    return F.conv_transpose2d(input, weight, bias, *options)


def scatter(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: TransposedGeometry, groups: int
) -> Tensor:
    """Every pixel leaves a copy of the kernel: for each tap, the mixed input, added where it goes.

    Half-precision input is summed in float32 and rounded once, as torch does.
    """
    dtype = working_dtype(input.dtype)
    pixels, kernel = input.to(dtype), _as_convolution(weight.to(dtype), groups)
    full = pixels.new_zeros(len(input), len(kernel), *geometry.full_size)
    for i, j in product(*map(range, geometry.kernel_size)):
        axes = zip((i, j), geometry.dilation, geometry.stride, geometry.input_size, strict=True)
        window: list[Any] = [slice(t * d, t * d + (n - 1) * s + 1, s) for t, d, s, n in axes]
        full[..., *window] += conv2d(pixels, kernel[..., i : i + 1, j : j + 1], groups=groups)
    return _finished(full, bias, geometry, input.dtype)


def zero_insertion(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: TransposedGeometry, groups: int
) -> Tensor:
    """A convolution at stride 1 of the stretched input with the flipped kernel.

    It needs d (k - 1) - p px of padding, or of cropping where that is negative.
    """
    kernel = _as_convolution(weight, groups).flip(2, 3)
    spans = [d * (k - 1) for d, k in zip(geometry.dilation, geometry.kernel_size, strict=True)]
    before = [span - p for span, p in zip(spans, geometry.padding, strict=True)]
    size = [o + span for o, span in zip(geometry.output_size, spans, strict=True)]
    framed = excerpt(zero_insert(input, geometry.stride), before, size)
    return conv2d(framed, kernel, bias, dilation=geometry.dilation, groups=groups)


def matrix(
    input: Tensor, weight: Tensor, bias: Tensor | None, geometry: TransposedGeometry, groups: int
) -> Tensor:
    """Multiply by the transposed matrix of the convolution, without its padding, then crop.

    Half-precision input is summed in float32 and rounded once.
    """
    dtype, size = working_dtype(input.dtype), geometry.full_size
    channels = weight.shape[1] * groups
    checks.matrix_size(NAME, len(weight) * prod(geometry.input_size), channels * prod(size))
    options = geometry.stride, 0, geometry.dilation, groups
    full = products(input.to(dtype).flatten(1), conv_matrix(weight.to(dtype), size, *options))
    return _finished(full.reshape(len(input), channels, *size), bias, geometry, input.dtype)


def _as_convolution(weight: Tensor, groups: int) -> Tensor:
    """From [C_in, C_out/groups, ...] to the layout of a convolution, [C_out, C_in/groups, ...]."""
    return torch.unflatten(weight, 0, (groups, -1)).transpose(1, 2).flatten(0, 1)


def _finished(
    full: Tensor, bias: Tensor | None, geometry: TransposedGeometry, dtype: torch.dtype
) -> Tensor:
    """Crop the padding, add the output padding and the bias."""
    output = excerpt(full, [-p for p in geometry.padding], geometry.output_size)
    if bias is not None:
        output = output + bias.to(full.dtype).reshape(-1, 1, 1)
    return output.to(dtype)


ALGORITHMS: dict[str, Algorithm] = {
    "auto": auto,
    "scatter": scatter,
    "zero_insertion": zero_insertion,
    "matrix": matrix,
}

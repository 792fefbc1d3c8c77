"""The matrix of a convolution."""

from math import prod

import torch
from torch import Tensor

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.ops.algorithms.matrix import toeplitz
from convbook.ops.conv import Ints


def conv_matrix(
    weight: Tensor,
    input_size: Ints,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """Matrix that multiplies a flattened image as ``conv2d`` convolves it (doubly Toeplitz).

    A[(o, u, v), (c, y, x)] = w[o, c - g C_in/groups, i, j]
        where y = u s_h + i d_h - p_h and x = v s_w + j d_w - p_w, and zero elsewhere

    where g = floor(o groups / C_out); A x.flatten() = conv2d(x, w).flatten() for one image x.

    Args:
        weight: w, [C_out, C_in/groups, K_h, K_w].
        input_size: H and W of the image in px, an int or (h, w).
        stride: s, distance of neighbouring windows in px, an int or (h, w).
        padding: p, zeros on each side in px, an int or (h, w), or "valid", "same", "full", as in
            ``conv2d``.
        dilation: d, distance of neighbouring taps in px, an int or (h, w).
        groups: number of groups; the blocks between different groups are zero.

    Returns:
        Tensor [C_out H' W', C_in H W], dense, at most 2^28 entries. Its transpose is the matrix
        of the transposed convolution.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the dtype is not one of numbers.
        ConvbookValueError: shapes or groups do not fit, a size is too small or too large, the
            kernel is larger than the padded input, "same" meets a stride, or padding is unknown.

    Example:
        >>> import torch
        >>> conv_matrix(torch.tensor([[[[1, 2]]]]), input_size=(1, 4))
        tensor([[1, 2, 0, 0],
                [0, 1, 2, 0],
                [0, 0, 1, 2]])

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
        section 4.1, with channels, strides, paddings, dilations and groups besides.
    See: understanding-convolution/transposed
    """
    name = "conv_matrix"
    checks.instances(name, Tensor, weight=weight)
    groups = checks.integer(name, "groups", groups, minimum=1)
    checks.conv_weight(name, weight, groups)
    size = checks.integers(name, "input_size", input_size, 2, minimum=1)
    geometry = conv_geometry(name, size, tuple(weight.shape[2:]), stride, padding, dilation)
    checks.conv_distances(name, geometry)
    channels = groups * weight.shape[1]
    checks.matrix_size(name, len(weight) * prod(geometry.output_size), channels * prod(size))
    blocks = toeplitz(weight, geometry, groups)
    matrix: Tensor = torch.block_diag(*blocks)  # type: ignore[no-untyped-call]
    return matrix

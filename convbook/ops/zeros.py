"""Zeros between the pixels of an image, and between the taps of a kernel."""

from torch import Tensor

from convbook import checks
from convbook.ops.algorithms.common import spread
from convbook.ops.conv import Ints


def zero_insert(input: Tensor, stride: Ints) -> Tensor:
    """Put s - 1 zeros between neighbouring pixels.

    y[n, c, s_h u, s_w v] = x[n, c, u, v], and zero elsewhere

    Args:
        input: x, [N, C, H, W] or [C, H, W]; N may be 0.
        stride: s, distance in px at which neighbours end up, an int or (h, w).

    Returns:
        Tensor [N, C, s_h (H - 1) + 1, s_w (W - 1) + 1], or without N.

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the dtype is not one of numbers.
        ConvbookValueError: the input is no image, the stride is below 1, or the result would
            fill the memory with zeros.

    Example:
        >>> import torch
        >>> zero_insert(torch.tensor([[[1, 2, 3]]]), stride=2)
        tensor([[[1, 0, 2, 0, 3]]])

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
        transposed convolutions: the stretched input of a strided one.
    See: understanding-convolution/transposed
    """
    checks.instances("zero_insert", Tensor, input=input)
    steps = checks.stretch("zero_insert", input, stride)
    return spread(input, steps)


def dilate_kernel(weight: Tensor, dilation: Ints) -> Tensor:
    """Write the zeros of a dilated kernel out: d - 1 of them between neighbouring taps.

    k[o, c, d_h i, d_w j] = w[o, c, i, j], and zero elsewhere

    Args:
        weight: w, [C_out, C_in/groups, K_h, K_w].
        dilation: d, distance of neighbouring taps in px, an int or (h, w).

    Returns:
        Tensor [C_out, C_in/groups, d_h (K_h - 1) + 1, d_w (K_w - 1) + 1].

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the dtype is not one of numbers.
        ConvbookValueError: the weight has not four axes or an empty one, the dilation is below 1,
            or the result would fill the memory with zeros.

    Example:
        >>> import torch
        >>> dilate_kernel(torch.tensor([[[[1, 2, 3]]]]), dilation=3)
        tensor([[[[1, 0, 0, 2, 0, 0, 3]]]])

    Source: Yu and Koltun, "Multi-scale context aggregation by dilated convolutions", 2016,
        section 2: there the filter stays small and its taps move apart, which is the same.
    See: understanding-convolution/dilated
    """
    checks.instances("dilate_kernel", Tensor, weight=weight)
    gaps = checks.dilated("dilate_kernel", weight, dilation)
    return spread(weight, gaps)

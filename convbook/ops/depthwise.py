"""Convolutions that see one channel, or one pixel, at a time."""

from torch import Tensor

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.ops.algorithms import auto
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints


@lowered_by_autocast
def depthwise_conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
) -> Tensor:
    """Convolution of every channel by itself, with m kernels of its own.

    y[n, o, u, v] = b[o] + sum over i, j of
        w[o, 0, i, j] x[n, floor(o / m), u s_h + i d_h - p_h, v s_w + j d_w - p_w]

    Args:
        input: x, [N, C, H, W] or [C, H, W]; N may be 0.
        weight: w, [C m, 1, K_h, K_w]; m, the depth multiplier, is read off.
        bias: b, [C m].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full", as in ``conv2d``.
        dilation: d in px, an int or (h, w).

    Returns:
        Tensor [N, C m, H', W'] or [C m, H', W'], sizes as ``geometry.conv_output_size``.

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels or devices do not fit, a size is too small, the
            kernel is larger than the padded input, "same" meets a stride, or the padding is
            unknown.

    Example:
        >>> import torch
        >>> x = torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
        >>> depthwise_conv2d(x, torch.tensor([1.0, 10.0]).reshape(2, 1, 1, 1))
        tensor([[[ 1.,  2.]],
        <BLANKLINE>
                [[30., 40.]]])

    Source: Chollet, "Xception", CVPR 2017; ``torch.nn.functional.conv2d`` with groups = C.
    See: understanding-convolution/grouped-and-separable
    """
    name = "depthwise_conv2d"
    tensors = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    size = checks.depthwise_arrays(name, input, weight, bias)
    geometry = conv_geometry(name, size, tuple(weight.shape[2:]), stride, padding, dilation)
    checks.conv_distances(name, geometry)
    batch = input if input.ndim == 4 else input[None]
    output = auto(batch, weight, bias, geometry, batch.shape[1])
    return output if input.ndim == 4 else output[0]


@lowered_by_autocast
def pointwise_conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Convolution with a 1x1 kernel: the channels of every pixel are mixed, and no pixels.

    y[n, o, u, v] = b[o] + sum over c of w[o, c, 0, 0] x[n, c, u, v]

    Args:
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        weight: w, [C_out, C_in, 1, 1].
        bias: b, [C_out].

    Returns:
        Tensor [N, C_out, H, W] or [C_out, H, W].

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels or devices do not fit.

    Example:
        >>> import torch
        >>> x = torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
        >>> pointwise_conv2d(x, torch.tensor([1.0, 10.0]).reshape(1, 2, 1, 1))
        tensor([[[31., 42.]]])

    Source: Lin, Chen and Yan, "Network in network", ICLR 2014, section 3.1.
    See: understanding-convolution/grouped-and-separable
    """
    name = "pointwise_conv2d"
    tensors = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    checks.numbers(name, input=input)
    size = checks.image(name, input)
    checks.pointwise_arrays(name, input.shape[-3], weight, bias)
    batch = input if input.ndim == 4 else input[None]
    output = auto(batch, weight, bias, conv_geometry(name, size, (1, 1), 1, 0, 1), 1)
    return output if input.ndim == 4 else output[0]

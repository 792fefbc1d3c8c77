"""The backward pass of a convolution, written out."""

from torch import Tensor

from convbook import checks
from convbook.geometry import conv_geometry
from convbook.ops.algorithms.auto import auto
from convbook.ops.algorithms.common import working_dtype
from convbook.ops.algorithms.im2col import col2im, grad_weight
from convbook.ops.algorithms.transposed import transposed
from convbook.ops.autocast import lowered_by_autocast
from convbook.ops.conv import Ints


@lowered_by_autocast
def conv2d_backward(
    grad_output: Tensor,
    input: Tensor,
    weight: Tensor,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Gradients of a convolution over an image with respect to input, weight and bias.

    With e = dL/dy, y = conv2d(x, w, b), and the sums over all n, o, u, v, i, j that exist:

    dL/dx[n, c, u s_h + i d_h - p_h, v s_w + j d_w - p_w] += w[o, c, i, j] e[n, o, u, v]
    dL/dw[o, c, i, j] = sum of e[n, o, u, v] x[n, c, u s_h + i d_h - p_h, v s_w + j d_w - p_w]
    dL/db[o] = sum of e[n, o, u, v]

    Complex x and w are conjugated, as everywhere in torch.

    Args:
        grad_output: e, [N, C_out, H', W'] or [C_out, H', W'], the gradient of the loss with
            respect to the output.
        input: x, [N, C_in, H, W] or [C_in, H, W]; N may be 0.
        weight: w, [C_out, C_in/groups, K_h, K_w].
        stride: s of the convolution in px, an int or (h, w).
        padding: p of the convolution in px, an int or (h, w), or "valid", "same", "full".
        dilation: d of the convolution in px, an int or (h, w).
        groups: number of groups of the convolution.

    Returns:
        grad_input with the shape of the input, grad_weight with that of the weight, grad_bias
        [C_out].

    Raises:
        ConvbookTypeError: an argument has the wrong type, dtypes differ or are not numbers.
        ConvbookValueError: shapes, channels, groups or devices do not fit, a size is too small,
            the kernel is larger than the padded input, "same" meets a stride, or padding is
            unknown.

    Example:
        >>> import torch
        >>> x, w = torch.tensor([[[1, 2, 3, 4]]]), torch.tensor([[[[1, 10]]]])
        >>> conv2d_backward(torch.tensor([[[1, 0, 1]]]), x, w)
        (tensor([[[ 1, 10,  1, 10]]]), tensor([[[[4, 6]]]]), tensor([2]))

    Source: the chain rule. grad_input is at stride 1 the full correlation of e with the rotated
        kernel (Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
        section 4), and at other strides what the transposed weight spreads over the windows;
        grad_weight is one matrix product with the columns of x.
    See: understanding-convolution/backward
    """
    name = "conv2d_backward"
    tensors = {"grad_output": grad_output, "input": input, "weight": weight}
    checks.instances(name, Tensor, **tensors)
    checks.alike(name, "device", **tensors)
    checks.alike(name, "dtype", **tensors)
    groups = checks.integer(name, "groups", groups, minimum=1)
    size = checks.conv_arrays(name, 2, input, weight, None, groups)
    geometry = conv_geometry(name, size, tuple(weight.shape[2:]), stride, padding, dilation)
    checks.conv_distances(name, geometry)
    shape = (*input.shape[:-3], len(weight), *geometry.output_size)
    checks.conv_gradient(name, grad_output, shape)

    dtype = working_dtype(input.dtype)
    e, x = (t.to(dtype) if t.ndim == 4 else t.to(dtype)[None] for t in (grad_output, input))
    w = weight.to(dtype).conj()
    if set(geometry.stride) == {1}:
        to_x = auto(*transposed(e, w, geometry, groups), groups).to(input.dtype)
    else:  # between the outputs of a stride a correlation would multiply zeros
        to_x = col2im(e, w, geometry, groups).to(input.dtype)
    to_w = grad_weight(e, x.conj(), geometry, groups).to(input.dtype)
    to_b = e.sum((0, 2, 3), dtype=dtype).to(input.dtype)
    return to_x if input.ndim == 4 else to_x[0], to_w, to_b

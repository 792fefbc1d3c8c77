"""Definition of the backward pass of a convolution."""

from typing import Any

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array, conv_arguments, float64


def conv2d_backward(
    grad_output: npt.ArrayLike,
    input: npt.ArrayLike,
    weight: npt.ArrayLike,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> tuple[Array, Array, Array]:
    """Gradients of a convolution over an image with respect to input, weight and bias.

    With e = dL/dy, y = conv2d(x, w, b), and the sums over all n, o, u, v, i, j that exist:

    dL/dx[n, c, u s_h + i d_h - p_h, v s_w + j d_w - p_w] += w[o, c, i, j] e[n, o, u, v]
    dL/dw[o, c, i, j] = sum of e[n, o, u, v] x[n, c, u s_h + i d_h - p_h, v s_w + j d_w - p_w]
    dL/db[o] = sum of e[n, o, u, v]

    Complex x and w are conjugated, as everywhere in torch.

    Args:
        grad_output: e, [N, C_out, H', W'] or [C_out, H', W'].
        input: x, [N, C_in, H, W] or [C_in, H, W].
        weight: w, [C_out, C_in/groups, K_h, K_w].
        stride: s in px, an int or (h, w).
        padding: p in px, an int or (h, w), or "valid", "same", "full".
        dilation: d in px, an int or (h, w).
        groups: number of groups.

    Returns:
        grad_input with the shape of the input, grad_weight with that of the weight, grad_bias
        [C_out]; float64, complex128 if an argument is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.conv2d_backward``.

    Example:
        >>> grads = conv2d_backward([[[1, 0, 1]]], [[[1, 2, 3, 4]]], [[[[1, 10]]]])
        >>> [grad.tolist() for grad in grads]
        [[[[1.0, 10.0, 1.0, 10.0]]], [[[[4.0, 6.0]]]], [2.0]]

    Source: the definition.
    See: understanding-convolution/backward
    """
    name = "conv2d_backward"
    (e,) = float64(name, grad_output=grad_output)
    arguments = (input, weight, None, stride, padding, dilation, groups)
    x, w, y, geometry = conv_arguments(name, 2, *arguments)
    checks.conv_gradient(name, e, y.shape if np.ndim(input) == 4 else y.shape[1:])
    e = e.reshape(y.shape)
    dtype = np.result_type(e, x, w)
    grad_x, grad_w, grad_b = (np.zeros(shape, dtype) for shape in (x.shape, w.shape, len(w)))
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    for n, o, u, v in np.ndindex(y.shape):
        grad_b[o] += e[n, o, u, v]
        first = o * groups // len(w) * w.shape[1]
        for c, i, j in np.ndindex(w.shape[1:]):
            pixel = n, first + c, u * s_h + i * d_h, v * s_w + j * d_w
            grad_x[pixel] += np.conj(w[o, c, i, j]) * e[n, o, u, v]
            grad_w[o, c, i, j] += e[n, o, u, v] * np.conj(x[pixel])
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    cropped = grad_x[:, :, top : top + height, left : left + width]
    return cropped.reshape(np.shape(input)), grad_w, grad_b

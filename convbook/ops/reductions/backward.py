"""Reductions of conv2d_backward: every gradient of a convolution is a convolution again."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.ops.backward import conv2d_backward
from convbook.ops.conv import conv2d
from convbook.ops.convolution import convolve, cross_correlate
from convbook.ops.reductions.algorithms import without_bias
from convbook.ops.reductions.conv import image_and_kernel
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.zeros import zero_insert


def gradient(draw: Draw, **fixed: Any) -> tuple[Tensor, Tensor, Tensor, dict[str, Any]]:
    """Draw a gradient, the input and the weight that it belongs to, and the options."""
    x, w, options = without_bias(draw, **fixed)
    return draw.tensor(*conv2d(x, w, **options).shape), x, w, options


def nothing_left_over(draw: Draw, **fixed: Any) -> tuple[Tensor, Tensor, Tensor, dict[str, Any]]:
    """The same, where the last window ends at the last pixel."""
    e, x, w, options = gradient(draw, padding=0, **fixed)
    axes = zip(e.shape[2:], options["stride"], options["dilation"], w.shape[2:], strict=True)
    used = [(o - 1) * s + d * (k - 1) + 1 for o, s, d, k in axes]
    return e, x[:, :, : used[0], : used[1]], w, options


def rotated(w: Tensor) -> Tensor:
    """Turn every kernel by 180 degrees, and exchange input and output channels."""
    return w.flip(2, 3).transpose(0, 1)


@reduction("conv2d_backward(e, x, w)[0]", "autograd.grad(conv2d(x, w), x, e)")
def grad_input_is_what_autograd_finds(draw: Draw) -> tuple[Tensor, Tensor]:
    """The formula and the derivative of the operator agree."""
    e, x, w, options = gradient(draw)
    (expected,) = torch.autograd.grad(conv2d(x.requires_grad_(), w, **options), x, e)
    return conv2d_backward(e, x.detach(), w, **options)[0], expected


@reduction("conv2d_backward(e, x, w)[1]", "autograd.grad(conv2d(x, w), w, e)")
def grad_weight_is_what_autograd_finds(draw: Draw) -> tuple[Tensor, Tensor]:
    """So do they for the kernel."""
    e, x, w, options = gradient(draw)
    (expected,) = torch.autograd.grad(conv2d(x, w.requires_grad_(), **options), w, e)
    return conv2d_backward(e, x, w.detach(), **options)[1], expected


@reduction("conv2d_backward(e, x, w)[2]", "sum of e over n, u, v")
def grad_bias_is_a_sum(draw: Draw) -> tuple[Tensor, Tensor]:
    """A bias reaches every output of its channel once."""
    e, x, w, options = gradient(draw)
    return conv2d_backward(e, x, w, **options)[2], e.sum((0, 2, 3))


@reduction(
    "conv2d_backward(e, x, w, stride=s)[0]",
    'conv2d(zero_insert(e, s), rotated w, padding="full")',
    "no padding, no pixel left over, groups = 1",
)
def grad_input_is_a_full_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Zeros between the gradients, the kernel turned, every overlap counted."""
    e, x, w, options = nothing_left_over(draw, groups=1)
    spread = zero_insert(e, options["stride"])
    back = conv2d(spread, rotated(w), padding="full", dilation=options["dilation"])
    return conv2d_backward(e, x, w, **options)[0], back


@reduction(
    'conv2d_backward(e, x, w, padding="full")[0]', "conv2d(e, rotated w)", "stride 1, groups = 1"
)
def full_padding_goes_back_to_none(draw: Draw) -> tuple[Tensor, Tensor]:
    """What the forward pass pads in full, the backward pass does not pad."""
    e, x, w, options = gradient(draw, stride=1, padding="full", groups=1)
    back = conv2d(e, rotated(w), dilation=options["dilation"])
    return conv2d_backward(e, x, w, **options)[0], back


@reduction(
    "conv2d_backward(e, x, w, stride=s, dilation=d)[1]",
    "conv2d(x, e, stride=d, dilation=s)[:, :, :k_h, :k_w]",
    "batch and channels of x, e and the result exchanged; groups = 1",
)
def grad_weight_is_a_convolution_with_the_gradient(draw: Draw) -> tuple[Tensor, Tensor]:
    """Stride and dilation change places, batch and channels too."""
    e, x, w, options = gradient(draw, groups=1)
    exchanged = options | {"stride": options["dilation"], "dilation": options["stride"]}
    swapped = conv2d(x.transpose(0, 1), e.transpose(0, 1), **exchanged).transpose(0, 1)
    return conv2d_backward(e, x, w, **options)[1], swapped[:, :, : w.shape[2], : w.shape[3]]


@reduction(
    "conv2d_backward(e, x, w)[1].flatten(1)", "e.flatten(1) @ unfold(x).T", "one image, groups = 1"
)
def grad_weight_is_a_product_with_the_columns(draw: Draw) -> tuple[Tensor, Tensor]:
    """Im2col serves the backward pass as well."""
    e, x, w, options = gradient(draw, groups=1)
    grad_weight = conv2d_backward(e[0], x[0], w, **options)[1].flatten(1)
    options.pop("groups")
    return grad_weight, e[0].flatten(1) @ F.unfold(x[0], tuple(w.shape[2:]), **options).T


@reduction(
    "conv2d_backward(e, x, w, stride=s)[1]",
    "conv2d_backward(zero_insert(e, s), x, w)[1]",
    "no padding, no pixel left over",
)
def strided_gradient_is_one_with_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """An output that a stride skips has no gradient."""
    e, x, w, options = nothing_left_over(draw)
    dense = zero_insert(e, options["stride"])
    strided = conv2d_backward(e, x, w, **options)[1]
    return strided, conv2d_backward(dense, x, w, **options | {"stride": 1})[1]


@reduction("conv2d_backward(e, x, w)[0]", "conv2d(e, w.transpose(0, 1))", "kernel 1x1, groups = 1")
def grad_input_of_one_tap_is_the_transposed_mixing(draw: Draw) -> tuple[Tensor, Tensor]:
    """A 1x1 kernel goes back by its transposed channel matrix."""
    x = draw.tensor(*draw.integers(4, 1, 4))
    w = draw.tensor(draw.integer(1, 4), x.shape[1], 1, 1)
    e = draw.tensor(len(x), len(w), *x.shape[2:])
    return conv2d_backward(e, x, w)[0], conv2d(e, w.transpose(0, 1))


@reduction(
    "conv2d_backward(e, x, w, groups=g)[0]",
    "concatenation of conv2d_backward(e_i, x_i, w_i)[0], i = 1, ..., g",
)
def groups_go_back_apart(draw: Draw) -> tuple[Tensor, Tensor]:
    """A group's gradient comes from its own outputs."""
    e, x, w, options = gradient(draw)
    g = options["groups"]
    parts = zip(e.chunk(g, 1), x.chunk(g, 1), w.chunk(g), strict=True)
    alone = [conv2d_backward(*part, **options | {"groups": 1})[0] for part in parts]
    return conv2d_backward(e, x, w, **options)[0], torch.cat(alone, 1)


@reduction(
    "conv2d_backward(e[None, None], x[None, None], k[None, None])[0]",
    "convolve(e, k)",
    "one channel, stride 1, no padding",
)
def correlation_goes_back_by_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """The layer correlates forwards and convolves backwards."""
    x, k = image_and_kernel(draw, 2)
    e = draw.tensor(*(n - m + 1 for n, m in zip(x.shape, k.shape, strict=True)))
    back = conv2d_backward(e[None, None], x[None, None], k[None, None])[0]
    return back[0, 0], convolve(e, k)


@reduction(
    "conv2d_backward(e[None, None], x[None, None], k[None, None])[1]",
    "cross_correlate(x, e)",
    "one channel, stride 1, no padding",
)
def grad_kernel_is_a_correlation(draw: Draw) -> tuple[Tensor, Tensor]:
    """How much a tap matters: the input under it, weighted by the gradient."""
    x, k = image_and_kernel(draw, 2)
    e = draw.tensor(*(n - m + 1 for n, m in zip(x.shape, k.shape, strict=True)))
    kernel = conv2d_backward(e[None, None], x[None, None], k[None, None])[1]
    return kernel[0, 0], cross_correlate(x, e)


@reduction(
    "sum of conv2d_backward(e, x, w)[0] * x", "sum of e * conv2d(x, w)", "for each image; no bias"
)
def backward_is_adjoint(draw: Draw) -> tuple[Tensor, Tensor]:
    """The backward pass is the adjoint of the forward pass, not its inverse."""
    _, x, w, options = gradient(draw)
    x = draw.tensor(draw.integer(1, 8), *x.shape[1:])
    y = conv2d(x, w, **options)
    e = draw.tensor(*y.shape)
    grad_input = conv2d_backward(e, x, w, **options)[0]
    return (grad_input * x).flatten(1).sum(1), (e * y).flatten(1).sum(1)


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

"""Reductions of conv_transpose2d, and of the zeros between pixels and between taps."""

from typing import Any

import torch
from torch import Tensor

from convbook.geometry import output_padding_for
from convbook.ops.backward import conv2d_backward
from convbook.ops.conv import conv2d
from convbook.ops.convolution import convolve
from convbook.ops.depthwise import pointwise_conv2d
from convbook.ops.matrix import conv_matrix
from convbook.ops.reductions.conv import image_and_kernel, layer
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.transposed import conv_transpose2d
from convbook.ops.zeros import dilate_kernel, zero_insert


def transposed(draw: Draw, **fixed: Any) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Draw an input, a weight and the other arguments; `fixed` ones stay.

    Nothing is cropped that the kernels do not cover, so that an output is left.
    """
    stride, dilation = fixed.get("stride", draw.integers(2, 1, 3)), draw.integers(2, 1, 2)
    dilation = fixed.get("dilation", dilation)
    kernel = draw.integers(2, 1, 3)
    spans = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
    steps = zip(stride, dilation, strict=True)
    groups, per_group, multiple = draw.integer(1, 2), draw.integer(1, 2), draw.integer(1, 2)
    options: dict[str, Any] = {
        "stride": stride,
        "padding": tuple(draw.integer(0, span // 2) for span in spans),
        "output_padding": tuple(draw.integer(0, max(s, d) - 1) for s, d in steps),
        "groups": groups,
        "dilation": dilation,
        "bias": draw.tensor(groups * multiple),
    }
    input = draw.tensor(draw.integer(1, 2), groups * per_group, *draw.integers(2, 1, 4))
    return input, draw.tensor(groups * per_group, multiple, *kernel), options | fixed


def rotated(weight: Tensor) -> Tensor:
    """The kernel turned by 180 degrees, input and output channels swapped."""
    return weight.flip(2, 3).transpose(0, 1)


@reduction('conv_transpose2d(x, w, algorithm="scatter")', "conv_transpose2d(x, w)")
def scatter_is_transposed_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Every pixel leaves a copy of the kernel, and the copies add up."""
    x, w, options = transposed(draw)
    return conv_transpose2d(x, w, **options, algorithm="scatter"), conv_transpose2d(x, w, **options)


@reduction('conv_transpose2d(x, w, algorithm="zero_insertion")', "conv_transpose2d(x, w)")
def zero_insertion_is_transposed_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Stretch the image with zeros, then convolve with the rotated kernel."""
    x, w, options = transposed(draw)
    stretched = conv_transpose2d(x, w, **options, algorithm="zero_insertion")
    return stretched, conv_transpose2d(x, w, **options)


@reduction('conv_transpose2d(x, w, algorithm="matrix")', "conv_transpose2d(x, w)")
def matrix_is_transposed_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """One product with the transposed matrix of the convolution."""
    x, w, options = transposed(draw)
    return conv_transpose2d(x, w, **options, algorithm="matrix"), conv_transpose2d(x, w, **options)


def restoring(draw: Draw) -> tuple[Tensor, Tensor, Tensor, dict[str, Any], tuple[int, ...]]:
    """Draw x and w of conv2d, y of the shape of its output, its arguments, the output padding."""
    x, w, options = layer(draw, 2)
    options.pop("bias")
    y = draw.tensor(*conv2d(x, w, **options).shape)
    names = ("stride", "padding", "dilation")
    axes = zip(x.shape[2:], w.shape[2:], *(options[name] for name in names), strict=True)
    return x, w, y, options, tuple(output_padding_for(*axis) for axis in axes)


@reduction(
    "conv_transpose2d(y, w, output_padding=output_padding_for(size of x, k))",
    "y @ conv_matrix(w, size of x)",
    "y as large as conv2d(x, w)",
)
def transposed_convolution_is_the_transposed_matrix(draw: Draw) -> tuple[Tensor, Tensor]:
    """Where a convolution multiplies by its matrix, this one multiplies by the transpose."""
    x, w, y, options, extra = restoring(draw)
    rows = y.flatten(1) @ conv_matrix(w, tuple(x.shape[2:]), **options)
    return conv_transpose2d(y, w, output_padding=extra, **options), rows.view_as(x)


@reduction(
    "conv_transpose2d(y, w, output_padding=output_padding_for(size of x, k))",
    "conv2d_backward(y, x, w)[0]",
    "y as large as conv2d(x, w)",
)
def transposed_convolution_is_the_way_back(draw: Draw) -> tuple[Tensor, Tensor]:
    """It is the gradient of conv2d with respect to the image."""
    x, w, y, options, extra = restoring(draw)
    back = conv2d_backward(y, x, w, **options)[0]
    return conv_transpose2d(y, w, output_padding=extra, **options), back


@reduction(
    "(conv_transpose2d(y, w) * x).sum((1, 2, 3))",
    "(y * conv2d(x, w)).sum((1, 2, 3))",
    "output padding such that the sizes fit",
)
def transposed_convolution_is_the_adjoint(draw: Draw) -> tuple[Tensor, Tensor]:
    """The inner products agree; that makes it the adjoint, and not the inverse."""
    x, w, y, options, extra = restoring(draw)
    count = draw.integer(1, 7)
    x, y = (draw.tensor(count, *t.shape[1:]) for t in (x, y))
    back = conv_transpose2d(y, w, output_padding=extra, **options)
    return (back * x).sum((1, 2, 3)), (y * conv2d(x, w, **options)).sum((1, 2, 3))


@reduction(
    "conv_transpose2d(x, w, padding=p)",
    "conv2d(x, rotated w, padding=d (k - 1) - p)",
    "stride 1, p at most d (k - 1), no groups",
)
def at_stride_1_it_is_a_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Without stride a transposed convolution is a convolution; p = 0 makes it a full one."""
    x, w, options = transposed(draw, stride=(1, 1), output_padding=0, groups=1)
    bias, d, p = draw.tensor(w.shape[1]), options["dilation"], options["padding"]
    rest = tuple(a * (k - 1) - b for a, k, b in zip(d, w.shape[2:], p, strict=True))
    convolved = conv2d(x, rotated(w), bias, padding=rest, dilation=d)
    return conv_transpose2d(x, w, **options | {"bias": bias}), convolved


@reduction("conv_transpose2d(x[None, None], k[None, None])[0, 0]", "convolve(x, k)", "stride 1")
def one_channel_is_mathematical_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """The layer that flips no kernel here convolves in the sense of mathematics."""
    x, k = image_and_kernel(draw, 2)
    return conv_transpose2d(x[None, None], k[None, None])[0, 0], convolve(x, k)


@reduction(
    "conv_transpose2d(x, w, stride=s)",
    "zero_insert(pointwise_conv2d(x, w with channels swapped), s)",
    "kernel 1x1",
)
def one_tap_only_spreads(draw: Draw) -> tuple[Tensor, Tensor]:
    """With a 1x1 kernel nothing overlaps: mix the channels, then spread the pixels."""
    x, s = draw.tensor(*draw.integers(4, 1, 4)), draw.integers(2, 1, 3)
    w = draw.tensor(x.shape[1], draw.integer(1, 4), 1, 1)
    return conv_transpose2d(x, w, stride=s), zero_insert(pointwise_conv2d(x, rotated(w)), s)


@reduction("conv_transpose2d(x, w, stride=s)", "conv_transpose2d(zero_insert(x, s), w)")
def stride_of_a_transposed_convolution_is_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """The stride moves the pixels apart, and nothing else."""
    x, w, options = transposed(draw, output_padding=0)
    stretched = zero_insert(x, options["stride"])
    return conv_transpose2d(x, w, **options), conv_transpose2d(
        stretched, w, **options | {"stride": 1}
    )


@reduction("conv_transpose2d(x, w, dilation=d)", "conv_transpose2d(x, dilate_kernel(w, d))")
def dilation_of_a_transposed_convolution_is_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """A dilated kernel is one with zeros between its taps."""
    x, w, options = transposed(draw, output_padding=0)
    holes = dilate_kernel(w, options["dilation"])
    return conv_transpose2d(x, w, **options), conv_transpose2d(
        x, holes, **options | {"dilation": 1}
    )


@reduction("conv2d(x, w, dilation=d)", "conv2d(x, dilate_kernel(w, d))")
def dilated_convolution_has_a_kernel_with_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """Dilation costs no taps, and sees as far as the kernel with its zeros written out."""
    x, w, options = layer(draw, 2)
    holes = dilate_kernel(w, options["dilation"])
    return conv2d(x, w, **options), conv2d(x, holes, **options | {"dilation": 1})


@reduction(
    "conv_transpose2d(x, w, groups=g)",
    "concatenation of conv_transpose2d(x_i, w_i), i = 1, ..., g",
)
def transposed_groups_do_not_meet(draw: Draw) -> tuple[Tensor, Tensor]:
    """Every group is a transposed convolution of its own."""
    x, w, options = transposed(draw)
    g = options["groups"]
    parts = zip(x.chunk(g, dim=1), w.chunk(g), options["bias"].chunk(g), strict=True)
    alone = [conv_transpose2d(a, b, **options | {"groups": 1, "bias": c}) for a, b, c in parts]
    return conv_transpose2d(x, w, **options), torch.cat(alone, dim=1)


@reduction(
    "conv_transpose2d(x, w, padding=p)", "conv_transpose2d(x, w)[..., p:-p, p:-p]", "p above 0"
)
def padding_of_a_transposed_convolution_crops(draw: Draw) -> tuple[Tensor, Tensor]:
    """Its padding takes pixels away, those that the padding of the convolution had added."""
    x, w, options = transposed(draw, output_padding=0)
    full = conv_transpose2d(x, w, **options | {"padding": 0})
    (p, q), (height, width) = options["padding"], full.shape[2:]
    return conv_transpose2d(x, w, **options), full[..., p : height - p, q : width - q]


@reduction(
    "conv_transpose2d(x, w, output_padding=a)[..., :h, :w]",
    "conv_transpose2d(x, w)",
    "h, w the size on the right",
)
def output_padding_adds_at_the_end_only(draw: Draw) -> tuple[Tensor, Tensor]:
    """It changes no pixel: it says how much of the bottom and right edge is wanted."""
    x, w, options = transposed(draw)
    small = conv_transpose2d(x, w, **options | {"output_padding": 0})
    large = conv_transpose2d(x, w, **options)
    return large[..., : small.shape[2], : small.shape[3]], small


@reduction(
    "zero_insert(x, s)", "conv_transpose2d(x, ones, stride=s, groups=C)", "ones [C, 1, 1, 1]"
)
def zero_insertion_is_a_kernel_of_one(draw: Draw) -> tuple[Tensor, Tensor]:
    """Copies of the number 1, s px apart."""
    x, s = draw.tensor(*draw.integers(4, 1, 4)), draw.integers(2, 1, 3)
    one = x.new_ones(x.shape[1], 1, 1, 1)
    return zero_insert(x, s), conv_transpose2d(x, one, stride=s, groups=x.shape[1])


@reduction("zero_insert(zero_insert(x, s), t)", "zero_insert(x, s t)")
def zero_insertions_multiply(draw: Draw) -> tuple[Tensor, Tensor]:
    """Stretching by s and then by t stretches by the product."""
    x, s, t = draw.tensor(*draw.integers(4, 1, 4)), draw.integers(2, 1, 3), draw.integers(2, 1, 3)
    product = tuple(a * b for a, b in zip(s, t, strict=True))
    return zero_insert(zero_insert(x, s), t), zero_insert(x, product)


@reduction(
    "conv_transpose2d(x, ones, stride=s, groups=C)",
    "every pixel of x repeated s x s times",
    "ones [C, 1, s, s]",
)
def repetition_is_a_kernel_of_ones(draw: Draw) -> tuple[Tensor, Tensor]:
    """A kernel as large as the stride repeats pixels: nearest-neighbour upsampling."""
    x, (s_h, s_w) = draw.tensor(*draw.integers(4, 1, 4)), draw.integers(2, 1, 3)
    ones = x.new_ones(x.shape[1], 1, s_h, s_w)
    repeated = x.repeat_interleave(s_h, 2).repeat_interleave(s_w, 3)
    return conv_transpose2d(x, ones, stride=(s_h, s_w), groups=x.shape[1]), repeated


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

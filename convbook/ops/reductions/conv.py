"""Reductions among conv1d, conv2d and conv3d, and to bare convolution. convNd stands for all."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from convbook.geometry import effective_kernel_size, half_padding
from convbook.ops.conv import conv1d, conv2d, conv3d
from convbook.ops.convolution import convolve, cross_correlate
from convbook.ops.padding import zero_pad
from convbook.ops.reductions.record import Draw, Reduction, reduction

CONV = {1: conv1d, 2: conv2d, 3: conv3d}


def layer(draw: Draw, ndim: int, **fixed: Any) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Draw an input, a weight and the other arguments of a convolution; `fixed` ones stay."""
    options: dict[str, Any] = {
        "stride": draw.integers(ndim, 1, 3),
        "padding": draw.integers(ndim, 0, 2),
        "dilation": draw.integers(ndim, 1, 2),
        "groups": draw.integer(1, 3),
    } | fixed
    kernel = draw.integers(ndim, 1, 3)
    size = [2 * (k - 1) + 1 + draw.integer(0, 3) for k in kernel]
    per_group = draw.integer(1, 2)
    weight = draw.tensor(options["groups"] * draw.integer(1, 2), per_group, *kernel)
    input = draw.tensor(draw.integer(1, 2), options["groups"] * per_group, *size)
    return input, weight, {"bias": draw.tensor(len(weight))} | options


def lifted(draw: Draw, options: dict[str, Any]) -> dict[str, Any]:
    """Give the options a first axis of size 1: nothing to pad, any stride and dilation."""
    return options | {
        "stride": (draw.integer(1, 3), *options["stride"]),
        "padding": (0, *options["padding"]),
        "dilation": (draw.integer(1, 3), *options["dilation"]),
    }


def image_and_kernel(draw: Draw, ndim: int) -> tuple[Tensor, Tensor]:
    """Draw a bare image and a kernel that fits into it."""
    kernel = draw.integers(ndim, 1, 4)
    return draw.tensor(*(k + draw.integer(0, 4) for k in kernel)), draw.tensor(*kernel)


def every(steps: Iterable[int]) -> tuple[Any, ...]:
    """Index every s-th entry of the last axes."""
    return (..., *(slice(None, None, s) for s in steps))


@reduction(
    "convNd(x[None, None], k[None, None], padding=mode)",
    "cross_correlate(x, k, mode)",
    'one channel; for "same" an odd kernel',
)
def conv_of_one_channel_is_correlation(draw: Draw) -> tuple[Tensor, Tensor]:
    """Deep learning's convolution does not flip."""
    ndim, mode = draw.integer(1, 2), draw.mode()
    x, k = image_and_kernel(draw, ndim)
    if mode == "same":
        k = draw.tensor(*(2 * draw.integer(0, 1) + 1 for _ in range(ndim)))
    layered = CONV[ndim](x[None, None], k[None, None], padding=mode)
    return layered[0, 0], cross_correlate(x, k, mode)


@reduction(
    'convNd(x[None, None], flip(k)[None, None], padding="full")',
    "convolve(x, k)",
    'one channel, mode "full"',
)
def conv_with_the_flipped_kernel_is_convolution(draw: Draw) -> tuple[Tensor, Tensor]:
    """Flip the kernel yourself, and the layer convolves."""
    ndim = draw.integer(1, 2)
    x, k = image_and_kernel(draw, ndim)
    flipped = k.flip(list(range(ndim)))
    return CONV[ndim](x[None, None], flipped[None, None], padding="full")[0, 0], convolve(x, k)


@reduction("convNd(x, w)[:, o]", "sum over c of cross_correlate(x[:, c], w[o, c])", "groups = 1")
def channels_add_up(draw: Draw) -> tuple[Tensor, Tensor]:
    """One kernel for each pair of channels; the input channels are summed."""
    ndim = draw.integer(1, 2)
    plain = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": None}
    x, w, options = layer(draw, ndim, **plain)
    maps = [
        [sum(map(cross_correlate, image, kernels), start=torch.zeros(())) for kernels in w]
        for image in x
    ]
    return CONV[ndim](x, w, **options), torch.stack([torch.stack(row) for row in maps])


@reduction("conv2d(x[:, :, None], w[:, :, None])[:, :, 0]", "conv1d(x, w)", "height 1")
def conv2d_of_one_row_is_conv1d(draw: Draw) -> tuple[Tensor, Tensor]:
    """A sequence is an image of one row."""
    x, w, options = layer(draw, 1)
    row = conv2d(x[:, :, None], w[:, :, None], **lifted(draw, options))
    return row[:, :, 0], conv1d(x, w, **options)


@reduction("conv3d(x[:, :, None], w[:, :, None])[:, :, 0]", "conv2d(x, w)", "depth 1")
def conv3d_of_one_slice_is_conv2d(draw: Draw) -> tuple[Tensor, Tensor]:
    """An image is a volume of one slice."""
    x, w, options = layer(draw, 2)
    slab = conv3d(x[:, :, None], w[:, :, None], **lifted(draw, options))
    return slab[:, :, 0], conv2d(x, w, **options)


@reduction("convNd(x, w, stride=s)", "convNd(x, w)[..., ::s]")
def stride_is_subsampling(draw: Draw) -> tuple[Tensor, Tensor]:
    """A stride computes every s-th output of stride 1."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    dense = CONV[ndim](x, w, **options | {"stride": 1})
    return CONV[ndim](x, w, **options), dense[every(options["stride"])]


@reduction("convNd(x, w, dilation=d)", "convNd(x, w with d - 1 zeros between taps)")
def dilation_is_zero_insertion(draw: Draw) -> tuple[Tensor, Tensor]:
    """A dilated kernel is a larger kernel with holes."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    gaps = options["dilation"]
    extents = map(effective_kernel_size, w.shape[2:], gaps)
    holes = w.new_zeros(*w.shape[:2], *extents)
    holes[every(gaps)] = w
    return CONV[ndim](x, w, **options), CONV[ndim](x, holes, **options | {"dilation": 1})


@reduction("convNd(x, w, groups=g)", "convNd(x, block-diagonal w)")
def groups_are_block_diagonal(draw: Draw) -> tuple[Tensor, Tensor]:
    """A grouped convolution is a dense one whose cross-group weights are zero."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    dense = w.new_zeros(len(w), x.shape[1], *w.shape[2:])
    blocks = w.chunk(options["groups"])
    rows, columns = len(blocks[0]), w.shape[1]
    for g, block in enumerate(blocks):
        dense[g * rows : (g + 1) * rows, g * columns : (g + 1) * columns] = block
    return CONV[ndim](x, w, **options), CONV[ndim](x, dense, **options | {"groups": 1})


@reduction("convNd(x, w, groups=g)", "concatenation of convNd(x_i, w_i), i = 1, ..., g")
def groups_are_separate_convolutions(draw: Draw) -> tuple[Tensor, Tensor]:
    """The groups do not see one another."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    g = options["groups"]
    parts = zip(x.chunk(g, dim=1), w.chunk(g), options["bias"].chunk(g), strict=True)
    alone = [CONV[ndim](a, b, **options | {"groups": 1, "bias": c}) for a, b, c in parts]
    return CONV[ndim](x, w, **options), torch.cat(alone, dim=1)


@reduction("conv2d(x, w)", 'einsum("oc, nchw -> nohw", w[:, :, 0, 0], x)', "kernel 1x1")
def pointwise_conv_is_a_matrix(draw: Draw) -> tuple[Tensor, Tensor]:
    """A 1x1 kernel mixes the channels of each pixel."""
    x = draw.tensor(*draw.integers(4, 1, 4))
    w = draw.tensor(draw.integer(1, 4), x.shape[1])
    return conv2d(x, w[:, :, None, None]), torch.einsum("oc,nchw->nohw", w, x)


@reduction("convNd(x, w)", "x.flatten(1) @ w.flatten(1).T", "a kernel as large as the input")
def whole_image_kernel_is_fully_connected(draw: Draw) -> tuple[Tensor, Tensor]:
    """A kernel that covers the input is a fully connected layer."""
    ndim = draw.integer(1, 3)
    shape = draw.integers(ndim + 1, 1, 4)
    x, w = (draw.tensor(draw.integer(1, 4), *shape) for _ in range(2))
    return CONV[ndim](x, w).flatten(1), x.flatten(1) @ w.flatten(1).T


@reduction("convNd(x, w, padding=p)", "convNd(x with p zeros on each side, w)")
def padding_is_a_frame_of_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """Padding reads zeros outside the input."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    framed = zero_pad(x, [(p, p) for p in options["padding"]])
    return CONV[ndim](x, w, **options), CONV[ndim](framed, w, **options | {"padding": 0})


@reduction(
    'convNd(x, w, padding="same")', "convNd(x, w, padding=half_padding(k, d))", "d (k - 1) even"
)
def same_is_half_padding(draw: Draw) -> tuple[Tensor, Tensor]:
    """The padding that keeps the size is half the effective kernel."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim, stride=1, padding="same")
    # At dilation 1 the kernel must be odd: 2 taps become 1.
    axes = zip(w.shape[2:], options["dilation"], strict=True)
    kept: list[Any] = [slice(1 if (k, d) == (2, 1) else k) for k, d in axes]
    w = w[..., *kept]
    half = tuple(map(half_padding, w.shape[2:], options["dilation"]))
    return CONV[ndim](x, w, **options), CONV[ndim](x, w, **options | {"padding": half})


@reduction("convNd(x, w, b)", "convNd(x, w) + b", "b along the channel axis")
def bias_is_added(draw: Draw) -> tuple[Tensor, Tensor]:
    """The bias shifts every output channel by one number."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    plain = CONV[ndim](x, w, **options | {"bias": None})
    return CONV[ndim](x, w, **options), plain + options["bias"].reshape(-1, *(1,) * ndim)


@reduction("convNd(x[0], w)", "convNd(x, w)[0]", "no batch axis")
def one_example_is_a_batch_of_one(draw: Draw) -> tuple[Tensor, Tensor]:
    """An input without batch axis gives an output without."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    return CONV[ndim](x[0], w, **options), CONV[ndim](x, w, **options)[0]


@reduction("convNd(convNd(x, a), b)", "convNd(x, convolve(a, b))", "stride 1, no padding")
def stacked_kernels_convolve(draw: Draw) -> tuple[Tensor, Tensor]:
    """Two layers without a non-linearity between them are one: two 3x3 make a 5x5."""
    ndim = draw.integer(1, 2)
    a, b = (draw.tensor(*draw.integers(ndim, 1, 3)) for _ in range(2))
    merged = convolve(a, b)
    x = draw.tensor(1, 1, *(k + draw.integer(0, 3) for k in merged.shape))
    conv = CONV[ndim]
    return conv(conv(x, a[None, None]), b[None, None]), conv(x, merged[None, None])


@reduction('convNd(x, w, algorithm="direct")', 'convNd(x, w, algorithm="auto")')
def direct_is_auto(draw: Draw) -> tuple[Tensor, Tensor]:
    """Shift and add computes what torch computes."""
    ndim = draw.integer(1, 3)
    x, w, options = layer(draw, ndim)
    return CONV[ndim](x, w, **options, algorithm="direct"), CONV[ndim](x, w, **options)


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

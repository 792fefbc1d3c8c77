"""Reductions among the algorithms of conv2d, its matrix, and the transforms of Winograd."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook.ops.backward import conv2d_backward
from convbook.ops.conv import conv2d
from convbook.ops.convolution import convolve, cross_correlate
from convbook.ops.depthwise import pointwise_conv2d
from convbook.ops.matrix import conv_matrix
from convbook.ops.reductions.conv import image_and_kernel, layer
from convbook.ops.reductions.record import Draw, Reduction, reduction
from convbook.ops.winograd import winograd_matrices


def three_by_three(draw: Draw) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Draw what "winograd" can do, with images of several tiles and ragged edges."""
    groups, per_group = draw.integer(1, 2), draw.integer(1, 3)
    x = draw.tensor(draw.integer(1, 2), groups * per_group, *draw.integers(2, 3, 10))
    w = draw.tensor(groups * draw.integer(1, 2), per_group, 3, 3)
    return x, w, {"padding": draw.integers(2, 0, 2), "groups": groups}


def without_bias(draw: Draw, **fixed: Any) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Draw a convolution over images that has no bias."""
    x, w, options = layer(draw, 2, **fixed)
    options.pop("bias")
    return x, w, options


@reduction('conv2d(x, w, algorithm="im2col")', "conv2d(x, w)")
def im2col_is_auto(draw: Draw) -> tuple[Tensor, Tensor]:
    """One matrix product with the windows as columns."""
    x, w, options = layer(draw, 2)
    return conv2d(x, w, **options, algorithm="im2col"), conv2d(x, w, **options)


@reduction('conv2d(x, w, algorithm="matrix")', "conv2d(x, w)")
def matrix_is_auto(draw: Draw) -> tuple[Tensor, Tensor]:
    """A convolution is a linear map, and so a matrix."""
    x, w, options = layer(draw, 2)
    return conv2d(x, w, **options, algorithm="matrix"), conv2d(x, w, **options)


@reduction('conv2d(x, w, algorithm="fft")', "conv2d(x, w)", exact=False)
def fft_is_auto(draw: Draw) -> tuple[Tensor, Tensor]:
    """Spectra are multiplied where pixels are correlated."""
    x, w, options = layer(draw, 2)
    return conv2d(x, w, **options, algorithm="fft"), conv2d(x, w, **options)


@reduction(
    'conv2d(x, w, algorithm="winograd", tile=2)', "conv2d(x, w)", "kernel 3x3, stride 1, dilation 1"
)
def winograd_of_tile_2_is_auto(draw: Draw) -> tuple[Tensor, Tensor]:
    """Four outputs from 16 products instead of 36, without rounding."""
    x, w, options = three_by_three(draw)
    return conv2d(x, w, **options, algorithm="winograd"), conv2d(x, w, **options)


@reduction(
    'conv2d(x, w, algorithm="winograd", tile=4)',
    "conv2d(x, w)",
    "kernel 3x3, stride 1, dilation 1",
    exact=False,
)
def winograd_of_tile_4_is_auto(draw: Draw) -> tuple[Tensor, Tensor]:
    """Sixteen outputs from 36 products instead of 144, at the price of digits."""
    x, w, options = three_by_three(draw)
    return conv2d(x, w, **options, algorithm="winograd", tile=4), conv2d(x, w, **options)


@reduction('conv2d(x, w, algorithm="im2col")', "w.flatten(1) @ unfold(x)", "groups = 1, no bias")
def im2col_is_unfold_and_one_product(draw: Draw) -> tuple[Tensor, Tensor]:
    """The rows of the weight meet the columns of the image."""
    x, w, options = without_bias(draw, groups=1)
    y = conv2d(x, w, **options, algorithm="im2col")
    options.pop("groups")
    return y, (w.flatten(1) @ F.unfold(x, tuple(w.shape[2:]), **options)).view(y.shape)


@reduction('conv2d(x, w, algorithm="im2col")', "pointwise_conv2d(x, w)", "kernel 1x1")
def im2col_of_one_tap_copies_nothing(draw: Draw) -> tuple[Tensor, Tensor]:
    """For a 1x1 kernel the image is its own matrix of columns."""
    x = draw.tensor(*draw.integers(4, 1, 4))
    w = draw.tensor(draw.integer(1, 4), x.shape[1], 1, 1)
    return conv2d(x, w, algorithm="im2col"), pointwise_conv2d(x, w)


@reduction(
    'conv2d(x[None, None], flip(k)[None, None], padding="full", algorithm="fft")',
    "convolve(x, k)",
    'one channel, mode "full"',
    exact=False,
)
def convolution_theorem(draw: Draw) -> tuple[Tensor, Tensor]:
    """The spectrum of a convolution is the product of the spectra."""
    x, k = image_and_kernel(draw, 2)
    flipped = k.flip(0, 1)[None, None]
    return conv2d(x[None, None], flipped, padding="full", algorithm="fft")[0, 0], convolve(x, k)


@reduction("conv_matrix(w, (H, W)) @ x.flatten()", "conv2d(x, w).flatten()", "one image, no bias")
def conv_matrix_convolves(draw: Draw) -> tuple[Tensor, Tensor]:
    """The flattened image times the matrix is the flattened output."""
    x, w, options = without_bias(draw)
    matrix = conv_matrix(w, tuple(x.shape[2:]), **options)
    return matrix @ x[0].flatten(), conv2d(x[0], w, **options).flatten()


@reduction(
    "conv_matrix(w, (H, W)).T @ e.flatten()", "conv2d_backward(e, x, w)[0].flatten()", "one image"
)
def transposed_conv_matrix_goes_back(draw: Draw) -> tuple[Tensor, Tensor]:
    """The gradient passes through the transposed matrix."""
    x, w, options = without_bias(draw)
    e = draw.tensor(*conv2d(x[0], w, **options).shape)
    matrix = conv_matrix(w, tuple(x.shape[2:]), **options)
    return matrix.T @ e.flatten(), conv2d_backward(e, x[0], w, **options)[0].flatten()


@reduction("conv_matrix(w, groups=g)", "block-diagonal of conv_matrix(w_i), i = 1, ..., g")
def conv_matrix_of_groups_is_block_diagonal(draw: Draw) -> tuple[Tensor, Tensor]:
    """Groups do not see one another: the blocks between them are zero."""
    x, w, options = without_bias(draw)
    size, groups = tuple(x.shape[2:]), options["groups"]
    alone = [conv_matrix(part, size, **options | {"groups": 1}) for part in w.chunk(groups)]
    blocks: Tensor = torch.block_diag(*alone)  # type: ignore[no-untyped-call]
    return conv_matrix(w, size, **options), blocks


@reduction("conv_matrix(w, (H, W))[:, i]", "conv2d(image of pixel i, w).flatten()")
def columns_of_conv_matrix_are_single_pixels(draw: Draw) -> tuple[Tensor, Tensor]:
    """A column is what one pixel of the input does to every output."""
    x, w, options = without_bias(draw)
    pixels = torch.eye(x[0].numel()).double().view(-1, *x.shape[1:])
    columns = conv2d(pixels, w, **options).flatten(1)
    return conv_matrix(w, tuple(x.shape[2:]), **options), columns.T.contiguous()


@reduction(
    "conv_matrix(b, (H', W')) @ conv_matrix(a, (H, W))",
    "conv_matrix(convolve(a, b), (H, W))",
    "one channel, stride 1, no padding",
)
def product_of_conv_matrices_convolves_kernels(draw: Draw) -> tuple[Tensor, Tensor]:
    """Two layers are one: their matrices multiply, their kernels convolve."""
    a, b = (draw.tensor(*draw.integers(2, 1, 3)) for _ in range(2))
    merged = convolve(a, b)
    size = tuple(k + draw.integer(0, 2) for k in merged.shape)
    between = tuple(n - k + 1 for n, k in zip(size, a.shape, strict=True))
    product = conv_matrix(b[None, None], between) @ conv_matrix(a[None, None], size)
    return product, conv_matrix(merged[None, None], size)


@reduction("conv_matrix(w, (H, W))", "kron(w[:, :, 0, 0], identity of H W)", "kernel 1x1")
def conv_matrix_of_one_tap_is_a_kronecker_product(draw: Draw) -> tuple[Tensor, Tensor]:
    """A 1x1 kernel mixes channels and leaves the pixels apart."""
    w, size = draw.tensor(*draw.integers(2, 1, 4), 1, 1), draw.integers(2, 1, 4)
    pixels = torch.eye(size[0] * size[1]).double()
    return conv_matrix(w, size), torch.kron(w[:, :, 0, 0], pixels)


@reduction(
    "A.T @ ((G @ g) * (B.T @ d)), the matrices of winograd_matrices(m, r)",
    "cross_correlate(d, g)",
    "d of m + r - 1 entries, g of r",
    exact=False,
)
def minimal_filtering(draw: Draw) -> tuple[Tensor, Tensor]:
    """Outputs of a filter from as few products as there are inputs."""
    m, r = draw.integers(2, 1, 5)
    at, g, bt = winograd_matrices(m, r)
    taps, signal = draw.tensor(r), draw.tensor(m + r - 1)
    return at @ ((g @ taps) * (bt @ signal)), cross_correlate(signal, taps)


@reduction(
    "A.T @ ((G @ g @ G.T) * (B.T @ d @ B)) @ A, the matrices of winograd_matrices(m, r)",
    "cross_correlate(d, g)",
    "d of (m + r - 1)^2 px, g of r^2 taps",
    exact=False,
)
def minimal_filtering_of_an_image(draw: Draw) -> tuple[Tensor, Tensor]:
    """The transforms act on rows and on columns."""
    m, r = draw.integers(2, 1, 5)
    at, g, bt = winograd_matrices(m, r)
    taps, tile = draw.tensor(r, r), draw.tensor(m + r - 1, m + r - 1)
    return at @ ((g @ taps @ g.T) * (bt @ tile @ bt.T)) @ at.T, cross_correlate(tile, taps)


@reduction(
    "B @ ((G @ g) * (A @ u)), the matrices of winograd_matrices(m, r)",
    "convolve(u, g)",
    "u of m entries, g of r",
    exact=False,
)
def transposed_minimal_filtering_convolves(draw: Draw) -> tuple[Tensor, Tensor]:
    """Run backwards, the filter multiplies polynomials, from which Toom and Cook started."""
    m, r = draw.integers(2, 1, 5)
    at, g, bt = winograd_matrices(m, r)
    taps, signal = draw.tensor(r), draw.tensor(m)
    return bt.T @ ((g @ taps) * (at.T @ signal)), convolve(signal, taps)


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

"""The algorithm "fft": products of spectra, tile by tile."""

from functools import lru_cache
from itertools import product
from math import ceil, log2, prod
from typing import Any

import torch
from torch import Tensor

from convbook.geometry import ConvGeometry, effective_kernel_size
from convbook.ops.algorithms.common import excerpt, refuse_integers, spread, with_bias
from convbook.ops.algorithms.windows import Windows

Sizes = tuple[int, ...]


@with_bias
def fft(input: Tensor, weight: Tensor, geometry: ConvGeometry, groups: int) -> Tensor:
    """Y = F^-1(sum over c of X_c conj(W_oc)), by the correlation theorem.

    The input is cut into tiles that overlap by the kernel less one pixel (overlap-save): in every
    tile the outputs that the circular correlation wraps around are thrown away. A stride computes
    every output and keeps some, a dilated kernel is transformed with its holes.
    """
    ndim = len(geometry.kernel_size)
    refuse_integers(f"conv{ndim}d", "fft", input)
    extent = tuple(map(effective_kernel_size, geometry.kernel_size, geometry.dilation))
    axes = zip(geometry.output_size, geometry.stride, strict=True)
    dense = tuple((o - 1) * s + 1 for o, s in axes)
    images = len(input) * (input.shape[1] + weight.shape[0])
    size, count = tiling(dense, extent, images, weight.shape[0] * weight.shape[1])
    kept = tuple(s - e + 1 for s, e in zip(size, extent, strict=True))

    x = _tiles(input, geometry, size, kept, count)
    x = _spectrum(x, size).flatten(2 + ndim).flatten(1, 1 + ndim).permute(2, 0, 1)
    w = _spectrum(spread(weight, geometry.dilation).conj(), size).conj()
    w = w.flatten(2).permute(2, 0, 1).contiguous()
    y = torch.unflatten(w, 1, (groups, -1)) @ torch.unflatten(x.contiguous(), 1, (groups, -1))

    y = torch.unflatten(y.flatten(1, 2).permute(1, 2, 0), 2, _spectrum_size(size, input))
    inverse = torch.fft.ifftn if input.is_complex() else torch.fft.irfftn
    maps = inverse(y, size, _last(ndim))
    maps = torch.unflatten(maps[..., *map(slice, kept)], 1, (-1, *count))
    # The axes are (C_out, N, tiles, pixels of a tile): put the pixels beside their tiles.
    maps = maps.permute(1, 0, *(a for i in range(ndim) for a in (2 + i, 2 + ndim + i)))
    for axis in range(2, 2 + ndim):
        maps = maps.flatten(axis, axis + 1)
    strided: list[Any] = [slice(0, n, s) for n, s in zip(dense, geometry.stride, strict=True)]
    return maps[: len(input), :, *strided]


@lru_cache(maxsize=256)
def tiling(dense: Sizes, extent: Sizes, images: int, kernels: int) -> tuple[Sizes, Sizes]:
    """Choose how to cut `dense` outputs into tiles, for the least work of all transforms.

    Returns:
        The size of a transform and the number of tiles, along each axis.
    """

    def work(count: Sizes) -> float:
        size = prod(_transform_size(*axis) for axis in zip(dense, extent, count, strict=True))
        return (images * prod(count) + kernels) * size * log2(size + 1)

    halvings = [[2**i for i in range(n.bit_length())] for n in dense]
    count = min(product(*halvings), key=work)
    size = tuple(_transform_size(*axis) for axis in zip(dense, extent, count, strict=True))
    axes = zip(dense, size, extent, strict=True)
    return size, tuple(ceil(n / (s - e + 1)) for n, s, e in axes)


@lru_cache(maxsize=4096)
def _transform_size(outputs: int, extent: int, count: int) -> int:
    """Least size without prime factors above 5 whose tiles, `count` of them, hold all outputs."""
    size = ceil(outputs / count) + extent - 1
    while _odd_part(size) != 1:
        size += 1
    return size


def _odd_part(size: int) -> int:
    """What remains of a number without its factors 2, 3 and 5."""
    for prime in (2, 3, 5):
        while size % prime == 0:
            size //= prime
    return size


def _tiles(input: Tensor, geometry: ConvGeometry, size: Sizes, kept: Sizes, count: Sizes) -> Tensor:
    """Cut the padded input into overlapping tiles, [C, N, tiles, pixels of a tile]."""
    length = [(c - 1) * k + s for c, k, s in zip(count, kept, size, strict=True)]
    cut = excerpt(input, [before for before, _ in geometry.padding], length)
    # Some libraries refuse to transform nothing: an empty batch becomes one example of zeros.
    batch = cut if len(cut) else torch.cat([cut, cut.new_zeros(1, *cut.shape[1:])])
    ndim = len(size)
    order = (1, 0, *range(2, 2 + 2 * ndim))
    return Windows(size, kept, (1,) * ndim, count, order).gather(batch)


def _spectrum(array: Tensor, size: Sizes) -> Tensor:
    """Transform the last axes; of real numbers only the half that determines the other."""
    transform = torch.fft.fftn if array.is_complex() else torch.fft.rfftn
    spectrum: Tensor = transform(array, size, _last(len(size)))
    return spectrum


def _last(count: int) -> Sizes:
    return tuple(range(-count, 0))


def _spectrum_size(size: Sizes, like: Tensor) -> Sizes:
    return size if like.is_complex() else (*size[:-1], size[-1] // 2 + 1)

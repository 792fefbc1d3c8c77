"""Costs of the algorithms: every formula beside a convolution that counts its multiplications."""

from itertools import product
from math import ceil
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convbook.analysis.algorithm_cost import algorithm_costs, winograd_transforms
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.ops import winograd_matrices

Array = np.ndarray[Any, np.dtype[Any]]


class Counter:
    """Multiplies, and counts the multiplications of real numbers."""

    def __init__(self) -> None:
        self.count = 0

    def real(self, a: Any, b: Any) -> Any:
        self.count += np.broadcast(a, b).size
        return a * b

    def complex(self, a: Any, b: Any) -> Any:
        self.count += 4 * np.broadcast(a, b).size
        return a * b

    def by_matrix(self, matrix: Array, columns: Array) -> Array:
        """Product with a constant matrix, whose entries 0, 1 and -1 cost nothing."""
        dear = (matrix != 0) & (abs(matrix) != 1)
        self.count += int(dear.sum()) * columns.shape[1]
        return matrix @ columns


def image_and_weight(outputs: int, taps: int, inputs: int, filters: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(0)
    side = outputs + taps - 1
    image = rng.integers(-4, 5, (inputs, side, side)).astype(float)
    return image, rng.integers(-4, 5, (filters, inputs, taps, taps)).astype(float)


def expected(image: Array, weight: Array, stride: int = 1) -> Array:
    x, w = torch.tensor(image)[None], torch.tensor(weight)
    return F.conv2d(x, w, stride=stride)[0].numpy()


def halving(x: Array, times: Counter, sign: int) -> Array:
    """Fourier transform of the rows by halving: one product a butterfly."""
    n = x.shape[-1]
    if n == 1:
        return x
    even, odd = (halving(x[..., k::2], times, sign) for k in (0, 1))
    turned = times.complex(odd, np.exp(sign * 2j * np.pi * np.arange(n // 2) / n))
    return np.concatenate([even + turned, even - turned], axis=-1)


def plane(x: Array, times: Counter, sign: int = -1) -> Array:
    rows = halving(x, times, sign)
    return halving(rows.swapaxes(-1, -2), times, sign).swapaxes(-1, -2)


def spectra(maps: Array, times: Counter) -> Array:
    """Spectra of an even number of real maps, two by each complex transform; half of each."""
    both = plane(maps[::2] + 1j * maps[1::2], times)
    mirrored = both.conj()[..., -np.arange(both.shape[-2]), :][..., -np.arange(both.shape[-1])]
    pairs = np.stack([(both + mirrored) / 2, (both - mirrored) / 2j], axis=1)
    return pairs.reshape(maps.shape)[..., : maps.shape[-1] // 2 + 1]


def real_maps(half: Array, times: Counter) -> Array:
    """The maps of an even number of half spectra, two by each complex transform."""
    edge = half.shape[-2]
    columns = half[..., -np.arange(edge), :][..., 1 : edge // 2][..., ::-1].conj()
    whole = np.concatenate([half, columns], axis=-1)
    both = plane(whole[::2] + 1j * whole[1::2], times, sign=1) / edge**2
    return np.stack([both.real, both.imag], axis=1).reshape(whole.shape)


def by_fft(image: Array, weight: Array, edge: int, times: Counter, ready: bool) -> Array:
    taps, filters = weight.shape[-1], weight.shape[0]
    kept, dense = edge - taps + 1, image.shape[1] - taps + 1
    count = ceil(dense / kept)
    grown = np.pad(image, ((0, 0), *[(0, count * kept + taps - 1 - image.shape[1])] * 2))
    small = np.pad(weight.reshape(-1, taps, taps), ((0, 0), *[(0, edge - taps)] * 2))
    kernels = spectra(small, Counter() if ready else times).conj()
    kernels = kernels.reshape(filters, -1, *kernels.shape[1:])
    output = np.zeros((filters, count * kept, count * kept))
    for i, j in product(range(count), repeat=2):
        top, left = i * kept, j * kept
        tile = spectra(grown[:, top : top + edge, left : left + edge], times)
        maps = real_maps(times.complex(kernels, tile[None]).sum(1), times)
        output[:, top : top + kept, left : left + kept] = maps[:, :kept, :kept]
    return output[:, :dense, :dense]


def by_winograd(image: Array, weight: Array, m: int, times: Counter, ready: bool) -> Array:
    at, g, bt = (matrix.numpy() for matrix in winograd_matrices(m, 3))

    def twice(matrix: Array, square: Array, times: Counter) -> Array:
        return times.by_matrix(matrix, times.by_matrix(matrix, square).T).T

    side = image.shape[1] - 2
    count = ceil(side / m)
    grown = np.pad(image, ((0, 0), *[(0, count * m - side)] * 2))
    kernels = np.array(
        [[twice(g, k, Counter() if ready else times) for k in row] for row in weight]
    )
    output = np.zeros((len(weight), count * m, count * m))
    for i, j in product(range(count), repeat=2):
        top, left = i * m, j * m
        part = grown[:, top : top + m + 2, left : left + m + 2]
        tile = np.array([twice(bt, square, times) for square in part])
        for o, kernel in enumerate(kernels):
            total = times.real(kernel, tile).sum(0)
            output[o, top : top + m, left : left + m] = twice(at, total, times)
    return output[:, :side, :side]


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize(("outputs", "taps"), [(1, 1), (5, 2), (6, 3), (9, 5), (20, 4)])
def test_fft_takes_the_multiplications_of_a_counted_run(
    outputs: int, taps: int, ready: bool
) -> None:
    image, weight = image_and_weight(outputs, taps, 4, 2)
    cost = algorithm_costs(outputs, 4, 2, taps, kernels_ready=ready)["fft"]
    assert cost.edge_px is not None
    times = Counter()
    output = by_fft(image, weight, cost.edge_px, times, ready)
    np.testing.assert_allclose(output, expected(image, weight), atol=1e-9)
    assert times.count == cost.multiplications


@pytest.mark.parametrize("ready", [True, False])
def test_no_other_power_of_two_takes_fewer(ready: bool) -> None:
    for outputs, taps in product((3, 10, 17), (1, 3, 4)):
        image, weight = image_and_weight(outputs, taps, 2, 4)
        counts = {}
        for edge in (2, 4, 8, 16, 32, 64):
            if edge >= taps:
                times = Counter()
                by_fft(image, weight, edge, times, ready)
                counts[edge] = times.count
        cost = algorithm_costs(outputs, 2, 4, taps, kernels_ready=ready)["fft"]
        assert cost.multiplications == min(counts.values())
        assert counts[cost.edge_px or 0] == cost.multiplications


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize("m", [2, 4])
@pytest.mark.parametrize("outputs", [4, 5, 7])
def test_winograd_takes_the_multiplications_of_a_counted_run(
    outputs: int, m: int, ready: bool
) -> None:
    image, weight = image_and_weight(outputs, 3, 3, 2)
    cost = algorithm_costs(outputs, 3, 2, 3, kernels_ready=ready)[f"winograd {m}"]
    times = Counter()
    output = by_winograd(image, weight, m, times, ready)
    np.testing.assert_allclose(output, expected(image, weight), atol=1e-9)
    assert times.count == cost.multiplications


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("taps", [1, 2, 3])
def test_direct_and_im2col_take_the_products_of_every_sum(taps: int, stride: int) -> None:
    image, weight = image_and_weight(4 * stride - stride + 1, taps, 3, 2)
    x, w = torch.tensor(image)[None], torch.tensor(weight)
    output = F.conv2d(torch.ones_like(x), torch.ones_like(w), stride=stride)
    costs = algorithm_costs(4, 3, 2, taps, stride)
    columns = F.unfold(x, taps, stride=stride)
    assert costs["direct"].multiplications == costs["im2col"].multiplications == output.sum()
    copied = 0 if taps == stride == 1 else columns.numel()
    assert (costs["direct"].workspace, costs["im2col"].workspace) == (0, copied)


def test_fft_computes_what_the_stride_skips() -> None:
    dense = algorithm_costs(13, 3, 2, 5)["fft"]
    assert algorithm_costs(7, 3, 2, 5, stride=2)["fft"] == dense
    assert "winograd 2" not in algorithm_costs(7, 3, 2, 3, stride=2)
    assert "winograd 2" not in algorithm_costs(7, 3, 2, (3, 5))


def test_one_tile_worked_by_hand() -> None:
    # 16 instead of 36 and 36 instead of 144 products; F(4) has 24 entries beside 0 and 1.
    costs = algorithm_costs((4, 4), 1, 1, 3)
    assert costs["direct"].multiplications == 144
    assert costs["winograd 2"].multiplications == 4 * 16
    assert costs["winograd 4"].multiplications == 36 + 144 + 60
    assert costs["winograd 4"].workspace == 3 * 36
    assert winograd_transforms(4) == (12 * 12, 6 * 10, 13 * 9)


def test_rectangles() -> None:
    wide, tall = (algorithm_costs(size, 3, 2, 3) for size in ((4, 9), (9, 4)))
    assert wide == tall
    assert (
        algorithm_costs((4, 9), 3, 2, (1, 5))["fft"] == algorithm_costs((9, 4), 3, 2, (5, 1))["fft"]
    )


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ((0, 1, 1, 1), ConvbookValueError, r"output_size\[?0?\]? must be at least 1"),
        ((4, 0, 1, 1), ConvbookValueError, "in_channels must be at least 1"),
        ((4, 1, 1.5, 1), ConvbookTypeError, "out_channels must be an integer"),
        ((4, 1, 1, (3, 3, 3)), ConvbookValueError, "kernel_size must be an integer or 2"),
        ((4, 1, 1, 3, 0), ConvbookValueError, "stride must be at least 1"),
        ((4, 1, 1, 3, 1, 1), ConvbookTypeError, "kernels_ready must be True or False"),
    ],
)
def test_refuses(arguments: Any, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        algorithm_costs(*arguments)

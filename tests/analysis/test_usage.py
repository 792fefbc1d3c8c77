"""Use counts and foveation maps: published numbers, and paths counted one by one."""

import time
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from convbook import reference
from convbook.analysis.foveation import AvgPool, Conv, foveation_map, vgg19_layers
from convbook.analysis.usage import usage_counts

NUMPYS = {"reflect": "reflect", "symmetric": "symmetric", "replicate": "edge", "circular": "wrap"}
PLATEAU = 3 * 9**16 / 4**4


@pytest.mark.parametrize(
    ("mode", "kernel_size", "first"),
    [
        ("valid", 3, [1, 2, 3, 3]),
        ("zeros", 3, [2, 3, 3, 3]),
        ("zeros", 5, [3, 4, 5, 5]),
        ("full", 3, [3, 3, 3, 3]),
        ("full", 5, [5, 5, 5, 5]),
        ("circular", 3, [3, 3, 3, 3]),
        ("circular", 5, [5, 5, 5, 5]),
        ("symmetric", 3, [3, 3, 3, 3]),
        ("symmetric", 5, [5, 5, 5, 5]),
        ("reflect", 3, [2, 4, 3, 3]),
        ("reflect", 5, [3, 6, 6, 5]),
        ("replicate", 3, [3, 3, 3, 3]),
        ("replicate", 5, [6, 4, 5, 5]),
        ("partial", 3, [2.5, 3.5, 3, 3]),
    ],
)
def test_published_counts(mode: str, kernel_size: int, first: list[float]) -> None:
    counts = usage_counts(16, kernel_size, mode=mode)
    assert counts[:4].tolist() == first
    assert counts[:-5:-1].tolist() == first
    assert set(counts[4:-4].tolist()) == {kernel_size}


def shown(size: tuple[int, ...], pads: list[tuple[int, int]], mode: str) -> np.ndarray:
    """Number every pixel and pad the numbers; -1 where no pixel stands."""
    pixels = np.arange(prod(size)).reshape(size)
    if mode in NUMPYS:
        return np.pad(pixels, pads, mode=NUMPYS[mode])
    return np.pad(pixels, pads, constant_values=-1)


def walk(grid: np.ndarray, kernel: tuple[int, ...], stride: tuple[int, ...], gap: tuple[int, ...]):
    """Every window's pixels, window by window, those outside included."""
    room = (s - d * (k - 1) for s, k, d in zip(grid.shape, kernel, gap, strict=True))
    starts = [range(0, r, s) for r, s in zip(room, stride, strict=True)]
    for start in np.ndindex(*(len(s) for s in starts)):
        corner = [s[i] for s, i in zip(starts, start, strict=True)]
        yield [
            grid[tuple(c + j * d for c, j, d in zip(corner, tap, gap, strict=True))]
            for tap in np.ndindex(*kernel)
        ]


@given(
    mode=st.sampled_from(["zeros", "constant", *NUMPYS, "partial"]),
    size=st.integers(1, 9),
    kernel_size=st.integers(1, 5),
    pads=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    stride=st.integers(1, 3),
    dilation=st.integers(1, 3),
)
def test_counts_are_those_of_a_walk(
    mode: str, size: int, kernel_size: int, pads: tuple[int, int], stride: int, dilation: int
) -> None:
    grid = shown((size,), [pads], mode)
    assume(grid.size > dilation * (kernel_size - 1))
    expected = [Fraction(0)] * size
    for window in walk(grid, (kernel_size,), (stride,), (dilation,)):
        inside = [pixel for pixel in window if pixel >= 0]
        for pixel in inside:
            expected[pixel] += Fraction(kernel_size, len(inside)) if mode == "partial" else 1
    counts = usage_counts(size, kernel_size, pads, mode, stride, dilation, exact=True)
    assert counts.tolist() == expected
    rounded = usage_counts(size, kernel_size, pads, mode, stride, dilation)
    assert rounded.dtype == (np.float64 if mode == "partial" else np.int64)
    assert rounded.tolist() == [float(count) for count in expected]


def test_partial_counts_are_fractions() -> None:
    exact = usage_counts(5, 5, mode="partial", exact=True)
    assert exact[0] == Fraction(5, 3) + Fraction(5, 4) + 1
    assert usage_counts(5, 5, mode="partial")[0] == 47 / 12


@pytest.mark.parametrize("kernel_size", [2, 4])
def test_padding_of_even_kernels_is_tensorflows(kernel_size: int) -> None:
    before, after = (kernel_size - 1) // 2, kernel_size // 2
    expected = usage_counts(9, kernel_size, (before, after), "reflect")
    assert usage_counts(9, kernel_size, mode="reflect").tolist() == expected.tolist()


def step(kernel, stride, pads, gap, mode: str, size: tuple[int, ...], pool: bool) -> np.ndarray:
    """One layer as a matrix [outputs, pixels], and the size of its output."""
    if mode.startswith("distribution"):
        basis = np.eye(prod(size)).reshape(-1, 1, *size)
        padded = reference.pad2d(basis, pads[0][0], mode) if pads[0][0] else basis
        table = padded.reshape(prod(size), -1)
        grid = np.arange(table.shape[1]).reshape(padded.shape[2:])
    else:
        grid, table = shown(size, pads, mode), np.eye(prod(size))
    weight = 1 / prod(kernel) if pool else 1
    rows = []
    for window in walk(grid, kernel, stride, gap):
        inside = [p for p in window if p >= 0]
        share = len(window) / len(inside) if mode == "partial" else 1
        rows.append(sum(table[:, p] for p in inside) * weight * share)
    shape = tuple(
        (n - d * (k - 1) - 1) // s + 1
        for n, k, s, d in zip(grid.shape, kernel, stride, gap, strict=True)
    )
    return np.array(rows), shape


def paths(size: tuple[int, int], layers: list[tuple[Any, ...]], mode: str) -> np.ndarray:
    """Multiply the matrices of all layers and sum over the outputs."""
    full, current = np.eye(prod(size)), size
    for kernel, stride, pads, gap, pool in layers:
        matrix, current = step(kernel, stride, pads, gap, mode, current, pool)
        full = matrix @ full
    return full.sum(0).reshape(size)


@pytest.mark.parametrize(
    "mode", ["zeros", *NUMPYS, "partial", "distribution", "distribution-reflect"]
)
def test_maps_are_sums_over_matrices(mode: str) -> None:
    layers = [Conv(3), Conv(3, 2, 1), AvgPool((2, 3), (1, 2), 1), Conv((1, 2), padding=0)]
    one, two = (1, 1), (2, 2)
    by_hand = [
        ((3, 3), one, [(1, 1)] * 2, one, False),
        ((3, 3), two, [(1, 1)] * 2, one, False),
        ((2, 3), (1, 2), [(1, 1)] * 2, one, True),
        ((1, 2), one, [(0, 0)] * 2, one, False),
    ]
    expected = 3 * paths((9, 12), by_hand, mode)
    assert np.allclose(foveation_map((9, 12), layers, mode), expected, rtol=1e-12, atol=0)
    assert np.allclose(foveation_map((9, 12), layers, mode, 1), expected / 3, rtol=1e-12, atol=0)


@pytest.mark.parametrize(("mode", "pad"), [("valid", 0), ("full", 4)])
def test_valid_and_full(mode: str, pad: int) -> None:
    by_hand = [
        ((3, 3), (1, 1), [(pad, pad)] * 2, (2, 2), False),
        ((3, 3), (2, 2), [(1, 1)] * 2, (1, 1), True),
    ]
    layers = [Conv(3, dilation=2), AvgPool(3, 2, 1)]
    if mode == "valid":
        layers[1], by_hand[1] = AvgPool(3, 2), ((3, 3), (2, 2), [(0, 0)] * 2, (1, 1), True)
    expected = 3 * paths((9, 10), by_hand, "zeros")
    assert np.allclose(foveation_map((9, 10), layers, mode), expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize(
    ("mode", "most", "corner", "edge"),
    [
        ("zeros", 1, 0.0038, 0.0615),
        ("reflect", 1.206, 0.058, 0.241),
        ("partial", 1.124, 0.192, 0.438),
        ("symmetric", 1, 1, 1),
        ("circular", 1, 1, 1),
        ("full", 1, 1, 1),
        ("valid", 1, 0, 0),
        ("distribution", 1.142, 0.0078, None),
    ],
)
def test_published_maps_of_vgg19(mode: str, most: float, corner: float, edge: float) -> None:
    result = foveation_map(512, vgg19_layers(), mode)
    assert result.dtype == np.float64
    assert result[256, 256] == pytest.approx(PLATEAU, rel=1e-12)
    assert mode not in ("zeros", "symmetric", "full") or result[256, 256] == PLATEAU
    assert result.max() / PLATEAU == pytest.approx(most, abs=6e-4)
    assert result[0, 0] / PLATEAU == pytest.approx(corner, abs=6e-4)
    assert edge is None or result[0, 256] / PLATEAU == pytest.approx(edge, abs=6e-4)
    assert np.allclose(result, result.T, rtol=1e-12)


def test_published_maxima_and_widths() -> None:
    size_127 = foveation_map(127, vgg19_layers())
    assert size_127.max() == pytest.approx(1.86e13, rel=5e-4)
    assert np.unravel_index(size_127.argmax(), (127, 127)) == (55, 55)
    assert foveation_map(512, vgg19_layers(), "partial").max() == pytest.approx(2.44e13, rel=2e-3)
    assert foveation_map(512, vgg19_layers(), "reflect").max() == pytest.approx(2.62e13, rel=2e-3)
    row = foveation_map(512, vgg19_layers(), "valid")[256]
    assert np.mean(row > PLATEAU / 2) == pytest.approx(0.53, abs=0.002)
    dilated = [Conv(3, dilation=2) if isinstance(la, Conv) else la for la in vgg19_layers()]
    result = foveation_map(512, dilated)
    assert result[0, 0] / PLATEAU == pytest.approx(0.0038, abs=5e-5)
    assert np.mean(result[256] > PLATEAU / 2) == pytest.approx(0.883, abs=0.001)


def test_overlapping_pools_leave_the_middle_at_even_sizes() -> None:
    layers = [AvgPool(3, 2, 1) if isinstance(la, AvgPool) else la for la in vgg19_layers()]
    even, odd = foveation_map(512, layers), foveation_map(129, layers)
    assert even.max() == pytest.approx(2.34e13, rel=2e-3)
    row = even[256]
    assert np.abs(row - row[::-1]).max() / row.max() == pytest.approx(0.28, abs=0.002)
    assert np.allclose(odd, odd[:, ::-1], rtol=1e-12, atol=0)


def test_a_map_of_vgg19_takes_less_than_a_tenth_of_a_second() -> None:
    torch.set_num_threads(1)
    foveation_map(512, vgg19_layers())
    start = time.process_time()
    foveation_map(512, vgg19_layers())
    assert time.process_time() - start < 0.1


def test_the_layers_of_vgg19() -> None:
    layers = vgg19_layers()
    assert sum(isinstance(layer, Conv) for layer in layers) == 16
    assert [i for i, layer in enumerate(layers) if isinstance(layer, AvgPool)] == [2, 5, 10, 15]
    assert layers[0] == Conv(kernel_size=3, stride=1, padding=None, dilation=1)

"""The algorithms of convolution beyond small calls: parts of a batch, tiles, limits, memory."""

from math import prod

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convbook import ops, reference
from convbook.geometry import conv_geometry
from convbook.ops.algorithms import ALGORITHMS, common
from convbook.ops.algorithms.fft import tiling
from convbook.ops.algorithms.im2col import columns
from convbook.ops.algorithms.windows import Windows
from tests.strategies import integers

BOUNDS = {"fft": 1e-12, "winograd": 1e-11}  # F(4, 3) and sines round; the others are exact


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_parts_of_a_batch_make_the_whole(algorithm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, w = integers(1, 5, 4, 7, 6).requires_grad_(), integers(2, 2, 2, 3, 3).requires_grad_()
    plain = {"padding": 1, "groups": 2}
    options = plain if algorithm == "winograd" else plain | {"stride": (2, 1), "dilation": (1, 2)}
    expected = F.conv2d(x, w, **options)
    e = integers(3, *expected.shape)
    gradients = torch.autograd.grad(expected, (x, w), e)
    for chunk in (1, 2**9, 2**20):
        monkeypatch.setitem(common.CHUNK, "cpu", chunk)
        actual = ops.conv2d(x, w, **options, algorithm=algorithm, tile=4)
        bound = BOUNDS.get(algorithm, 0)
        torch.testing.assert_close(actual, expected, rtol=bound, atol=bound)
        found = torch.autograd.grad(actual, (x, w), e)
        torch.testing.assert_close(found, gradients, rtol=bound, atol=10 * bound)
        for ours, theirs in zip(ops.conv2d_backward(e, x, w, **options), gradients, strict=False):
            assert torch.equal(ours, theirs)


sizes = st.integers(1, 3).flatmap(
    lambda ndim: st.tuples(
        *(st.tuples(*[st.integers(1, top)] * ndim) for top in (300, 40)),
        st.integers(1, 500),
        st.integers(1, 500),
    )
)


@given(sizes)
def test_tiles_hold_every_output(drawn) -> None:
    dense, extent, images, kernels = drawn
    size, count = tiling(dense, extent, images, kernels)
    for n, e, s, tiles in zip(dense, extent, size, count, strict=True):
        kept = s - e + 1
        assert (tiles - 1) * kept < n <= tiles * kept
        assert 30**9 % s == 0, "no prime factor above 5"
    if images == kernels == 1:
        one_tile = prod(n + e - 1 for n, e in zip(dense, extent, strict=True))
        assert prod(size) <= 4 * one_tile


@pytest.mark.parametrize(
    ("shape", "kernel", "options"),
    [
        ((2, 3, 90, 70), (17, 5), {}),
        ((1, 2, 64, 200), (31, 31), {"padding": 15}),
        ((1, 2, 130, 50), (9, 9), {"stride": (3, 2), "dilation": (2, 3), "padding": (8, 0)}),
        ((1, 1, 1, 5), (1, 1), {"stride": 10, "padding": (5, 7)}),
    ],
)
def test_fft_in_tiles(shape, kernel, options) -> None:
    x, w = integers(1, *shape), integers(2, 4, shape[1], *kernel)
    actual = ops.conv2d(x, w, **options, algorithm="fft")
    torch.testing.assert_close(actual, F.conv2d(x, w, **options), rtol=1e-12, atol=1e-10)


def test_fft_cuts_a_long_signal() -> None:
    size, count = tiling((100_000,), (31,), 2, 1)
    assert count[0] > 100
    assert size[0] < 1000


def test_scatter_is_the_adjoint_of_gather() -> None:
    x = integers(1, 2, 3, 9, 8)
    for size, count in (((2, 3), (3, 2)), ((3, 2), (1, 2))):  # by taps, by windows
        windows = Windows(size, (2, 1), (2, 3), count, (4, 2, 0, 1, 5, 3))
        gathered = windows.gather(x)
        y = integers(2, *gathered.shape)
        assert (gathered * y).sum() == (x * windows.scatter(y, x.shape)).sum()


@pytest.mark.parametrize("total", range(14, 18))
def test_many_points_stay_the_definition(total: int) -> None:
    for m in range(1, total):
        ours, theirs = (
            f(m, total - m) for f in (ops.winograd_matrices, reference.winograd_matrices)
        )
        for matrix, expected in zip(ours, theirs, strict=True):
            assert np.array_equal(matrix.numpy(), expected)
        at, g, bt = ours
        d, taps = integers(m, total - 1), integers(total, total - m)
        expected = ops.cross_correlate(d, taps)
        torch.testing.assert_close(at @ ((g @ taps) * (bt @ d)), expected, rtol=1e-9, atol=1e-9)


def test_transforms_made_in_inference_mode_can_be_differentiated_later() -> None:
    x, w = torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3, requires_grad=True)
    with torch.inference_mode():
        ops.conv2d(x, w, algorithm="winograd")
    ops.conv2d(x, w, algorithm="winograd").sum().backward()
    assert torch.equal(w.grad, torch.full((1, 1, 3, 3), 9.0))


def test_a_pointwise_im2col_copies_nothing() -> None:

    x = torch.ones(2, 3, 4, 5)
    geometry = conv_geometry("conv2d", (4, 5), (1, 1), 1, 0, 1)
    assert columns(x, geometry).data_ptr() == x.data_ptr()


def test_gradients_use_neither_autograd_nor_torchs_kernel() -> None:
    x, w = integers(1, 1, 2, 5, 5), integers(2, 3, 2, 3, 3)
    e = integers(3, 1, 3, 3, 3)
    with torch.inference_mode(), torch.profiler.profile() as profile:
        ops.conv2d_backward(e, x, w)
        ops.conv2d_backward(e[..., :2, :2], x, w, stride=2)
    called = {event.name for event in profile.events()}
    assert "aten::conv2d" in called
    assert not [name for name in called if "backward" in name or "transpose2d" in name]

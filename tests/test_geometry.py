"""The arithmetic of shapes against counting, and against torch."""

import inspect
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from convbook import geometry
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.geometry import (
    conv_geometry,
    conv_macs,
    conv_output_size,
    conv_params,
    conv_transpose_output_size,
    convolution_geometry,
    effective_kernel_size,
    full_padding,
    half_padding,
    output_padding_for,
    same_padding,
)

GRID = list(product(range(1, 8), range(1, 5), range(1, 4), range(3), range(1, 4)))  # i, k, s, p, d


def taps(first: int, kernel_size: int, dilation: int) -> list[int]:
    return [first + j * dilation for j in range(kernel_size)]


def windows(size: int, k: int, s: int, before: int, after: int, d: int) -> list[list[int]]:
    """Every window whose taps all lie in the padded input, one by one."""
    starts = range(-before, size + after, s)
    return [taps(a, k, d) for a in starts if taps(a, k, d)[-1] < size + after]


@pytest.mark.parametrize("after", range(3))
def test_conv_output_size_counts_windows(after: int) -> None:
    refused = 0
    for i, k, s, before, d in GRID:
        count = len(windows(i, k, s, before, after, d))
        if count:
            assert conv_output_size(i, k, s, (before, after), d) == count
        else:
            refused += 1
            with pytest.raises(ConvbookValueError, match=r"^conv_output_size: the kernel must fit"):
                conv_output_size(i, k, s, (before, after), d)
    assert 0 < refused < len(GRID) / 2


def test_one_padding_serves_both_sides() -> None:
    assert conv_output_size(5, 3, padding=2) == conv_output_size(5, 3, padding=(2, 2)) == 7
    assert conv_output_size(5, 3, padding=(2, 0)) == conv_output_size(5, 3, padding=[0, 2]) == 5


def test_ceil_mode_is_that_of_torch_poolings() -> None:
    differs = 0
    for i, k, s, p, d in GRID:
        if p > k // 2:  # torch's poolings refuse these
            continue
        try:
            expected = F.max_pool1d(torch.zeros(1, 1, i), k, s, p, d, ceil_mode=True).shape[-1]
        except RuntimeError:
            with pytest.raises(ConvbookValueError, match="the kernel must fit"):
                conv_output_size(i, k, s, p, d, ceil_mode=True)
            continue
        assert conv_output_size(i, k, s, p, d, ceil_mode=True) == expected, (i, k, s, p, d)
        differs += i + 2 * p < d * (k - 1) + 1 or expected != conv_output_size(i, k, s, p, d)
    assert differs > 20


def test_conv_transpose_output_size_is_torchs() -> None:
    for (i, k, s, p, d), extra in product(GRID, range(3)):
        x, w = torch.zeros(1, 1, i), torch.zeros(1, 1, k)
        try:
            expected = F.conv_transpose1d(x, w, None, s, p, extra, 1, d).shape[-1]
        except RuntimeError:
            with pytest.raises(ConvbookValueError, match=r"^conv_transpose_output_size: "):
                conv_transpose_output_size(i, k, s, p, d, extra)
            continue
        assert conv_transpose_output_size(i, k, s, p, d, extra) == expected, (i, k, s, p, d, extra)


def test_output_padding_restores_the_size() -> None:
    seen = set()
    for i, k, s, p, d in GRID:
        if not windows(i, k, s, p, p, d):
            with pytest.raises(ConvbookValueError, match=r"^output_padding_for: the kernel must"):
                output_padding_for(i, k, s, p, d)
            continue
        extra = output_padding_for(i, k, s, p, d)
        assert conv_transpose_output_size(conv_output_size(i, k, s, p, d), k, s, p, d, extra) == i
        seen.add((s, extra))
    assert seen == {(s, extra) for s in (1, 2, 3) for extra in range(s)}


@pytest.mark.parametrize(("k", "d"), [*product(range(1, 8), range(1, 5))])
def test_named_paddings(k: int, d: int) -> None:
    extent = taps(0, k, d)[-1] + 1
    assert effective_kernel_size(k, d) == extent
    # full: the first window has only its last tap inside, and every tap reads every pixel
    p = full_padding(k, d)
    assert windows(5, k, 1, p, p, d)[0][-1] == 0
    assert all({w[j] for w in windows(5, k, 1, p, p, d)} >= set(range(5)) for j in range(k))
    if extent % 2:
        p = half_padding(k, d)
        assert len(windows(9, k, 1, p, p, d)) == 9
    else:
        with pytest.raises(ConvbookValueError, match="effective kernel size must be odd, got"):
            half_padding(k, d)


def test_same_padding_is_the_least_that_gives_the_size() -> None:
    for i, k, s, _, d in GRID:
        before, after = same_padding(i, k, s, d)
        outputs = -(-i // s)
        assert len(windows(i, k, s, before, after, d)) == outputs
        assert after - before in (0, 1)
        if after:
            assert len(windows(i, k, s, before, after - 1, d)) == outputs - 1
    assert same_padding(224, 7, stride=2) == (2, 3)  # the stem of ResNet under TensorFlow


@pytest.mark.parametrize(("k", "d"), [*product(range(1, 6), (1, 2))])
def test_same_padding_agrees_with_torch_at_stride_1(k: int, d: int) -> None:
    assert conv_geometry("conv1d", (9,), (k,), 1, "same", d).padding == (same_padding(9, k, 1, d),)


def test_macs_are_counted() -> None:
    counted = 0
    for _n, _o, _u, _v in product(range(2), range(4), range(3), range(5)):  # outputs
        for _c, _i, _j in product(range(6 // 2), range(3), range(1)):  # taps of one output
            counted += 1
    assert conv_macs((3, 5), 6, 4, (3, 1), groups=2, batch=2) == counted


@pytest.mark.parametrize("ndim", [1, 2, 3])
def test_macs_and_params_are_torchs(ndim: int) -> None:
    kernel, size, groups = (3, 2, 1)[:ndim], (7, 6, 5)[:ndim], 2
    layer = (torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)[ndim - 1]
    net = layer(4, 6, kernel, stride=2, groups=groups, device="meta")
    with FlopCounterMode(display=False) as counter:
        output = net(torch.zeros(3, 4, *size, device="meta"))
    macs = conv_macs(tuple(output.shape[2:]), 4, 6, kernel, groups=groups, batch=3)
    assert 2 * macs == counter.get_total_flops()  # a multiply and an add each
    weights = sum(p.numel() for p in net.parameters())
    assert conv_params(4, 6, kernel, groups=groups) == weights
    assert conv_params(4, 6, kernel, groups=groups, bias=False) == weights - 6


def test_an_int_means_two_axes() -> None:
    assert conv_macs(8, 3, 5, 3) == conv_macs((8, 8), 3, 5, (3, 3)) == 8 * 8 * 3 * 5 * 9
    assert conv_params(3, 5, 3) == conv_params(3, 5, (3, 3)) == 5 * (3 * 9 + 1)
    with pytest.raises(ConvbookValueError, match="equally many axes, got 1 and 2"):
        conv_macs((8,), 3, 5, 3)
    assert conv_macs(8, 3, 5, 3, batch=0) == 0


@pytest.mark.parametrize("k", range(1, 5))
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_modes_of_convolution(mode: str, k: int) -> None:
    g = convolution_geometry("convolve", (6, 9), (k, 2), mode)
    # numpy.convolve decides the size, as long as the kernel is the shorter one
    assert g.output_size == tuple(
        len(np.convolve(np.ones(n), np.ones(m), mode)) for n, m in ((6, k), (9, 2))
    )
    assert g.output_size == tuple(
        n + sum(p) - m + 1 for n, p, m in zip((6, 9), g.padding, (k, 2), strict=True)
    )


INTEGER_FUNCTIONS = {
    effective_kernel_size: {"kernel_size": 3, "dilation": 2},
    full_padding: {"kernel_size": 3, "dilation": 2},
    half_padding: {"kernel_size": 3, "dilation": 2},
    same_padding: {"size": 9, "kernel_size": 3, "stride": 2, "dilation": 2},
    conv_output_size: {"size": 9, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2},
    conv_transpose_output_size: {
        "size": 9, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2, "output_padding": 1,
    },
    output_padding_for: {
        "input_size": 9, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2,
    },
    conv_macs: {
        "output_size": 9, "in_channels": 4, "out_channels": 2, "kernel_size": 3, "groups": 2,
        "batch": 5,
    },
    conv_params: {"in_channels": 4, "out_channels": 2, "kernel_size": 3, "groups": 2},
}  # fmt: skip
ARGUMENTS = [
    pytest.param(function, name, id=f"{function.__name__}-{name}")
    for function, arguments in INTEGER_FUNCTIONS.items()
    for name in arguments
]
MAY_BE_ZERO = "padding", "output_padding", "batch"


def test_every_public_function_is_held_to_integers() -> None:
    public = {getattr(geometry, name) for name in geometry.__all__}
    readers = {geometry.ConvGeometry, geometry.conv_geometry, geometry.convolution_geometry}
    assert set(INTEGER_FUNCTIONS) == public - readers
    for function, arguments in INTEGER_FUNCTIONS.items():
        switches = {"ceil_mode", "bias"}
        assert set(arguments) == set(inspect.signature(function).parameters) - switches


@pytest.mark.parametrize("bad", [True, np.True_, 2.0, np.float64(2), "2", None, 1j, [1.0, 2]])
@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_only_integers(function, name: str, bad) -> None:
    pattern = rf"^{function.__name__}: {name}(\[0\])? must be an integer"
    with pytest.raises(ConvbookTypeError, match=pattern):
        function(**INTEGER_FUNCTIONS[function] | {name: bad})


@pytest.mark.parametrize(("function", "name"), ARGUMENTS)
def test_too_small(function, name: str) -> None:
    least = 0 if name in MAY_BE_ZERO else 1
    pattern = f"^{function.__name__}: {name} must be at least {least}, got {least - 1}$"
    with pytest.raises(ConvbookValueError, match=pattern):
        function(**INTEGER_FUNCTIONS[function] | {name: least - 1})


@pytest.mark.parametrize("kind", [np.int64, np.uint8, torch.tensor])
@pytest.mark.parametrize("function", INTEGER_FUNCTIONS, ids=lambda f: f.__name__)
def test_other_integers_give_plain_ints(function, kind) -> None:
    arguments = INTEGER_FUNCTIONS[function]
    result = function(**{name: kind(value) for name, value in arguments.items()})
    assert result == function(**arguments)
    assert all(type(part) is int for part in (result if isinstance(result, tuple) else (result,)))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: conv_output_size(5, 3, padding=(1, 1, 1)), r"or 2 of them, \(before, after\)"),
        (lambda: conv_transpose_output_size(3, 3, 2, output_padding=2), "must be below .* = 2"),
        (lambda: conv_transpose_output_size(1, 3, 1, padding=2), "leave at least one output"),
        (lambda: conv_macs((2,) * 4, 1, 1, (1,) * 4), "tuple of 1, 2 or 3"),
        (lambda: conv_params(1, 1, ()), "tuple of 1, 2 or 3"),
        (lambda: conv_macs(8, 4, 6, 3, groups=4), "groups must divide out_channels, got 6"),
        (lambda: conv_params(6, 4, 3, groups=4), "groups must divide in_channels, got 6"),
    ],
)
def test_other_refusals(call, match: str) -> None:
    with pytest.raises(ConvbookValueError, match=match):
        call()


def test_large_numbers_do_not_overflow() -> None:
    assert conv_macs(np.int32(10**5), 10**4, np.int16(10**4), 3) == 9 * 10**18

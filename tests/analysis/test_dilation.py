"""Coverage, gaps and the criterion against brute force, and against the published cases."""

import time
from collections.abc import Callable
from itertools import combinations, permutations, product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convbook.analysis.coverage import coverage_map, largest_gap
from convbook.analysis.hdc import design_rates, hdc_distances, is_hole_free, satisfies_hdc
from tests.analysis.brute_force import gap, per_pixel_map, read_pixels

# Every stack of up to 4 layers with rates up to 9, for kernels 2 to 7.
STACKS = [rates for n in range(1, 5) for rates in product(range(1, 10), repeat=n)]
KERNELS = range(2, 8)


@pytest.mark.parametrize("kernel_size", KERNELS)
def test_the_criterion_and_the_gap_are_exact_on_every_small_stack(kernel_size: int) -> None:
    assert len(STACKS) == 7380
    by_length: dict[int, list[bool]] = {}
    for rates in STACKS:
        bits = read_pixels(rates, kernel_size)
        expected = gap(bits)
        assert largest_gap(rates, kernel_size) == expected, rates
        assert is_hole_free(rates, kernel_size) is (expected == 1), rates
        by_length.setdefault(len(rates), []).append(expected == 1)
        covered = coverage_map(rates, kernel_size, ndim=1)
        assert sum(1 << i for i in np.flatnonzero(covered).tolist()) == bits, rates
        assert covered.sum() == kernel_size ** len(rates)
    for n, expected in by_length.items():
        stacks = np.array([rates for rates in STACKS if len(rates) == n])
        assert 0 < sum(expected) < len(expected)
        assert is_hole_free(stacks, kernel_size).tolist() == expected


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(1, 5))
def test_counts_are_those_of_the_loops_over_pixels(rates: list[int], kernel_size: int) -> None:
    if 1 + (kernel_size - 1) * sum(rates) > 31:
        rates = rates[:1]
    expected = per_pixel_map(rates, kernel_size)
    assert np.array_equal(coverage_map(rates, kernel_size), expected)
    assert np.array_equal(coverage_map(rates[::-1], kernel_size), expected)


@pytest.mark.parametrize("ndim", [1, 2, 3])
@pytest.mark.parametrize(("rates", "kernel_size"), [([1, 2], 3), ([2, 3, 1], 2), ([4], 4)])
def test_counts_are_the_gradient_of_a_stack_of_ones(
    rates: list[int], kernel_size: int, ndim: int
) -> None:
    conv = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}[ndim]
    side = 1 + (kernel_size - 1) * sum(rates)
    image = torch.zeros(1, 1, *(side,) * ndim, dtype=torch.float64, requires_grad=True)
    maps = image
    for rate in rates:
        maps = conv(maps, torch.ones(1, 1, *(kernel_size,) * ndim).double(), dilation=rate)
    (uses,) = torch.autograd.grad(maps.sum(), image)
    counts = coverage_map(rates, kernel_size, ndim)
    assert counts.dtype == np.int64
    assert np.array_equal(counts, uses[0, 0].numpy())


@pytest.mark.parametrize(
    ("rates", "field", "used", "most", "gap"),
    [
        ([2], 5, 9, 1, 2),
        ([2, 2], 9, 25, 9, 2),
        ([2, 2, 2], 13, 49, 49, 2),
        ([1, 2, 3], 13, 169, 9, 1),
        ([1, 1, 1], 7, 49, 49, 1),
        ([1, 2, 5], 17, 289, 4, 1),
        ([1, 2, 9], 25, 441, 4, 3),
        ([2, 4, 8], 29, 225, 9, 2),
        ([1, 1, 2, 4, 8, 16, 1], 67, 4489, None, 1),
        ([1, 2, 4, 8], 31, 961, None, 1),
    ],
)
def test_published_cases(rates: list[int], field: int, used: int, most: int, gap: int) -> None:
    counts = coverage_map(rates)
    assert counts.shape == (field, field)
    assert np.count_nonzero(counts) == used
    assert most in (None, counts.max())
    assert largest_gap(rates) == gap


def test_nine_blocks_of_the_rates_1_2_9() -> None:
    used = coverage_map([1, 2, 9], ndim=1) > 0
    assert "".join("01"[int(u)] for u in used) == "1111111" + "00" + "1111111" + "00" + "1111111"


def test_the_largest_count_that_fits_and_the_first_that_does_not() -> None:
    assert coverage_map([1] * 31, 2, ndim=2).max() == 300540195**2  # 31 choose 15
    assert coverage_map([4**i for i in range(12)], 3, ndim=1).max() == 1
    with pytest.raises(OverflowError, match=r"^coverage_map: every count must be at most 2\^63"):
        coverage_map([1] * 40, 2, ndim=2)  # (40 choose 20)^2 = 1.9e22
    assert coverage_map([1] * 66, 2, ndim=1).max() == 7219428434016265740  # 66 choose 33
    with pytest.raises(OverflowError):
        coverage_map([1] * 67, 2, ndim=1)  # 67 choose 33 = 1.42e19


def test_counts_stay_exact_where_sums_on_the_way_do_not_fit() -> None:
    counts = coverage_map([1] * 31, 2, ndim=2)
    line = [1]
    for _ in range(31):
        line = [a + b for a, b in zip([*line, 0], [0, *line], strict=True)]
    assert counts.astype(object).tolist() == [[a * b for b in line] for a in line]


def timed(call: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    """Seconds of this process's work, whatever else the machine does, and the result."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def test_the_map_is_a_thousand_times_faster_than_loops_over_pixels() -> None:
    rates = [1, 2, 3, 4, 5, 6, 7, 8, 9, 5]
    slow, expected = timed(lambda: per_pixel_map(rates, 3))
    fast, counts = min((timed(lambda: coverage_map(rates)) for _ in range(20)), key=lambda t: t[0])
    assert counts.shape == (101, 101)
    assert np.array_equal(counts, expected)
    assert slow / fast > 1000


def test_a_map_of_side_4001_takes_less_than_a_second() -> None:
    seconds, counts = timed(lambda: coverage_map([1, 2, 5, 9, 83, 900, 1000]))
    assert seconds < 1
    assert counts.shape == (4001, 4001)
    assert counts.sum() == 9**7


def test_a_million_stacks_a_second() -> None:
    stacks = np.random.default_rng(0).integers(1, 30, size=(1_000_000, 4))
    seconds, free = timed(lambda: is_hole_free(stacks))
    assert seconds < 1
    for row in range(0, 1_000_000, 9973):
        assert free[row] == is_hole_free(stacks[row].tolist())


def test_the_recursion() -> None:
    assert hdc_distances([1, 2, 5]) == [1, 2, 5]
    assert hdc_distances([1, 2, 9]) == [3, 5, 9]
    assert hdc_distances([2, 2, 2]) == [2, 2, 2]
    assert hdc_distances([5, 2, 1]) == [7, 3, 1]
    assert hdc_distances([1, 3, 1])[1] == 5
    assert hdc_distances([1, 4, 2])[1] == 6
    assert hdc_distances((4,)) == [4]


def three_terms(rates: tuple[int, ...]) -> list[int]:
    """The recursion with the three terms as the paper writes them."""
    distances = [rates[-1]]
    for r in rates[-2::-1]:
        m = distances[0]
        distances.insert(0, max(m - 2 * r, m - 2 * (m - r), r))
    return distances


def test_the_four_quadrants_of_the_published_rule() -> None:
    quadrants = {
        (True, True): [1, 2, 5],
        (True, False): [2, 2, 2],
        (False, True): [1, 3, 1],
        (False, False): [1, 2, 9],
    }
    for (rule, free), rates in quadrants.items():
        assert satisfies_hdc(rates) is rule
        assert is_hole_free(rates) is free
    assert (hdc_distances([1, 3])[0], largest_gap([1, 3], 2)) == (1, 2)
    assert satisfies_hdc([1, 1, 4], 2)
    assert not is_hole_free([1, 1, 4], 2)
    for kernel_size, rates in product(range(3, 8), STACKS):
        distances = hdc_distances(rates)
        assert distances == three_terms(rates)
        assert distances[0] >= largest_gap(rates, kernel_size)
        if len(rates) > 1:
            assert satisfies_hdc(rates, kernel_size) is (distances[1] <= kernel_size)
            if rates[0] == 1 and distances[1] <= kernel_size:
                assert is_hole_free(rates, kernel_size)


@pytest.mark.parametrize("kernel_size", KERNELS)
@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_no_hole_free_stack_is_larger(kernel_size: int, num_layers: int) -> None:
    rates = design_rates(kernel_size, num_layers=num_layers)
    field = coverage_map(rates, kernel_size, ndim=1).size
    assert gap(read_pixels(rates, kernel_size)) == 1
    larger = range(1, kernel_size ** (num_layers - 1) + 3)
    for other in product(larger, repeat=num_layers):
        if 1 + (kernel_size - 1) * sum(other) > field and num_layers * kernel_size < 16:
            assert gap(read_pixels(other, kernel_size)) > 1, other


@pytest.mark.parametrize("sawtooth", [False, True])
@given(kernel_size=st.integers(2, 9), target=st.integers(1, 2000))
def test_the_fewest_layers_reach_a_field(kernel_size: int, target: int, sawtooth: bool) -> None:
    rates = design_rates(kernel_size, min_receptive_field=target, sawtooth=sawtooth)
    assert gap(read_pixels(rates, kernel_size)) == 1
    assert 1 + (kernel_size - 1) * sum(rates) >= target
    assert len(rates) == 1 or 1 + (kernel_size - 1) * sum(rates[:-1]) < target
    assert rates == design_rates(kernel_size, num_layers=len(rates), sawtooth=sawtooth)


@pytest.mark.parametrize("kernel_size", KERNELS)
def test_a_group_of_the_sawtooth_stays_hole_free_when_layers_are_left_out(kernel_size: int) -> None:
    group = design_rates(kernel_size, num_layers=kernel_size, sawtooth=True)
    assert group == sorted(group) == list(range(1, kernel_size + 1))
    assert design_rates(kernel_size, num_layers=3 * kernel_size, sawtooth=True) == 3 * group
    for n in range(kernel_size):
        for kept in combinations(group[1:], n):
            assert gap(read_pixels([1, *kept], kernel_size)) == 1
    assert gap(read_pixels([1, kernel_size + 1], kernel_size)) > 1


def test_examples_of_designs() -> None:
    assert design_rates(3, num_layers=3) == [1, 3, 9]
    assert design_rates(2, num_layers=4) == [1, 2, 4, 8]
    assert design_rates(3, min_receptive_field=27) == [1, 3, 9]
    assert design_rates(3, num_layers=5, sawtooth=True) == [1, 2, 3, 1, 2]
    assert all(is_hole_free(list(order)) for order in permutations([1, 3, 9]))


def test_rates_may_be_large_and_stay_exact() -> None:
    huge = [1, 3**20, 3**38]
    assert is_hole_free(huge, 3**20 + 1) is (3**38 <= 1 + 3**20 * (1 + 3**20))
    assert is_hole_free(np.array([huge, [1, 2, 4]]), 2**30).tolist() == [
        is_hole_free(huge, 2**30),
        True,
    ]
    assert largest_gap([2**40, 2**50]) == 2**50 - 2 * 2**40
    assert is_hole_free([7, 5], kernel_size=1)
    assert is_hole_free(np.array([[7, 5]]), kernel_size=1).tolist() == [True]
    assert is_hole_free(np.zeros((0, 3), np.int64)).shape == (0,)
    assert largest_gap([7, 5], kernel_size=1) == 1
    assert coverage_map([7, 5], kernel_size=1).tolist() == [[1]]

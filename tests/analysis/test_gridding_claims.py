"""What the pages on gridding say of lost information, common factors and the article's program."""

import pytest
import torch
import torch.nn.functional as F

from convbook import analysis, ops


def test_dilated_layers_can_keep_what_max_pooling_loses() -> None:
    bits = (torch.arange(2**16)[:, None] >> torch.arange(16)) & 1
    images = bits.double().reshape(-1, 1, 4, 4)
    kernel = torch.tensor([[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]]).double()
    dilated = F.conv2d(images, kernel, padding=2, dilation=2)
    assert len(dilated.flatten(1).unique(dim=0)) == 2**16
    pooled, sizes = F.max_pool2d(images, 2).flatten(1).unique(dim=0, return_counts=True)
    assert (len(pooled), int(sizes.max())) == (16, 15**4)
    for size in (4, 9, 16):
        matrix = ops.conv_matrix(kernel, (size, size), padding=2, dilation=2)
        assert int(torch.linalg.matrix_rank(matrix)) == size**2


def test_a_kernel_of_ones_can_be_singular_at_any_rate() -> None:
    ones = torch.ones(1, 1, 3, 3).double()
    for size, rate, rank in [(4, 2, 4), (6, 2, 36), (5, 1, 16), (6, 1, 36)]:
        matrix = ops.conv_matrix(ones, (size, size), padding=rate, dilation=rate)
        assert int(torch.linalg.matrix_rank(matrix)) == rank


@pytest.mark.parametrize("rates", [[2, 4, 6], [2, 4, 8], [3, 3], [2, 2, 2, 2]])
def test_a_common_factor_leaves_gaps(rates: list[int]) -> None:
    for kernel_size in (2, 3, 5):
        assert analysis.largest_gap(rates, kernel_size) > 1


def program(rates: list[int], kernel_size: int, size: int) -> list[list[int]]:
    """The article's counting: around every pixel in use, add its count at each tap."""
    assert divmod(3, 2)[1] == 1
    counts = [[0] * size for _ in range(size)]
    counts[size // 2][size // 2] = 1
    for rate in rates[::-1]:
        found = [[0] * size for _ in range(size)]
        reach = (kernel_size - 1) // 2 * rate
        for y in range(size):
            for x in range(size):
                for i in range(kernel_size if counts[y][x] else 0):
                    for j in range(kernel_size):
                        found[y - reach + i * rate][x - reach + j * rate] += counts[y][x]
        counts = found
    return counts


def test_the_program_of_the_article_tests_no_kernel_and_needs_a_larger_map() -> None:
    counts = program([1, 2, 9], 3, 31)
    assert [row[3:28] for row in counts[3:28]] == analysis.coverage_map([1, 2, 9]).tolist()
    assert sum(map(sum, program([1], 4, 31))) == 16  # an even kernel passes the assertion
    with pytest.raises(IndexError):
        program([1, 2, 5, 9], 3, 31)


@pytest.mark.parametrize("num_layers", [1, 2, 3, 10, 30])
def test_rate_2_skips_less_than_three_quarters(num_layers: int) -> None:
    row = analysis.coverage_map([2] * num_layers, ndim=1) > 0
    assert row.sum() == 1 + 2 * num_layers
    assert 1 - (row.sum() / len(row)) ** 2 < 0.75

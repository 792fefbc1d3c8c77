"""What the case table does not ask of dynamic_pool2d: exactness, and straight-through gradients."""

from itertools import product
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convbook import ops, reference
from convbook.ops import query_points
from tests.cases.dynamic_pool import ratio
from tests.strategies import integers
from tests.values import assert_equal

REDUCES = pytest.mark.parametrize("reduce", ["max", "mean"])
RATIOS = pytest.mark.parametrize("alpha", [(2.0, 2.0), (1.7, 0.6), (3.1, 9.0), (0.3, 1.0)], ids=str)


def distinct(*shape: int) -> torch.Tensor:
    """Numbers without ties, and without straight lines among them."""
    return torch.rand(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


@given(st.lists(st.integers(1, 3), min_size=2, max_size=2), st.integers(0, 99), st.data())
def test_dyadic_points_are_exact(cells: list[int], seed: int, data: st.DataObject) -> None:
    halves = [data.draw(st.integers(1, 8)) for _ in cells]
    x = integers(seed, 2, 2, *(k * n for k, n in zip(halves, cells, strict=True)))
    alpha = ratio(*(k / 2 for k in halves))
    for reduce, dtype in product(("max", "mean"), (torch.float64, torch.float32)):
        expected = torch.from_numpy(reference.dynamic_pool2d(x.numpy(), alpha.numpy(), reduce))
        result = ops.dynamic_pool2d(x.to(dtype), alpha.to(dtype), reduce)
        assert_equal(result, expected.to(dtype))


def by_hand(alpha: torch.Tensor, x: torch.Tensor, reduce: str) -> torch.Tensor:
    """Four grid_samples whose grids depend on alpha as the paper has it."""
    axes = []
    for size, a in zip(x.shape[2:], alpha, strict=True):
        exact, count = size / a, max(1, round(size / a.item()))
        cells = count + exact - exact.detach()
        centres = -1 + (2 * torch.arange(count) + 1) / cells
        axes.append([centres - a / (2 * size), centres + a / (2 * size)])
    grids = [torch.stack(torch.meshgrid(h, w, indexing="ij")[::-1], -1) for h, w in product(*axes)]
    options: dict[str, Any] = {"padding_mode": "border", "align_corners": False}
    values = [F.grid_sample(x, g.expand(len(x), -1, -1, -1), **options) for g in grids]
    return torch.stack(values).amax(0) if reduce == "max" else torch.stack(values).mean(0)


@RATIOS
@REDUCES
def test_gradients_are_those_of_four_samples(alpha: tuple[float, float], reduce: str) -> None:
    # Just beside 2, where every point would lie on a px and grid_sample rounds to either side.
    a = ratio(*alpha) * (1 + 1e-6)
    tensors = [a.requires_grad_(), distinct(2, 3, 9, 8).requires_grad_()]
    ours = ops.dynamic_pool2d(tensors[1], tensors[0], reduce)
    theirs = by_hand(*tensors, reduce)
    assert_equal(ours, theirs, 1e-12)
    weights = distinct(*ours.shape)
    found = torch.autograd.grad(ours, tensors, weights)
    assert_equal(found, torch.autograd.grad(theirs, tensors, weights), 1e-9)
    again = ops.dynamic_pool2d(tensors[1], tensors[0], reduce)
    assert_equal(torch.autograd.grad(again, tensors, weights, create_graph=True), found, 1e-12)


def frozen(x: torch.Tensor, alpha: list[float], counts: list[int], cells: list[float]) -> float:
    """The definition's loops with the number of outputs frozen and the cells not whole."""
    total = 0.0
    for image, a, b in product(x.flatten(0, 1), *map(range, counts)):
        centre = [
            (i + 0.5) * n / c - 0.5 for i, n, c in zip((a, b), x.shape[2:], cells, strict=True)
        ]
        points = product(*([c - r / 4, c + r / 4] for c, r in zip(centre, alpha, strict=True)))
        values = [reference.dynamic_pool.interpolate(image.numpy(), *q) for q in points]
        total += max(values) * (1 + a + 3 * b)
    return total


@RATIOS
def test_derivative_by_alpha_is_that_of_frozen_loops(alpha: tuple[float, float]) -> None:
    x, a = distinct(1, 2, 7, 6), [r * 1.001 for r in alpha]
    counts = [max(1, round(n / r)) for n, r in zip(x.shape[2:], a, strict=True)]
    learned = ratio(*a).requires_grad_()
    y = ops.dynamic_pool2d(x, learned)
    weights = 1 + torch.arange(counts[0])[:, None] + 3 * torch.arange(counts[1])
    (y * weights).sum().backward()
    for axis, step in product(range(2), [1e-7]):
        sides = []
        for sign in (1, -1):
            moved = [r + sign * step * (i == axis) for i, r in enumerate(a)]
            # As many cells as before, and as many more as size / alpha has grown.
            cells = [
                count + n / new - n / old
                for count, n, new, old in zip(counts, x.shape[2:], moved, a, strict=True)
            ]
            sides.append(frozen(x, moved, counts, cells))
        expected = (sides[0] - sides[1]) / (2 * step)
        assert learned.grad[axis].item() == pytest.approx(expected, rel=1e-5, abs=1e-5)


@RATIOS
@REDUCES
def test_first_and_second_derivatives_by_the_input(alpha: tuple[float, float], reduce: str) -> None:
    x = distinct(1, 2, 5, 4).requires_grad_()
    pool = lambda x: ops.dynamic_pool2d(x, ratio(*alpha), reduce)  # noqa: E731
    assert torch.autograd.gradcheck(pool, x)
    assert torch.autograd.gradgradcheck(pool, x)


@REDUCES
def test_second_derivative_by_alpha_and_input(reduce: str) -> None:
    learned = ratio(1.7, 2.3).requires_grad_()

    def slope(x: torch.Tensor) -> torch.Tensor:
        pooled = ops.dynamic_pool2d(x, learned, reduce).square().sum()
        return torch.autograd.grad(pooled, learned, create_graph=True)[0]

    assert torch.autograd.gradcheck(slope, distinct(1, 2, 5, 6).requires_grad_())


def test_ties_go_where_max_pooling_sends_them() -> None:
    for seed in range(20):
        x = integers(seed, 2, 3, 6, 4).requires_grad_()
        weights = distinct(2, 3, 3, 2)
        (expected,) = torch.autograd.grad(F.max_pool2d(x, 2), x, weights)
        for again in (False, True):
            y = ops.dynamic_pool2d(x, ratio(2, 2))
            assert_equal(torch.autograd.grad(y, x, weights, create_graph=again)[0], expected)


def test_alpha_learns_at_its_start() -> None:
    # Every point lies on a px: the derivative is that towards larger coordinates.
    pool = ops.DynOPool2d(2.0)
    pool(torch.arange(16.0).reshape(1, 4, 4)).sum().backward()
    # d q / d alpha = a + 1/2 -+ 1/4 where it is chosen, times the slope, 4 px down and 1 across
    assert pool.alpha.grad.tolist() == [2 * 4 * 0.75, 2 * 0.75]


@REDUCES
def test_the_portions_do_not_matter(reduce: str, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    for portion in (1, 2, 99):
        monkeypatch.setattr(query_points, "_portion", lambda *_, count=portion: count)
        tensors = [ratio(1.7, 0.6).requires_grad_(), distinct(2, 3, 5, 6).requires_grad_()]
        y = ops.dynamic_pool2d(tensors[1], tensors[0], reduce)
        results.append([y, *torch.autograd.grad(y.square().sum(), tensors)])
    for other in results[1:]:
        assert_equal(other, results[0], 1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_is_rounded_once(dtype: torch.dtype) -> None:
    # 3 + 4 unit = 3 + 8 unit / 2: a sum rounded to half precision would lose the last places.
    unit = 2 * torch.finfo(dtype).eps
    x = torch.tensor([[[3, 3 + unit], [3 + unit, 3 + 4 * unit]]], dtype=dtype)
    expected = x.double().mean().to(dtype)
    alpha = torch.tensor([2, 2], dtype=dtype)
    assert torch.equal(ops.dynamic_pool2d(x, alpha, "mean").flatten()[0], expected)


def test_alpha_keeps_a_dtype_and_a_place_of_its_own() -> None:
    x, alpha = distinct(1, 2, 7, 9), ratio(1.4, 1.8)
    assert ops.dynamic_pool2d(x.float(), alpha).dtype == torch.float32
    assert ops.dynamic_pool2d(x.to("meta"), alpha).shape == (1, 2, 5, 5)
    assert ops.dynamic_pool2d(x.to("meta"), alpha).is_meta
    with torch.autocast("cpu", dtype=torch.bfloat16):
        lowered = ops.DynOPool2d((1.4, 1.8))(x.bfloat16())
    assert lowered.dtype == torch.bfloat16
    assert lowered.shape == (1, 2, 5, 5)


def test_single_precision_stays_close() -> None:
    x = 100 * distinct(2, 3, 40, 37)
    for values in product((0.37, 1.9, 3.3), repeat=2):
        expected = ops.dynamic_pool2d(x, ratio(*values))
        actual = ops.dynamic_pool2d(x.float(), ratio(*values).float())
        assert_equal(actual.double(), expected, 1e-4)


def test_nan_stays_where_it_is_read() -> None:
    x = torch.zeros(1, 1, 8, 8)
    x[..., 0, 0] = torch.nan
    assert ops.dynamic_pool2d(x, ratio(2, 2)).isnan().sum() == 1
    assert ops.dynamic_pool2d(x, ratio(2, 2), "mean").isnan().sum() == 1


def test_output_size_rounds_half_to_even() -> None:
    pool = ops.DynOPool2d((2, 0.5))
    assert [pool.output_size(h, 1)[0] for h in range(1, 8)] == [1, 1, 2, 2, 2, 3, 4]
    assert pool.output_size(1, 3) == (1, 6)
    assert pool(torch.zeros(1, 1, 5, 3)).shape[2:] == pool.output_size(5, 3)
    with pytest.raises(ValueError, match="must be at least 1"):
        pool.output_size(0, 3)


def test_points_on_pixels_have_the_same_gradients_with_and_without_a_graph() -> None:
    # At ratio 1/2 every point lies on a pixel: nothing is interpolated, and alpha still learns.
    x = torch.randint(-9, 10, (1, 2, 8, 8)).double().requires_grad_()
    alpha = torch.tensor([2.0, 2.0], dtype=torch.float64, requires_grad=True)
    found = [
        torch.autograd.grad(
            ops.dynamic_pool2d(x, alpha).square().sum(), (x, alpha), create_graph=graph
        )
        for graph in (False, True)
    ]
    for plain, recorded in zip(*found, strict=True):
        torch.testing.assert_close(plain, recorded)
    assert found[0][1].count_nonzero() == 2

"""What the page of the pooling of learned size says about the article's sentences."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import ops
from tests.strategies import integers

HALF = torch.tensor([2.0, 2.0]).double()


def sampled(x: Tensor, alpha: float, mode: str = "bilinear", straight: bool = False) -> Tensor:
    """The largest of four values by torch's grid_sample, in coordinates from -1 to 1."""
    size = max(1, round(x.shape[2] / alpha))
    centres = -1 + (2 * torch.arange(size).double() + 1) / size
    apart = alpha / (2 * x.shape[2])
    signs = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    if straight:
        signs = [(-1, 0), (1, 0), (0, -1), (0, 1)]
    values = []
    for down, across in signs:
        v, u = torch.meshgrid(centres + down * apart, centres + across * apart, indexing="ij")
        grid = torch.stack([u, v], -1).expand(len(x), -1, -1, -1)
        values.append(F.grid_sample(x, grid, mode, "border", align_corners=False))
    return torch.stack(values).amax(0)


def alphas(alpha: float) -> Tensor:
    return torch.tensor([alpha, alpha], dtype=torch.float64)


@pytest.mark.parametrize("alpha", [0.5, 0.8, 1.0, 1.37, 2.0, 2.5, 3.3, 5.0])
@pytest.mark.parametrize("size", [4, 7, 9])
def test_normalised_coordinates_and_cells_give_the_same_numbers(alpha: float, size: int) -> None:
    x = integers(size, 2, 1, size, size)
    found = ops.dynamic_pool2d(x, alphas(alpha))
    assert torch.allclose(found, sampled(x, alpha), rtol=0, atol=1e-12)


def test_only_diagonal_points_make_one_half_max_pooling() -> None:
    x = integers(0, 4, 1, 8, 8)
    usual = F.max_pool2d(x, 2)
    assert torch.allclose(sampled(x, 2.0), usual)
    assert not torch.allclose(sampled(x, 2.0, straight=True), usual)


@pytest.mark.parametrize("alpha", [0.75, 1.0, 1.5, 2.5, 4.5])
def test_bilinear_stays_in_range_and_bicubic_does_not(alpha: float) -> None:
    x = 8 * (integers(1, 20, 1, 9, 9) > 0).double()
    assert ops.dynamic_pool2d(x, alphas(alpha)).max() <= 8
    assert sampled(x, alpha, "bicubic").max() > 8.1


def test_rounded_points_would_not_feel_the_ratio() -> None:
    x = integers(2, 20, 1, 12, 12)
    rounded = [sampled(x, alpha, "nearest") for alpha in (1.5, 1.5001)]
    real = [ops.dynamic_pool2d(x, alphas(alpha)) for alpha in (1.5, 1.5001)]
    assert torch.equal(*rounded)
    assert not torch.equal(*real)
    assert real[0].shape == real[1].shape


def test_the_reach_grows_with_alpha_along_its_own_axis() -> None:
    """Rows and columns read by the middle output, with the mean of its points."""
    reach = []
    for alpha in ((1.0, 1.0), (1.0, 4.0), (4.0, 1.0), (4.0, 4.0)):
        x = torch.zeros(1, 1, 24, 24).double().requires_grad_()
        y = ops.dynamic_pool2d(x, torch.tensor(alpha).double(), "mean")
        (g,) = torch.autograd.grad(y[0, 0, y.shape[2] // 2, y.shape[3] // 2], x)
        rows, columns = (g[0, 0] > 0).nonzero().T
        reach.append([int(part.max() - part.min()) + 1 for part in (rows, columns)])
    assert reach == [[3, 3], [3, 4], [4, 3], [4, 4]]


def test_an_output_can_read_beyond_its_cell() -> None:
    x = torch.zeros(1, 1, 1, 6).double().requires_grad_()
    y = ops.dynamic_pool2d(x, torch.tensor([1.0, 1.0]).double(), "mean")
    (g,) = torch.autograd.grad(y[0, 0, 0, 2], x)
    assert g.flatten().tolist() == [0, 0.125, 0.75, 0.125, 0, 0]


@pytest.mark.parametrize(("alpha", "read"), [(1, 24), (2, 24), (3, 24), (4, 24), (6, 8), (8, 12)])
def test_below_a_quarter_pixels_are_left_out(alpha: int, read: int) -> None:
    x = torch.zeros(1, 1, 1, 24).double().requires_grad_()
    y = ops.dynamic_pool2d(x, torch.tensor([1.0, alpha]).double(), "mean")
    (g,) = torch.autograd.grad(y.sum(), x)
    assert int((g > 0).sum()) == read


def test_the_mean_at_one_is_a_blur() -> None:
    x = integers(3, 2, 1, 7, 9)
    taps = torch.tensor([1.0, 6, 1]).double() / 8
    blurred = ops.conv2d(ops.pad2d(x, 1, "replicate"), torch.outer(taps, taps)[None, None])
    assert torch.equal(ops.dynamic_pool2d(x, alphas(1.0), "mean"), blurred)


def test_the_mean_at_even_ratios_is_bilinear_enlarging() -> None:
    x = integers(4, 2, 1, 5, 6)
    gaps = []
    for ratio in (2, 4, 3):
        found = ops.dynamic_pool2d(x, alphas(1 / ratio), "mean")
        plain = F.interpolate(x, scale_factor=ratio, mode="bilinear")
        gaps.append(float((found - plain).abs().max()))
    assert max(gaps[:2]) < 1e-12
    assert gaps[2] > 0.05


def test_it_takes_the_place_of_a_stride_at_four_times_the_cost() -> None:
    x, w = integers(5, 1, 2, 8, 8), integers(6, 3, 2, 3, 3)
    strided = ops.conv2d(x, w, stride=2, padding=1)
    dense = ops.conv2d(x, w, padding=1)
    pooled = ops.dynamic_pool2d(dense, HALF)
    assert pooled.shape == strided.shape
    assert not torch.equal(pooled, strided)
    assert dense.numel() == 4 * strided.numel()
    assert ops.dynamic_pool2d(strided, HALF).shape[2:] == (2, 2)

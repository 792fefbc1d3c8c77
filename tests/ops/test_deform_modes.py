"""Global and local deformable kernels: what each sees, how they start, what they cost."""

import pytest
import torch
from torch import Tensor, nn

from convbook import analysis, ops


def moved(mode: str, **options: bool) -> ops.DeformKernelConv2d:
    """A layer whose generator gives offsets that depend on the input."""
    torch.manual_seed(3)
    layer = ops.DeformKernelConv2d(2, 3, 4, mode=mode, padding=1, **options).double()
    nn.init.normal_(layer.kernel_offset_branch.weight)
    nn.init.normal_(layer.kernel_offset_branch.bias, std=0.2)
    return layer


def kernels(layer: ops.DeformKernelConv2d, image: Tensor) -> Tensor:
    """Sampled kernels at every output, [C, 3, 3, H, W]."""
    seen = image if layer.mode == "local" else image.mean((2, 3), keepdim=True)
    found = ops.sample_kernel(layer.weight, layer.kernel_offset_branch(seen), 3)
    return found.expand(-1, -1, -1, -1, *image.shape[2:])[0]


def pair() -> tuple[Tensor, Tensor]:
    """Two images that differ in their last rows only."""
    torch.manual_seed(4)
    one = torch.rand(1, 2, 8, 8).double()
    other = one.clone()
    other[..., 5:, :] += 1
    return one, other


def test_neither_mode_contains_the_other() -> None:
    one, other = pair()
    near, wide = moved("local"), moved("global")
    # Two places of one image: only local tells them apart.
    assert not torch.allclose(kernels(near, one)[..., 2, 2], kernels(near, one)[..., 5, 6])
    assert torch.equal(kernels(wide, one)[..., 2, 2], kernels(wide, one)[..., 5, 6])
    # One window in two images: only global tells them apart.
    assert torch.equal(kernels(near, one)[..., 2, 2], kernels(near, other)[..., 2, 2])
    assert not torch.allclose(kernels(wide, one)[..., 2, 2], kernels(wide, other)[..., 2, 2])


def test_local_repeats_global_on_any_one_image() -> None:
    one, other = pair()
    wide, near = moved("global"), moved("local")
    near.weight, near.bias = wide.weight, wide.bias
    moves = wide.kernel_offset_branch(one.mean((2, 3), keepdim=True)).flatten()
    with torch.no_grad():
        near.kernel_offset_branch.weight.zero_()
        near.kernel_offset_branch.bias.copy_(moves)
    torch.testing.assert_close(near(one), wide(one))
    assert not torch.allclose(near(other), wide(other))


def test_global_sees_the_means_of_the_channels_and_no_places() -> None:
    one, _ = pair()
    order = torch.randperm(64)
    shuffled = one.flatten(2)[..., order].reshape(one.shape)
    wide, near = moved("global"), moved("local")
    torch.testing.assert_close(kernels(wide, shuffled), kernels(wide, one))
    assert not torch.allclose(kernels(near, shuffled)[..., 3, 3], kernels(near, one)[..., 3, 3])


@pytest.mark.parametrize("mode", ["global", "local"])
def test_kernels_follow_the_input_in_training_and_in_inference(mode: str) -> None:
    one, _ = pair()
    layer = moved(mode)
    found = []
    for training in (True, False):
        layer.train(training)
        found.append(layer(one))
        assert not torch.allclose(layer(2 * one), 2 * layer(one) - layer.bias[:, None, None])
    assert torch.equal(*found)


@pytest.mark.parametrize("scope", range(3, 10))
def test_a_rigid_start_halves_the_spread_where_the_taps_lie_between(scope: int) -> None:
    """The variance of a tap is the sum of its squared weights."""
    entries = torch.eye(scope**2).double().reshape(-1, 1, scope, scope)
    weights = ops.sample_kernel(entries, torch.zeros(18, 1, 1).double(), 3).reshape(-1, 9)
    between = (scope - 3) % 2
    assert weights.square().sum(0).tolist() == [0.25 if between else 1.0] * 9
    # The sum of the kernel uses its entries 1/2, 1, 1, 1/2 times along each axis.
    assert weights.sum(1).square().sum().item() == (2.5**2 if between else 9)
    assert weights.sum(0).tolist() == [1] * 9


@pytest.mark.parametrize("mode", ["global", "local"])
def test_a_larger_scope_costs_numbers_and_no_multiply_adds(mode: str) -> None:
    costs = {
        scope: analysis.count_cost(ops.DeformKernelConv2d(64, 3, scope, mode=mode, padding=1), 32)
        for scope in (3, 4, 6, 9)
    }
    rigid = 64 * 9 * 32**2
    generator = 18 * 64 * (9 * 32**2 if mode == "local" else 1)
    sampled = 4 * 64 * 9 * (32**2 if mode == "local" else 1)
    assert {cost.macs for cost in costs.values()} == {rigid + generator + sampled}
    assert costs[9].params - costs[3].params == 64 * (81 - 9)

"""What the page of the three gradients says about the article's sentences."""

import pytest
import torch
from torch import Tensor

from convbook import ops
from tests.strategies import integers


def sixteenths(places: int, seed: int = 0) -> Tensor:
    """Offsets of a 3x3 kernel that keep every tap between entries of its scope of 5."""
    generator = torch.Generator().manual_seed(seed)
    odd = 2 * torch.randint(-7, 7, (1, 18, places, places), generator=generator) + 1
    return odd.double() / 16


def gradients(offset: Tensor, scope: int = 5) -> tuple[Tensor, ...]:
    """x, w, e, and the gradients by x, w and offset."""
    x, w = integers(1, 1, 2, 5, 5), integers(2, 2, 1, scope, scope)
    e = integers(3, 1, 2, 3, 3)
    leaves = [t.clone().requires_grad_() for t in (x, w, offset)]
    y = ops.deform_kernel_conv2d(*leaves, 3)  # type: ignore[misc]
    return x, w, e, *torch.autograd.grad((e * y).sum(), leaves)


def test_global_input_gradient_is_that_of_the_sampled_kernel() -> None:
    offset = sixteenths(1)
    x, w, e, to_x, *_ = gradients(offset)
    kernel = ops.sample_kernel(w, offset, 3)[0, :, :, :, 0, 0][:, None]
    assert torch.equal(to_x, ops.conv2d_backward(e, x, kernel, groups=2)[0])


def test_local_input_gradient_is_that_of_no_single_kernel() -> None:
    """One kernel would leave the same stamp wherever the gradient is put."""
    w, x = integers(2, 1, 1, 5, 5), torch.zeros(1, 1, 5, 9).double().requires_grad_()
    for places, alike in ((1, True), (7, False)):
        offset = sixteenths(7)[:, :, :3, :places] if places > 1 else sixteenths(1)
        y = ops.deform_kernel_conv2d(x, w, offset, 3)
        stamps = []
        for column in (0, 4):
            (g,) = torch.autograd.grad(y[0, 0, 1, column], x, retain_graph=True)
            stamps.append(g[0, 0, 1:4, column : column + 3])
        assert torch.equal(*stamps) == alike


def test_scope_gradient_is_the_ordinary_one_scattered() -> None:
    offset = sixteenths(1)
    x, w, e, _, to_w, _ = gradients(offset)
    _, ordinary, _ = ops.conv2d_backward(e, x, torch.zeros(2, 1, 3, 3).double(), groups=2)
    assert to_w.shape != ordinary.shape
    scope = torch.zeros_like(w).requires_grad_()
    read = ops.sample_kernel(scope, offset, 3)[0, :, :, :, 0, 0][:, None]
    assert torch.equal(to_w, torch.autograd.grad((ordinary * read).sum(), scope)[0])


def test_local_scope_gradient_needs_more_than_the_ordinary_one() -> None:
    """Exchanged offsets leave the ordinary gradient alone and change that of the scope."""
    offset = sixteenths(3)
    one, other = (gradients(field)[4] for field in (offset, offset.flip(3)))
    assert not torch.equal(one, other)
    assert torch.equal(one.sum((2, 3)), other.sum((2, 3)))


def test_at_rest_in_a_scope_of_its_size_both_are_ordinary() -> None:
    x, w, e, to_x, to_w, _ = gradients(torch.zeros(1, 18, 1, 1).double(), scope=3)
    plain_x, plain_w, _ = ops.conv2d_backward(e, x, w, groups=2)
    assert torch.equal(to_x, plain_x)
    assert torch.equal(to_w, plain_w)


@pytest.mark.parametrize("places", [1, 3])
def test_three_gradients_against_central_differences(places: int) -> None:
    """Exact: the loss is a straight line in each number while taps stay between entries."""
    offset, h = sixteenths(places, 4), 1 / 32
    x, w, e, *found = gradients(offset)
    inputs = [x, w, offset]
    for number, exact in enumerate(found):
        for index in range(exact.numel()):
            losses = []
            for step in (h, -h):
                moved = [t.clone() for t in inputs]
                moved[number].view(-1)[index] += step
                losses.append((e * ops.deform_kernel_conv2d(*moved, 3)).sum())  # type: ignore[misc]
            assert (losses[0] - losses[1]) / (2 * h) == exact.flatten()[index]


def branched(mode: str) -> tuple[ops.DeformKernelConv2d, Tensor, Tensor]:
    torch.manual_seed(5)
    layer = ops.DeformKernelConv2d(2, 3, 4, mode=mode, padding=1).double()
    with torch.no_grad():
        for parameter in layer.kernel_offset_branch.parameters():
            parameter.uniform_(-0.06, 0.06)
    return layer, torch.rand(1, 2, 5, 5).double(), integers(6, 1, 2, 5, 5)


@pytest.mark.parametrize("mode", ["global", "local"])
def test_the_branch_and_the_second_path_to_the_input(mode: str) -> None:
    layer, x, e = branched(mode)
    assert torch.autograd.gradcheck(layer, x.requires_grad_())
    seen = x if mode == "local" else x.mean((2, 3), keepdim=True)
    offset = layer.kernel_offset_branch(seen).detach()
    fixed = ops.deform_kernel_conv2d(x, layer.weight, offset, 3, layer.bias, padding=1)
    (direct,) = torch.autograd.grad((e * fixed).sum(), x)
    to_x, to_branch = torch.autograd.grad(
        (e * layer(x)).sum(), [x, layer.kernel_offset_branch.weight]
    )
    assert not torch.allclose(direct, to_x)
    assert to_branch.abs().max() > 0


@pytest.mark.parametrize("mode", ["global", "local"])
def test_the_forward_pass_in_its_order(mode: str) -> None:
    layer, x, _ = branched(mode)
    seen = x if mode == "local" else x.mean((2, 3), keepdim=True)
    kernels = ops.sample_kernel(layer.weight, layer.kernel_offset_branch(seen), 3)
    windows = ops.pad2d(x, 1).unfold(2, 3, 1).unfold(3, 3, 1).permute(0, 1, 4, 5, 2, 3)
    assert layer.bias is not None
    y = (kernels * windows).sum((2, 3)) + layer.bias[:, None, None]
    assert torch.allclose(y, layer(x))
    plain = ops.depthwise_conv2d(x, kernels[0, ..., 0, 0][:, None], layer.bias, padding=1)
    assert torch.allclose(plain, layer(x)) == (mode == "global")


def test_taps_at_rest_lie_evenly_around_the_middle_of_the_scope() -> None:
    ramp = torch.arange(6.0).double().expand(1, 1, 6, 6)
    kernel = ops.sample_kernel(ramp, torch.zeros(1, 18, 1, 1).double(), 3)[0, 0, 0, :, 0, 0]
    assert kernel.tolist() == [1.5, 2.5, 3.5]


def test_at_an_entry_the_derivative_has_two_sides() -> None:
    scope = torch.tensor([2.0, 6, 3]).double().reshape(1, 1, 1, 3)
    move = torch.zeros(1, 2, 1, 1).double().requires_grad_()
    (slope,) = torch.autograd.grad(ops.sample_kernel(scope, move, 1).sum(), move)
    steps = [
        ops.sample_kernel(scope, torch.tensor([0, dx]).double().reshape(1, 2, 1, 1), 1).item()
        for dx in (-0.125, 0.0, 0.125)
    ]
    left, right = (steps[1] - steps[0]) / 0.125, (steps[2] - steps[1]) / 0.125
    assert (left, right) == (4, -3)
    assert slope.flatten().tolist() == [0, right]

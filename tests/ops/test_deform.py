"""Convolutions with learned offsets: numbers by hand, kinks, NaN, and layers that learn."""

from itertools import product

import pytest
import torch
from torch import nn

from convbook import ops, reference
from tests.strategies import integers
from tests.strategies.deform import eighths, quarters

NAN, INF = float("nan"), float("inf")


def offsets(*pairs: tuple[float, float]) -> torch.Tensor:
    """The same (dy, dx) for each tap at the only output."""
    return torch.tensor(pairs, dtype=torch.float64).reshape(1, -1, 1, 1)


def test_a_bilinear_read_by_hand() -> None:
    # a quarter of the way down and half of the way right: 3/8, 3/8, 1/8, 1/8
    image = torch.tensor([[[[8.0, 16.0], [80.0, 160.0]]]]).double()
    one = torch.ones(1, 1, 1, 1).double()
    expected = 3 + 6 + 10 + 20
    for run, convert in (
        (ops.deform_conv2d, lambda t: t),
        (reference.deform_conv2d, torch.Tensor.numpy),
    ):
        arguments = map(convert, (image, offsets((0.25, 0.5)), one))
        assert run(*arguments, stride=2).item() == expected


def test_a_scope_of_four_starts_at_means_by_hand() -> None:
    scope = torch.arange(16.0).double().reshape(1, 1, 4, 4)
    at_rest = torch.zeros(1, 18, 1, 1).double()
    means = [[2.5, 3.5, 4.5], [6.5, 7.5, 8.5], [10.5, 11.5, 12.5]]
    assert ops.sample_kernel(scope, at_rest, 3).squeeze().tolist() == means
    assert reference.sample_kernel(scope, at_rest, 3).squeeze().tolist() == means


@pytest.mark.parametrize(
    ("dy", "clamped", "fading"),
    [
        *(
            (0.0, 1.0, 1.0),
            (2.5, 10.0, 10.0),
            (3.0, 10.0, 10.0),
            (3.5, 10.0, 5.0),
            (4.0, 10.0, 0.0),
        ),
        *((-0.25, 1.0, 0.75), (-1.0, 1.0, 0.0), (-INF, 1.0, 0.0), (INF, 10.0, 0.0)),
    ],
)
def test_the_ends_of_a_scope_by_hand(dy: float, clamped: float, fading: float) -> None:
    scope = torch.tensor([1.0, 10.0, 10.0, 10.0]).double().reshape(1, 1, 4, 1)
    for clamp, expected in ((True, clamped), (False, fading)):
        move = offsets((dy - 1.5, 0))
        for module in (ops, reference):
            assert module.sample_kernel(scope, move, 1, clamp).item() == expected


def test_nan_offsets_stay_where_they_are() -> None:
    x, w = integers(1, 2, 3, 4, 5), integers(2, 4, 3, 3, 3)
    offset = eighths(3, 2, 18, 4, 5)
    clean = ops.deform_conv2d(x, offset, w, padding=1)
    offset[1, 7, 2, 3] = NAN
    spoilt = ops.deform_conv2d(x, offset, w, padding=1)
    assert spoilt[1, :, 2, 3].isnan().all()
    spoilt[1, :, 2, 3] = clean[1, :, 2, 3]
    assert torch.equal(spoilt, clean)


@pytest.mark.parametrize("clamp", [True, False])
def test_nan_kernel_offsets_stay_where_they_are(clamp: bool) -> None:
    x, w, moves = integers(1, 2, 3, 4, 5), integers(2, 3, 1, 4, 4), eighths(3, 2, 18, 4, 5)
    clean = ops.deform_kernel_conv2d(x, w, moves, 3, padding=1, clamp=clamp)
    moves[1, 8, 2, 3] = NAN
    spoilt = ops.deform_kernel_conv2d(x, w, moves, 3, padding=1, clamp=clamp)
    assert spoilt[1, :, 2, 3].isnan().all()
    spoilt[1, :, 2, 3] = clean[1, :, 2, 3]
    assert torch.equal(spoilt, clean)
    kernels = ops.sample_kernel(w, moves, 3, clamp)
    assert kernels.isnan().sum() == kernels[1, :, 1, 1, 2, 3].isnan().sum() == 3


def test_a_resting_tap_has_the_derivative_to_its_right() -> None:
    x = torch.tensor([1.0, 3.0, 10.0]).double().reshape(1, 1, 1, 3)
    one, at = torch.ones(1, 1, 1, 1).double(), torch.zeros(1, 2, 1, 3).double().requires_grad_()
    (slope,) = torch.autograd.grad(ops.deform_conv2d(x, at, one).sum(), at)
    assert slope[0, 1, 0].tolist() == [2, 7, -10]


def test_the_derivatives_at_the_ends_of_a_clamped_scope() -> None:
    scope = torch.tensor([1.0, 3.0, 10.0]).double().reshape(1, 1, 1, 3)
    moves = torch.zeros(1, 6, 1, 1).double().requires_grad_()
    for shift, slopes in ((0, [2, 7, 7]), (-0.5, [0, 2, 7]), (0.5, [2, 7, 0])):
        kernels = ops.sample_kernel(scope, moves + shift, (1, 3))
        (slope,) = torch.autograd.grad(kernels.sum(), moves)
        assert slope[0, 1::2, 0, 0].tolist() == slopes


def test_a_clamped_scope_of_one_entry_has_no_slope() -> None:
    moves = torch.zeros(1, 2, 1, 1).double().requires_grad_()
    for clamp, slope in ((True, 0), (False, -5)):
        kernel = ops.sample_kernel(torch.full((1, 1, 1, 1), 5.0).double(), moves, 1, clamp=clamp)
        (found,) = torch.autograd.grad(kernel.sum(), moves)
        assert found.flatten().tolist() == [slope, slope]


def test_equation_13() -> None:
    """Derivatives of equation (13) of the paper, summed by loops, against autograd."""
    x, w = integers(1, 1, 2, 3, 3), integers(2, 2, 1, 4, 4).requires_grad_()
    moves = (eighths(3, 1, 18, 1, 1).clamp(-1, 0).floor() * 0.5 + 0.25).requires_grad_()
    output = ops.deform_kernel_conv2d(x, w, moves, 3)
    of_weight, of_moves = torch.autograd.grad(output.sum(), (w, moves))
    by_weight, by_moves = torch.zeros_like(w), torch.zeros_like(moves)
    for a, b, c in product(range(3), range(3), range(2)):
        t = a * 3 + b
        y, x_ = (part + 0.5 + moves[0, 2 * t + i].item() for i, part in enumerate((a, b)))
        for i, j in product(range(4), range(4)):
            row, column = max(0, 1 - abs(y - i)), max(0, 1 - abs(x_ - j))
            steep = [(1 if k > at else -1) * (abs(k - at) < 1) for k, at in ((i, y), (j, x_))]
            by_weight[c, 0, i, j] += x[0, c, a, b] * row * column
            by_moves[0, 2 * t] += x[0, c, a, b] * w[c, 0, i, j].item() * steep[0] * column
            by_moves[0, 2 * t + 1] += x[0, c, a, b] * w[c, 0, i, j].item() * row * steep[1]
    assert torch.equal(of_weight, by_weight)
    assert torch.equal(of_moves, by_moves)


def test_recorded_gradients_are_the_fast_ones() -> None:
    x, w, moves = integers(1, 2, 4, 5, 5), integers(2, 4, 1, 4, 4), eighths(3, 2, 18, 5, 5)
    offset, dense, mask = eighths(4, 2, 36, 5, 5), integers(5, 2, 2, 3, 3), quarters(6, 2, 18, 5, 5)

    def deform(x, dense, offset, mask):
        return ops.deform_conv2d(x, offset, dense, padding=1, mask=mask)

    def deform_kernel(x, w, moves, offset):
        return ops.deform_kernel_conv2d(x, w, moves, 3, padding=1, offset=offset)

    for run, values in ((deform, (x, dense, offset, mask)), (deform_kernel, (x, w, moves, offset))):
        leaves = [value.clone().requires_grad_() for value in values]
        output = run(*leaves)
        ones = torch.ones_like(output)
        fast = torch.autograd.grad(output, leaves, ones, retain_graph=True)
        recorded = torch.autograd.grad(output, leaves, ones, create_graph=True)
        for one, other in zip(fast, recorded, strict=True):
            assert torch.equal(one, other)
        for leaf, expected in zip(leaves, fast, strict=True):
            frozen = [v if v is leaf else v.detach() for v in leaves]
            alone = torch.autograd.grad(run(*frozen), leaf, ones, create_graph=True)
            assert torch.equal(alone[0], expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_rounding_of_single_and_half_precision(dtype: torch.dtype) -> None:
    x, w = torch.rand(2, 8, 6, 6) - 0.5, torch.rand(4, 8, 3, 3) - 0.5
    offset, scope = 3 * torch.rand(2, 18, 6, 6), torch.rand(8, 1, 4, 4) - 0.5
    for run, values in (
        (lambda *t: ops.deform_conv2d(*t, padding=1), (x, offset, w)),
        (lambda *t: ops.deform_kernel_conv2d(*t, 3, padding=1), (x, scope, offset)),
    ):
        cast = [value.to(dtype) for value in values]
        exact, bound = run(*(t.double() for t in cast)), torch.finfo(dtype).eps
        torch.testing.assert_close(run(*cast).double(), exact, rtol=bound, atol=8e-6)


def test_layers_start_rigid() -> None:
    x = torch.rand(2, 4, 6, 5)
    for modulated, factor in ((False, 1.0), (True, 0.5)):
        layer = ops.DeformConv2d(4, 6, 3, padding=1, bias=False, modulated=modulated)
        torch.testing.assert_close(layer(x), factor * ops.conv2d(x, layer.weight, padding=1))
    for mode, deform_input in product(("global", "local"), (False, True)):
        kernel = ops.DeformKernelConv2d(4, 3, 3, mode, padding=1, deform_input=deform_input)
        rigid = ops.depthwise_conv2d(x, kernel.weight, kernel.bias, padding=1)
        torch.testing.assert_close(kernel(x), rigid)


def moving_layers() -> list[nn.Module]:
    made = [ops.DeformConv2d(4, 6, 3, padding=1, modulated=m) for m in (False, True)]
    made += [
        ops.DeformKernelConv2d(4, 3, scope, mode, padding=1, deform_input=deform_input)
        for scope, mode, deform_input in product((3, 4), ("global", "local"), (False, True))
    ]
    return made


@pytest.mark.parametrize("index", range(len(moving_layers())))
def test_every_offset_learns_from_the_start(index: int) -> None:
    """From zero, one step of gradient descent moves every branch, and so the outputs."""
    layer, x = moving_layers()[index].double(), torch.rand(2, 4, 6, 5).double()
    optimiser = torch.optim.SGD(layer.parameters(), lr=0.1)
    before = layer(x)
    before.square().sum().backward()
    for name, parameter in layer.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.count_nonzero(), name
    optimiser.step()
    branches = {n: m for n, m in layer.named_children() if n.endswith("branch")}
    assert branches
    moved = layer(x)
    for branch in branches.values():
        assert branch(x if branch.kernel_size != (1, 1) else x[..., :1, :1]).count_nonzero()
        # Each branch by itself matters: at rest again, it gives other outputs.
        state = {name: value.clone() for name, value in branch.state_dict().items()}
        branch.reset_parameters()
        assert not torch.equal(layer(x), moved)
        branch.load_state_dict(state)
    assert torch.equal(layer(x), moved)


def test_a_global_layer_in_calls_of_functions() -> None:
    layer = ops.DeformKernelConv2d(3, (2, 3), (4, 3), "global", stride=2, padding="full").double()
    nn.init.normal_(layer.kernel_offset_branch.weight)
    x, branch = torch.rand(2, 3, 5, 6).double(), layer.kernel_offset_branch
    moves = nn.functional.linear(x.mean((2, 3)), branch.weight.flatten(1), branch.bias)
    arguments = x, layer.weight, moves[..., None, None], (2, 3), layer.bias, 2, "full"
    torch.testing.assert_close(layer(x), ops.deform_kernel_conv2d(*arguments))
    torch.testing.assert_close(layer(x[0]), layer(x)[0])


def test_resetting_brings_a_layer_to_rest() -> None:
    for layer in moving_layers():
        for parameter in layer.parameters():
            nn.init.ones_(parameter)
        layer.reset_parameters()
        for name, parameter in layer.named_parameters():
            assert bool(parameter.count_nonzero()) == ("branch" not in name), name

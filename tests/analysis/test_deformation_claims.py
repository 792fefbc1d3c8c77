"""What chapter 5 says of moving the data, the kernel or both, and of mixing kernels."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import analysis, geometry, ops

D = torch.float64
SIZE, MIDDLE = 21, 10
KINDS = {"DC": (1, 0), "DK": (0, 1), "both": (1, 1)}


def eighths(*shape: int, most: int = 2) -> Tensor:
    return torch.randint(-8 * most, 8 * most + 1, shape).to(D) / 8


def scope() -> Tensor:
    return (torch.arange(25) % 7 + 1).reshape(1, 1, 5, 5).to(D) / 8


def field_of(layers: list[tuple[Tensor, Tensor]], image: Tensor | None = None) -> Tensor:
    """Derivative of the middle output of layers with offsets (points, taps), held fixed."""
    image = torch.zeros(1, 1, SIZE, SIZE, dtype=D) if image is None else image
    output = image.clone().requires_grad_()
    first = output
    for points, taps in layers:
        window = {"padding": 1, "offset": points}
        output = ops.deform_kernel_conv2d(output, scope(), taps, 3, **window)
    return torch.autograd.grad(output[0, 0, MIDDLE, MIDDLE], first)[0][0, 0]


def moves(kind: str, vary: bool = True) -> tuple[Tensor, Tensor]:
    size = SIZE if vary else 1
    found = [eighths(1, 18, size, size).expand(1, 18, SIZE, SIZE) for _ in range(2)]
    points, taps = (move * on for move, on in zip(found, KINDS[kind], strict=True))
    return points, taps


def rest() -> tuple[Tensor, Tensor]:
    nothing = torch.zeros(1, 18, SIZE, SIZE, dtype=D)
    return nothing, nothing


def window(reach: int) -> Tensor:
    inside = torch.zeros(SIZE, SIZE, dtype=torch.bool)
    near = slice(MIDDLE - reach, MIDDLE + reach + 1)
    inside[near, near] = True
    return inside


def test_a_rigid_kernel_has_the_same_field_on_every_image() -> None:
    fields = [field_of([rest(), rest()], eighths(1, 1, SIZE, SIZE)) for _ in range(3)]
    assert all(torch.equal(field, fields[0]) for field in fields)


def test_dc_leaves_the_window_and_keeps_the_sum_of_its_weights() -> None:
    total = scope()[..., 1:4, 1:4].sum()
    for _ in range(50):
        field = field_of([moves("DC")])
        assert field[~window(1)].any()
        assert field.sum() == total


def test_dk_stays_in_the_window_and_changes_the_weights() -> None:
    sums = set()
    for _ in range(50):
        field = field_of([moves("DK")])
        assert not field[~window(1)].any()
        sums.add(field.sum().item())
    assert len(sums) > 10


def test_on_an_even_image_dc_is_invisible_and_dk_is_not() -> None:
    even = torch.full((1, 1, SIZE, SIZE), 8, dtype=D)
    inner = (..., slice(4, -4), slice(4, -4))
    for kind, differ in (("DC", False), ("DK", True)):
        points, taps = moves(kind)
        output = ops.deform_kernel_conv2d(even, scope(), taps, 3, padding=1, offset=points)
        assert (len(output[inner].unique()) > 1) == differ


def gap(kind: str, adaptive: list[bool], vary: bool, assumed: list[bool] | None = None) -> float:
    """Largest difference of the measured field from the sum over paths of one adaptive layer."""
    layers = [moves(kind, vary) if on else rest() for on in adaptive]
    assumed = assumed or adaptive
    middle = scope()[0, 0, 1:4, 1:4]
    at = {
        name: [
            layer[i][0, :, MIDDLE, MIDDLE].reshape(3, 3, 2) if on else None
            for layer, on in zip(layers, assumed, strict=True)
        ]
        for i, name in enumerate(("offset", "kernel_offset"))
    }
    said = analysis.erf_path_sum([scope()[0, 0] if on else middle for on in assumed], **at)
    border = [(SIZE - side) // 2 for side in said.shape]
    said = F.pad(said, (border[1], border[1], border[0], border[0]))
    return float((field_of(layers) - said).abs().max())


@pytest.mark.parametrize("kind", KINDS)
def test_the_equations_hold_under_their_conditions(kind: str) -> None:
    """Equations (8), (10), (11): the top layer, or offsets that are the same everywhere."""
    for _ in range(10):
        assert gap(kind, [False, True], vary=True) == 0
        assert gap(kind, [True, False], vary=False) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_equations_fail_without_them(kind: str) -> None:
    assert gap(kind, [True, False], vary=True) > 0
    assert gap(kind, [True, True], vary=True, assumed=[False, True]) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_equations_hold_offsets_fixed(kind: str) -> None:
    """With the branch inside the derivative, the field is another one."""
    branch = torch.randint(-1, 2, (18, 1, 3, 3)).to(D) / 8
    image = torch.randint(0, 5, (1, 1, SIZE, SIZE)).to(D)
    fields = []
    for held in (True, False):
        x = image.clone().requires_grad_()
        found = F.conv2d(image if held else x, branch, padding=1)
        points, taps = (found * on for on in KINDS[kind])
        y = ops.deform_kernel_conv2d(x, scope(), taps, 3, padding=1, offset=points)
        fields.append(torch.autograd.grad(y[0, 0, MIDDLE, MIDDLE], x)[0])
    assert not torch.equal(*fields)


def test_the_released_combination_is_deformable_convolution() -> None:
    """Without kernel offsets a scope of 4x4 is a kernel of means, and any kernel is one."""
    x, four = eighths(2, 3, 9, 9), eighths(3, 1, 4, 4)
    points = eighths(2, 18, 9, 9)
    zeros = torch.zeros_like(points)
    both = ops.deform_kernel_conv2d(x, four, zeros, 3, padding=1, offset=points)
    means = F.avg_pool2d(four, 2, stride=1)
    assert torch.equal(both, ops.deform_conv2d(x, points, means, padding=1))
    units = torch.eye(16, dtype=D).reshape(16, 1, 4, 4)
    averages = F.avg_pool2d(units, 2, stride=1).reshape(16, 9)
    assert torch.linalg.matrix_rank(averages) == 9


def test_the_layer_that_deforms_both_learns_both() -> None:
    for mode in ("global", "local"):
        layer = ops.DeformKernelConv2d(4, 3, 4, mode, padding=1, deform_input=True)
        output = layer(torch.randn(2, 4, 8, 8))
        (output * torch.randn_like(output)).sum().backward()
        for name in ("offset_branch.weight", "kernel_offset_branch.weight"):
            gradient = layer.get_parameter(name).grad
            assert gradient is not None
            assert gradient.abs().max() > 0


def test_mixing_kernels_is_mixing_outputs_where_positions_share_them() -> None:
    x, experts = eighths(3, 2, 7, 7), eighths(4, 6, 2, 3, 3)
    shares, local = eighths(3, 4, 1, 1, 1), eighths(3, 4, 1, 7, 7)
    each = torch.stack([F.conv2d(x, w, padding=1) for w in experts], 1)
    mixed = ops.cond_conv2d(x, experts, shares.flatten(1), padding=1)
    assert torch.equal(mixed, (shares * each).sum(1))
    by_place = (local * each).sum(1)
    for u, v in product(range(7), repeat=2):
        here = ops.cond_conv2d(x, experts, local[:, :, 0, u, v], padding=1)
        assert torch.equal(by_place[..., u, v], here[..., u, v])
    assert not torch.equal(by_place, ops.cond_conv2d(x, experts, local[..., 0, 0, 0], padding=1))


def test_the_cost_of_mixing_kernels() -> None:
    """n / (H W) of the convolution, by a count of the mixture's products."""
    weights = geometry.conv_params(64, 64, 3, bias=False)
    macs = geometry.conv_macs((14, 14), 64, 64, 3)
    assert torch.zeros(8, 64, 64, 3, 3).numel() == 8 * weights
    assert 8 * weights / macs == 8 / 14**2

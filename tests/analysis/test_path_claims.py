"""What the article on deformable kernels says of sums over paths, and where it stops to hold."""

from itertools import product

import pytest
import torch
from torch import Tensor

from convbook import ops
from convbook.analysis import erf_path_sum

D = torch.float64
TAPS = list(product(range(3), repeat=2))


def kernels(count: int = 3) -> list[Tensor]:
    generator = torch.Generator().manual_seed(4)
    return list(torch.randint(-2, 4, (count, 3, 3), generator=generator).to(D))


def dyadic(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(-8, 9, shape, generator=generator).to(D) / 8


def put_back(weights: list[Tensor], step: int) -> Tensor:
    """Equation (5) for the middle layer, at j + step * k with taps counted from the middle."""
    total = torch.zeros(9, 9, dtype=D)  # room for a shift to the wrong side
    for a, b in TAPS:
        part = erf_path_sum(weights, skip=(1, (a, b)))
        y, x = 2 + step * (a - 1), 2 + step * (b - 1)
        total[y : y + 5, x : x + 5] += part
    return total[1:-1, 1:-1]


def test_equation_5_is_right_at_j_plus_k_only() -> None:
    whole = erf_path_sum(kernels())
    assert torch.equal(put_back(kernels(), 1), whole)
    assert not torch.equal(put_back(kernels(), -1), whole)
    assert not torch.equal(put_back(kernels(), 0), whole)


def test_a_symmetric_layer_hides_the_sign() -> None:
    first, middle, last = kernels()
    symmetric = [first, middle + middle.flip(0, 1), last]
    assert torch.equal(put_back(symmetric, -1), erf_path_sum(symmetric))


def test_every_output_has_the_same_field() -> None:
    """The Jacobian is the product of the layers' matrices; its rows are one field, moved."""
    weights = kernels()
    matrices = [ops.conv_matrix(w[None, None], n) for w, n in zip(weights, (9, 7, 5), strict=True)]
    whole = (matrices[2] @ matrices[1] @ matrices[0]).reshape(3, 3, 9, 9)
    for u, v in TAPS:
        assert torch.equal(whole[u, v, u : u + 7, v : v + 7], erf_path_sum(weights))


def test_sampling_the_kernel_samples_the_field() -> None:
    """Equation (8): the fields of (4), blended by the B of (12), tap by tap."""
    weights, offsets = kernels(), dyadic(9, 2)
    around = erf_path_sum(weights, skip=1)
    total = torch.zeros(7, 7, dtype=D)
    for (a, b), move in zip(TAPS, offsets.tolist(), strict=True):
        y, x = (min(max(t + d, 0), 2) for t, d in zip((a, b), move, strict=True))
        for p, q in TAPS:
            blend = max(0, 1 - abs(p - y)) * max(0, 1 - abs(q - x))
            total[a : a + 5, b : b + 5] += blend * weights[1][p, q] * around
    moved = erf_path_sum(weights, kernel_offset=[None, offsets.reshape(3, 3, 2), None])
    assert torch.equal(total, moved)


def test_offsets_that_vary_in_a_middle_layer_are_beyond_equation_8() -> None:
    """What is right there: each path takes the kernel of the unit that it passes."""
    weights, local = kernels(), dyadic(1, 18, 3, 3)
    image = torch.zeros(1, 1, 7, 7, dtype=D, requires_grad=True)
    x = ops.conv2d(image, weights[0][None, None])
    x = ops.deform_kernel_conv2d(x, weights[1][None, None], local, 3)
    output = ops.conv2d(x, weights[2][None, None])
    expected = torch.autograd.grad(output.sum(), image)[0][0, 0]
    for u, v in TAPS:
        one = local[0, :, u, v].reshape(3, 3, 2)
        found = erf_path_sum(weights, kernel_offset=[None, one, None])
        assert not torch.equal(found, expected)
    sampled = ops.sample_kernel(weights[1][None, None], local, 3)[0, 0]
    total = torch.zeros(7, 7, dtype=D)
    for (u, v), (a, b) in product(TAPS, TAPS):
        step = weights[2][u, v] * sampled[a, b, u, v]
        total[u + a : u + a + 3, v + b : v + b + 3] += step * weights[0]
    assert torch.equal(total, expected)


def gated(weights: list[Tensor], image: Tensor, gates: list[Tensor] | None = None) -> Tensor:
    maps = [image]
    for weight in weights[:-1]:
        maps.append(ops.conv2d(maps[-1].relu(), weight[None, None]))
    return erf_path_sum(weights, gates=gates or [m[0, 0] > 0 for m in maps])


@pytest.mark.parametrize(("m", "linear"), [(1, False), (2, True)])
def test_with_relu_the_linear_rule_holds_on_top_only(m: int, linear: bool) -> None:
    """Half way between two kernels of layer m, against the mean of the fields at the ends."""
    image = (torch.arange(49.0, dtype=D).reshape(1, 1, 7, 7) * 5 % 7) + 1
    ends = [kernels(), kernels()]
    ends[1][m] = kernels(6)[5]
    half = [*kernels()]
    half[m] = (ends[0][m] + ends[1][m]) / 2
    fields = [gated(weights, image) for weights in ends]
    assert torch.equal(gated(half, image), sum(fields) / 2) is linear
    shut = [torch.ones(n, n, dtype=D).triu() for n in (7, 5, 3)]
    held = [gated(weights, image, shut) for weights in ends]
    assert torch.equal(gated(half, image, shut), sum(held) / 2), "gates held fixed"


def test_zeros_of_relu_vanish_as_channels_are_added() -> None:
    shares = []
    for channels in (1, 2, 8):
        zeros = 0
        for seed in range(6):
            generator = torch.Generator().manual_seed(seed)
            image = torch.randint(1, 256, (1, 1, 11, 11), generator=generator).to(D)
            x = image.requires_grad_()
            y, widths = x, [1, *[channels] * 4, 1]
            for into, out in zip(widths[1:], widths, strict=False):
                weight = torch.randint(-2, 3, (into, out, 3, 3), generator=generator)
                y = ops.conv2d(y.relu(), weight.to(D))
            (field,) = torch.autograd.grad(y.sum(), x)
            zeros += int((field == 0).sum())
        shares.append(zeros / (6 * 121))
    assert shares[0] > 0.3
    assert shares[0] > shares[1] > shares[2]
    assert shares[2] < 0.05

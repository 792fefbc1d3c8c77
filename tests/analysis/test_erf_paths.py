"""Sums over paths: against listed paths, and against the Jacobians of what they stand for."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import ops
from convbook.analysis.erf_paths import erf_path_sum
from convbook.errors import ConvbookTypeError, ConvbookValueError

D = torch.float64
SIZES = [(3, 2), (2, 3), (3, 3)]
DILATIONS = [(1, 2), (2, 1), (1, 1)]


def kernels() -> list[Tensor]:
    generator = torch.Generator().manual_seed(3)
    return [torch.randn(size, generator=generator, dtype=D) for size in SIZES]


def jacobian(network, size, unit=None) -> tuple[Tensor, tuple[int, int]]:
    """Derivative of one output (in the middle, if not said) by every pixel, by autograd."""
    image = torch.randn(1, 1, *size, dtype=D, requires_grad=True)
    output = network(image)
    u, v = unit or (output.shape[-2] // 2, output.shape[-1] // 2)
    return torch.autograd.grad(output[0, 0, u, v], image)[0][0, 0], (u, v)


def layer(x: Tensor, m: int) -> Tensor:
    return F.conv2d(x, kernels()[m][None, None], dilation=DILATIONS[m])


def test_is_the_sum_over_listed_paths() -> None:
    """Equation (3), path by path."""
    result = erf_path_sum(kernels(), DILATIONS)
    expected = torch.zeros_like(result)
    taps = [list(product(*map(range, size))) for size in SIZES]
    for path in product(*taps):
        weight = torch.ones((), dtype=D)
        for kernel, tap in zip(kernels(), path, strict=True):
            weight = weight * kernel[tap]
        end = [
            sum(d[axis] * k[axis] for d, k in zip(DILATIONS, path, strict=True)) for axis in (0, 1)
        ]
        expected[end[0], end[1]] += weight
    torch.testing.assert_close(result, expected, rtol=1e-12, atol=1e-14)
    assert result.shape == (7, 7)


def test_is_the_jacobian_of_a_linear_stack() -> None:
    result = erf_path_sum(kernels(), DILATIONS)
    expected, _ = jacobian(lambda x: layer(layer(layer(x, 0), 1), 2), result.shape)
    torch.testing.assert_close(result, expected, rtol=1e-12, atol=1e-14)


def test_open_gates_are_those_of_relu() -> None:
    """Equation (6), where the input of every layer passes a ReLU."""
    image = torch.randn(1, 1, 7, 7, dtype=D, requires_grad=True)
    maps, x = [], image
    for m in range(3):
        maps.append(x)
        x = layer(x.relu(), m)
    (expected,) = torch.autograd.grad(x.sum(), image)
    gates = [(m[0, 0] > 0) for m in maps]
    assert 0 < sum(int(g.sum()) for g in gates) < sum(g.numel() for g in gates)
    result = erf_path_sum(kernels(), DILATIONS, gates=gates)
    torch.testing.assert_close(result, expected[0, 0], rtol=1e-12, atol=1e-14)
    some = erf_path_sum(kernels(), DILATIONS, gates=[None, gates[1], None])
    assert not torch.equal(some, result)


@pytest.mark.parametrize("m", range(3))
def test_a_skipped_layer_is_one_pixel_wide(m: int) -> None:
    """Equation (4) is the Jacobian of the stack with a 1x1 kernel; (5) puts the layer back."""
    whole = erf_path_sum(kernels(), DILATIONS)
    total = torch.zeros_like(whole)
    for tap in product(*map(range, SIZES[m])):
        part = erf_path_sum(kernels(), DILATIONS, skip=(m, tap))
        one = kernels()[m][tap]
        others = [i for i in range(3) if i != m]
        expected, _ = jacobian(
            lambda x, o=others, w=one: layer(layer(x, o[0]), o[1]) * w, part.shape
        )
        torch.testing.assert_close(part, expected, rtol=1e-12, atol=1e-14)
        torch.testing.assert_close(part, erf_path_sum(kernels(), DILATIONS, skip=m) * one)
        top, left = (d * t for d, t in zip(DILATIONS[m], tap, strict=True))
        total[top : top + part.shape[0], left : left + part.shape[1]] += part
    torch.testing.assert_close(total, whole, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("m", range(3))
@pytest.mark.parametrize("names", [("kernel_offset",), ("offset",), ("kernel_offset", "offset")])
def test_adaptive_layers_are_the_jacobian_of_the_operators(m: int, names) -> None:
    """Equations (8), (10) and (11), for offsets that are the same at every position."""
    generator = torch.Generator().manual_seed(m)
    taps = SIZES[m][0] * SIZES[m][1]
    moves = {name: torch.randn(2 * taps, generator=generator, dtype=D) * 1.5 for name in names}
    given = {n: [v if i == m else None for i in range(3)] for n, v in moves.items()}
    result = erf_path_sum(kernels(), DILATIONS, **given)

    def deformed(x: Tensor) -> Tensor:
        weight, sizes = (
            kernels()[m][None, None],
            zip(x.shape[-2:], DILATIONS[m], SIZES[m], strict=True),
        )
        out = [n - d * (k - 1) for n, d, k in sizes]
        field = {n: v.reshape(1, -1, 1, 1).expand(1, -1, *out) for n, v in moves.items()}
        if "kernel_offset" not in moves:
            return ops.deform_conv2d(x, field["offset"], weight, dilation=DILATIONS[m])
        return ops.deform_kernel_conv2d(
            x, weight, field["kernel_offset"], SIZES[m], dilation=DILATIONS[m],
            offset=field.get("offset"),
        )  # fmt: skip

    def network(x: Tensor) -> Tensor:
        for i in range(3):
            x = deformed(x) if i == m else layer(x, i)
        return x

    expected, (u, v) = jacobian(network, (32, 32))
    border = [0, 0]
    if "offset" in moves:
        border = moves["offset"].reshape(-1, 2).abs().amax(0).ceil().int().tolist()
    top, left = u - border[0], v - border[1]
    part = expected[top : top + result.shape[0], left : left + result.shape[1]]
    torch.testing.assert_close(result, part, rtol=1e-11, atol=1e-13)
    assert part.count_nonzero() == expected.count_nonzero(), "nothing lies outside"


def test_last_layer_has_the_offsets_of_one_output() -> None:
    """They may vary over positions there: each output by itself has those that it is given."""
    offsets = torch.randn(1, 18, 28, 28, dtype=D)
    two = [torch.ones(3, 3, dtype=D), kernels()[2]]

    def network(x: Tensor) -> Tensor:
        x = F.conv2d(x, two[0][None, None])
        return ops.deform_conv2d(x, offsets, two[1][None, None])

    expected, (u, v) = jacobian(network, (32, 32), (12, 13))
    own = offsets[:, :, u : u + 1, v : v + 1]
    result = erf_path_sum(two, offset=own)
    border = own.reshape(-1, 2).abs().amax(0).ceil().int().tolist()
    top, left = u - border[0], v - border[1]
    part = expected[top : top + result.shape[0], left : left + result.shape[1]]
    torch.testing.assert_close(result, part, rtol=1e-11, atol=1e-13)


def test_a_kernel_may_be_read_from_a_larger_scope() -> None:
    scope, moves = torch.randn(4, 4, dtype=D), torch.randn(3, 3, 2, dtype=D)
    result = erf_path_sum([scope], kernel_offset=moves)
    sampled = ops.sample_kernel(scope[None, None], moves.reshape(1, 18, 1, 1), 3)
    torch.testing.assert_close(result, sampled[0, 0, :, :, 0, 0])


def test_gates_and_offsets_go_together() -> None:
    """A closed gate on the image closes what the moved taps read there, too."""
    moves, gate = torch.tensor([0.0, 0.5], dtype=D), torch.tensor([[1.0, 1.0, 0.0]], dtype=D)
    one = [torch.ones(1, 1, dtype=D)]
    assert erf_path_sum(one, offset=moves).tolist() == [[0, 0.5, 0.5]]
    assert erf_path_sum(one, offset=moves, gates=[gate]).tolist() == [[0, 0.5, 0]]


def test_derivatives_pass_through() -> None:
    weights = [k.requires_grad_() for k in kernels()]
    assert torch.autograd.gradcheck(lambda *w: erf_path_sum(w, DILATIONS), weights)


W = [torch.ones(3, 3)] * 2
T = torch.ones(18)


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda f: f(torch.ones(2, 3, 3)), ConvbookTypeError, "weights must be a list of kernels"),
        (lambda f: f([]), ConvbookValueError, "weights must hold a kernel"),
        (lambda f: f([[1.0]]), ConvbookTypeError, r"weights\[0\] must be a torch.Tensor"),
        (lambda f: f([torch.ones(3)]), ConvbookValueError, r"weights\[0\] must have 2 axes"),
        (lambda f: f([torch.ones(3, 3).int()]), ConvbookTypeError, r"weights\[0\] must hold fl"),
        (lambda f: f([W[0], W[0].double()]), ConvbookTypeError, "must share one dtype"),
        (lambda f: f([W[0], W[0].to("meta")]), ConvbookValueError, "must share one device"),
        (lambda f: f(W, 2), ConvbookTypeError, "dilations must be a list"),
        (lambda f: f(W, [1]), ConvbookValueError, "dilations must have one entry a layer, 2"),
        (lambda f: f(W, [1, 0]), ConvbookValueError, r"dilations\[1\] must be at least 1"),
        (lambda f: f(W, skip=2), ConvbookValueError, "skip must be an index of a layer, below 2"),
        (lambda f: f(W, skip=(0, (3, 0))), ConvbookValueError, "the tap of skip must lie in"),
        (lambda f: f(W, skip=(0, 0, 0)), ConvbookValueError, r"skip must be a layer m, or \(m"),
        (lambda f: f(W, skip="0"), ConvbookTypeError, "skip must be an integer"),
        (lambda f: f(W, skip=0, offset=T), ConvbookValueError, "skip must be given alone"),
        (lambda f: f(W, gates=[None]), ConvbookValueError, "gates must have one entry a layer"),
        (lambda f: f(W, gates=[W[0], None]), ConvbookValueError, r"must have the size .* \(5, 5\)"),
        (lambda f: f(W, gates=[1, None]), ConvbookTypeError, r"gates\[0\] must be a torch.Tensor"),
        (lambda f: f(W, offset=[T, T]), ConvbookValueError, "offset must be given for one layer"),
        (
            lambda f: f(W, offset=[T, None], kernel_offset=T),
            ConvbookValueError,
            "kernel_offset and offset must belong to the same layer",
        ),
        (
            lambda f: f(W, offset=[torch.rand(1, 18, 4, 4), None]),
            ConvbookValueError,
            "offset must be the same at every position",
        ),
        (lambda f: f(W, offset=T[:9]), ConvbookValueError, r"offset must be \[k_h, k_w, 2\]"),
        (lambda f: f(W, offset=torch.ones(2, 3, 2)), ConvbookValueError, "offset must have"),
        (lambda f: f(W, offset=T * torch.nan), ConvbookValueError, "offset must be finite"),
        (lambda f: f(W, offset=T.double()), ConvbookTypeError, "must share one dtype"),
        (lambda f: f(W, offset=3), ConvbookTypeError, "offset must be a list"),
        (
            lambda f: f(W, kernel_offset=torch.ones(4, 4, 2)),
            ConvbookValueError,
            "kernel_offset must not have more taps",
        ),
    ],
)  # fmt: skip
def test_refuses(call, error, match: str) -> None:
    with pytest.raises(error, match=f"^erf_path_sum: .*{match}"):
        call(erf_path_sum)

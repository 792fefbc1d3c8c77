"""What the case table does not ask of cond_conv2d: both of its ways give the same."""

import pytest
import torch
import torch.nn.functional as F

from convbook import ops
from convbook.ops import cond
from tests.strategies import integers
from tests.values import assert_equal


@pytest.mark.parametrize("dtype", [torch.float64, torch.int64], ids=str)
@pytest.mark.parametrize("batch", [1, 3])
def test_together_or_one_by_one(
    batch: int, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, weights = integers(1, batch, 4, 6, 5).to(dtype), integers(2, 3, 6, 2, 3, 2).to(dtype)
    routing, bias = integers(3, batch, 3).to(dtype), integers(4, 6).to(dtype)
    results = []
    for least in (0, 2**60):
        monkeypatch.setattr(cond, "LARGE_IMAGE_MACS", least)
        window = {"stride": (1, 2), "padding": (2, 1), "groups": 2}
        results.append(ops.cond_conv2d(x, weights, routing, bias, **window))
    assert_equal(results[0], results[1])
    assert bool(results[0].count_nonzero())


def test_a_large_image_is_right() -> None:
    x, weights, routing = integers(1, 2, 8, 64, 64), integers(2, 2, 8, 8, 3, 3), integers(3, 2, 2)
    macs = 64 * 64 * weights[0].numel()
    assert macs >= cond.LARGE_IMAGE_MACS
    tensors = [t.requires_grad_() for t in (x, weights, routing)]
    y = ops.cond_conv2d(*tensors, padding=1)
    kernels = torch.einsum("ne,eocij->nocij", routing, weights)
    expected = torch.cat([F.conv2d(x[n : n + 1], kernels[n], padding=1) for n in range(2)])
    assert_equal(y, expected)
    found = torch.autograd.grad(y.square().sum(), tensors)
    assert_equal(found, torch.autograd.grad(expected.square().sum(), tensors), 1e-12)


def test_the_routing_lies_between_0_and_1_and_depends_on_the_example() -> None:
    layer = ops.CondConv2d(4, 5, 3, num_experts=6).double()
    x = integers(1, 2, 4, 7, 7)
    routing = layer.route(x)
    assert routing.shape == (2, 6)
    assert bool(((routing > 0) & (routing < 1)).all())
    assert not torch.equal(routing[0], routing[1])
    assert torch.equal(layer.route(x[0]), layer(x).new_tensor(routing[0].tolist()))
    assert_equal(layer(x[0]), layer(x)[0], 1e-12)
    assert layer(x[:0]).shape == (0, 5, 5, 5)


def test_experts_start_as_convolutions_do() -> None:
    torch.manual_seed(0)
    layer, plain = ops.CondConv2d(16, 32, 3), torch.nn.Conv2d(16, 32, 3)
    assert layer.weights.shape == (8, *plain.weight.shape)
    bound = 1 / (16 * 9) ** 0.5
    for parameter in (layer.weights, layer.bias, plain.weight):
        assert 0.9 * bound < parameter.abs().max() <= bound
    assert ops.CondConv2d(2, 2, 1, bias=False).bias is None
    assert "bias=False" in repr(ops.CondConv2d(2, 2, 1, bias=False))

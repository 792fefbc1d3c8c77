"""Costs: against loops that count their multiplications, and against published totals."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convbook import ops
from convbook.analysis.cost import count_cost
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.geometry import conv_macs, conv_params
from tests.analysis import counted_loops as loops
from tests.analysis.published_nets import VGG16, resnet, vgg

SIZE = (6, 8)


def draw(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape)).normal(size=shape)


def tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(array)


class Function(nn.Module):
    """A network of one call."""

    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x.double())


def batch(array: np.ndarray) -> Tensor:
    return tensor(array)[None]


X = draw(4, *SIZE)
W, DEPTH, BACK = draw(6, 2, 3, 3), draw(8, 1, 3, 3), draw(4, 3, 3, 3)
POINT, ONE = draw(6, 8, 1, 1), draw(6, 4, 3, 3)
EXPERTS, ROUTING = draw(3, 6, 4, 3, 3), draw(3)
PATHS = {
    "hh": draw(6, 4, 3, 3),
    "hl": draw(2, 4, 3, 3),
    "lh": draw(6, 3, 3, 3),
    "ll": draw(2, 3, 3, 3),
}
LOW = draw(3, 3, 4)
OFFSET, MASK = draw(18, 4, 6), draw(9, 4, 6)
SCOPE, LOCAL, GLOBAL = draw(4, 4, 4), draw(18, 4, 6), draw(18, 1, 1)


def separable(x: np.ndarray, times: loops.Counting) -> np.ndarray:
    return loops.conv(loops.conv(x, DEPTH, times, p=1), POINT, times)


CALLS = {
    "conv": (
        lambda x: ops.conv2d(x, tensor(W), stride=2, padding=2, dilation=2, groups=2),
        lambda x, t: loops.conv(x, W, t, 2, 2, 2),
    ),
    "winograd": (
        lambda x: ops.conv2d(x, tensor(ONE), algorithm="winograd"),
        lambda x, t: loops.conv(x, ONE, t),
    ),
    "torch": (
        lambda x: nn.functional.conv2d(x, tensor(W), padding=1, groups=2),
        lambda x, t: loops.conv(x, W, t, p=1),
    ),
    "partial": (lambda x: ops.partial_conv2d(x, tensor(ONE)), lambda x, t: loops.conv(x, ONE, t)),
    "depthwise": (
        lambda x: ops.depthwise_conv2d(x, tensor(DEPTH), stride=2),
        lambda x, t: loops.conv(x, DEPTH, t, 2),
    ),
    "separable": (
        lambda x: ops.separable_conv2d(x, tensor(DEPTH), tensor(POINT), padding=1),
        separable,
    ),
    "transposed": (
        lambda x: ops.conv_transpose2d(x, tensor(BACK), stride=2, padding=1),
        lambda x, t: loops.transposed(x, BACK, t, 2, 1),
    ),
    "torch transposed": (
        lambda x: nn.functional.conv_transpose2d(x, tensor(BACK), stride=2, padding=1),
        lambda x, t: loops.transposed(x, BACK, t, 2, 1),
    ),
    "octave": (
        lambda x: ops.octave_conv2d(
            x, batch(LOW), *(tensor(PATHS[path]) for path in ("hh", "hl", "lh", "ll"))
        )[0],
        lambda x, t: loops.octave(x, LOW, PATHS, t)[0],
    ),
    "mixed kernels": (
        lambda x: ops.cond_conv2d(x, tensor(EXPERTS), batch(ROUTING)),
        lambda x, t: loops.mixed(x, EXPERTS, ROUTING, t),
    ),
    "deformable": (
        lambda x: ops.deform_conv2d(x, batch(OFFSET), tensor(ONE)),
        lambda x, t: loops.deform(x, OFFSET, ONE, t),
    ),
    "modulated": (
        lambda x: ops.deform_conv2d(x, batch(OFFSET), tensor(ONE), mask=batch(MASK)),
        lambda x, t: loops.deform(x, OFFSET, ONE, t, MASK),
    ),
    "local kernels": (
        lambda x: ops.deform_kernel_conv2d(x, tensor(SCOPE)[:, None], batch(LOCAL), 3),
        lambda x, t: loops.deform_kernel(x, SCOPE, LOCAL, t),
    ),
    "global kernels": (
        lambda x: ops.deform_kernel_conv2d(x, tensor(SCOPE)[:, None], batch(GLOBAL), 3),
        lambda x, t: loops.deform_kernel(x, SCOPE, GLOBAL, t),
    ),
    "linear": (
        lambda x: nn.functional.linear(x.flatten(1), tensor(draw(5, 192)))[:, :, None, None],
        lambda x, t: loops.linear(x.ravel(), draw(5, 192), t)[:, None, None],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_multiply_adds_are_those_of_a_counted_loop(name: str) -> None:
    operator, loop = CALLS[name]
    times = loops.Counting()
    expected = loop(X, times)
    np.testing.assert_allclose(operator(batch(X))[0].numpy(), expected, rtol=1e-9, atol=1e-11)
    cost = count_cost(Function(operator), SIZE, channels=4)
    assert cost.macs == times.macs > 0
    assert cost.params == 0


def test_deformed_input_and_kernels_add_up() -> None:
    """Not looped: a read and a sampled number cost four each, a tap one."""
    call = Function(
        lambda x: ops.deform_kernel_conv2d(
            x, tensor(SCOPE)[:, None], batch(LOCAL), 3, offset=batch(OFFSET)
        )
    )
    assert count_cost(call, SIZE, 4).macs == 4 * (4 * 6) * 9 * (1 + 4 + 4)


def test_layers_of_a_small_network() -> None:
    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Sequential(nn.Flatten(), nn.Linear(8 * 3 * 4, 5)),
    )  # fmt: skip
    cost = count_cost(net, SIZE)
    conv = conv_macs(SIZE, 3, 8, 3)
    rows = [
        ("0", "Conv2d", (1, 8, 6, 8), conv, conv_params(3, 8, 3), 384),
        ("1", "BatchNorm2d", (1, 8, 6, 8), 0, 16, 384),
        ("2", "ReLU", (1, 8, 6, 8), 0, 0, 384),
        ("3", "MaxPool2d", (1, 8, 3, 4), 0, 0, 96),
        ("4.0", "Flatten", (1, 96), 0, 0, 96),
        ("4.1", "Linear", (1, 5), 480, 485, 5),
    ]
    found = [(r.name, r.kind, r.output_size, r.macs, r.params, r.activations) for r in cost.layers]
    assert found == rows
    assert (cost.macs, cost.params, cost.activations) == (conv + 480, 224 + 16 + 485, 1349)


def test_published_totals() -> None:
    """VGG-16 has 15.3 G multiply-adds and 14.7 M parameters up to pool5, ResNet-50 25.6 M."""
    cost = count_cost(vgg(VGG16), 224)
    assert cost.params == 14_714_688
    assert cost.macs == 15_346_630_656
    with torch.device("meta"):
        net = resnet(50, stride_in_last=False)
    cost = count_cost(net, 224)
    # Without the normalisation of the four shortcuts, which these networks leave out.
    assert cost.params == 25_557_032 - 2 * (256 + 512 + 1024 + 2048)
    assert cost.macs == 4_089_184_256


class Twice(nn.Module):
    """A layer used twice, one never, and a function and a parameter of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.idle = nn.Conv2d(2, 2, 1), nn.Linear(7, 7)
        self.weight = nn.Parameter(torch.ones(3, 2, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return ops.conv2d(self.conv(self.conv(x)), self.weight)


def test_calls_add_up_and_parameters_do_not() -> None:
    cost = count_cost(Twice(), 4)
    rows = [(r.name, r.kind, r.macs, r.params, r.activations) for r in cost.layers]
    assert rows == [("", "Twice", 6 * 16, 6, 0), ("conv", "Conv2d", 2 * 4 * 16, 6, 2 * 32)]
    assert cost.params == 6 + 6 + 56


def test_attention_is_its_products() -> None:
    """64 places of 8 channels: four projections, queries by keys, weights by values, two layers."""
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    net = Function(lambda x: layer.float()(x.float().flatten(2).transpose(1, 2)))
    net.layer = layer
    projections, pairs, forward = 4 * 64 * 8 * 8, 2 * 64 * 64 * 8, 2 * 64 * 8 * 16
    assert count_cost(net, 8, 8).macs == projections + pairs + forward


def test_shared_parameters_count_once() -> None:
    one, other = nn.Conv2d(2, 2, 1), nn.Conv2d(2, 2, 1)
    other.weight = one.weight
    cost = count_cost(nn.Sequential(one, other), 4)
    assert cost.params == 8
    assert [r.params for r in cost.layers] == [6, 2]


def test_branches_of_layers_are_listed() -> None:
    cost = count_cost(ops.DeformConv2d(4, 6, 3), SIZE)
    macs = {r.name: r.macs for r in cost.layers}
    assert macs == {"": 24 * 36 * 6 + 4 * 24 * 36, "offset_branch": 24 * 36 * 18}
    pair = count_cost(ops.OctaveConv2d(4, 8, 3, alpha_in=0), SIZE)
    assert pair.activations == 4 * 48 + 4 * 12


def test_the_network_is_left_as_it_was() -> None:
    net = nn.Sequential(nn.Conv2d(1, 1, 3), nn.BatchNorm2d(1))
    before = {k: v.clone() for k, v in net.state_dict().items()}
    count_cost(net, 8)
    with pytest.raises(ConvbookValueError):
        count_cost(net, 2)
    assert all(module.training for module in net.modules())
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in net.modules())


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        (("net", 8), ConvbookTypeError, "net must be a torch.nn.Module, got str"),
        ((nn.ReLU(), (0, 8)), ConvbookValueError, r"input_size\[0\] must be at least 1"),
        ((nn.ReLU(), None), ConvbookTypeError, "input_size must be an integer"),
        ((nn.Conv2d(1, 1, 9), 8), ConvbookValueError, "net must take an image of this size"),
        ((nn.ReLU(), 8, -1), ConvbookValueError, "channels must be at least 1"),
    ],
)
def test_refuses(arguments, error, match: str) -> None:
    with pytest.raises(error, match=f"^count_cost: {match}"):
        count_cost(*arguments)

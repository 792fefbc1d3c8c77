"""The small networks: sizes counted by hand, kinds of layers, and gradients that reach all."""

import pytest
import torch
from torch import nn

from convbook import nets
from convbook.nets.depthwise import ARCHITECTURES
from convbook.nets.depthwise import CONVS as DEPTHWISE
from convbook.nets.even import CONVS as EVEN
from convbook.nets.layers import BorderConv2d
from convbook.nets.small import POOLS
from convbook.ops.cond import CondConv2d
from convbook.ops.deform import DeformConv2d
from convbook.ops.deform_kernel import DeformKernelConv2d
from convbook.ops.dynamic_pool import DynOPool2d
from convbook.ops.symmetric import SymmetricPadConv2d

SMALL = nets.small_vgg, nets.small_resnet
KINDS = {"max": nn.MaxPool2d, "average": nn.AvgPool2d, "dynamic": DynOPool2d}
KINDS["dynamic-mean"] = DynOPool2d
DEFORMED = {
    "rigid": BorderConv2d,
    "cond": CondConv2d,
    "dc": DeformConv2d,
    "dk-global": DeformKernelConv2d,
    "dk-local": DeformKernelConv2d,
    "dc+dk": DeformKernelConv2d,
}


def count(net, kind):
    return sum(isinstance(module, kind) for module in net.modules())


def assert_every_parameter_learns(net, size=32):
    net(torch.randn(4, 3, size, size)).square().sum().backward()
    silent = [
        name
        for name, parameter in net.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    ]
    assert silent == []


@pytest.mark.parametrize("make", SMALL)
@pytest.mark.parametrize("pool", POOLS)
def test_pooling_is_exchanged_and_halves_as_often(make, pool):
    net = make(pool, width=4)
    halvings = {nets.small_vgg: 4, nets.small_resnet: 2}[make]
    strided = sum(getattr(module, "stride", 1) == (2, 2) for module in net.modules())
    found = strided if pool == "stride" else count(net, KINDS[pool])
    assert found == halvings
    x = torch.randn(2, 3, 64, 48)
    side = 2**halvings
    assert net.trunk(x).shape[-2:] == (64 // side, 48 // side)
    assert net(x).shape == (2, 10)


@pytest.mark.parametrize("make", SMALL)
@pytest.mark.parametrize("pool", POOLS)
def test_every_parameter_of_the_small_networks_learns(make, pool):
    assert_every_parameter_learns(make(pool, width=4))


def test_small_vgg_has_as_many_parameters_as_counted_by_hand():
    # Two 3x3 layers a block without bias, two numbers a channel to normalise, a linear layer.
    w = 8
    pairs = [(3, w), (w, w), (w, 2 * w), (2 * w,) * 2, (2 * w, 4 * w)] + [(4 * w, 4 * w)] * 3
    expected = sum(9 * a * b + 2 * b for a, b in pairs) + 4 * w * 10 + 10
    assert sum(p.numel() for p in nets.small_vgg(width=w).parameters()) == expected


def test_blocks_make_the_residual_network_deeper():
    assert count(nets.small_resnet(width=4, blocks=3, pool="max"), BorderConv2d) == 1 + 3 * 3 * 2


@pytest.mark.parametrize("depth", [8, 20])
@pytest.mark.parametrize("conv", EVEN)
def test_even_resnet_has_6n_convolutions_of_its_kind(depth, conv):
    net = nets.even_resnet(depth, conv, width=4)
    kernel = int(conv[1])
    kind = SymmetricPadConv2d if conv.endswith("sp") else BorderConv2d
    inside = [m for m in net.trunk[1:].modules() if isinstance(m, kind)]
    assert len(inside) == depth - 2
    assert {tuple(m.kernel_size) for m in inside} == {(kernel, kernel)}
    assert net.trunk(torch.randn(1, 3, 32, 32)).shape == (1, 16, 8, 8)


@pytest.mark.parametrize("conv", EVEN)
def test_even_resnet_has_as_many_parameters_as_counted_by_hand(conv):
    # ResNet-20: widths 16, 32, 64, three blocks each.
    area = int(conv[1]) ** 2
    pairs = [(16, 16)] * 6 + [(16, 32)] + [(32, 32)] * 5 + [(32, 64)] + [(64, 64)] * 5
    kernels = sum(area * a * b for a, b in pairs)
    normals = sum(2 * a for a, _ in pairs) + 2 * 64
    rest = 9 * 3 * 16 + 16 * 32 + 32 * 64 + 64 * 10 + 10
    net = nets.even_resnet(20, conv)
    assert sum(p.numel() for p in net.parameters()) == kernels + normals + rest


@pytest.mark.parametrize(("conv", "shift"), [("C2", 0.5), ("C4", 0.5), ("C3", 0), ("C5", 0)])
def test_even_kernels_shift_by_half_a_pixel(conv, shift):
    layer = EVEN[conv](1, 1)
    with torch.no_grad():
        layer.weight.fill_(1)
    x = torch.zeros(1, 1, 16, 16)
    x[0, 0, 8, 8] = 1
    rows = layer(x).detach()[0, 0].sum(1)
    centre = (rows * torch.arange(16)).sum() / rows.sum()
    assert float(centre) == 8 - shift


@pytest.mark.parametrize("conv", EVEN)
def test_every_parameter_of_even_resnet_learns(conv):
    assert_every_parameter_learns(nets.even_resnet(8, conv, width=4), size=16)


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("conv", DEPTHWISE)
def test_depthwise_net_has_one_kind_of_depthwise_layers(arch, conv):
    net = nets.depthwise_net(arch, conv, width=4)
    blocks = [module.depthwise for module in net.modules() if hasattr(module, "depthwise")]
    assert len(blocks) == 6
    assert {type(layer) for layer in blocks} == {DEFORMED[conv]}
    x = torch.randn(2, 3, 32, 24)
    assert net.trunk(x).shape == (2, 16, 8, 6)
    assert net(x).shape == (2, 10)


def test_last_blocks_of_depthwise_net_can_be_adapted_alone():
    net = nets.depthwise_net("resnet", "dk-local", 1, 5, (3, 5, 7), (2, 2, 2, 1), adapted=2)
    blocks = [module for module in net.modules() if hasattr(module, "depthwise")]
    kinds = [type(block.depthwise) for block in blocks]
    assert kinds == [BorderConv2d] * 4 + [DeformKernelConv2d] * 2
    assert [block.project[2].out_channels for block in blocks] == [3, 3, 5, 5, 7, 7]
    assert [block.depthwise.stride[0] for block in blocks] == [2, 1, 2, 1, 1, 1]
    assert net.trunk(torch.zeros(1, 1, 40, 40)).shape == (1, 7, 5, 5)


@pytest.mark.parametrize(
    ("conv", "mode", "deforms_input"),
    [("dk-global", "global", False), ("dk-local", "local", False), ("dc+dk", "local", True)],
)
def test_deformed_kernels_are_of_the_kind_that_was_named(conv, mode, deforms_input):
    layer = DEPTHWISE[conv](4, 2)
    assert layer.mode == mode
    assert (layer.offset_branch is not None) == deforms_input
    assert layer.scope_size == (4, 4)
    assert layer.stride == (2, 2)


@pytest.mark.parametrize("conv", DEPTHWISE)
def test_every_parameter_of_depthwise_net_learns(conv):
    net = nets.depthwise_net("mobilenetv2", conv, width=4)
    assert_every_parameter_learns(net, size=16)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: nets.small_vgg("mean"), "small_vgg: pool must be one of 'max'"),
        (lambda: nets.small_resnet("mean"), "small_resnet: pool must be one of 'max'"),
        (lambda: nets.small_vgg(width=0), "small_vgg: width must be at least 1, got 0"),
        (lambda: nets.small_resnet(blocks=0), "small_resnet: blocks must be at least 1, got 0"),
        (lambda: nets.small_vgg(padding_mode="x"), "padding_mode must be one of 'zeros'"),
        (
            lambda: nets.even_resnet(18, "C3"),
            r"depth must be 6 n \+ 2, got 18 \(such as 20 or 26\)",
        ),
        (lambda: nets.even_resnet(2, "C3"), "even_resnet: depth must be at least 8, got 2"),
        (lambda: nets.even_resnet(20, "C6"), "even_resnet: conv must be one of 'C2', 'C2sp'"),
        (lambda: nets.even_resnet(20, "C2sp", width=2), "even_resnet: width must be at least 4"),
        (lambda: nets.even_resnet(20.0, "C3"), "even_resnet: depth must be an integer"),
        (lambda: nets.depthwise_net("vgg"), "depthwise_net: arch must be one of 'resnet'"),
        (lambda: nets.depthwise_net(conv="dk"), "depthwise_net: conv must be one of 'rigid'"),
        (lambda: nets.depthwise_net(num_classes=0), "depthwise_net: num_classes must be at least"),
        (lambda: nets.depthwise_net(width=(4, 8)), "width must be an integer or 3 of them"),
        (lambda: nets.depthwise_net(strides=(1, 2)), "strides must be an integer or 4 of them"),
        (lambda: nets.depthwise_net(adapted=7), "adapted must be 6, all blocks, at most, got 7"),
    ],
)
def test_bad_arguments_are_refused(call, reason):
    with pytest.raises((ValueError, TypeError), match=reason):
        call()

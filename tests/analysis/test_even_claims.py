"""What the pages on even kernels and symmetric padding say of sizes, sides, drift and cost."""

import itertools

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook import analysis, geometry, ops


def means(k: int, layers: int, before: int, after: int) -> nn.Sequential:
    """Layers of k x k means with zeros before and after."""
    layer = [nn.ZeroPad2d((before, after, before, after)), nn.AvgPool2d(k, stride=1)]
    return nn.Sequential(*layer * layers)


def point(size: int = 65) -> Tensor:
    image = torch.zeros(1, 1, size, size, dtype=torch.float64)
    image[..., size // 2, size // 2] = 1
    return image


def last_drift(net: nn.Module, image: Tensor) -> list[float]:
    *_, moved = analysis.activation_drift(net, image).values()
    return [round(px, 9) for px in moved]


def test_equal_padding_never_keeps_the_size_of_an_even_kernel() -> None:
    for n, k, p in itertools.product(range(6, 12), (2, 3, 4, 5, 6), range(3)):
        assert geometry.conv_output_size(n, k, padding=p) - n == 2 * p + 1 - k
    short = {(k, p): geometry.conv_output_size(6, k, padding=p) - 6 for k in (2, 4) for p in (0, 1)}
    assert short == {(2, 0): -1, (2, 1): 1, (4, 0): -3, (4, 1): -1}


def test_equal_padding_is_balanced_and_one_sided_padding_is_not() -> None:
    for k, p in itertools.product((2, 4), (0, 1)):
        reads = analysis.usage_counts(8, k, padding=(p, p)).tolist()
        assert reads == reads[::-1]
    for k in (2, 4):
        reads = analysis.usage_counts(8, k, padding=geometry.same_padding(8, k)).tolist()
        assert sum(reads[:4]) < sum(reads[4:]), "content leaves at the left"


def test_even_layers_move_half_a_pixel_away_from_the_larger_padding() -> None:
    for k, layers in itertools.product((2, 4, 6), (1, 4, 10)):
        before, after = geometry.same_padding(65, k)
        assert last_drift(means(k, layers, before, after), point()) == [-layers / 2] * 2
        assert last_drift(means(k, layers, after, before), point()) == [layers / 2] * 2
    for k in (3, 5):
        assert last_drift(means(k, 10, k // 2, k // 2), point()) == [0, 0]


def test_drawn_even_layers_drift_after_the_relu() -> None:
    ends = []
    for seed in range(6):
        torch.manual_seed(seed)
        layers: list[nn.Module] = []
        for index in range(12):
            conv = nn.Conv2d(1 if index == 0 else 16, 16, 2, bias=False)
            nn.init.kaiming_normal_(conv.weight)
            layers += [nn.ZeroPad2d((0, 1, 0, 1)), conv, nn.ReLU()]
        ends += last_drift(nn.Sequential(*layers), point().float())
    assert -7 < sum(ends) / len(ends) < -5


def test_two_by_two_quarters_at_stride_two_are_average_pooling() -> None:
    image = torch.randint(-8, 9, (2, 1, 10, 12)).double()
    quarter = torch.full((1, 1, 2, 2), 0.25).double()
    assert torch.equal(ops.conv2d(image, quarter, stride=2), F.avg_pool2d(image, 2))


def test_overlap_of_a_moved_strip() -> None:
    for width, moved in ((4, 2), (12, 4), (9, 1)):
        strip = torch.zeros(1, 40, dtype=torch.bool)
        strip[:, 15 : 15 + width] = True
        there = strip.roll(-moved, 1)
        overlap = float((strip & there).sum() / (strip | there).sum())
        assert abs(overlap - (width - moved) / (width + moved)) < 1e-6


def test_symmetric_padding_deals_the_channels_and_pads_two_sides_of_a_quarter() -> None:
    padded = ops.symmetric_pad2d(torch.ones(4, 3, 3), 2)
    sides = [[m[0], m[-1], m[:, 0], m[:, -1]] for m in padded]
    empty = [[not bool(side.any()) for side in group] for group in sides]
    assert empty == [
        [False, True, False, True],
        [True, False, True, False],
        [False, True, True, False],
        [True, False, False, True],
    ]
    padded = ops.symmetric_pad2d(torch.ones(4, 3, 3), 4)
    assert all(not edge.any() for m in padded for edge in (m[0], m[-1], m[:, 0], m[:, -1]))
    layer = ops.SymmetricPadConv2d(6, 3, 2)
    assert layer(torch.zeros(1, 6, 7, 9)).shape == (1, 3, 7, 9)


def test_symmetric_padding_does_not_drift() -> None:
    for k in (2, 4):
        layer = ops.SymmetricPadConv2d(4, 4, k, bias=False).double()
        nn.init.constant_(layer.weight, 1 / (4 * k * k))
        net = nn.Sequential(*[layer] * 8)
        assert [abs(px) for px in last_drift(net, point().expand(1, 4, -1, -1))] == [0, 0]


def test_symmetric_padding_gives_the_four_sides_equal_gradients() -> None:
    image = torch.ones(1, 8, 6, 6, dtype=torch.float64, requires_grad=True)
    weight = torch.ones(1, 8, 2, 2, dtype=torch.float64)
    F.conv2d(ops.symmetric_pad2d(image, 2), weight).sum().backward()
    assert image.grad is not None
    arrived = image.grad[0].sum(0)
    assert torch.equal(arrived, arrived.flip(0))
    assert torch.equal(arrived, arrived.T)
    assert not torch.equal(image.grad[0, 0], image.grad[0, 0].flip(0)), "one group is not even"


def test_weights_of_even_kernels_and_of_stacks_with_one_field() -> None:
    two, three, four, five = (geometry.conv_params(64, 64, k, bias=False) for k in (2, 3, 4, 5))
    assert 9 * two == 4 * three
    assert 9 * four == 16 * three
    stacks = {"C2sp": [2, 2], "C4sp": [4]}
    for sizes in stacks.values():
        layers = [ops.SymmetricPadConv2d(4, 4, k) for k in sizes]
        assert analysis.receptive_field(nn.Sequential(*layers), 32).size == (5, 5)
    assert 2 * two < four < 2 * three < five

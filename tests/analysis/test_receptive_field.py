"""Receptive fields: a thousand random networks against NaN, and the published table."""

from fractions import Fraction
from itertools import count

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convbook.analysis.masks import receptive_field_mask
from convbook.analysis.receptive import ReceptiveField, receptive_field
from tests.analysis.published_nets import (
    VGG16,
    VGG19,
    alexnet_v2,
    mobilenet_v1,
    resnet,
    vgg,
)
from tests.analysis.random_nets import Branches, Draw, random_net, reached

LONG, SHORT = 56, 14
NETWORKS = 1000


def probes() -> list[tuple[int, nn.Module, Draw, int, np.ndarray]]:
    """Random networks that run, each with what NaN in the rows (or columns) of an image reaches."""
    found = []
    for seed in count():
        net, draw = random_net(seed)
        axis = seed % 2
        try:
            truth = reached(net, sized(axis), axis)
        except RuntimeError:  # too small for its windows
            continue
        found.append((seed, net, draw, axis, truth))
        if len(found) == NETWORKS:
            return found
    raise AssertionError


def sized(axis: int) -> tuple[int, int]:
    return (SHORT, LONG) if axis else (LONG, SHORT)


def ends(hit: np.ndarray) -> tuple[int, int]:
    where = np.flatnonzero(hit)
    return (int(where[0]), int(where[-1])) if len(where) else (0, -1)


def test_agrees_with_nan_and_autograd_on_a_thousand_random_networks() -> None:
    compared, bordering, masks, varying, misaligned = 0, 0, 0, 0, 0
    for seed, net, draw, axis, truth in probes():
        field = receptive_field(net, sized(axis))
        regions = (field.rows, field.columns)[axis]
        assert len(regions) == len(truth), seed
        for u, (low, high) in enumerate(regions.tolist()):
            if low > high or (low >= draw.margin and high + draw.margin < LONG):
                assert ends(truth[u]) == (low, high), (seed, u)
                compared += 1
            elif not draw.copies and truth[u].any():
                # Padding and holes only take away.
                first, last = ends(truth[u])
                assert max(low, 0) <= first <= last <= min(high, LONG - 1), (seed, u)
                bordering += 1
        varying += field.varies
        misaligned += not field.aligned
        if seed % 4 == 0:
            masks += agrees_with_mask(net, field, axis, truth)
    assert compared > 6000
    assert bordering > 6000
    assert min(masks, varying, misaligned) > 60


def agrees_with_mask(net: nn.Module, field: ReceptiveField, axis: int, truth: np.ndarray) -> bool:
    """The autograd mask of one output has the rows (or columns) that NaN has, holes among them."""
    u = len(truth) // 2
    across = (field.columns, field.rows)[axis]
    inside = [v for v, (low, high) in enumerate(across.tolist()) if low <= high]
    if not inside:
        return False
    v = inside[len(inside) // 2]
    mask = receptive_field_mask(net, sized(axis), (v, u) if axis else (u, v))
    if not mask.any():  # the other axis sees padding alone
        return False
    assert np.array_equal(mask.any(1 - axis).numpy(), truth[u])
    return True


@pytest.mark.parametrize("device", ["cpu", "meta"])
@pytest.mark.parametrize(
    ("net", "output", "size", "stride", "start"),
    [
        (lambda: vgg(VGG16), None, 212, 32, -90),
        (lambda: vgg(VGG16)[:-1], None, 196, 16, -90),
        (lambda: nn.Sequential(vgg(VGG16), nn.Conv2d(512, 8, 7)), None, 404, 32, -90),
        (lambda: vgg(VGG19), None, 268, 32, -118),
        (lambda: vgg(VGG19), "35", 252, 16, -118),
        (alexnet_v2, None, 195, 32, -64),
        (mobilenet_v1, None, 315, 32, -157),
        (lambda: resnet(50, True), "0", 483, 32, -241),
        (lambda: resnet(101, True), "0", 1027, 32, -513),
        (lambda: resnet(152, True), "0", 1507, 32, -753),
        (lambda: resnet(50, False), "0", 427, 32, -213),
        (lambda: resnet(101, False), "0", 971, 32, -485),
        (lambda: resnet(152, False), "0", 1451, 32, -725),
    ],
)
def test_published_table(net, output, size: int, stride: int, start: int, device: str) -> None:
    """Sizes as printed; starts by P = sum of p times strides, torch's padding on both sides."""
    with torch.device(device):
        made = net()
    field = receptive_field(made, 224, output)
    assert (field.size, field.stride, field.start) == ((size,) * 2, (stride,) * 2, (start,) * 2)
    assert (field.aligned, field.varies, field.notes) == (True, False, ())


def conv(k: int, s: int = 1, p: int = 0, d: int = 1) -> nn.Conv2d:
    return nn.Conv2d(1, 1, k, s, p, d)


def test_worked_example_of_a_chain() -> None:
    field = receptive_field(nn.Sequential(conv(3, 3, 1), conv(2)), 30)
    assert (field.size, field.stride, field.start) == ((6, 6), (3, 3), (-1, -1))
    assert field.rows[:2].tolist() == [[-1, 4], [2, 7]]


def test_worked_example_of_aligned_paths() -> None:
    paths = [conv(1, 4), nn.Sequential(conv(3, 2, 1), conv(1, 2))]
    field = receptive_field(Branches(paths, "add"), 16)
    assert (field.size, field.stride, field.start) == ((3, 3), (4, 4), (-1, -1))
    assert (field.aligned, field.varies) == (True, False)


def test_worked_example_of_misaligned_paths() -> None:
    """Kernel 5, stride 2, padding 2 before and 1 behind; and two kernels of 3 without padding."""
    strided = nn.Sequential(nn.ZeroPad2d((2, 1, 2, 1)), conv(5, 2))
    field = receptive_field(Branches([strided, nn.Sequential(conv(3), conv(3))], "add"), 8)
    by_hand = [(min(2 * u - 2, u), max(2 * u + 2, u + 4)) for u in range(4)]
    assert [tuple(row) for row in field.rows.tolist()] == by_hand
    assert field.size == (7, 7)
    assert (field.aligned, field.varies) == (False, True)


def test_paths_that_are_shifted_are_not_aligned_and_do_not_vary() -> None:
    class Shifted(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x[..., 1:, :] - x[..., :-1, :]

    field = receptive_field(Shifted(), (6, 5))
    assert (field.size, field.start, field.stride) == ((2, 1), (0, 0), (1, 1))
    assert (field.aligned, field.varies) == (False, False)


def test_enlargement_has_a_fractional_stride() -> None:
    net = nn.Sequential(nn.Upsample(scale_factor=2), conv(4))
    field = receptive_field(net, 6)
    assert field.stride == (Fraction(1, 2), Fraction(1, 2))
    # Outputs read 4 px of the enlarged image from u on: floor(u / 2) .. floor((u + 3) / 2).
    assert field.rows.tolist() == [[u // 2, (u + 3) // 2] for u in range(9)]
    assert field.varies
    assert field.size == (3, 3)


class Turned(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.transpose(1, 2)


def attention() -> nn.Module:
    return nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)


@pytest.mark.parametrize(
    "net",
    [
        nn.Sequential(conv(3, p=1), nn.AdaptiveAvgPool2d(1)),
        nn.Sequential(conv(3), nn.AdaptiveMaxPool2d(1)),
        nn.Sequential(conv(3), nn.Flatten(), nn.Linear(14 * 10, 2)),
        nn.Sequential(conv(3, p=1), nn.GroupNorm(1, 1)),
        nn.Sequential(nn.Conv2d(1, 8, 2, 2), nn.Flatten(2), Turned(), attention()),
        nn.Sequential(conv(3, p=1), nn.InstanceNorm2d(1)),
    ],
    ids=["mean", "max", "linear", "group norm", "attention", "instance norm"],
)
def test_what_couples_all_positions_sees_the_whole_image(net: nn.Module) -> None:
    field = receptive_field(net, (16, 12))
    assert (field.size, field.start, field.stride) == ((16, 12), (0, 0), (0, 0))
    assert not field.varies

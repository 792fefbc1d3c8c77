"""Uneven padding: the padded pixels that windows read, one by one, and what ResNet wants."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook.analysis.uneven import UnevenPadding, balanced_input_sizes, uneven_padding
from convbook.errors import ConvbookValueError
from convbook.geometry import same_padding
from convbook.ops import PartialConv2d, SymmetricPadConv2d, pad2d
from tests.analysis.stacks import SmallResNet

FIVE = ["conv1", "maxpool", "layer2.conv1", "layer3.conv1", "layer4.conv1"]


@pytest.mark.parametrize("size", [224, 256])
def test_even_sizes_are_uneven_in_all_five_layers_of_resnet(size: int) -> None:
    found = uneven_padding(SmallResNet(), size)
    assert [(r.name, r.axis) for r in found] == [(name, axis) for name in FIVE for axis in "hw"]
    assert [r.remainder for r in found] == [1] * 10
    assert [r.padding for r in found] == [3, 3] + [1] * 8
    assert [r.used for r in found] == [(3, 2)] * 2 + [(1, 0)] * 8


def test_the_sizes_that_resnet_wants() -> None:
    net = SmallResNet()
    assert uneven_padding(net, 225) == uneven_padding(net, 257) == []
    assert {r.axis for r in uneven_padding(net, (225, 224))} == {"w"}
    assert balanced_input_sizes(net, 193, 321) == [193, 225, 257, 289, 321]
    assert balanced_input_sizes(net, 224, 256) == [225]
    assert balanced_input_sizes(net, 226, 230) == []
    # VGG's poolings have no padding, so that any size is fine; TensorFlow's SAME wants others.
    assert uneven_padding(nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1), nn.MaxPool2d(2, 2)), 224) == []


def test_127_pixels_spoil_the_other_layers_only() -> None:
    pools = nn.Sequential(*[nn.MaxPool2d(3, 2, 1) for _ in range(3)])
    assert [r.name for r in uneven_padding(pools, 127)] == ["1", "1", "2", "2"]


def test_a_long_range_of_sizes_takes_the_runs_of_one_period() -> None:
    net, runs = SmallResNet(), []
    net.register_forward_pre_hook(lambda module, args: runs.append(args[0].shape[-1]))
    found = balanced_input_sizes(net, 1, 700)
    assert len(runs) <= 32 + 5
    assert found == list(range(1, 701, 32))
    assert all(bool(uneven_padding(net, n)) is (n not in found) for n in range(60, 100))


def first_and_last_read(size: int, k: int, s: int, p: int, d: int) -> tuple[int, int]:
    """How many padded px the windows reach before and after the image, one window at a time."""
    starts = [a for a in range(-p, size + p, s) if a + d * (k - 1) < size + p]
    return -starts[0], starts[-1] + d * (k - 1) - (size - 1)


def test_the_record_is_what_windows_read() -> None:
    seen = set()
    for size, k, s, p, d in product(range(6, 12), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2), (1, 2)):
        if size + 2 * p <= d * (k - 1):
            continue
        used = first_and_last_read(size, k, s, p, d)
        found = uneven_padding(nn.Conv2d(1, 1, k, s, p, d), size)
        expected = s > 1 and p > 0 and used[0] != used[1]
        assert bool(found) is expected, (size, k, s, p, d)
        for record in found:
            assert record.used == used
            assert record.remainder == p - used[1]
        seen.add((expected, k % 2, p))
    assert len(seen) > 6


@pytest.mark.parametrize("size", [32, 33])
@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_every_way_to_pad_is_seen(mode: str, size: int) -> None:
    pad = {
        "zeros": nn.ZeroPad2d,
        "reflect": nn.ReflectionPad2d,
        "replicate": nn.ReplicationPad2d,
        "circular": nn.CircularPad2d,
    }[mode](1)
    nets = [
        nn.Conv2d(2, 2, 3, 2, 1, padding_mode=mode),
        nn.Sequential(pad, nn.Conv2d(2, 2, 3, 2)),
        nn.Sequential(pad, nn.AvgPool2d(3, 2)),
    ]
    for net in nets:
        found = uneven_padding(net, size)
        assert [(r.axis, r.remainder, r.padding, r.used) for r in found] == (
            [(axis, 1, 1, (1, 0)) for axis in "hw"] if size == 32 else []
        )


class SameConv(nn.Conv2d):
    """TensorFlow's SAME, padded by the layer itself, in a mode of ours."""

    def forward(self, x: Tensor) -> Tensor:
        sides = [same_padding(n, 3, 2) for n in x.shape[-2:]]
        padded = pad2d(x, (*sides[0], *sides[1]), "symmetric")
        return F.conv2d(padded, self.weight, self.bias, self.stride)


def test_same_padding_is_uneven_at_even_sizes() -> None:
    net = SameConv(1, 1, 3, 2)
    found = uneven_padding(net, (32, 33))
    assert found == [UnevenPadding("SameConv", "h", 0, (0, 1), (0, 1))]
    explicit = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.MaxPool2d(3, 2))
    assert [r.used for r in uneven_padding(explicit, 32)] == [(0, 1), (0, 1)]
    assert balanced_input_sizes(net, 31, 36) == [31, 33, 35]


def test_rounding_up_lets_a_window_hang_over() -> None:
    (record,) = uneven_padding(nn.MaxPool2d(3, 2, (1, 0), ceil_mode=True), (32, 33))
    assert (record.axis, record.remainder, record.used) == ("h", -1, (1, 2))
    assert uneven_padding(nn.MaxPool2d(3, 2, 1, ceil_mode=True), 33) == []


@pytest.mark.parametrize("size", [2, 4])
def test_symmetric_padding_is_even_where_every_row_is_read(size: int) -> None:
    layer = SymmetricPadConv2d(4, 4, size, stride=2)
    assert uneven_padding(layer, 33) == []
    (record, _) = uneven_padding(layer, 32)
    assert (record.padding, record.used) == (size // 2, (size // 2, size // 2 - 1))


def test_partial_convolution_is_seen_once() -> None:
    assert len(uneven_padding(PartialConv2d(1, 1, 3, 2, 1), 32)) == 2


class Stubborn(nn.Module):
    """Looks at numbers, so that meta tensors do not pass, and takes 8 px or more."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-1] < 8:
            raise ValueError("too small")
        return self.conv(x) if float(x.sum()) == 0 else x


class Picky(nn.Sequential):
    """Does not take images of 57 px."""

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-1] == 57:
            raise ValueError("57 px")
        return super().forward(x)


class Changing(nn.Conv2d):
    """Leaves out a row and a column of small images, so that sizes follow two laws."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x[..., 1:, 1:] if x.shape[-1] < 30 else x)


class Crossing(nn.Module):
    """Pools and enlarges again, so that sizes repeat after more px than the strides suggest."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = nn.MaxPool2d(6, 6)
        self.conv = nn.Conv2d(1, 1, 4, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(self.pool(x), scale_factor=6.0))


@pytest.mark.parametrize(
    "net",
    [
        Stubborn(),
        Crossing(),
        Changing(1, 1, 3, 2, 1),
        Picky(nn.Conv2d(1, 1, 3, 2, 1), nn.MaxPool2d(3, 2, 1), nn.MaxPool2d(3, 2, 1)),
        nn.Sequential(nn.Conv2d(1, 1, 5, 3, 2), nn.MaxPool2d(3, 2, 1), nn.AvgPool2d(2, 2, 1)),
        nn.Sequential(nn.Upsample(scale_factor=1.5), nn.Conv2d(1, 1, 3, 2, 1)),
        nn.Sequential(nn.AdaptiveAvgPool2d(7), nn.Conv2d(1, 1, 3, 2, 1)),
        nn.Sequential(
            nn.Conv2d(1, 1, 3, 2, 1), nn.ConvTranspose2d(1, 1, 3, 2), nn.MaxPool2d(3, 2, 1)
        ),
    ],
)
def test_balanced_sizes_are_those_without_a_record(net: nn.Module) -> None:
    expected = []
    for size in range(1, 61):
        try:
            found = uneven_padding(net, size)
        except ConvbookValueError:
            continue
        if not found:
            expected.append(size)
    assert balanced_input_sizes(net, 1, 60) == expected
    assert balanced_input_sizes(net, 20, 60) == [n for n in expected if n >= 20]
    assert expected


def test_a_network_for_one_size_only() -> None:
    net = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.Flatten(), nn.Linear(17 * 17, 2))
    assert balanced_input_sizes(net, 20, 60) == [33]
    with pytest.raises(ConvbookValueError, match=r"^balanced_input_sizes: net must take an image"):
        balanced_input_sizes(net, 50, 60)


def test_the_network_is_left_as_it_was() -> None:
    net = nn.Sequential(nn.Conv2d(3, 2, 3, 2, 1), nn.BatchNorm2d(2), nn.Dropout())
    before = {k: v.clone() for k, v in net.state_dict().items()}
    uneven_padding(net, 32)
    assert all(m.training for m in net.modules())
    assert all(torch.equal(before[k], v) for k, v in net.state_dict().items())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in net.modules())

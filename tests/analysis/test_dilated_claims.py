"""What the pages on dilated layers and their sizes claim, and the network form of each claim."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook import analysis, data, geometry, ops

WIDTHS = [(64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3]
Photo = Tensor


@pytest.fixture(scope="module")
def photo() -> Photo:
    return torch.tensor(data.load("camera")).double()[None, None]


def vgg16(poolings: str) -> nn.Sequential:
    layers: list[nn.Module] = []
    channels, rate = 3, 1
    for number, block in enumerate(WIDTHS):
        if number and poolings == "stride 2":
            layers.append(nn.MaxPool2d(2))
        if number and poolings == "dilated":
            layers.append(nn.MaxPool2d(2, stride=1, dilation=rate))
            rate *= 2
        for width in block:
            layers += [nn.Conv2d(channels, width, 3, padding=rate, dilation=rate), nn.ReLU()]
            channels = width
    return nn.Sequential(*layers)


@pytest.mark.parametrize("rate", [1, 2, 3, 5])
def test_weights_stay_and_the_extent_grows(rate: int) -> None:
    layer = nn.Conv2d(1, 1, 3, dilation=rate)
    assert layer.weight.numel() == 9
    assert analysis.receptive_field(layer, 32).size == (2 * rate + 1, 2 * rate + 1)
    assert layer(torch.zeros(1, 1, 32, 32)).shape[2] == 32 - 2 * rate


def test_only_half_the_reach_as_padding_keeps_the_size() -> None:
    x = torch.zeros(1, 1, 40)
    for k, d, p in product(range(1, 8), range(1, 7), range(21)):
        kept = F.conv1d(x, torch.zeros(1, 1, k), padding=p, dilation=d).shape[2] == 40
        assert kept == (2 * p == d * (k - 1))
    # The article's example: rate 2 with padding 1.
    assert F.conv1d(x, torch.zeros(1, 1, 3), padding=1, dilation=2).shape[2] == 38


def test_two_photographs_have_one_map_after_five_poolings(photo: Photo) -> None:
    blocks = F.unfold(photo, 32, stride=32)
    order = torch.rand(blocks.shape, generator=torch.Generator().manual_seed(0)).argsort(1)
    mixed = F.fold(blocks.gather(1, order), 256, 32, stride=32)
    maps = [photo, mixed]
    for _ in range(5):
        maps = [F.max_pool2d(picture, 2) for picture in maps]
    assert maps[0].shape == (1, 1, 8, 8)
    assert torch.equal(*maps)
    assert (photo != mixed).double().mean() > 0.9


def test_small_objects_vanish_before_the_score_does(photo: Photo) -> None:
    truth = (photo < 64).double()
    legs = truth[0, 0, 160:250, 118:200]
    scores, parts = [], []
    for factor in [1, 2, 4, 8, 16, 32]:
        share = F.avg_pool2d(truth, factor)
        soft = F.interpolate(share, scale_factor=float(factor), mode="bilinear")
        found = (soft > 0.5).double()
        scores.append(float((found * truth).sum() / ((found + truth) > 0).sum()))
        parts.append(float((found[0, 0, 160:250, 118:200] * legs).sum() / legs.sum()))
    assert [round(score, 2) for score in scores] == [1.0, 0.98, 0.95, 0.92, 0.88, 0.82]
    assert [round(part, 2) for part in parts] == [1.0, 0.62, 0.4, 0.06, 0.0, 0.0]


@pytest.mark.parametrize(
    ("poolings", "field", "stride", "side", "work"),
    [("stride 2", 196, 16, 14, 1.0), ("none", 27, 1, 224, 48.1), ("dilated", 196, 1, 209, 43.8)],
)
def test_vgg_without_poolings_sees_little_and_dilated_as_much(
    poolings: str, field: int, stride: int, side: int, work: float
) -> None:
    with torch.device("meta"):
        net, plain = vgg16(poolings), vgg16("stride 2")
    found = analysis.receptive_field(net, 224)
    assert (found.size[0], found.stride[0], len(found.rows)) == (field, stride, side)
    cost, usual = (analysis.count_cost(each, 224) for each in (net, plain))
    assert cost.params == usual.params
    assert round(cost.macs / usual.macs, 1) == work


def test_a_layer_without_its_pooling_sees_everything_twice_as_large() -> None:
    generator = torch.Generator().manual_seed(1)
    h = torch.randint(0, 9, (1, 3, 12, 12), generator=generator, dtype=torch.float64)
    weight = torch.randint(-4, 5, (5, 3, 3, 3), generator=generator, dtype=torch.float64)

    def trained(maps: Tensor) -> Tensor:
        return ops.conv2d(F.max_pool2d(maps, 2), weight)

    twice = F.interpolate(h, scale_factor=2.0, mode="nearest")
    assert torch.equal(ops.conv2d(h, weight), trained(twice))
    dense = ops.conv2d(F.max_pool2d(h, 2, stride=1), weight, dilation=2)
    assert torch.equal(dense[..., ::2, ::2], trained(h))
    assert torch.equal(dense[..., 1::2, 1::2], trained(h[..., 1:11, 1:11]))


def test_thirty_two_input_sizes_share_the_last_map() -> None:
    def trunk(size: int) -> int:
        for k, p in [(7, 3), (3, 1), (3, 1), (3, 1), (3, 1)]:
            size = geometry.conv_output_size(size, k, 2, p)
        return size

    assert [size for size in range(1, 400) if trunk(size) == 7] == list(range(193, 225))


def test_a_common_factor_of_stride_and_rate_leaves_pixels_unread() -> None:
    assert (analysis.usage_counts(64, 3, padding=2, stride=2, dilation=2) > 0).sum() == 32
    assert (analysis.usage_counts(64, 3, padding=3, stride=2, dilation=3) > 0).sum() == 64

"""The mask by autograd: holes, whole images, networks that cut paths by their numbers."""

import pytest
import torch
from torch import Tensor, nn

from convbook import ops
from convbook.analysis.masks import receptive_field_mask
from convbook.analysis.receptive import receptive_field
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.analysis.published_nets import VGG16, vgg


def grid(size: int, rows: list[int]) -> Tensor:
    line = torch.zeros(size, dtype=torch.bool)
    line[rows] = True
    return line[:, None] & line


def test_dilated_kernels_leave_holes() -> None:
    net = nn.Sequential(*(nn.Conv2d(1, 1, 3, dilation=2) for _ in range(3)))
    mask = receptive_field_mask(net, 13, (0, 0))
    assert torch.equal(mask, grid(13, list(range(0, 13, 2))))
    assert int(mask.sum()) == 49  # of 169


def test_maxima_and_dead_units_hide_nothing() -> None:
    net = vgg(VGG16)[:17]  # to pool3
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(-1)
    field = receptive_field(net, 64)
    mask = receptive_field_mask(net, 64, (4, 4))
    low, high = field.rows[4]
    # P = 2 + 2 * 2 + 3 * 4 = 18, S = 8, r = 44
    assert (low, high) == (14, 57)
    assert torch.equal(mask, grid(64, list(range(low, high + 1))))


def test_units_that_are_always_dead_hide_nothing() -> None:
    class Dead(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return nn.functional.relu(-x.abs())

    assert torch.equal(receptive_field_mask(Dead(), 3, (1, 1)), grid(3, [1]))


def test_every_pixel_of_an_enlarged_or_pooled_map_is_found() -> None:
    net = nn.Sequential(nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Upsample(scale_factor=2))
    assert torch.equal(receptive_field_mask(net, 9, (1, 2)).nonzero().amax(0), torch.tensor([1, 3]))
    assert int(receptive_field_mask(net, 9, (1, 2)).sum()) == 2 * 3
    whole = nn.Sequential(nn.Conv2d(2, 2, 1), nn.AdaptiveMaxPool2d(1), nn.Flatten())
    assert receptive_field_mask(whole, (3, 4), (0, 0)).all()


def test_a_layer_at_rest_is_rigid() -> None:
    """Offsets that are zero stay zero: the gradient shows where this network looks now."""
    layer = ops.DeformConv2d(2, 2, 3, dilation=2)
    assert torch.equal(receptive_field_mask(layer, 6, (0, 1))[:, 1:], grid(6, [0, 2, 4])[:, :5])


def test_the_network_is_left_as_it_was() -> None:
    net = nn.Sequential(nn.Conv2d(1, 1, 3), nn.BatchNorm2d(1), nn.ReLU(inplace=True)).train()
    before = {k: v.clone() for k, v in net.state_dict().items()}
    receptive_field_mask(net, 6, (0, 0))
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert net[1].training
    assert all(p.grad is None for p in net.parameters())


class Constant(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.ones_like(x)


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ((None, 8, (0, 0)), ConvbookTypeError, "net must be a torch.nn.Module"),
        ((nn.ReLU(), -1, (0, 0)), ConvbookValueError, "input_size must be at least 1"),
        ((nn.ReLU(), 8, (0, 8)), ConvbookValueError, r"lie in the output, \(8, 8\), got \(0, 8\)"),
        ((nn.ReLU(), 8, (-1, 0)), ConvbookValueError, r"position\[0\] must be at least 0"),
        ((nn.ReLU(), 8, 1.5), ConvbookTypeError, "position must be an integer"),
        ((nn.Conv2d(1, 1, 9), 8, (0, 0)), ConvbookValueError, "net must take an image"),
        ((Constant(), 8, (0, 0)), ConvbookValueError, "must depend on the image"),
        ((nn.ReLU(), 8, (0, 0), 0), ConvbookValueError, "channels must be at least 1"),
    ],
)
def test_refuses(arguments, error, match: str) -> None:
    with pytest.raises(error, match=f"^receptive_field_mask: .*{match}"):
        receptive_field_mask(*arguments)

"""Fields of all submodules from one run: each equals the one asked for by its name."""

import pytest
import torch
from torch import Tensor, nn

from convbook.analysis import receptive_field, receptive_fields
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.analysis.published_nets import VGG16, resnet, vgg


class Unused(nn.Module):
    """A network with a layer that never runs, and one whose result forgets the image."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 1, 3)
        self.idle = nn.Conv2d(1, 1, 5)
        self.constant = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return self.first(x) + self.constant(torch.zeros(1))


@pytest.mark.parametrize("net", [vgg(VGG16), resnet(50, stride_in_last=True)])
def test_every_submodule_has_the_field_that_is_asked_for_by_name(net: nn.Sequential) -> None:
    fields = receptive_fields(net, 224)
    assert set(fields) == {name for name, _ in net.named_modules() if name}
    for name in list(fields)[::17]:
        single = receptive_field(net, 224, output=name)
        assert fields[name] == single
        assert (fields[name].rows == single.rows).all()


def test_layers_come_in_the_order_in_which_they_run() -> None:
    # VGG-16 by hand: 3, 5, then 6 behind the pooling, and so on to 212.
    sizes = [field.size[0] for field in receptive_fields(vgg(VGG16), 224).values()]
    expected = [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]
    assert sorted(set(sizes)) == expected
    assert sizes == sorted(sizes)


def test_what_does_not_run_or_forgets_the_image_is_left_out() -> None:
    assert list(receptive_fields(Unused(), 8)) == ["first"]


def test_of_a_layer_that_runs_twice_the_last_run_counts() -> None:
    layer = nn.Conv2d(1, 1, 3)
    net = nn.Sequential(layer, nn.ReLU(), layer)
    assert {name: f.size for name, f in receptive_fields(net, 9).items()} == {
        "1": (3, 3),
        "0": (5, 5),
    }


def test_what_it_refuses() -> None:
    with pytest.raises(ConvbookTypeError, match="receptive_fields: net must be"):
        receptive_fields(3, 8)
    with pytest.raises(ConvbookValueError, match="receptive_fields: net must take an image"):
        receptive_fields(nn.Sequential(nn.Conv2d(1, 1, 9)), 8)
    with pytest.raises(ConvbookValueError, match="a submodule must depend on the image"):
        receptive_fields(nn.Conv2d(1, 1, 3), 8)

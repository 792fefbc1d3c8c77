"""Where odd and even kernels have their centres, as the page on odd kernels says."""

from itertools import product

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convbook import geometry
from convbook.analysis import activation_drift, receptive_field


@pytest.mark.parametrize("k", range(1, 9))
def test_only_odd_kernels_keep_the_size_with_equal_sides(k: int) -> None:
    keeping = [p for p in range(9) if geometry.conv_output_size(20, k, padding=p) == 20]
    assert keeping == ([(k - 1) // 2] if k % 2 else [])
    before, after = geometry.same_padding(20, k)
    assert after - before == (k + 1) % 2


@pytest.mark.parametrize(("k", "s", "p"), [*product(range(1, 6), (1, 2, 3), (0, 1))])
def test_middle_of_an_outputs_region(k: int, s: int, p: int) -> None:
    """Output t reads t s - p to t s - p + k - 1, whose middle is t s + (k - 1)/2 - p."""
    image = torch.zeros(1, 1, 1, 20, requires_grad=True)
    layer = nn.Conv2d(1, 1, (1, k), (1, s), (0, p), bias=False)
    nn.init.ones_(layer.weight)
    t = 3
    layer(image)[..., t].sum().backward()
    read = image.grad[0, 0, 0].nonzero().flatten()
    assert float(read[0] + read[-1]) / 2 == t * s + (k - 1) / 2 - p
    assert receptive_field(layer, (1, 20)).start[1] == -p


def test_two_even_means_are_one_odd_kernel_a_pixel_away() -> None:
    image = torch.arange(144.0).reshape(1, 1, 12, 12) ** 2 % 17
    even = image
    for _ in range(2):
        even = F.avg_pool2d(F.pad(even, (0, 1, 0, 1)), 2, 1)
    row = torch.tensor([1.0, 2, 1]) / 4
    odd = F.conv2d(image, torch.outer(row, row)[None, None], padding=1)
    assert torch.equal(odd[..., 1:-1, 1:-1], even[..., :-2, :-2])
    assert not torch.equal(odd[..., 1:-1, 1:-1], even[..., 1:-1, 1:-1])


def test_a_kernel_and_its_mirror_image_drift_around_the_middle() -> None:
    image = torch.zeros(1, 1, 21, 21, dtype=torch.float64)
    image[..., 10, 10] = 1
    for taps in ([3, 1], [1, 1, 2], [4, 1, 2, 1], [5, 0, 1, 1, 1]):
        before, after = geometry.same_padding(21, len(taps))
        moved = []
        for order in (taps, taps[::-1]):
            layer = nn.Conv2d(1, 1, (1, len(taps)), bias=False).double()
            layer.weight.data[:] = torch.tensor(order)
            net = nn.Sequential(nn.ZeroPad2d((before, after, 0, 0)), layer)
            moved.append(activation_drift(net, image)["1"][1])
        assert sum(moved) / 2 == pytest.approx(before - (len(taps) - 1) / 2)
        mass = sum(j * tap for j, tap in enumerate(taps)) / sum(taps)
        assert moved[0] == pytest.approx(before - mass)


@pytest.mark.parametrize(("k", "p", "lean"), [(3, 1, 1), (5, 2, 1), (2, 0, 0), (4, 1, 0)])
def test_at_stride_2_on_even_sizes_the_even_kernels_are_centred(k: int, p: int, lean: int) -> None:
    size = 16
    outputs = geometry.conv_output_size(size, k, 2, p)
    assert outputs == size // 2
    left = (k - 1) / 2 - p
    right = size - 1 - left - 2 * (outputs - 1)
    assert right - left == lean

"""What equal receptive fields do and do not imply, as the page on the receptive field states it."""

import torch
from torch import nn

from convbook import analysis, geometry, ops
from tests.analysis.published_nets import resnet


def test_two_small_kernels_have_the_field_of_a_large_one_and_fewer_weights() -> None:
    for count, large in [(2, 5), (3, 7)]:
        net = nn.Sequential(*[nn.Conv2d(1, 1, 3) for _ in range(count)])
        single = nn.Conv2d(1, 1, large)
        sizes = [analysis.receptive_field(part, 32).size for part in (net, single)]
        assert sizes == [(large, large)] * 2
    two = 2 * geometry.conv_params(8, 8, 3, bias=False)
    assert (two, geometry.conv_params(8, 8, 5, bias=False)) == (18 * 64, 25 * 64)


def test_two_small_kernels_reach_17_of_25_dimensions() -> None:
    def stacked(numbers: torch.Tensor) -> torch.Tensor:
        first, second = numbers.reshape(2, 3, 3)
        return ops.convolve(first, second).flatten()

    numbers = torch.randint(-4, 5, (18,), generator=torch.Generator().manual_seed(0)).double()
    derivative = torch.autograd.functional.jacobian(stacked, numbers)
    assert int(torch.linalg.matrix_rank(derivative)) == 17


def test_equal_kernels_differ_at_a_padded_border_only() -> None:
    ones = torch.ones(1, 1, 3, 3)
    x = torch.ones(1, 1, 8, 8)
    stacked = ops.conv2d(ops.conv2d(x, ones, padding=1), ones, padding=1)
    single = ops.conv2d(x, ops.convolve(ones[0, 0], ones[0, 0])[None, None], padding=2)
    difference = (single - stacked)[0, 0]
    assert not difference[1:-1, 1:-1].any()
    assert difference[0].tolist() == [11, 8, 9, 9, 9, 9, 8, 11]


def test_a_second_layer_helps_where_the_first_sees_everything() -> None:
    inputs = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])[:, :, None, None]
    wanted = torch.tensor([0.0, 1, 1, 0])
    design = torch.cat([inputs[:, :, 0, 0], torch.ones(4, 1)], 1)
    best = torch.linalg.lstsq(design, wanted[:, None]).solution
    assert float((design @ best - wanted[:, None]).square().sum()) > 0.9
    first = torch.ones(2, 2, 1, 1)
    second = torch.tensor([1.0, -2.0])[None, :, None, None]
    hidden = torch.relu(ops.conv2d(inputs, first, torch.tensor([0.0, -1.0])))
    assert torch.equal(ops.conv2d(hidden, second).flatten(), wanted)


def test_blocks_of_resnets_in_which_every_unit_sees_the_whole_image() -> None:
    counts = []
    for depth in (50, 101, 152):
        trunk = resnet(depth, stride_in_last=False)[0]
        fields = analysis.receptive_fields(trunk, 224)
        blocks = [fields[str(i)] for i in range(4, len(trunk))]
        sees_all = [f.rows[0, 1] >= 223 and f.rows[-1, 0] <= 0 for f in blocks]
        counts.append((blocks[-1].size[0], sum(f.size[0] >= 224 for f in blocks), sum(sees_all)))
    assert counts == [(427, 5, 0), (971, 22, 15), (1451, 37, 30)]


def test_winograd_forms_exist_for_both_kernels() -> None:
    for taps, points, largest in [(3, 4, 1), (5, 6, 5)]:
        _, _, input_transform = ops.winograd_matrices(2, taps)
        assert input_transform.shape == (points, points)
        assert float(input_transform.abs().max()) == largest

"""Receptive fields through each kind of call: this library's operators, torch's, and refusals."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convbook import ops
from convbook.analysis.receptive import receptive_field
from convbook.errors import ConvbookTypeError, ConvbookValueError

SIZE = (16, 20)
C = 4


class Call(nn.Module):
    """A network of one function."""

    def __init__(self, function, *shape: int) -> None:
        super().__init__()
        self.function = function
        self.weight = nn.Parameter(torch.rand(*shape)) if shape else None

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x) if self.weight is None else self.function(x, self.weight)


class High(nn.Module):
    def forward(self, pair: tuple[Tensor, Tensor]) -> Tensor:
        return pair[0]


def nan_regions(net: nn.Module, axis: int) -> list[tuple[int, int]]:
    """First and last row (or column) whose NaN reaches each output row (or column)."""
    images = torch.rand(SIZE[axis], C, *SIZE, dtype=torch.float64) + 0.5
    for i, image in enumerate(images):
        image.select(axis + 1, i).fill_(torch.nan)
    with torch.no_grad():
        hit = net.double().eval()(images).isnan().any(1).any(2 - axis).T.numpy()
    return [(int(np.flatnonzero(row)[0]), int(np.flatnonzero(row)[-1])) for row in hit]


def inside(regions: np.ndarray, px: int) -> list[tuple[int, int]]:
    return [(max(low, 0), min(high, px - 1)) for low, high in regions.tolist()]


EXACT = {
    "conv2d direct": Call(lambda x, w: ops.conv2d(x, w, padding=1, algorithm="direct"), C, C, 3, 3),
    "conv2d im2col": Call(lambda x, w: ops.conv2d(x, w, stride=2, algorithm="im2col"), C, C, 3, 2),
    "conv2d full": Call(lambda x, w: ops.conv2d(x, w, padding="full"), C, C, 2, 3),
    "depthwise": Call(lambda x, w: ops.depthwise_conv2d(x, w, dilation=2), C, 1, 2, 3),
    "pointwise": Call(ops.pointwise_conv2d, 2, C, 1, 1),
    "separable": ops.DepthwiseSeparableConv2d(C, 2, 3, stride=2, padding=1),
    "transposed scatter": Call(
        lambda x, w: ops.conv_transpose2d(x, w, stride=2, algorithm="scatter"), C, C, 3, 3
    ),
    "transposed zeros": Call(
        lambda x, w: ops.conv_transpose2d(x, w, stride=2, padding=1, algorithm="zero_insertion"),
        C, C, 4, 4,
    ),
    "zero insertion": nn.Sequential(
        Call(lambda x: ops.zero_insert(x, 2)), nn.Conv2d(C, 1, 2, padding=1)
    ),
    "shuffle": nn.Sequential(Call(lambda x: ops.channel_shuffle(x, 2)), nn.Conv2d(C, 1, 3)),
    "partial": ops.PartialConv2d(C, 2, 3, stride=2, padding=1),
    "symmetric": nn.Sequential(ops.SymmetricPadConv2d(C, C, 2), ops.SymmetricPadConv2d(C, 2, 4)),
    "octave in": nn.Sequential(ops.OctaveConv2d(C, C, 3, alpha_in=0), High()),
    "octave through": nn.Sequential(
        ops.OctaveConv2d(C, C, 3, alpha_in=0), ops.OctaveConv2d(C, C, 3, alpha_out=0)
    ),
    "octave stride 2": nn.Sequential(
        ops.OctaveConv2d(C, C, 3, alpha_in=0), ops.OctaveConv2d(C, C, 3, stride=2, alpha_out=0)
    ),
    "local kernels": ops.DeformKernelConv2d(C, 3, 4, mode="local", padding=1),
    "global kernels": ops.DeformKernelConv2d(C, 3, 4, mode="global", padding=1),
    "mixed kernels": ops.CondConv2d(C, 2, 3, padding=1),
    "dynamic pool": nn.Sequential(nn.Conv2d(C, 1, 3), ops.DynOPool2d((2.5, 1.3))),
    "space to depth": nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(4 * C, 1, 2)),
    "unfold": Call(lambda x: F.unfold(x, 3, stride=(1, 2)).unflatten(-1, (14, 9))),
    "repeat": nn.Sequential(
        Call(lambda x: x.repeat_interleave(2, -1).repeat_interleave(3, -2)), nn.Conv2d(C, 1, 2)
    ),
    "flip": nn.Sequential(Call(lambda x: x.flip(-1, -2)), nn.Conv2d(C, 1, 3, 2)),
    "picked rows": nn.Sequential(
        Call(lambda x: x[:, :, torch.arange(1, 15, 3)]), nn.Conv2d(C, 1, (2, 1))
    ),
    "permuted": nn.Sequential(
        Call(lambda x: x.permute(0, 2, 3, 1)), nn.LayerNorm(C), nn.Linear(C, C),
        Call(lambda x: x.permute(0, 3, 1, 2)), nn.Conv2d(C, 1, 3),
    ),
    "padded by cat": nn.Sequential(
        Call(lambda x: torch.cat([x.new_zeros(len(x), C, 2, 20), x], 2)), nn.Conv2d(C, 1, 3)
    ),
    "einsum": Call(lambda x, w: torch.einsum("nchw,oc->nohw", F.avg_pool2d(x, 2), w), 2, C),
    "adaptive": nn.AdaptiveAvgPool2d((5, 7)),
    "broadcast": Call(lambda x, w: x[..., 1:, :] + F.conv2d(x, w), C, C, *SIZE),
    "one dimension": nn.Sequential(
        Call(lambda x: x.mean(2)), nn.Conv1d(C, 2, 3), Call(lambda x: x[:, :, None])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXACT)
def test_regions_are_those_that_nan_reaches(name: str) -> None:
    net = EXACT[name]
    field = receptive_field(net.float(), SIZE, channels=C)
    assert field.notes == ()
    for axis, regions in enumerate((field.rows, field.columns)):
        assert inside(regions, SIZE[axis]) == nan_regions(net, axis), axis


@pytest.mark.parametrize("mode", ops.PADDING_MODES)
def test_padding_of_every_mode_counts_as_padding(mode: str) -> None:
    sides = 2 if mode.startswith("distribution") else (1, 2, 3, 0)
    net = nn.Sequential(Call(lambda x: ops.pad2d(x, sides, mode=mode)), nn.Conv2d(C, 1, 3))
    field = receptive_field(net, SIZE, channels=C)
    assert field.size == (3, 3)
    assert field.start == ((-2, -2) if sides == 2 else (-1, -3))
    assert bool(field.notes) == (sides == 2)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_padding_inside_torchs_layers(mode: str) -> None:
    field = receptive_field(nn.Conv2d(C, 1, 5, padding=2, padding_mode=mode), SIZE)
    assert (field.size, field.start) == ((5, 5), (-2, -2))


@pytest.mark.parametrize(
    "net",
    [
        ops.DeformConv2d(C, 2, 3, padding=1),
        ops.DeformConv2d(C, 2, 3, padding=1, modulated=True),
        ops.DeformKernelConv2d(C, 3, 4, mode="local", padding=1, deform_input=True),
    ],
)
def test_offsets_from_the_image_can_reach_all_of_it(net: nn.Module) -> None:
    field = receptive_field(net, SIZE)
    assert (field.size, field.start) == (SIZE, (0, 0))
    assert "the whole image is stated" in field.notes[0]


def test_known_offsets_state_their_reach() -> None:
    offset = torch.zeros(1, 9, 2, 14, 18)
    offset[:, :, 0, 3, 4], offset[:, :, 1] = 1.25, -2
    net = Call(lambda x, w: ops.deform_conv2d(x, offset.flatten(1, 2), w), C, C, 3, 3)
    field = receptive_field(net, SIZE, channels=C)
    assert (field.size, field.start) == ((5, 3), (0, -2))
    assert "the farthest that any output sends them" in field.notes[0]


def test_dynamic_pooling_by_two_is_pooling_by_two() -> None:
    field = receptive_field(ops.DynOPool2d(2.0), SIZE)
    pooled = receptive_field(nn.MaxPool2d(2), SIZE)
    assert field == pooled
    assert np.array_equal(field.rows, pooled.rows)


def test_a_named_layer_is_the_output() -> None:
    net = nn.Sequential(nn.Conv2d(C, C, 3), nn.Sequential(nn.ReLU(), nn.Conv2d(C, 1, 5)))
    assert [receptive_field(net, 20, name).size[0] for name in ("0", "1.0", "1", "")] == [
        3, 3, 7, 7,
    ]  # fmt: skip


def test_the_network_is_left_as_it_was() -> None:
    net = nn.Sequential(nn.Conv2d(C, C, 3), nn.BatchNorm2d(C), nn.Dropout())
    net[1].eval()
    before = {k: v.clone() for k, v in net.state_dict().items()}
    receptive_field(net, SIZE)
    with pytest.raises(ConvbookValueError):
        receptive_field(net, 2)
    assert [module.training for module in net.modules()] == [True, True, False, True]
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert all(p.grad is None and p.requires_grad for p in net.parameters())
    assert not any(m._forward_hooks for m in net.modules())


class Sorting(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.linalg.inv(x)


class Writing(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = x.new_zeros(x.shape)
        y[:, :, 1:] = x[:, :, :-1]
        return y


def constant(x: Tensor) -> Tensor:
    return torch.ones_like(x)


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ((lambda x: x, 8), ConvbookTypeError, "net must be a torch.nn.Module, got function"),
        ((Sorting(), 8), ConvbookTypeError, "whose reads are known, got aten.linalg_inv"),
        ((Writing(), 8), ConvbookTypeError, "part of a tensor, got aten.copy_.default"),
        ((nn.ReLU(), 0), ConvbookValueError, r"input_size must be at least 1, got 0"),
        ((nn.ReLU(), (8, 8, 8)), ConvbookValueError, "input_size must be an integer or 2 of them"),
        ((nn.ReLU(), 8.0), ConvbookTypeError, "input_size must be an integer"),
        ((nn.Conv2d(1, 1, 9), 8), ConvbookValueError, r"image of this size, got \(1, 1, 8, 8\)"),
        ((nn.Sequential(nn.ReLU()), 8, "1"), ConvbookValueError, "of a submodule, got '1'"),
        ((nn.Sequential(nn.ReLU()), 8, 0), ConvbookTypeError, "of a submodule, got int"),
        ((Call(constant), 8), ConvbookValueError, "must depend on the image"),
        ((nn.ReLU(), 8, None, 0), ConvbookValueError, "channels must be at least 1, got 0"),
    ],
)
def test_refuses(arguments, error, match: str) -> None:
    with pytest.raises(error, match=f"^receptive_field: .*{match}"):
        receptive_field(*arguments)

"""Effective receptive fields: against one backward pass a sample, and against theory."""

from math import sqrt

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convbook import ops
from convbook.analysis import erf
from convbook.analysis.erf import effective_receptive_field
from convbook.analysis.erf_paths import erf_path_sum
from convbook.analysis.erf_size import erf_radius, erf_share, erf_sigma
from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests.analysis.published_nets import Bottleneck
from tests.analysis.random_nets import Branches

T = torch.zeros(2, 3, 8, 8)


def obvious_loop(net: nn.Module, size, position, samples: int, channels: int = 3) -> Tensor:
    """One backward pass a sample, over the whole image."""
    generator = torch.Generator().manual_seed(7)
    total = torch.zeros(size, dtype=torch.float64)
    for _ in range(samples):
        image = torch.randn(1, channels, *size, generator=generator, dtype=torch.float64)
        image.requires_grad_()
        output = net(image * 1)
        u, v = position or (output.shape[-2] // 2, output.shape[-1] // 2)
        (output[..., u, v] if output.ndim > 2 else output).sum().backward()
        total += image.grad.abs().sum((0, 1))
    return total / samples


def stack() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(),
    )  # fmt: skip


def residual() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(3, 8, 5, 2, 2), Bottleneck(8, 2, 1), Bottleneck(8, 4, 2))


def product() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 4, 1), Branches([nn.Conv2d(4, 4, 3, padding=1), nn.ReLU()], "mul")
    )


def classifier() -> nn.Sequential:
    return nn.Sequential(stack(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))


def padded_after_a_crop() -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(3, 4, 9), nn.Conv2d(4, 4, 9, padding=4), nn.Conv2d(4, 1, 3))


class Placed(nn.Module):
    """Knows where it is, which the size of the image tells."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.arange(1, x.shape[-1] + 1, dtype=x.dtype)


torch.manual_seed(0)
# Networks, and whether their output in the middle sees a part that is worth cutting out.
NETS = {
    "convolutions": (stack(), True),
    "residual": (residual(), True),
    "transposed": (nn.Sequential(stack(), nn.ConvTranspose2d(8, 2, 4, 2, 1)), True),
    "product": (product(), True),
    "whole": (classifier(), False),
    "deformable": (nn.Sequential(stack(), ops.DeformConv2d(8, 2, 3, padding=1)), False),
    "padding after a crop": (padded_after_a_crop(), True),
    "overwriting": (nn.Sequential(nn.ReLU(inplace=True), nn.Conv2d(3, 2, 3)), True),
    "placed": (nn.Sequential(nn.Conv2d(3, 2, 3), Placed()), False),
}


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("position", [None, (0, 0), "near the border"])
def test_equals_one_backward_pass_a_sample(name: str, position, monkeypatch) -> None:
    net, crops = NETS[name]
    net, size = net.double().eval(), (48, 64)
    if name == "whole":
        position = None
    elif position == "near the border":
        with torch.no_grad():
            height = net(torch.zeros(1, 3, *size, dtype=torch.float64)).shape[-2]
        position = (height - 5, 4)
    sizes = []
    gradients = erf._gradients
    monkeypatch.setattr(
        erf, "_gradients", lambda *given: sizes.append(given[2].size) or gradients(*given)
    )
    given = torch.Generator().manual_seed(7)
    field = effective_receptive_field(net, size, position, num_samples=4, generator=given)
    expected = obvious_loop(net, size, position, 4)
    torch.testing.assert_close(field, expected, rtol=1e-12, atol=1e-14)
    assert field.count_nonzero() >= 4
    if position is None:
        assert (sizes[-1] < size) == crops, "cropped where it can"


def test_is_that_of_the_path_sum_for_a_linear_stack() -> None:
    net = nn.Sequential(*(nn.Conv2d(1, 1, 3, bias=False) for _ in range(3))).double()
    field = effective_receptive_field(net, 7, (0, 0), num_samples=1)
    paths = erf_path_sum([layer.weight[0, 0] for layer in net])
    torch.testing.assert_close(field, paths.abs().detach())


def test_given_images_take_the_place_of_random_ones() -> None:
    net = stack().double().eval()
    generator = torch.Generator().manual_seed(7)
    draws = [torch.randn(1, 3, 48, 64, generator=generator, dtype=torch.float64) for _ in range(4)]
    given = effective_receptive_field(net, (48, 64), images=torch.cat(draws))
    torch.testing.assert_close(given, obvious_loop(net, (48, 64), None, 4), rtol=1e-12, atol=1e-14)
    one = effective_receptive_field(net, (48, 64), num_samples=9, images=draws[0])
    assert not torch.allclose(one, given)


def test_the_network_is_left_as_it_was() -> None:
    net = stack().train()
    before = {k: v.clone() for k, v in net.state_dict().items()}
    effective_receptive_field(net, 16, num_samples=2)
    assert all(module.training for module in net.modules())
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert all(p.grad is None for p in net.parameters())


@pytest.mark.parametrize(("n", "size"), [(5, 9), (10, 13), (20, 19), (40, 25), (80, 37)])
def test_sizes_of_equal_weights_by_the_rule(n: int, size: int) -> None:
    """Along one axis: 9 of 11 px, 13 of 21, 19 of 41, 25 of 81, 37 of 161."""
    line = erf_path_sum([torch.ones(1, 3, dtype=torch.float64) / 3] * n)[0]
    assert len(line) == 2 * n + 1
    assert erf_radius(line) == size
    square = torch.outer(line, line)
    inside = square > 0.0455 * square.max()
    assert erf_radius(square) == pytest.approx(sqrt(int(inside.sum())), rel=1e-15)
    assert erf_share(square, inside) > 0.9


def test_sigma_is_that_of_the_random_walk() -> None:
    """The exact variance of the sum of uniform steps, by convolution of their distributions."""
    rng = np.random.default_rng(0)
    for _ in range(200):
        n = int(rng.integers(1, 5))
        k, s, d = (rng.integers(1, 4 + i, n).tolist() for i in range(3))
        walk, scale = np.ones(1), 1
        for size, stride, gap in zip(k, s, d, strict=True):
            step = np.zeros((size - 1) * gap * scale + 1)
            step[:: gap * scale] = 1 / size
            walk, scale = np.convolve(walk, step), scale * stride
        at = np.arange(len(walk))
        variance = walk @ at**2 - (walk @ at) ** 2
        assert erf_sigma(k, s, d) ** 2 == pytest.approx(variance, abs=1e-9)
    assert erf_sigma([3] * 6) == sqrt(6 * 2 / 3)
    assert erf_sigma([]) == 0


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda f: f(None, 8), ConvbookTypeError, "net must be"),
        (lambda f: f(nn.ReLU(), 0), ConvbookValueError, "input_size must be"),
        (lambda f: f(nn.ReLU(), 8, (8, 0)), ConvbookValueError, "position must lie in the output"),
        (lambda f: f(nn.ReLU(), 8, 2.5), ConvbookTypeError, "position must be an integer"),
        (lambda f: f(nn.Flatten(), 8, (0, 0)), ConvbookValueError, "position must be None"),
        (lambda f: f(nn.ReLU(), 8, None, 0), ConvbookValueError, "num_samples must be at least 1"),
        (lambda f: f(nn.ReLU(), 8, generator=3), ConvbookTypeError, "generator must be"),
        (lambda f: f(nn.Conv2d(1, 1, 9), 8), ConvbookValueError, "net must take an image"),
        (lambda f: f(nn.ReLU(), 8, channels=0), ConvbookValueError, "channels must be"),
        (lambda f: f(nn.ReLU(), 8, images=[T]), ConvbookTypeError, "images must be a torch.Tensor"),
        (lambda f: f(nn.ReLU(), 8, images=T[0]), ConvbookValueError, "images must have 4 axes"),
        (lambda f: f(nn.ReLU(), 9, images=T), ConvbookValueError, "images must be of 9 x 9"),
        (lambda f: f(nn.ReLU(), 8, images=T[:0]), ConvbookValueError, "every axis of images"),
    ],
)
def test_refuses_to_measure(call, error, match: str) -> None:
    with pytest.raises(error, match=f"^effective_receptive_field: {match}"):
        call(effective_receptive_field)


def test_refuses_what_does_not_depend_on_the_image() -> None:
    class Constant(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.ones_like(x)

    with pytest.raises(ConvbookValueError, match="must depend on the image"):
        effective_receptive_field(Constant(), 8)


ONES = np.ones(3)


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: erf_radius([1.0]), ConvbookTypeError, "erf_radius: field must be a tensor or"),
        (lambda: erf_radius(ONES > 0), ConvbookTypeError, "erf_radius: field must hold real"),
        (lambda: erf_radius(ONES * np.nan), ConvbookValueError, "erf_radius: field must hold fin"),
        (lambda: erf_radius(np.ones(0)), ConvbookValueError, "erf_radius: field must hold fin"),
        (lambda: erf_radius(-ONES), ConvbookValueError, "erf_radius: the centre of field must"),
        (lambda: erf_radius(ONES, "1"), ConvbookTypeError, "erf_radius: threshold must be a num"),
        (lambda: erf_radius(ONES, 1.5), ConvbookValueError, "erf_radius: threshold must lie in"),
        (lambda: erf_share(ONES, ONES), ConvbookTypeError, "erf_share: mask must hold bools"),
        (lambda: erf_share(ONES, [True]), ConvbookTypeError, "erf_share: mask must be a tensor"),
        (lambda: erf_share(ONES, np.ones(2) > 0), ConvbookValueError, "field and mask must have"),
        (lambda: erf_share(-ONES, ONES > 0), ConvbookValueError, "erf_share: field must not be"),
        (lambda: erf_share(0 * ONES, ONES > 0), ConvbookValueError, "erf_share: field must not"),
        (lambda: erf_sigma(3), ConvbookTypeError, "erf_sigma: kernel_sizes must be a sequence"),
        (lambda: erf_sigma("33"), ConvbookTypeError, "erf_sigma: kernel_sizes must be a sequence"),
        (lambda: erf_sigma([0]), ConvbookValueError, r"erf_sigma: kernel_sizes\[0\] must be at"),
        (lambda: erf_sigma([3], [1, 1]), ConvbookValueError, "erf_sigma: strides must have one"),
        (lambda: erf_sigma([3], None, [0.5]), ConvbookTypeError, r"dilations\[0\] must be an int"),
    ],
)
def test_refuses_to_summarise(call, error, match: str) -> None:
    with pytest.raises(error, match=match):
        call()

"""What the page on reasons for padding claims of borders: statistics, gradients, positions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import torch

from convbook import data, geometry
from convbook.data.images import grey_square
from convbook.ops import conv1d, conv2d, pad2d

COPIES = "reflect", "symmetric", "replicate", "circular"


def layer(x: torch.Tensor, w: torch.Tensor, mode: str, pad: int | tuple[int, int] = 1):
    return conv2d(pad2d(x, pad, mode=mode), w)


def variances(taps: list[int], mode: str) -> list[int]:
    """Variance of each output of a row of 8 independent pixels of variance 1."""
    units = torch.eye(8, dtype=torch.long).reshape(8, 1, 1, 8)
    y = layer(units, torch.tensor(taps).reshape(1, 1, 1, 3), mode, (0, 1))
    squares: list[int] = (y**2).sum(0).flatten().tolist()
    return squares


def test_variance_at_the_edge_by_hand() -> None:
    a, b, c = 2, -1, 3
    expected = {
        "zeros": b**2 + c**2,
        "replicate": (a + b) ** 2 + c**2,
        "symmetric": (a + b) ** 2 + c**2,
        "reflect": b**2 + (a + c) ** 2,
        "circular": a**2 + b**2 + c**2,
    }
    for mode, first in expected.items():
        found = variances([a, b, c], mode)
        assert found[0] == first
        assert set(found[1:-1]) == {14}


def test_zeros_lower_the_variance_over_random_kernels_and_copies_keep_it() -> None:
    """All kernels of taps -1 and 1: independent, of mean 0."""
    kernels = [list(taps) for taps in product([-1, 1], repeat=3)]
    for mode, expected in [("zeros", Fraction(2, 3)), *((mode, Fraction(1)) for mode in COPIES)]:
        found = [variances(taps, mode) for taps in kernels]
        edge, middle = (sum(line[at] for line in found) for at in (0, 4))
        assert Fraction(edge, middle) == expected
    assert variances([1, 0, 1], "reflect")[0] == 2 * variances([1, 0, 1], "reflect")[4]
    assert variances([-1, 0, 1], "reflect")[0] == 0


def test_zeros_disturb_the_smoothing_of_photographs_most() -> None:
    names = "astronaut", "camera", "chelsea", "coffee"
    photos = np.stack([grey_square(data.load(name), 256) for name in names])
    tiles = photos.reshape(4, 8, 32, 8, 32).swapaxes(2, 3).reshape(-1, 1, 32, 32)
    x = torch.from_numpy((tiles - tiles.mean()) / tiles.std())
    ratios = {}
    for mode in ("zeros", *COPIES, "distribution"):
        y = layer(x, torch.ones(1, 1, 3, 3).double(), mode) ** 2
        ratios[mode] = float(y[..., 8:24, 0].mean() / y[..., 8:24, 8:24].mean())
    disturbed = sorted(ratios, key=lambda mode: abs(np.log(ratios[mode])))
    assert disturbed[-1] == "zeros"
    assert ratios["zeros"] == pytest.approx(0.46, abs=0.01)
    assert ratios["replicate"] == pytest.approx(1.04, abs=0.01)


def test_zeros_add_no_product_to_the_gradient_of_a_tap() -> None:
    x = torch.tensor([1.0, 2, 4, 8, 16]).reshape(1, 1, 1, 5)
    collected = {}
    for mode in ("zeros", *COPIES):
        w = torch.zeros(1, 1, 1, 3, requires_grad=True)
        layer(x, w, mode, (0, 1)).sum().backward()
        assert w.grad is not None
        collected[mode] = w.grad.flatten().tolist()
    # Sums of distinct powers of 2: no pixel is counted twice, none is lost but at the ends.
    assert collected["zeros"] == [15, 31, 30]
    assert collected["circular"] == [31, 31, 31]
    assert collected["replicate"] == [1 + 15, 31, 30 + 16]
    assert collected["reflect"] == [2 + 15, 31, 30 + 8]


@pytest.mark.parametrize("size", [7, 8, 13])
def test_zeros_write_the_distance_to_the_edge_into_a_flat_row(size: int) -> None:
    half = (size + 1) // 2
    x = torch.ones(1, 1, size, dtype=torch.long)
    ones = torch.ones(1, 1, 3, dtype=torch.long)
    for depth in range(1, half):
        x = conv1d(x, ones, padding=1)
        row = x.flatten().tolist()
        assert len(set(row[: depth + 1])) == min(depth + 1, half)
        assert set(row[depth : size - depth]) == {3**depth}
    for mode in COPIES:
        flat = torch.ones(1, 1, 1, size, dtype=torch.long)
        assert layer(flat, ones[:, :, None], mode, (0, 1)).unique().tolist() == [3]


def test_only_circular_padding_commutes_with_every_shift() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randint(-9, 10, (1, 2, 9, 9), generator=generator).double()
    w = torch.randint(-9, 10, (3, 2, 3, 3), generator=generator).double()
    for mode in ("zeros", *COPIES):
        same = [
            torch.equal(layer(x.roll(s, (2, 3)), w, mode), layer(x, w, mode).roll(s, (2, 3)))
            for s in product(range(9), repeat=2)
            if s != (0, 0)
        ]
        assert all(same) if mode == "circular" else not any(same)


def test_vgg16_without_padding_has_one_unit_left() -> None:
    left = {}
    for padding in (0, 1):
        size = 224
        for count in (2, 2, 3, 3, 3):
            for _ in range(count):
                size = geometry.conv_output_size(size, 3, padding=padding)
            size //= 2
        left[padding] = size
    assert left == {0: 1, 1: 7}


def test_zeros_are_the_default_of_the_layer_and_none_is_added() -> None:
    conv = torch.nn.Conv2d(1, 1, 3)
    assert (conv.padding_mode, conv.padding) == ("zeros", (0, 0))

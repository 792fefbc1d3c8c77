"""Reductions among the borders of pad2d, and to the paddings of conv2d."""

from itertools import product

import torch
from torch import Tensor

from convbook.ops.conv import conv2d
from convbook.ops.pad import pad2d
from convbook.ops.reductions.record import Draw, Reduction, reduction

COPIES = ("zeros", "replicate", "symmetric", "reflect", "circular")

Four = tuple[int, ...]


def image(draw: Draw, low: int = 1, high: int = 5) -> Tensor:
    """Draw a batch of images of at least `low` px on each side."""
    return draw.tensor(*draw.integers(2, 1, 2), *draw.integers(2, low, high))


def image_and_kernel(draw: Draw) -> tuple[Tensor, Tensor]:
    """Draw images and kernels that fit into them."""
    x = image(draw, low=3)
    return x, draw.tensor(draw.integer(1, 2), x.shape[1], *draw.integers(2, 1, 3))


def inside(sides: Four, size: torch.Size) -> tuple[slice, slice]:
    """Index the image inside its border."""
    return slice(sides[0], sides[0] + size[-2]), slice(sides[2], sides[2] + size[-1])


@reduction("pad2d(x, p)", 'pad2d(x, p, mode="constant", value=0)')
def zeros_are_a_constant(draw: Draw) -> tuple[Tensor, Tensor]:
    """Zeros are the constant 0."""
    x, p = image(draw), draw.integers(4, 0, 4)
    return pad2d(x, p), pad2d(x, p, mode="constant", value=0)


@reduction("pad2d(x, (h, w), mode)", "pad2d(x, (h, h, w, w), mode)", "any copying mode")
def a_pair_is_four_sides(draw: Draw) -> tuple[Tensor, Tensor]:
    """One number an axis pads both of its ends."""
    x, (h, w), mode = image(draw), draw.integers(2, 0, 6), draw.choice(*COPIES)
    return pad2d(x, (h, w), mode), pad2d(x, (h, h, w, w), mode)


@reduction("pad2d(x, (h, w), mode)", "pad2d(pad2d(x, (h, 0), mode), (0, w), mode)", "not by means")
def borders_are_separable(draw: Draw) -> tuple[Tensor, Tensor]:
    """Rows and columns can be padded one after the other; local means cannot."""
    x, (h, w), mode = image(draw), draw.integers(2, 0, 6), draw.choice(*COPIES)
    return pad2d(x, (h, w), mode), pad2d(pad2d(x, (h, 0), mode), (0, w), mode)


@reduction("pad2d(x, p, mode)[inside]", "x")
def the_image_stays(draw: Draw) -> tuple[Tensor, Tensor]:
    """Cutting the border off again gives the image."""
    x, p, mode = image(draw), draw.integers(4, 0, 6), draw.choice(*COPIES)
    return pad2d(x, p, mode)[..., *inside(p, x.shape)], x


@reduction(
    "pad2d(pad2d(x, p, mode), q, mode)", "pad2d(x, p + q, mode)", 'mode "zeros" or "replicate"'
)
def borders_grow_in_steps(draw: Draw) -> tuple[Tensor, Tensor]:
    """Zeros and the nearest pixel can be added a ring at a time; mirrors cannot."""
    x, mode = image(draw), draw.choice("zeros", "replicate")
    p, q = draw.integers(4, 0, 3), draw.integers(4, 0, 3)
    both = tuple(a + b for a, b in zip(p, q, strict=True))
    return pad2d(pad2d(x, p, mode), q, mode), pad2d(x, both, mode)


@reduction('pad2d(x, 1, "symmetric")', 'pad2d(x, 1, "replicate")', "at most 1 px on each side")
def a_mirror_at_one_pixel_repeats_it(draw: Draw) -> tuple[Tensor, Tensor]:
    """The first pixel behind the mirror is the last one before it."""
    x, p = image(draw), draw.integers(4, 0, 1)
    return pad2d(x, p, "symmetric"), pad2d(x, p, "replicate")


@reduction(
    'pad2d(x, p, "reflect")',
    'pad2d(x, p + 1, "symmetric") without the doubled edges',
    "p below the size of x",
)
def reflection_leaves_the_edge_out(draw: Draw) -> tuple[Tensor, Tensor]:
    """Both modes mirror; one shows the edge pixel twice."""
    x = image(draw, low=2)
    p = draw.integer(0, min(x.shape[2:]) - 1)
    mirrored = pad2d(x, p + 1, "symmetric")
    for axis in (-2, -1):
        before, rest = torch.split(mirrored, [p, mirrored.shape[axis] - p], axis)
        middle = rest.narrow(axis, 1, x.shape[axis])
        after = rest.narrow(axis, x.shape[axis] + 2, p)
        mirrored = torch.cat([before, middle, after], axis)
    return pad2d(x, p, "reflect"), mirrored


@reduction(
    'pad2d(x, p, "symmetric")', 'pad2d([x and its mirror images], p, "circular")[first rows]'
)
def mirrored_images_tile_the_plane(draw: Draw) -> tuple[Tensor, Tensor]:
    """Mirroring again and again repeats the image and its mirror image."""
    x, p = image(draw), draw.integers(4, 0, 9)
    tile = torch.cat([x, x.flip(-2)], -2)
    tile = torch.cat([tile, tile.flip(-1)], -1)
    left = pad2d(x, p, "symmetric")
    return left, pad2d(tile, p, "circular")[..., : left.shape[-2], : left.shape[-1]]


@reduction('pad2d(x, (H, W), "circular")', "x.repeat(1, 1, 3, 3)")
def circular_borders_are_copies(draw: Draw) -> tuple[Tensor, Tensor]:
    """A border as wide as the image puts the whole image beside it."""
    x = image(draw)
    return pad2d(x, tuple(x.shape[2:]), "circular"), x.repeat(1, 1, 3, 3)


@reduction('pad2d(x, (t, 0, l, 0), "circular")[..., :H, :W]', "torch.roll(x, (t, l))")
def circular_borders_roll(draw: Draw) -> tuple[Tensor, Tensor]:
    """What leaves at one end enters at the other."""
    x, (top, left) = image(draw), draw.integers(2, 0, 7)
    rolled = torch.roll(x, (top, left), (2, 3))
    padded = pad2d(x, (top, 0, left, 0), "circular")
    return padded[..., : x.shape[2], : x.shape[3]], rolled


@reduction("pad2d(flip(x), swapped sides, mode)", "flip(pad2d(x, p, mode))")
def borders_flip_with_the_image(draw: Draw) -> tuple[Tensor, Tensor]:
    """No mode prefers one side to the other."""
    x, (t, b, le, r) = image(draw), draw.integers(4, 0, 6)
    mode = draw.choice(*COPIES)
    return pad2d(x.flip(2, 3), (b, t, r, le), mode), pad2d(x, (t, b, le, r), mode).flip(2, 3)


@reduction("conv2d(pad2d(x, p), w)", "conv2d(x, w, padding=p)")
def padding_of_a_convolution_is_a_border_of_zeros(draw: Draw) -> tuple[Tensor, Tensor]:
    """The padding of a convolution is the border of zeros that nobody stores."""
    (x, w), p = image_and_kernel(draw), draw.integers(2, 0, 3)
    stride = draw.integers(2, 1, 3)
    return conv2d(pad2d(x, p), w, stride=stride), conv2d(x, w, stride=stride, padding=p)


@reduction(
    'conv2d(pad2d(x, (0, k_h - 1, 0, k_w - 1), "circular"), w)',
    "sum over i, j of conv2d(roll(x, (-i, -j)), w[:, :, i:i+1, j:j+1])",
)
def circular_borders_make_circular_convolutions(draw: Draw) -> tuple[Tensor, Tensor]:
    """With circular borders a convolution is that of signal processing, on a torus."""
    x, w = image_and_kernel(draw)
    k_h, k_w = w.shape[2:]
    rolled = [
        conv2d(torch.roll(x, (-i, -j), (2, 3)), w[:, :, i : i + 1, j : j + 1])
        for i, j in product(range(k_h), range(k_w))
    ]
    padded = pad2d(x, (0, k_h - 1, 0, k_w - 1), "circular")
    return conv2d(padded, w), torch.stack(rolled).sum(0)


@reduction('pad2d(x, p, "distribution")', 'pad2d(x, p, "replicate")', "x is constant", exact=False)
def means_of_a_constant_are_the_constant(draw: Draw) -> tuple[Tensor, Tensor]:
    """Local means continue a constant image as it is; zeros would end it."""
    p = draw.integer(0, 2)
    height, width = (2 * p + 1 + extra for extra in draw.integers(2, 0, 3))
    x = draw.eighths(*draw.integers(2, 1, 2), 1, 1, low=1).expand(-1, -1, height, width)
    mode = draw.choice("distribution", "distribution-reflect")
    return pad2d(x, p, mode), pad2d(x, p, "replicate")


@reduction(
    'pad2d(x, p, "distribution")',
    'pad2d(x, p, "constant", value=x.mean())',
    "one channel of 2 p + 1 px on each side",
    exact=False,
)
def the_only_window_is_the_image(draw: Draw) -> tuple[Tensor, Tensor]:
    """On the smallest image there is one local mean, and the border holds it."""
    p = draw.integer(1, 6)
    x = draw.tensor(1, 1, 2 * p + 1, 2 * p + 1)
    mode = draw.choice("distribution", "distribution-reflect")
    return pad2d(x, p, mode), pad2d(x, p, "constant", value=x.mean().item())


REDUCTIONS = tuple(value for value in globals().values() if isinstance(value, Reduction))

"""Objects of varied size and rotation, built from labelled images: small ones to find and name."""

import math
from functools import lru_cache
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from convbook import data
from convbook.experiments.pictures import Pictures

LARGEST = 3.0  # times the smallest object
FINE = 2  # samples a px and axis, which are averaged
LEVELS = 256
TURN = 0.25  # all angles lie in such a part of a turn, half of it on either side
SHADE = 0.25  # of the photograph behind an object
BEHIND = {"train": ("astronaut", "coffee"), "test": ("camera", "chelsea")}
BATCH, TESTED = 250, 1000
CLASS, BOX, SIZE, ANGLE = 0, slice(1, 5), 5, 6


class Places(NamedTuple):
    """Where objects are put: one number each, [N].

    Attributes:
        size: side of the whole image on the canvas, over that of the largest; 1/3 to 1.
        angle: of the rotation to the left, in turns, -1/8 to 1/8.
        row: of the middle, in px from the canvas's top edge.
        column: likewise from its left edge.
    """

    size: Tensor
    angle: Tensor
    row: Tensor
    column: Tensor


def canvas_size(side: int) -> int:
    """Return the px of a square canvas on which an image of this side may turn.

    >>> canvas_size(28), canvas_size(32)
    (40, 48)
    """
    return 8 * math.ceil(side * math.sqrt(2) / 8)


def draw_places(count: int, side: int, seed: int) -> Places:
    """Draw sizes, 1x to 3x and evenly so in the logarithm, angles, and places that have room.

    The turned square around an image lies within the canvas, but for 1/4 px at the most.
    """
    generator = torch.Generator().manual_seed(seed)
    shares = torch.rand(4, count, generator=generator, dtype=torch.float64)
    size = torch.floor(64 * LARGEST ** (shares[0] - 1)) / 64
    angle = torch.floor(64 * TURN * (shares[1] - 0.5)) / 64
    turned = (2 * math.pi * angle).cos().abs() + (2 * math.pi * angle).sin().abs()
    half = size * side * turned / 2
    room = canvas_size(side) - 2 * half
    row, column = (torch.floor(4 * (half + room * share)) / 4 for share in shares[2:])
    return Places(size, angle, row, column)


def place(images: Tensor, places: Places, canvas: int) -> Tensor:
    """Put images [N, C, H, H] on empty canvases, [N, C, canvas, canvas].

    Each is read between its pixels at 2x2 points of every px of the canvas, whose mean is taken,
    so that little is lost where it shrinks.
    """
    side, points = images.shape[-1], canvas * FINE
    at = (torch.arange(points, dtype=torch.float64) + 0.5) / FINE
    scale = 2 / (places.size * side)  # the image's edges lie at -1 and 1
    turn = 2 * math.pi * places.angle
    cos, sin = (rate.to(images.dtype)[:, None, None] for rate in (turn.cos(), turn.sin()))
    down = ((at[None] - places.row[:, None]) * scale[:, None]).to(images.dtype)[:, :, None]
    right = ((at[None] - places.column[:, None]) * scale[:, None]).to(images.dtype)[:, None]
    grid = torch.stack((cos * right - sin * down, sin * right + cos * down), -1)
    read = F.grid_sample(images, grid, align_corners=False)
    return F.avg_pool2d(read, FINE)


def box_of(cover: Tensor) -> Tensor:
    """Return top, left, bottom and right of what covers more than 1/4 of its px, [N, 4] in px.

    >>> box_of(torch.tensor([[[0.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]])).tolist()
    [[1.0, 1.0, 2.0, 3.0]]
    """
    edges = []
    for axis in (2, 1):
        seen = (cover > 0.25).any(axis).float()
        first, last = seen.argmax(1), seen.shape[1] - seen.flip(1).argmax(1)
        edges += [first, last]
    top, bottom, left, right = edges
    return torch.stack((top, left, bottom, right), 1).float()


def cut_out(levels: Tensor) -> Tensor:
    """Return how far each pixel belongs to the object, [N, 1, H, W] from 0 to 1.

    A grey image shows an item on black; one in colour is an object from edge to edge.
    """
    if levels.shape[1] == 1:
        return (8 * levels).clamp(0, 1)
    return torch.ones_like(levels[:, :1])


def backgrounds(count: int, channels: int, canvas: int, split: str, seed: int) -> Tensor:
    """Cut squares from photographs, at random; those of training and of tests share none.

    Returns:
        Levels [N, C, canvas, canvas] from 0 to 1.
    """
    generator = torch.Generator().manual_seed(seed)
    photos = [_photo(name, channels) for name in BEHIND[split]]
    draws = torch.rand(3, count, generator=generator, dtype=torch.float64).tolist()
    squares = []
    for which, down, right in zip(*draws, strict=True):
        photo = photos[int(which * len(photos))]
        top = int(down * (photo.shape[1] - canvas + 1))
        left = int(right * (photo.shape[2] - canvas + 1))
        squares.append(photo[:, top : top + canvas, left : left + canvas])
    return torch.stack(squares)


def _photo(name: str, channels: int) -> Tensor:
    """Return a photograph at half its size, [C, H, W] from 0 to 1."""
    photo = torch.from_numpy(data.load(name)).float() / (LEVELS - 1)
    planes = photo[None] if photo.dim() == 2 else photo.permute(2, 0, 1)
    small = F.avg_pool2d(planes[None], 2)[0]
    grey = small.mean(0, keepdim=True)
    return grey if channels == 1 else small.expand(channels, -1, -1)


def scenes(images: Tensor, labels: Tensor, split: str) -> tuple[Tensor, Tensor]:
    """Put every image on a photograph, at a size, in a rotation and at a place of its own.

    Args:
        images: [N, C, H, H], levels from 0 to 1.
        labels: classes, [N].
        split: "train" or "test": of the photographs and the draws.

    Returns:
        Scenes [N, C, canvas, canvas], levels from 0 to 1 in steps of 1/256; and labels [N, 7]:
        class, box (top, left, bottom, right, over the canvas), size and angle, as drawn.
    """
    count, channels, side = len(images), images.shape[1], images.shape[-1]
    canvas, seed = canvas_size(side), list(BEHIND).index(split)
    places = draw_places(count, side, seed)
    behind = SHADE * backgrounds(count, channels, canvas, split, seed)
    drawn, boxes = [], []
    for first in range(0, count, BATCH):
        part = slice(first, first + BATCH)
        covers = cut_out(images[part])
        both = torch.cat((covers * images[part], covers), 1)
        placed = place(both, Places(*(values[part] for values in places)), canvas)
        light, cover = placed[:, :-1], placed[:, -1:]
        drawn.append(torch.round(LEVELS * (light + (1 - cover) * behind[part])) / LEVELS)
        boxes.append(box_of(cover[:, 0]) / canvas)
    rows = labels[:, None].float(), torch.cat(boxes), places.size[:, None], places.angle[:, None]
    return torch.cat(drawn), torch.cat([row.float() for row in rows], 1)


@lru_cache(maxsize=1)
def with_objects(pictures: Pictures) -> Pictures:
    """Make scenes of labelled images; deterministic, and kept for the next call.

    The scenes are 4 x - 1 of their levels x; labels are those of `scenes`.
    """
    device = pictures.train_images.device
    low, high = pictures.train_images.amin(), pictures.train_images.amax()
    parts: list[Tensor] = []
    for split in ("train", "test"):
        images, labels = getattr(pictures, f"{split}_images"), getattr(pictures, f"{split}_labels")
        if split == "test":
            images, labels = images[:TESTED], labels[:TESTED]
        # The bytes that the images were scaled from, whatever the last bits of the scaling are.
        levels = torch.round((images - low) / (high - low) * (LEVELS - 1)).cpu() / (LEVELS - 1)
        seen, rows = scenes(levels.contiguous(), labels.cpu(), split)
        seen = (4 * seen - 1).contiguous(memory_format=torch.channels_last)
        parts += [seen.to(device), rows.to(device)]
    return Pictures(*parts)

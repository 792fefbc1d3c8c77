"""Small random networks, and which input rows reach which output rows of theirs, by NaN."""

import random
from dataclasses import dataclass
from functools import reduce

import numpy as np
import torch
from torch import Tensor, nn

CHANNELS = 2


class Branches(nn.Module):
    """Parallel paths, joined by a sum, a product or along the channels."""

    def __init__(self, paths: list[nn.Module], join: str) -> None:
        super().__init__()
        self.paths, self.join = nn.ModuleList(paths), join

    def forward(self, x: Tensor) -> Tensor:
        seen = [path(x) for path in self.paths]
        height, width = (min(y.shape[i] for y in seen) for i in (-2, -1))
        maps = [y[..., :height, :width] for y in seen]
        if self.join == "cat":
            return torch.cat(maps, 1).unflatten(1, (len(maps), -1)).sum(1)
        return reduce(torch.add if self.join == "add" else torch.mul, maps)


class Crop(nn.Module):
    """A slice: what lies before `start`, and all but every `step`-th position, is left out."""

    def __init__(self, start: int, step: int) -> None:
        super().__init__()
        self.start, self.step = start, step

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :, self.start :: self.step, self.start :: self.step]


@dataclass
class Draw:
    """Draws layers, and keeps what the tests must know of them."""

    rng: random.Random
    scale: float = 1
    # Images this far from the border are out of reach of everything that borders do.
    margin: float = 0
    copies: bool = False

    def layer(self) -> nn.Module:
        kinds = [self.conv, self.pool, self.pad, self.up, self.branches, self.crop, self.norm]
        return self.rng.choices(kinds, [6, 3, 2, 2, 3, 1, 1])[0]()

    def spend(self, px: float, grow: float = 1) -> None:
        self.margin += px * self.scale
        self.scale *= grow

    def conv(self, stride: int | None = None) -> nn.Module:
        r = self.rng
        k, d, p = r.randint(1, 4), r.randint(1, 2), r.randint(0, 2)
        s = stride or r.choice([1, 1, 1, 2, 3])
        mode = r.choice(["zeros", "zeros", "zeros", "reflect", "replicate", "circular"])
        self.copies |= mode != "zeros" and p > 0
        self.spend(p + d * k, s)
        groups = r.choice([1, CHANNELS])
        return nn.Conv2d(CHANNELS, CHANNELS, k, s, p, d, groups, padding_mode=mode)

    def pool(self) -> nn.Module:
        r = self.rng
        k, s = r.randint(1, 3), r.randint(1, 3)
        p = r.randint(0, k // 2)
        self.spend(p + k, s)
        if r.random() < 0.5:
            return nn.AvgPool2d(k, s, p, ceil_mode=r.random() < 0.3)
        return nn.MaxPool2d(k, s, p, ceil_mode=r.random() < 0.3)

    def pad(self) -> nn.Module:
        sides = tuple(self.rng.randint(0, 2) for _ in range(4))
        kind = self.rng.choice([nn.ZeroPad2d, nn.ReflectionPad2d, nn.ReplicationPad2d])
        self.copies |= kind is not nn.ZeroPad2d
        self.spend(3)
        return kind(sides)

    def up(self) -> nn.Module:
        r = self.rng
        kind = r.choice(["nearest", "bilinear", "transposed", "shuffle"])
        factor = r.choice([2, 3])
        self.spend(3, 1 / factor)
        if kind == "transposed":
            k, p = r.randint(1, 4), r.randint(0, 1)
            self.spend(4 * factor)
            return nn.ConvTranspose2d(CHANNELS, CHANNELS, max(k, 2 * p + 1), factor, p)
        if kind == "shuffle":
            return nn.Sequential(nn.Conv2d(CHANNELS, 4 * CHANNELS, 1), nn.PixelShuffle(2))
        if kind == "nearest":
            return nn.Upsample(scale_factor=factor)
        # At factor 2 no tap has weight 0, which NaN would pass, but for the clamped ones outside.
        self.copies = True
        return nn.Upsample(scale_factor=2, mode="bilinear")

    def branches(self) -> nn.Module:
        paths: list[nn.Module] = [self.conv(stride=1) for _ in range(2)]
        if self.rng.random() < 0.5:
            paths.append(nn.Identity())
        self.spend(8)
        return Branches(paths, self.rng.choice(["add", "cat", "mul"]))

    def crop(self) -> nn.Module:
        start, step = self.rng.randint(0, 2), self.rng.randint(1, 2)
        self.spend(start + step, step)
        return Crop(start, step)

    def norm(self) -> nn.Module:
        kinds = [nn.BatchNorm2d(CHANNELS), nn.ReLU(), nn.Dropout(), nn.Hardswish(), nn.GELU()]
        return self.rng.choice(kinds)


def random_net(seed: int) -> tuple[nn.Module, Draw]:
    draw = Draw(random.Random(seed))
    layers = [draw.layer() for _ in range(draw.rng.randint(1, 4))]
    return nn.Sequential(*layers).double().eval(), draw


def reached(net: nn.Module, size: tuple[int, int], axis: int) -> np.ndarray:
    """Which rows (axis 0) or columns (1) of the image turn which of the output to NaN.

    Returns:
        bool [outputs, inputs].
    """
    count = size[axis]
    images = torch.rand(count, CHANNELS, *size, dtype=torch.float64) + 0.5
    for i in range(count):
        images[i].select(axis + 1, i).fill_(torch.nan)
    with torch.no_grad():
        hit = net(images).isnan().any(1)
    return hit.any(2 - axis).T.numpy()

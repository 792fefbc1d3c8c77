"""The numbers of the figure ``input-sizes``, by the library."""

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

from torch import nn

from convbook import analysis, geometry
from convbook.errors import ConvbookValueError

Params = dict[str, Any]
REACH = 64  # px on each side of the size that the number line shows
FARTHEST = 2048  # px up to which clean sizes are looked for


@dataclass(frozen=True)
class Level:
    """One layer along one axis, in rows: what comes in, goes out, is padded, is never read."""

    size: int
    output: int
    before: int
    after: int
    rest: int
    strided: bool

    @property
    def uneven(self) -> bool:
        """Whether a strided layer with padding uses unequal parts of it."""
        padded = self.before or self.after
        return bool(self.strided and padded and self.before != self.after - self.rest)


def levels_of(params: Params, size: int) -> list[Level]:
    """The layers at an input size, up to the first that does not fit."""
    levels: list[Level] = []
    lists = (params[name] for name in ("kernels", "strides", "paddings"))
    for layer in zip(*lists, strict=True):
        level = _level(size, *layer, params["rule"] == "same")
        if level is None:
            break
        levels.append(level)
        size = level.output
    return levels


@lru_cache(maxsize=2**16)
def _level(size: int, k: int, s: int, p: int, same: bool) -> Level | None:
    before, after = geometry.same_padding(size, k, s) if same else (p, p)
    try:
        output = geometry.conv_output_size(size, k, s, (before, after))
    except ConvbookValueError:
        return None
    rest = size + before + after - ((output - 1) * s + k)
    return Level(size, output, before, after, rest, s > 1)


def network(params: Params, levels: list[Level]) -> nn.Sequential:
    """The layers that fit as torch modules along one axis, of images one pixel wide."""
    layers: list[nn.Module] = []
    for i, level in enumerate(levels):
        options = ((params["kernels"][i], 1), (params["strides"][i], 1))
        pad = 0
        if params["rule"] == "same":
            layers.append(nn.ZeroPad2d((0, 0, level.before, level.after)))
        else:
            pad = params["paddings"][i]
        if params["kinds"][i]:
            layers.append(nn.MaxPool2d(*options, (pad, 0)))
        else:
            layers.append(nn.Conv2d(1, 1, *options, (pad, 0), bias=False))
    return nn.Sequential(*layers)


def uneven_layers(params: Params, levels: list[Level]) -> dict[int, tuple[int, int]]:
    """Layers, from 1, whose padding is used unevenly, and the rows of it that are read."""
    if not levels:
        return {}
    found = analysis.uneven_padding(network(params, levels), (params["size"], 1))
    step = 2 if params["rule"] == "same" else 1
    return {int(record.name) // step + 1: record.used for record in found if record.axis == "h"}


def is_clean(params: Params, size: int) -> bool:
    """Whether every layer fits and no padded strided layer is uneven."""
    levels = levels_of(params, size)
    return len(levels) == len(params["kinds"]) and not any(level.uneven for level in levels)


def is_whole(params: Params, size: int) -> bool:
    """Whether every layer fits and leaves no row at its end unread."""
    levels = levels_of(params, size)
    return len(levels) == len(params["kinds"]) and not any(level.rest for level in levels)


def nearest(params: Params, test: Any) -> list[int]:
    """The nearest sizes below and above that pass a test; 0 where there is none."""
    size = params["size"]
    below = next((n for n in range(size - 1, 0, -1) if test(params, n)), 0)
    above = next((n for n in range(size + 1, FARTHEST + 1) if test(params, n)), 0)
    return [below, above]


def formula(params: Params) -> list[int]:
    """A and B of h_0 = A h_n - B, the sizes at which equal paddings leave nothing unread."""
    lists = [params[name] for name in ("kernels", "strides", "paddings")]
    offset, jump = 0, 1
    for k, s, p in zip(*lists, strict=True):
        offset += (s - k + 2 * p) * jump
        jump *= s
    return [prod(params["strides"]), offset]


def seen(params: Params, levels: list[Level]) -> list[int]:
    """First and last output that read a row, or row that an output reads; empty if none."""
    if params["look"] == "none":
        return []
    level, at = levels[params["layer"] - 1], params["at"]
    k, s = (params[name][params["layer"] - 1] for name in ("kernels", "strides"))
    windows = {
        t: range(t * s - level.before, t * s - level.before + k) for t in range(level.output)
    }
    if params["look"] == "output":
        return [windows[at][0], windows[at][-1]]
    readers = [t for t, rows in windows.items() if at in rows]
    return [readers[0], readers[-1]] if readers else []


def compute(params: Params) -> dict[str, Any]:
    """Sizes, paddings and remainders by layer, the number line, the nearest clean sizes."""
    levels = levels_of(params, params["size"])
    uneven = uneven_layers(params, levels)
    low = max(1, params["size"] - REACH)
    line = [levels_of(params, n) for n in range(low, params["size"] + REACH + 1)]
    fits = [len(at) == len(params["kinds"]) for at in line]
    return {
        "result": [[level.size, level.output, level.rest] for level in levels],
        "pads": [[level.before, level.after] for level in levels],
        "used": [
            list(uneven.get(i + 1, (level.before, level.after - level.rest)))
            for i, level in enumerate(levels)
        ],
        "uneven": sorted(uneven),
        "low": low,
        "counts": [
            sum(level.uneven for level in at) if fit else -1
            for at, fit in zip(line, fits, strict=True)
        ],
        "unread": [
            sum(level.rest > 0 and not level.uneven for level in at) if fit else 0
            for at, fit in zip(line, fits, strict=True)
        ],
        "clean": nearest(params, is_clean),
        "whole": nearest(params, is_whole),
        "formula": formula(params),
        "seen": seen(params, levels),
    }

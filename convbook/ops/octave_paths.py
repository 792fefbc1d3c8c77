"""What an octave convolution is made of: maps of half and full resolution, joined and added."""

from collections.abc import Sequence

import torch
from torch import Tensor

from convbook.geometry import ConvGeometry
from convbook.geometry.octave import num_poolings
from convbook.ops.algorithms import LOW_PRECISION, auto
from convbook.ops.linear import linear

Pair = tuple[Tensor | None, Tensor | None]


def halved(input: Tensor) -> Tensor:
    """Mean of 2x2 px; half precision is rounded once.

    Example:
        >>> halved(torch.tensor([[[[1.0, 3.0], [5.0, 7.0]]]]))
        tensor([[[[4.]]]])
    """
    return linear(input, _mean, _shared)


def _mean(input: Tensor) -> Tensor:
    """Rows first, which reads memory in order."""
    x = input.to(torch.float32) if input.dtype in LOW_PRECISION else input
    return (_columns_added(x[..., ::2, :] + x[..., 1::2, :]) * 0.25).to(input.dtype)


def _shared(output: Tensor) -> Tensor:
    """The adjoint of the mean: a quarter to each of the four."""
    return _columns_repeated(output * 0.25).repeat_interleave(2, -2)


def _columns_repeated(input: Tensor) -> Tensor:
    return input.repeat_interleave(2, -1)


def _columns_added(output: Tensor) -> Tensor:
    return output[..., ::2] + output[..., 1::2]


def pyramid(input: Tensor, num_levels: int) -> list[Tensor]:
    """The map, half of it, half of that, and so on: `num_levels` more than itself.

    Example:
        >>> [tuple(x.shape) for x in pyramid(torch.zeros(1, 3, 8, 4), num_levels=2)]
        [(1, 3, 8, 4), (1, 3, 4, 2), (1, 3, 2, 1)]
    """
    levels = [input]
    for _ in range(num_levels):
        levels.append(halved(levels[-1]))
    return levels


def doubled(input: Tensor, onto: Tensor | None = None) -> Tensor:
    """Every pixel repeated 2x2 times; added to the map `onto`, which may be lost, if given.

    Example:
        >>> doubled(torch.tensor([[[[1, 2]]]]))
        tensor([[[[1, 1, 2, 2],
                  [1, 1, 2, 2]]]])
    """
    wide = linear(input, _columns_repeated, _columns_added)
    if onto is None:
        return wide.repeat_interleave(2, -2)
    rows = torch.unflatten(onto, -2, (-1, 2))
    if onto.requires_grad or wide.requires_grad:
        return (rows + wide.unsqueeze(-2)).flatten(-3, -2)
    rows += wide.unsqueeze(-2)  # without a pass through new memory, which autograd would copy
    return onto


def side_by_side(maps: Sequence[Tensor], groups: int) -> Tensor:
    """Join the channels of maps of one size, group by group.

    Example:
        >>> a, b = torch.tensor([1, 2]).reshape(1, 2, 1, 1), torch.tensor([3, 4, 5, 6])
        >>> side_by_side([a, b.reshape(1, 4, 1, 1)], groups=2).flatten()
        tensor([1, 3, 4, 2, 5, 6])
    """
    if len(maps) == 1:
        return maps[0]
    return torch.cat([torch.unflatten(m, 1, (groups, -1)) for m in maps], 2).flatten(1, 2)


def merged_paths(
    maps: dict[str, Tensor],
    weights: dict[str, Tensor],
    biases: dict[str, Tensor | None],
    windows: dict[str, ConvGeometry],
    stride: int,
    groups: int,
) -> Pair:
    """Add the paths up; those that meet at one resolution are one convolution."""
    levels = {
        key: pyramid(x, max(num_poolings(path, stride) for path in weights if path[0] == key))
        for key, x in maps.items()
    }

    def convolved(paths: tuple[str, ...], bias: Tensor | None) -> Tensor | None:
        present = [path for path in paths if path in weights]
        if not present:
            return None
        inputs = [levels[path[0]][num_poolings(path, stride)] for path in present]
        input, weight = side_by_side(inputs, groups), [weights[path] for path in present]
        kernel = weight[0] if len(weight) == 1 else torch.cat(weight, 1)
        return auto(input, kernel, bias, windows[present[0]], groups)

    low = convolved(("hl", "ll"), biases["l"])
    if stride == 2:
        return convolved(("hh", "lh"), biases["h"]), low
    coarse = convolved(("lh",), None if "hh" in weights else biases["h"])
    fine = convolved(("hh",), biases["h"])
    return (fine if coarse is None else doubled(coarse, onto=fine)), low

"""Padding with zeros, and the one place that knows torch's order of paddings."""

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor


def torch_order(padding: Sequence[tuple[int, int]]) -> list[int]:
    """Flatten (before, after) pairs, first axis first, into torch's order, last axis first.

    Example:
        >>> torch_order([(1, 2), (3, 4)])
        [3, 4, 1, 2]
    """
    return [side for pair in reversed(padding) for side in pair]


def zero_pad(input: Tensor, padding: Sequence[tuple[int, int]]) -> Tensor:
    """Add zeros (before, after) along the last ``len(padding)`` axes; no copy where none is due.

    Example:
        >>> import torch
        >>> zero_pad(torch.tensor([1, 2]), [(1, 2)])
        tensor([0, 1, 2, 0, 0])
    """
    return F.pad(input, torch_order(padding)) if any(map(any, padding)) else input

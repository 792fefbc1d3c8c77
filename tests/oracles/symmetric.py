"""Symmetric padding by other people's paddings. Each takes the arguments of a call."""

from typing import Any

import numpy as np
import torch
from torch import nn

Call = dict[str, Any]
# Sides of the larger padding, by group.
LARGER = (("bottom", "right"), ("top", "left"), ("bottom", "left"), ("top", "right"))


def kernel(call: Call) -> tuple[int, int]:
    k = call["kernel_size"]
    return (k, k) if isinstance(k, int) else k


def numpy_groups(call: Call) -> torch.Tensor:
    """numpy.array_split deals the channels as the paper's code does; numpy.pad pads them."""
    k_h, k_w = kernel(call)
    parts = []
    for part, larger in zip(np.array_split(call["input"].numpy(), 4, 1), LARGER, strict=True):
        rows, columns = (
            (k // 2 - (after in larger), k // 2 - (before in larger))
            for k, before, after in ((k_h, "top", "bottom"), (k_w, "left", "right"))
        )
        parts.append(np.pad(part, ((0, 0), (0, 0), rows, columns)))
    return torch.from_numpy(np.concatenate(parts, 1))


def torch_kernels(call: Call) -> torch.Tensor:
    """A depthwise convolution, fully padded, with a one where the image is to start."""
    x, (k_h, k_w) = call["input"], kernel(call)
    channels = x.shape[1]
    sizes = [len(part) for part in np.array_split(np.arange(channels), 4)]
    larger = [sides for sides, size in zip(LARGER, sizes, strict=True) for _ in range(size)]
    ones = torch.zeros(channels, 1, k_h, k_w, dtype=x.dtype)
    for c, sides in enumerate(larger):
        # A tap further towards the end moves the image towards the start.
        row = k_h - 1 - (k_h // 2 if "top" in sides else k_h // 2 - 1)
        column = k_w - 1 - (k_w // 2 if "left" in sides else k_w // 2 - 1)
        ones[c, 0, row, column] = 1
    framed = nn.ZeroPad2d((k_w - 1, k_w - 1, k_h - 1, k_h - 1))(x)
    return nn.functional.conv2d(framed, ones, groups=channels)

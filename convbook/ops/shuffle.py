"""The permutation of channels that lets grouped convolutions mix."""

import torch
from torch import Tensor

from convbook import checks


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Deal the channels out like cards: the groups' first channels, then their second ones.

    y[n, j g + i] = x[n, i C/g + j], i = 0, ..., g - 1

    Args:
        input: x, [N, C, ...] with one spatial axis or more; N may be 0.
        groups: g, number of groups; it divides C.

    Returns:
        Tensor [N, C, ...].

    Raises:
        ConvbookTypeError: an argument has the wrong type, or the dtype is not one of numbers.
        ConvbookValueError: the input has too few axes or an empty one, or `groups` does not
            divide the channels.

    Example:
        >>> channel_shuffle(torch.arange(6).reshape(1, 6, 1), groups=2).flatten()
        tensor([0, 3, 1, 4, 2, 5])

    Source: Zhang, Zhou, Lin and Sun, "ShuffleNet", CVPR 2018, section 3.1;
        ``torch.nn.functional.channel_shuffle``.
    See: understanding-convolution/grouped-and-separable
    """
    checks.instances("channel_shuffle", Tensor, input=input)
    groups = checks.integer("channel_shuffle", "groups", groups, minimum=1)
    checks.shuffled("channel_shuffle", input, groups)
    return torch.unflatten(input, 1, (groups, -1)).transpose(1, 2).flatten(1, 2)

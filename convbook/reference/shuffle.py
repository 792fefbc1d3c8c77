"""Definition of the channel shuffle."""

import numpy as np
import numpy.typing as npt

from convbook import checks
from convbook.reference.arrays import Array, float64


def channel_shuffle(input: npt.ArrayLike, groups: int) -> Array:
    """Deal the channels out like cards: the groups' first channels, then their second ones.

    y[n, j g + i] = x[n, i C/g + j], i = 0, ..., g - 1

    Args:
        input: x, [N, C, ...] with one spatial axis or more.
        groups: g, number of groups.

    Returns:
        float64 array [N, C, ...], complex128 if the input is complex.

    Raises:
        ConvbookTypeError, ConvbookValueError: as ``convbook.ops.channel_shuffle``.

    Example:
        >>> channel_shuffle([[[0], [1], [2], [3], [4], [5]]], groups=2).ravel()
        array([0., 3., 1., 4., 2., 5.])

    Source: the definition.
    See: understanding-convolution/grouped-and-separable
    """
    (x,) = float64("channel_shuffle", input=input)
    groups = checks.integer("channel_shuffle", "groups", groups, minimum=1)
    checks.shuffled("channel_shuffle", x, groups)
    y, each = np.zeros_like(x), x.shape[1] // groups
    for i, j in np.ndindex(groups, each):
        y[:, j * groups + i] = x[:, i * each + j]
    return y

"""A price on the multiply-adds that a network with learned poolings takes."""

import math

import torch.nn.functional as F
from torch import Tensor, nn

from convbook.ops.dynamic_pool import DynOPool2d
from convbook.ops.gmacs import gmacs_loss


def relative_cost(net: nn.Module) -> Tensor:
    """Return the cost of a network's convolutions, in the cost that they have at the start.

    L_GMACs / GMACs_0, both of the last forward pass; 1 before any alpha has changed.

    Args:
        net: holds a ``DynOPool2d``, and has been run.

    Returns:
        Tensor without axes, with the derivatives of ``ops.gmacs_loss``.

    Example:
        >>> import torch
        >>> net = nn.Sequential(DynOPool2d(2.0), nn.Conv2d(1, 1, 3, padding=1))
        >>> output = net(torch.zeros(1, 1, 8, 8))
        >>> float(relative_cost(net).detach())
        1.0

    Source: Jang et al., "Pooling Revisited", CVPR 2022, section 3. Their lambda, a number of nats
        for 10^9 multiply-adds, is the price of this module over GMACs_0.
    """
    cost = gmacs_loss(net)
    uses = next(m for m in net.modules() if isinstance(m, DynOPool2d)).last_pass.uses  # type: ignore[union-attr]
    start = sum(math.prod(kernel) for use in uses for kernel in use.kernels)
    return cost * 1e9 / start


def priced_class_loss(net: nn.Module, images: Tensor, labels: Tensor, price: float) -> Tensor:
    """Return cross-entropy + price * relative cost, in nats."""
    return F.cross_entropy(net(images), labels) + _priced(net, price)


def priced_square_loss(
    net: nn.Module, images: Tensor, targets: Tensor, price: float, weight: float
) -> Tensor:
    """Return weight * mean square + price * relative cost."""
    return weight * F.mse_loss(net(images), targets) + _priced(net, price)


def _priced(net: nn.Module, price: float) -> Tensor | float:
    return price * relative_cost(net) if price else 0.0

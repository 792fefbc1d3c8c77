"""The cost of a model with learned poolings, as a loss that they can learn from."""

import math
from collections import defaultdict

import torch
from torch import Tensor, nn

from convbook import checks
from convbook.ops.dynamic_pool import DynOPool2d
from convbook.ops.forward_sizes import Stage


def gmacs_loss(model: nn.Module) -> Tensor:
    """Cost of a model's convolutions at their sizes of the last forward pass, in GMACs.

    sum over layers l of (H_t W_t) / (H_0 W_0) GMACs[l]

    where H_t x W_t is the size of the output of l in the last forward pass, H_0 x W_0 what it
    would have been with the alphas of construction, and GMACs[l] the cost at H_0 x W_0 of one
    image, in 10^9 multiply-accumulates. Each alpha before l has the derivative of the size that
    its pooling gives, H / alpha without rounding; in between, sizes keep their proportions.

    Counted are the two-dimensional convolutions, transposed ones too, of torch and of this library;
    bias, routing, interpolation and fully connected layers are not.

    Args:
        model: holds a ``DynOPool2d`` and has been run, itself or inside another module.

    Returns:
        Tensor without axes, in float32 or, where alpha is, in float64; differentiable by every
        alpha that a convolution depends on. A function between modules that changes the size
        counts as a change of scale.

    Raises:
        ConvbookTypeError: `model` is not a module.
        ConvbookValueError: it holds no ``DynOPool2d``, was not run since it was made or copied, or
            ran no convolution.

    Example:
        >>> model = nn.Sequential(DynOPool2d(2.0), nn.Conv2d(500, 500, 1))
        >>> output = model(torch.zeros(1, 500, 4, 4))
        >>> gmacs_loss(model)
        tensor(0.0010, grad_fn=<DivBackward0>)

    Source: Jang et al., "Pooling revisited: your receptive field is suboptimal", CVPR 2022, the
        complexity loss L_GMACs of section 3.
    See: dynamic-pooling/training-it
    """
    checks.instances("gmacs_loss", nn.Module, model=model)
    macs: dict[tuple[Stage, ...], float] = defaultdict(float)
    for use in checks.counted_model("gmacs_loss", model):
        share = math.prod(use.size) / math.prod(use.initial_size)
        macs[use.stages] += share * sum(map(math.prod, use.kernels))
    alpha = next(m.alpha for m in model.modules() if isinstance(m, DynOPool2d))
    total = torch.zeros((), dtype=_precise(alpha).dtype, device=alpha.device)
    for stages, count in macs.items():
        total = total + count * _growth(stages).prod() if stages else total + count
    return total / 1e9


def _growth(stages: tuple[Stage, ...]) -> Tensor:
    """Return (1, 1), which depends on alpha as the size (h, w) behind these poolings does."""
    growth = torch.ones(2)
    for stage in stages:
        alpha = _precise(stage.pool.alpha)
        exact = growth.to(alpha) * alpha.new_tensor(stage.size) / alpha
        growth = 1 + (exact - exact.detach()) / alpha.new_tensor(stage.result)
    return growth


def _precise(alpha: Tensor) -> Tensor:
    return alpha if alpha.dtype == torch.float64 else alpha.float()

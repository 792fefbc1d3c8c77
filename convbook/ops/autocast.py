"""Operators of several torch calls behave under autocast as torch's own convolution does."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import torch
from torch import Tensor

P = ParamSpec("P")
R = TypeVar("R")


def lowered_by_autocast(function: Callable[P, R]) -> Callable[P, R]:
    """Cast the tensors once, on entry, and keep autocast out of the inner computation.

    Without this, autocast would lower some inner steps and leave others, and a sum kept in
    float32 for the sake of accuracy would be lowered too. As in torch, float64 and integers stay.
    """

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        tensors = [a for a in (*args, *kwargs.values()) if isinstance(a, Tensor)]
        device = tensors[0].device.type if tensors else "cpu"
        # torch raises on devices that have no autocast, such as meta.
        if not torch.amp.is_autocast_available(device) or not torch.is_autocast_enabled(device):
            return function(*args, **kwargs)
        dtype = torch.get_autocast_dtype(device)

        def lower(value: Any) -> Any:
            eligible = isinstance(value, Tensor) and value.is_floating_point()
            return value.to(dtype) if eligible and value.dtype != torch.float64 else value

        with torch.autocast(device, enabled=False):
            return function(*map(lower, args), **{k: lower(v) for k, v in kwargs.items()})

    return wrapped

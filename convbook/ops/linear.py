"""Linear maps that fill a buffer piece by piece, and are differentiable all the same."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Map = Callable[[Tensor], Tensor]


def linear(input: Tensor, forwards: Map, adjoint: Map) -> Tensor:
    """Return ``forwards(input)``, whose derivative is `adjoint`, and so on to any order.

    Autograd copies the whole gradient once for every piece that is written into a buffer; with
    the adjoint given, it need not look into the map.

    Example:
        >>> x = torch.ones(2, requires_grad=True)
        >>> linear(x, lambda x: x.repeat(2), lambda y: y.reshape(2, -1).sum(0)).sum().backward()
        >>> x.grad
        tensor([2., 2.])
    """
    if not (input.requires_grad and torch.is_grad_enabled()):
        return forwards(input)
    output: Tensor = _Linear.apply(input, forwards, adjoint)  # type: ignore[no-untyped-call]
    return output


class _Linear(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(input: Tensor, forwards: Map, adjoint: Map) -> Tensor:
        return forwards(input)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Map, Map], output: Tensor) -> None:
        _, ctx.forwards, ctx.adjoint = inputs

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        return linear(gradient, ctx.adjoint, ctx.forwards), None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        return linear(tangent, ctx.forwards, ctx.adjoint)

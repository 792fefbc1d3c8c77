"""What a row of the table of layers (torch modules) holds; tests/ops/test_layers.py tests it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from convbook import ops
from tests.cases.record import Call, Misuse

Inputs = tuple[Any, ...]


@dataclass(frozen=True, repr=False)
class LayerCase:
    """One layer: how it is made, what it computes, what it shows, and what it must refuse."""

    name: str
    arguments: Call  # of the constructor
    inputs: Inputs  # of the forward call, float64
    equals: Callable[..., Any]  # (layer, *inputs): the same by the public function
    shows: tuple[str, ...]  # parts of its repr
    misuses: tuple[Misuse, ...]  # of the constructor
    refuses: tuple[tuple[Inputs, type[Exception], str], ...]  # of the forward call
    twin: Callable[[], nn.Module] | None = None  # torch's layer, whose state_dict it loads
    idle: Mapping[str, str] = field(default_factory=dict)  # parameter without gradient: why

    def __repr__(self) -> str:
        return f"<row of {self.name}>"

    def make(self, **changes: Any) -> nn.Module:
        """The layer, its parameters drawn afresh."""
        layer: nn.Module = getattr(ops, self.name)(**self.arguments | changes)
        return layer

    def filled(self) -> nn.Module:
        """The layer in float64 with small random numbers in every parameter, zero or not."""
        layer = self.make().double()
        with torch.no_grad():
            for parameter in layer.parameters():
                parameter.copy_(parameter + 0.25 * torch.rand_like(parameter))
        return layer

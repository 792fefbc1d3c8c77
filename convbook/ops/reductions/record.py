"""The record of a reduction, and what its generated cases are drawn from."""

import inspect
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from convbook.errors import DisagreementError, message


@dataclass(frozen=True)
class Reduction:
    """One edge between operators: `left` equals `right` under `condition`.

    Attributes:
        name: identifier, unique among all reductions.
        left: the call on one side.
        right: the call on the other.
        condition: for which arguments they are equal; empty where for all.
        exact: whether they are equal to the last bit on integers, or up to rounding.
        check: runs the case generated from a seed; raises DisagreementError where it fails.
        meaning: the same in a sentence.
    """

    name: str
    left: str
    right: str
    condition: str
    exact: bool
    check: Callable[[int], None]
    meaning: str = ""


class Draw:
    """Random arguments, determined by a seed; tensors hold integers from -4 to 4 in float64."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._generator = torch.Generator().manual_seed(seed)

    def integer(self, low: int, high: int) -> int:
        """Draw an integer, both ends included."""
        return self._random.randint(low, high)

    def integers(self, count: int, low: int, high: int) -> tuple[int, ...]:
        """Draw `count` integers, both ends included."""
        return tuple(self.integer(low, high) for _ in range(count))

    def choice(self, *options: Any) -> Any:
        """Draw one of the options."""
        return self._random.choice(options)

    def mode(self) -> str:
        """Draw a mode of bare convolution."""
        return str(self.choice("full", "same", "valid"))

    def tensor(self, *shape: int) -> Tensor:
        """Draw a tensor of the given shape."""
        return torch.randint(-4, 5, shape, generator=self._generator).double()

    def eighths(self, *shape: int, low: int = -32, high: int = 32) -> Tensor:
        """Draw a tensor of the given shape that holds multiples of 1/8 from low/8 to high/8."""
        return torch.randint(low, high + 1, shape, generator=self._generator).double() / 8

    def complex_tensor(self, *shape: int) -> Tensor:
        """Draw a complex tensor whose parts are integers."""
        return torch.complex(self.tensor(*shape), self.tensor(*shape))


Sides = Callable[[Draw], tuple[Tensor, Tensor]]


def reduction(
    left: str, right: str, condition: str = "", exact: bool = True
) -> Callable[[Sides], Reduction]:
    """Make a Reduction of a function that draws a case and computes both of its sides.

    Example:
        >>> @reduction("x + 0", "x")
        ... def zero_is_neutral(draw):
        ...     x = draw.tensor(3)
        ...     return x + 0, x
        >>> zero_is_neutral.name, zero_is_neutral.check(seed=1)
        ('zero-is-neutral', None)
    """

    def record(sides: Sides) -> Reduction:
        name = sides.__name__.replace("_", "-")

        def check(seed: int) -> None:
            assert_equal(name, f"{left} == {right}", sides(Draw(seed)), exact, seed)

        meaning = inspect.getdoc(sides) or ""
        return Reduction(name, left, right, condition, exact, check, meaning)

    return record


def assert_equal(
    name: str, claim: str, sides: tuple[Tensor, Tensor], exact: bool, seed: int
) -> None:
    """Raise DisagreementError unless both sides have one shape, one dtype and equal numbers."""
    a, b = sides
    rule = f"{claim} must hold{'' if exact else ' up to rounding'}"
    hint = f"seed {seed}"
    if (a.shape, a.dtype) != (b.shape, b.dtype):
        got = f"{tuple(a.shape)} {a.dtype} and {tuple(b.shape)} {b.dtype}"
        raise DisagreementError(message(name, rule, got, hint))
    if not (torch.equal(a, b) if exact else torch.allclose(a, b, rtol=1e-10, atol=1e-10)):
        worst = (a - b).abs().max().item()
        raise DisagreementError(message(name, rule, f"a difference of up to {worst:g}", hint))

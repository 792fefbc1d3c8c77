"""Refusals of what zeros cannot be put into."""

from math import prod
from typing import Any

from convbook.checks.arrays import numbers, shaped
from convbook.checks.images import image, stretched_size
from convbook.checks.values import integers


def stretch(function: str, input: Any, stride: Any) -> tuple[int, ...]:
    """Refuse what is no image, and a stride that is none or fills the memory with zeros.

    Returns:
        The stride along (h, w) in px.

    Raises:
        ConvbookTypeError: the input does not hold numbers, or the stride is no integer.
        ConvbookValueError: a shape or the stride does not fit.
    """
    numbers(function, input=input)
    image(function, input)
    return _steps(function, "stride", input, stride)


def dilated(function: str, weight: Any, dilation: Any) -> tuple[int, ...]:
    """Refuse what is no kernel, and a dilation that is none or fills the memory with zeros.

    Returns:
        The dilation along (h, w) in px.

    Raises:
        ConvbookTypeError: the weight does not hold numbers, or the dilation is no integer.
        ConvbookValueError: a shape or the dilation does not fit.
    """
    numbers(function, weight=weight)
    shaped(function, "weight", weight, "C_out, C_in/groups, k_h, k_w")
    return _steps(function, "dilation", weight, dilation)


def _steps(function: str, name: str, array: Any, value: Any) -> tuple[int, ...]:
    steps = integers(function, name, value, 2, minimum=1)
    size = array.shape[-2:]
    grown = [s * (length - 1) + 1 for length, s in zip(size, steps, strict=True)]
    stretched_size(function, grown, prod(size))
    return steps

"""Refusals of images, and of stretched ones that are nearly all zeros."""

from collections.abc import Sequence
from math import prod
from typing import Any

from convbook.checks.arrays import filled
from convbook.errors import ConvbookValueError, message

MOST_POSITIONS = 2**26


def image(function: str, input: Any, name: str = "input") -> tuple[int, int]:
    """Refuse what is neither a batch of images, [N, C, H, W], nor one image, [C, H, W].

    Returns:
        The size (H, W) in px.

    Raises:
        ConvbookValueError: the number of axes differs, or an axis but the batch is empty.

    Example:
        >>> import numpy as np
        >>> image("zero_insert", np.zeros((0, 3, 8, 9)))
        (8, 9)
    """
    if len(input.shape) not in (3, 4):
        rule = f"{name} must be [N, C, H, W] or, for one example, [C, H, W]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(input.shape)}"))
    filled(function, f"every axis of {name} but the batch", input.shape[-3:])
    height, width = input.shape[-2:]
    return height, width


def stretched_size(function: str, size: Sequence[int], written: int) -> None:
    """Refuse a stretched image that would fill the memory with zeros.

    `written` of its positions can hold something else.

    Raises:
        ConvbookValueError: it has more than 2^26 positions, and more than 256 for each of these.
    """
    if prod(size) > max(MOST_POSITIONS, 256 * written):
        rule = "a result of more than 2^26 positions must not be nearly all zeros"
        raise ConvbookValueError(message(function, rule, f"size {tuple(size)}"))

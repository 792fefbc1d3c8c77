"""Refusals of what no pooling of learned size can take, and of models whose cost is unknown."""

import math
from collections.abc import Sequence
from typing import Any

from convbook.checks.arrays import floating
from convbook.checks.images import image
from convbook.errors import ConvbookTypeError, ConvbookValueError, message

MOST_POSITIONS = 2**26
MEANING = "alpha is 1 / ratio: 2 halves the size"


def resizing(function: str, input: Any, alpha: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Refuse an image and a resizing that no output size follows from.

    Returns:
        The sizes (h, w) of input and output in px.

    Raises:
        ConvbookTypeError: an array does not hold floating-point numbers.
        ConvbookValueError: a shape does not fit, `alpha` has no values or not two finite positive
            ones, or the output is too large.
    """
    floating(function, input=input, alpha=alpha)
    size = image(function, input)
    if tuple(alpha.shape) != (2,):
        rule = "alpha must have shape (2,), one number for h and one for w"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(alpha.shape)}"))
    if str(getattr(alpha, "device", "")) == "meta":
        rule = "alpha must hold values, from which the output size follows"
        hint = "an alpha on the cpu goes with an input on any device"
        raise ConvbookValueError(message(function, rule, "a tensor on the meta device", hint))
    return size, resized(function, size, positives(function, "alpha", alpha.tolist()))


def resized(function: str, size: Sequence[int], alpha: Sequence[float]) -> tuple[int, int]:
    """Round size / alpha, half to even and to at least 1.

    Raises:
        ConvbookValueError: the result has more than 2^26 px and more than 16 times as many as
            the image.

    Example:
        >>> resized("dynamic_pool2d", (7, 5), (2.0, 2.0)), resized("dynamic_pool2d", (1, 1), (9, 9))
        ((4, 2), (1, 1))
    """
    exact = [length / a for length, a in zip(size, alpha, strict=True)]
    most = max(MOST_POSITIONS, 16 * size[0] * size[1])
    if max(*exact, max(exact[0], 1) * max(exact[1], 1)) > most:
        rule = "an output of more than 2^26 px must be at most 16 times as large as the input"
        raise ConvbookValueError(message(function, rule, f"alpha {tuple(alpha)}", MEANING))
    height, width = (max(1, round(length)) for length in exact)
    return height, width


def positives(function: str, name: str, value: Any) -> tuple[float, float]:
    """Return `value` as two finite numbers above 0; a single one serves for both axes.

    Raises:
        ConvbookTypeError: it is neither a number nor a tuple or list of numbers.
        ConvbookValueError: it has another length, or a number is not finite or not above 0.

    Example:
        >>> positives("DynOPool2d", "alpha", 2)
        (2.0, 2.0)
    """
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    for number in pair:
        if isinstance(number, bool) or not isinstance(number, int | float):
            rule = f"{name} must be a number or two of them, (h, w)"
            raise ConvbookTypeError(message(function, rule, repr(value)))
    if len(pair) != 2:
        rule = f"{name} must be a number or two of them, (h, w)"
        raise ConvbookValueError(message(function, rule, repr(value)))
    if not all(0 < number <= 1e300 and math.isfinite(number) for number in pair):
        rule = f"{name} must be finite and above 0"
        raise ConvbookValueError(message(function, rule, repr(value), MEANING))
    return float(pair[0]), float(pair[1])


def counted_model(function: str, model: Any) -> tuple[Any, ...]:
    """Refuse a model whose convolutions and their sizes are not known.

    Returns:
        A record for each use of a convolution in the last forward pass.

    Raises:
        ConvbookTypeError: `model` is not a module.
        ConvbookValueError: it holds no DynOPool2d, was not run, or ran no convolution.
    """
    if not callable(getattr(model, "modules", None)) or isinstance(model, type):
        rule = "model must be a torch.nn.Module"
        raise ConvbookTypeError(message(function, rule, type(model).__name__))
    modules = list(model.modules())
    pools = [module for module in modules if hasattr(module, "initial_alpha")]
    if not pools:
        rule = "model must hold a DynOPool2d"
        raise ConvbookValueError(message(function, rule, "none", "no size is learned without"))
    passes = [pool.last_pass for pool in pools if pool.last_pass is not None]
    if not passes:
        rule = "model must have been run, model(input)"
        hint = "the sizes are those of the last forward pass"
        raise ConvbookValueError(message(function, rule, "no forward pass", hint))
    latest = max(passes, key=lambda forward: forward.number)
    known = {id(module) for module in modules}
    uses = tuple(use for use in latest.uses if id(use.layer) in known)
    if not uses:
        rule = "the last forward pass must have gone through a convolution"
        raise ConvbookValueError(message(function, rule, "none"))
    return uses

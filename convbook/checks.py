"""The one place that refuses bad input.

Tensors and arrays are judged by their attributes (shape, dtype, device) alone, so that the same
checks serve the NumPy definitions and the torch operators, and neither library is imported here.

Every check takes the name of the public function it speaks for and the name of the argument.
"""

import operator
from collections.abc import Sequence
from typing import Any

from convbook.errors import ConvbookTypeError, ConvbookValueError, message

AXES = {1: "(length,)", 2: "(h, w)", 3: "(d, h, w)"}
LAYOUTS = {1: "L", 2: "H, W", 3: "D, H, W"}


def integer(function: str, name: str, value: Any, minimum: int) -> int:
    """Return `value` as an int of at least `minimum`; bools and floats are refused.

    Raises:
        ConvbookTypeError: `value` is not an integer.
        ConvbookValueError: `value` is below `minimum`.

    Example:
        >>> integer("conv2d", "stride", 2, minimum=1)
        2
    """
    rule = f"{name} must be an integer"
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) in ("bool", "torch.bool"):
        raise ConvbookTypeError(message(function, rule, repr(value), "a bool is not a count"))
    try:
        number = operator.index(value)
    except TypeError:
        got = f"{value!r} of type {type(value).__name__}"
        raise ConvbookTypeError(message(function, rule, got)) from None
    if number < minimum:
        raise ConvbookValueError(message(function, f"{name} must be at least {minimum}", number))
    return number


def integers(
    function: str, name: str, value: Any, count: int, minimum: int, meaning: str = ""
) -> tuple[int, ...]:
    """Return `value` as `count` ints; a single int serves for all of them.

    `meaning` says what they are; without it they belong to the spatial axes.

    Raises:
        ConvbookTypeError: `value` is neither an integer nor a tuple or list of integers.
        ConvbookValueError: it has another length, or an entry is below `minimum`.

    Example:
        >>> integers("conv2d", "stride", 2, count=2, minimum=1)
        (2, 2)
        >>> integers("conv2d", "stride", (2, 1), count=2, minimum=1)
        (2, 1)
    """
    if isinstance(value, str):
        raise ConvbookTypeError(
            message(function, f"{name} must be an integer or a tuple of integers", repr(value))
        )
    if not isinstance(value, tuple | list):
        return (integer(function, name, value, minimum),) * count
    if len(value) != count:
        rule = f"{name} must be an integer or {count} of them, {meaning or AXES[count]}"
        raise ConvbookValueError(message(function, rule, repr(tuple(value))))
    return tuple(integer(function, f"{name}[{i}]", entry, minimum) for i, entry in enumerate(value))


def choice(function: str, name: str, value: Any, options: Sequence[str]) -> str:
    """Return `value` if it is one of `options`.

    Raises:
        ConvbookValueError: it is not.

    Example:
        >>> choice("convolve", "mode", "full", ("full", "same", "valid"))
        'full'
    """
    if not isinstance(value, str) or value not in options:
        rule = f"{name} must be one of {', '.join(map(repr, options))}"
        raise ConvbookValueError(message(function, rule, repr(value)))
    return value


def instances(function: str, kind: type, **values: Any) -> None:
    """Refuse arguments that are not of `kind`.

    Raises:
        ConvbookTypeError: one is of another type.
    """
    for name, value in values.items():
        if not isinstance(value, kind):
            rule = f"{name} must be a {kind.__module__.split('.')[0]}.{kind.__name__}"
            raise ConvbookTypeError(message(function, rule, type(value).__name__))


def numbers(function: str, **arrays: Any) -> None:
    """Refuse arrays that do not hold numbers (bool, text, objects); None is left out.

    Raises:
        ConvbookTypeError: the dtype is not integer, floating or complex.
    """
    for name, array in arrays.items():
        dtype = "" if array is None else str(array.dtype).removeprefix("torch.")
        if dtype and not dtype.startswith(("int", "uint", "float", "bfloat", "complex")):
            rule = f"{name} must hold integer, floating or complex numbers"
            hint = "convert it first, for example to float64"
            raise ConvbookTypeError(message(function, rule, f"dtype {dtype}", hint))


def alike(function: str, attribute: str, **tensors: Any) -> None:
    """Refuse tensors that differ in `attribute` ("dtype" or "device"); None is left out.

    Some torch operators accept mixed devices and compute nonsense, hence the comparison here.

    Raises:
        ConvbookTypeError: dtypes differ.
        ConvbookValueError: devices differ.
    """
    present = {k: getattr(t, attribute) for k, t in tensors.items() if t is not None}
    if len(set(present.values())) > 1:
        got = ", ".join(f"{name} {value}" for name, value in present.items())
        rule = f"{', '.join(present)} must share one {attribute}"
        error = ConvbookTypeError if attribute == "dtype" else ConvbookValueError
        raise error(message(function, rule, got, "use .to()"))


def filled(function: str, axes: str, shape: Sequence[int]) -> None:
    """Refuse a shape with an axis of size 0; `axes` says in words which axes these are.

    Raises:
        ConvbookValueError: an axis has no entry.
    """
    if 0 in shape:
        raise ConvbookValueError(
            message(function, f"{axes} must hold at least one entry", f"shape {tuple(shape)}")
        )


def signal_and_kernel(function: str, signal: Any, kernel: Any) -> None:
    """Refuse what bare convolution cannot take: ranks other than 1 and 2, or different ones.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: ranks do not fit, or an array is empty.
    """
    numbers(function, signal=signal, kernel=kernel)
    rank, other = len(signal.shape), len(kernel.shape)
    if rank != other or rank not in (1, 2):
        rule = "signal and kernel must both have 1 or both have 2 axes"
        hint = "for batches and channels use conv1d or conv2d"
        raise ConvbookValueError(message(function, rule, f"{rank} and {other} axes", hint))
    filled(function, "every axis of signal", signal.shape)
    filled(function, "every axis of kernel", kernel.shape)


def conv_arrays(
    function: str, ndim: int, input: Any, weight: Any, bias: Any, groups: int
) -> tuple[int, ...]:
    """Refuse arrays that no convolution over `ndim` spatial axes can take.

    Returns:
        The spatial sizes of the input.

    Raises:
        ConvbookTypeError: an array does not hold numbers.
        ConvbookValueError: a rank, a channel count, the bias or `groups` does not fit.
    """
    numbers(function, input=input, weight=weight, bias=bias)
    space = LAYOUTS[ndim]
    if len(input.shape) not in (ndim + 1, ndim + 2):
        rule = f"input must be [N, C, {space}] or, for one example, [C, {space}]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(input.shape)}"))
    if len(weight.shape) != ndim + 2:
        rule = f"weight must have {ndim + 2} axes, [C_out, C_in/groups, k over {space}]"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(weight.shape)}"))
    filled(function, "every axis of input but the batch", input.shape[-ndim - 1 :])
    filled(function, "every axis of weight", weight.shape)
    _channels(function, input.shape[-ndim - 1], weight.shape, bias, groups)
    return tuple(input.shape[-ndim:])


def _channels(function: str, channels: int, weight_shape: Any, bias: Any, groups: int) -> None:
    per_group = weight_shape[1]
    if weight_shape[0] % groups:
        rule = "groups must divide the number of output channels"
        raise ConvbookValueError(message(function, rule, f"{weight_shape[0]} and groups={groups}"))
    if per_group * groups != channels:
        rule = "input channels must equal weight.shape[1] * groups"
        got = f"{channels} input channels, weight.shape[1]={per_group}, groups={groups}"
        raise ConvbookValueError(message(function, rule, got, "weight holds C_in/groups channels"))
    if bias is not None and tuple(bias.shape) != (weight_shape[0],):
        rule = f"bias must have shape ({weight_shape[0]},), one number an output channel"
        raise ConvbookValueError(message(function, rule, f"shape {tuple(bias.shape)}"))

"""Refusals of arrays and tensors, judged by type, dtype, device and shape."""

from collections.abc import Sequence
from typing import Any

from convbook.errors import ConvbookTypeError, ConvbookValueError, message


def instances(function: str, kind: type, **values: Any) -> None:
    """Refuse arguments that are not of `kind`, and sparse tensors.

    Raises:
        ConvbookTypeError: one is of another type, or sparse.
    """
    for name, value in values.items():
        rule = f"{name} must be a {kind.__module__.split('.')[0]}.{kind.__name__}"
        if not isinstance(value, kind):
            raise ConvbookTypeError(message(function, rule, type(value).__name__))
        layout = str(getattr(value, "layout", "torch.strided"))
        if layout != "torch.strided":
            got = f"layout {layout}"
            raise ConvbookTypeError(message(function, f"{rule}, dense", got, "use .to_dense()"))


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


def floating(function: str, **arrays: Any) -> None:
    """Refuse arrays that do not hold floating-point numbers; None is left out.

    For operators that average or interpolate, whose results are fractions.

    Raises:
        ConvbookTypeError: the dtype is not floating.
    """
    for name, array in arrays.items():
        dtype = "" if array is None else str(array.dtype).removeprefix("torch.")
        if dtype and not dtype.startswith(("float", "bfloat")):
            rule = f"{name} must hold floating-point numbers"
            hint = "the results are fractions; convert it, for example to float32"
            raise ConvbookTypeError(message(function, rule, f"dtype {dtype}", hint))


def shaped(function: str, name: str, array: Any, layout: str) -> tuple[int, ...]:
    """Refuse an array with another number of axes than `layout` names, or with an empty one.

    Only an axis called N may be empty.

    Returns:
        The shape.

    Raises:
        ConvbookValueError: the number of axes differs, or an axis but N is empty.

    Example:
        >>> import numpy as np
        >>> shaped("pad2d", "input", np.zeros((0, 3, 8, 8)), "N, C, H, W")
        (0, 3, 8, 8)
    """
    shape, axes = tuple(array.shape), layout.split(", ")
    if len(shape) != len(axes):
        rule = f"{name} must have {len(axes)} axes, [{layout}]"
        raise ConvbookValueError(message(function, rule, f"shape {shape}"))
    needed = [size for size, axis in zip(shape, axes, strict=True) if axis != "N"]
    if 0 in needed:
        rule = f"every axis of {name}" + (" but the batch" if "N" in axes else "")
        raise ConvbookValueError(
            message(function, f"{rule} must hold at least one entry", f"shape {shape}")
        )
    return shape

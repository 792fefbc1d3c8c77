"""What convbook.checks lets through, and the words with which it refuses."""

import pickle

import numpy as np
import pytest
import torch

from convbook import checks
from convbook.errors import (
    ConvbookError,
    ConvbookTypeError,
    ConvbookValueError,
    DisagreementError,
    message,
)


def test_errors_are_python_errors_too() -> None:
    assert issubclass(ConvbookValueError, ValueError)
    assert issubclass(ConvbookTypeError, TypeError)
    assert issubclass(DisagreementError, AssertionError)
    for error in (ConvbookValueError, ConvbookTypeError, DisagreementError):
        assert issubclass(error, ConvbookError)
        assert str(pickle.loads(pickle.dumps(error("f: rule")))) == "f: rule"


def test_message() -> None:
    assert message("f", "x must be odd", 2) == "f: x must be odd, got 2"
    assert message("f", "x must be odd", 2, "why") == "f: x must be odd, got 2 (why)"


@pytest.mark.parametrize(
    ("check", "error", "text"),
    [
        (
            lambda: checks.integer("f", "n", True, 0),
            ConvbookTypeError,
            "f: n must be an integer, got True (a bool is not a count)",
        ),
        (
            lambda: checks.integer("f", "n", torch.tensor(True), 0),
            ConvbookTypeError,
            "f: n must be an integer, got tensor(True) (a bool is not a count)",
        ),
        (
            lambda: checks.integer("f", "n", 1.5, 0),
            ConvbookTypeError,
            "f: n must be an integer, got 1.5 of type float",
        ),
        (
            lambda: checks.integer("f", "n", 0, 1),
            ConvbookValueError,
            "f: n must be at least 1, got 0",
        ),
        (
            lambda: checks.integers("f", "n", (1, 2, 3), 2, 1),
            ConvbookValueError,
            "f: n must be an integer or 2 of them, (h, w), got (1, 2, 3)",
        ),
        (
            lambda: checks.integers("f", "n", (1, 0), 2, 1),
            ConvbookValueError,
            "f: n[1] must be at least 1, got 0",
        ),
        (
            lambda: checks.integers("f", "n", "12", 2, 1),
            ConvbookTypeError,
            "f: n must be an integer or a tuple of integers, got '12'",
        ),
        (
            lambda: checks.choice("f", "mode", "fall", ("full", "same")),
            ConvbookValueError,
            "f: mode must be one of 'full', 'same', got 'fall'",
        ),
        (
            lambda: checks.choice("f", "mode", ["full"], ("full", "same")),
            ConvbookValueError,
            "f: mode must be one of 'full', 'same', got ['full']",
        ),
        (
            lambda: checks.integer("f", "n", 2**63, 1),
            ConvbookValueError,
            "f: n must be at most 2^63 - 1, got 9223372036854775808",
        ),
        (
            lambda: checks.instances("f", torch.Tensor, a=torch.ones(1).to_sparse()),
            ConvbookTypeError,
            "f: a must be a torch.Tensor, dense, got layout torch.sparse_coo (use .to_dense())",
        ),
        (
            lambda: checks.instances("f", torch.Tensor, a=torch.ones(1), b=[1]),
            ConvbookTypeError,
            "f: b must be a torch.Tensor, got list",
        ),
        (
            lambda: checks.numbers("f", a=np.array(["x"])),
            ConvbookTypeError,
            "f: a must hold integer, floating or complex numbers, got dtype <U1 "
            "(convert it first, for example to float64)",
        ),
        (
            lambda: checks.alike("f", "dtype", a=torch.ones(1), b=torch.ones(1).long()),
            ConvbookTypeError,
            "f: a, b must share one dtype, got a torch.float32, b torch.int64 (use .to())",
        ),
        (
            lambda: checks.alike("f", "device", a=torch.ones(1), b=torch.ones(1, device="meta")),
            ConvbookValueError,
            "f: a, b must share one device, got a cpu, b meta (use .to())",
        ),
        (
            lambda: checks.filled("f", "every axis of x", (2, 0)),
            ConvbookValueError,
            "f: every axis of x must hold at least one entry, got shape (2, 0)",
        ),
        (
            lambda: checks.floating("f", x=torch.ones(1), y=torch.ones(1).long(), z=None),
            ConvbookTypeError,
            "f: y must hold floating-point numbers, got dtype int64 "
            "(the results are fractions; convert it, for example to float32)",
        ),
        (
            lambda: checks.floating("f", x=np.ones(1, complex)),
            ConvbookTypeError,
            "f: x must hold floating-point numbers, got dtype complex128 "
            "(the results are fractions; convert it, for example to float32)",
        ),
        (
            lambda: checks.shaped("f", "x", torch.ones(2, 3), "N, C, H, W"),
            ConvbookValueError,
            "f: x must have 4 axes, [N, C, H, W], got shape (2, 3)",
        ),
        (
            lambda: checks.shaped("f", "x", torch.ones(2, 0), "N, C"),
            ConvbookValueError,
            "f: every axis of x but the batch must hold at least one entry, got shape (2, 0)",
        ),
    ],
)
def test_refusals_word_for_word(check, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        check()
    assert str(caught.value) == text


@pytest.mark.parametrize(
    "dtype",
    ["int8", "uint8", "int64", "float16", "bfloat16", "float32", "float64", "complex64"],
)
def test_numbers_of_every_kind_pass(dtype: str) -> None:
    checks.numbers("f", tensor=torch.ones(1, dtype=getattr(torch, dtype)), left_out=None)
    if dtype != "bfloat16":
        checks.numbers("f", array=np.ones(1, dtype))


def test_values_pass_unchanged() -> None:
    assert checks.integer("f", "n", np.int16(7), 7) == 7
    assert checks.integers("f", "n", [1, np.int64(2)], 2, 1) == (1, 2)
    assert checks.integers("f", "n", torch.Size([3, 4]), 2, 1) == (3, 4)
    assert checks.integers("f", "n", 5, 3, 1) == (5, 5, 5)
    assert checks.choice("f", "mode", "same", ("full", "same")) == "same"
    checks.instances("f", torch.Tensor, a=torch.nn.Parameter(torch.ones(1)))
    checks.alike("f", "dtype", a=torch.ones(1), b=torch.zeros(2))
    checks.filled("f", "every axis of x", ())
    checks.floating("f", x=torch.ones(1).bfloat16(), y=np.ones(1, "float16"), z=None)
    assert checks.shaped("f", "x", torch.ones(0, 3), "N, C") == (0, 3)

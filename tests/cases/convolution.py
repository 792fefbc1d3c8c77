"""Rows of convolve and cross_correlate."""

from collections.abc import Callable

import torch

from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import windows
from tests.cases.record import Call, Case, Misuse
from tests.oracles import conv as oracles
from tests.strategies import convolution_calls, integers


def convolution_case(name: str, *judges: Callable[[Call], torch.Tensor]) -> Case:
    """The row of convolve or cross_correlate."""
    x, k = integers(1, 4, 3), integers(2, 2, 3)
    value, kind = ConvbookValueError, ConvbookTypeError
    return Case(
        name=name,
        calls=convolution_calls(),
        example={"signal": x, "kernel": k, "mode": "same"},
        oracles={"": judges},
        windows=windows.convolution_windows,
        signal="signal",
        kernel="kernel",
        batched=(),
        lacks={
            "empty batch": "bare arrays have no batch",
            "one example": "bare arrays have no batch",
            "large integers": "covered by test_bare_integers_are_exact",
        },
        reaches={
            "one axis": lambda call: call["signal"].ndim == 1,
            "two axes": lambda call: call["signal"].ndim == 2,
            "complex kernel": lambda call: call["kernel"].is_complex(),
            "mixed": lambda call: call["kernel"].is_complex() != call["signal"].is_complex(),
            "even same": lambda call: call["mode"] == "same" and call["kernel"].numel() % 2 == 0,
            "longer kernel": lambda call: call["kernel"].numel() > call["signal"].numel() > 1,
        },
        misuses=(
            Misuse({"signal": x.tolist()}, kind, "signal must be a torch.Tensor", True),
            Misuse({"kernel": None}, kind, "kernel must"),
            Misuse({"kernel": k > 0}, kind, "kernel must hold integer, floating or complex"),
            Misuse({"kernel": k.to("meta")}, value, "share one device", True),
            Misuse({"kernel": k[0]}, value, "must both have 1 or both have 2 axes, got 2 and 1"),
            Misuse({"signal": x[None], "kernel": k[None]}, value, "got 3 and 3 axes"),
            Misuse({"signal": x[:0]}, value, "every axis of signal must hold"),
            Misuse({"kernel": k[:, :0]}, value, "every axis of kernel must hold"),
            Misuse({"mode": "Full"}, value, "mode must be one of 'full', 'same', 'valid'"),
            Misuse({"mode": None}, value, "mode must be one of"),
            Misuse({"mode": "valid", "signal": x[:1]}, value, "the kernel must fit"),
            Misuse({"mode": "valid", "signal": x[:, :2]}, value, "the kernel must fit"),
        ),
    )


CASES = (
    convolution_case("convolve", oracles.scipy_convolve, oracles.fft_convolve),
    convolution_case("cross_correlate", oracles.scipy_correlate, oracles.fft_correlate),
)

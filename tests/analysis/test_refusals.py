"""What the analyses refuse: by which error, and in whose name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convbook import analysis
from convbook.errors import ConvbookTypeError, ConvbookValueError

CONV = nn.Conv2d(3, 4, 3, 2, 1)
IMAGE = torch.zeros(1, 3, 8, 8)
PICTURE = np.zeros((8, 8, 3))
LAYERS = [analysis.Conv(3)]
OF_RATES: list[tuple[str, Callable[..., Any]]] = [
    ("coverage_map", analysis.coverage_map),
    ("largest_gap", analysis.largest_gap),
    ("hdc_distances", lambda rates: analysis.hdc_distances(rates)),
    ("satisfies_hdc", analysis.satisfies_hdc),
    ("is_hole_free", analysis.is_hole_free),
]


@pytest.mark.parametrize(("name", "function"), OF_RATES)
@pytest.mark.parametrize(
    ("rates", "error", "rule"),
    [
        ([], ConvbookValueError, "at least one rate"),
        ([1, 0], ConvbookValueError, r"rates\[1\] must be at least 1"),
        ([1, 2**70], ConvbookValueError, r"rates\[1\] must be at most"),
        ([1, 2.0], ConvbookTypeError, r"rates\[1\] must be an integer"),
        ([1, True], ConvbookTypeError, r"rates\[1\] must be an integer"),
        ([[1, 2]], ConvbookTypeError, r"rates\[0\] must be an integer"),
        ("12", ConvbookTypeError, "list of integers"),
        ({1, 2}, ConvbookTypeError, "list of integers"),
        (3, ConvbookTypeError, "list of integers"),
        (None, ConvbookTypeError, "list of integers"),
    ],
)
def test_rates(name: str, function: Any, rates: Any, error: type, rule: str) -> None:
    with pytest.raises(error, match=f"^{name}: .*{rule}"):
        function(rates)


@pytest.mark.parametrize(("name", "function"), [row for row in OF_RATES if "dist" not in row[0]])
def test_kernels(name: str, function: Any) -> None:
    with pytest.raises(ConvbookValueError, match=f"^{name}: kernel_size must be at least 1"):
        function([1, 2], 0)
    with pytest.raises(ConvbookTypeError, match=f"^{name}: kernel_size must be an integer"):
        function([1, 2], 3.0)


def number(image: Any) -> float:
    return 1.0


CALLS: list[tuple[str, Callable[[], Any], type, str]] = [
    ("coverage_map", lambda a: a([1], 3, 0), ConvbookValueError, "ndim must be at least 1"),
    ("coverage_map", lambda a: a([1], 3, 4), ConvbookValueError, "ndim must be at most 3"),
    ("coverage_map", lambda a: a([2**15]), ConvbookValueError, "at most 2.30 positions"),
    ("coverage_map", lambda a: a([2**62]), ConvbookValueError, "field must be at most"),
    ("coverage_map", lambda a: a(np.ones((2, 2), int)), ConvbookValueError, "one axis"),
    ("largest_gap", lambda a: a([2**62]), ConvbookValueError, "field must be at most"),
    ("largest_gap", lambda a: a([9**9], 2**28), ConvbookValueError, "at most 2.27 pixels"),
    ("satisfies_hdc", lambda a: a([1]), ConvbookValueError, "at least two rates"),
    ("is_hole_free", lambda a: a(np.ones((2, 2))), ConvbookTypeError, "must hold integers"),
    ("is_hole_free", lambda a: a(np.zeros((2, 2), int)), ConvbookValueError, "at least 1"),
    ("is_hole_free", lambda a: a(np.ones((2, 2, 2), int)), ConvbookValueError, r"\[M, n\]"),
    ("is_hole_free", lambda a: a(np.ones((2, 0), int)), ConvbookValueError, r"\[M, n\]"),
    ("design_rates", lambda a: a(1, num_layers=2), ConvbookValueError, "kernel_size must be"),
    ("design_rates", lambda a: a(3), ConvbookValueError, "exactly one of"),
    ("design_rates", lambda a: a(3, 9, 2), ConvbookValueError, "exactly one of"),
    ("design_rates", lambda a: a(3, 0), ConvbookValueError, "min_receptive_field must be"),
    ("design_rates", lambda a: a(3, num_layers=0), ConvbookValueError, "num_layers must be"),
    ("design_rates", lambda a: a(3, num_layers=40), ConvbookValueError, "at most 2.63 - 1 px"),
    ("design_rates", lambda a: a(3, 2**40, None, True), ConvbookValueError, "2.20 layers"),
    ("design_rates", lambda a: a(3, 9, sawtooth=1), ConvbookTypeError, "sawtooth must be"),
    ("usage_counts", lambda a: a(0, 3), ConvbookValueError, "size must be at least 1"),
    ("usage_counts", lambda a: a(8, 0), ConvbookValueError, "kernel_size must be at least"),
    ("usage_counts", lambda a: a(8, 3, -1), ConvbookValueError, "padding must be at least"),
    ("usage_counts", lambda a: a(8, 3, "same"), ConvbookTypeError, "padding must be"),
    ("usage_counts", lambda a: a(8, 3, 1, "same"), ConvbookValueError, "mode must be one of"),
    ("usage_counts", lambda a: a(8, 3, 1, None), ConvbookValueError, "mode must be one of"),
    ("usage_counts", lambda a: a(8, 3, 1, "distribution"), ConvbookValueError, "separable"),
    ("usage_counts", lambda a: a(8, 3, 1, "valid"), ConvbookValueError, "padding must agree"),
    ("usage_counts", lambda a: a(8, 3, 1, "full"), ConvbookValueError, "padding must agree"),
    ("usage_counts", lambda a: a(2, 3, 0), ConvbookValueError, "kernel must fit"),
    ("usage_counts", lambda a: a(8, 3, stride=0), ConvbookValueError, "stride must be"),
    ("usage_counts", lambda a: a(8, 3, dilation=0), ConvbookValueError, "dilation must be"),
    ("usage_counts", lambda a: a(10**12, 3), ConvbookValueError, "2.26 positions"),
    ("usage_counts", lambda a: a(8, 3, exact=1), ConvbookTypeError, "exact must be"),
    ("Conv", lambda a: a(0), ConvbookValueError, "kernel_size must be at least 1"),
    ("Conv", lambda a: a(3, padding=-1), ConvbookValueError, "padding must be at least 0"),
    ("Conv", lambda a: a(3, stride=(1, 2, 3)), ConvbookValueError, "stride must be an integer or"),
    ("AvgPool", lambda a: a(2, 0), ConvbookValueError, "stride must be at least 1"),
    ("AvgPool", lambda a: a(2, 2, None), ConvbookTypeError, "padding must be an integer"),
    ("foveation_map", lambda a: a(0, LAYERS), ConvbookValueError, "input_size must be"),
    ("foveation_map", lambda a: a(8, []), ConvbookValueError, "at least one layer"),
    ("foveation_map", lambda a: a(8, LAYERS[0]), ConvbookTypeError, "must be a list of"),
    ("foveation_map", lambda a: a(8, [3]), ConvbookTypeError, r"layers\[0\] must be a Conv"),
    ("foveation_map", lambda a: a(8, LAYERS, "same"), ConvbookValueError, "mode must be"),
    ("foveation_map", lambda a: a(8, LAYERS, channels=0), ConvbookValueError, "channels must"),
    ("foveation_map", lambda a: a(2, LAYERS, "valid"), ConvbookValueError, "kernel must fit"),
    ("foveation_map", lambda a: a(2**14, LAYERS), ConvbookValueError, "2.26 positions"),
    ("foveation_map", lambda a: a(2, LAYERS, "distribution"), ConvbookValueError, "at least 3"),
    (
        "foveation_map",
        lambda a: a(8, [analysis.Conv(2)], "distribution"),
        ConvbookValueError,
        "same padding on all four sides",
    ),
    (
        "foveation_map",
        lambda a: a(8, [analysis.Conv(5, padding=1), analysis.Conv(9, padding=0)], "distribution"),
        ConvbookValueError,
        "kernel must fit",
    ),
    ("uneven_padding", lambda a: a("net", 8), ConvbookTypeError, "net must be a torch"),
    ("uneven_padding", lambda a: a(CONV, 0), ConvbookValueError, "input_size must be"),
    ("uneven_padding", lambda a: a(nn.Conv2d(1, 1, 9), 8), ConvbookValueError, "of this size"),
    ("balanced_input_sizes", lambda a: a(CONV, 9, 8), ConvbookValueError, "low must be at most"),
    ("balanced_input_sizes", lambda a: a(CONV, 0, 8), ConvbookValueError, "low must be at least"),
    ("balanced_input_sizes", lambda a: a(None, 1, 8), ConvbookTypeError, "net must be a torch"),
    ("spatial_bias", lambda a: a(CONV, 0), ConvbookValueError, "input_size must be"),
    ("spatial_bias", lambda a: a(CONV, 9, IMAGE), ConvbookValueError, "must be 9 x 9 px"),
    ("spatial_bias", lambda a: a(nn.Flatten(), 9), ConvbookValueError, "gives maps"),
    ("activation_drift", lambda a: a(3, IMAGE), ConvbookTypeError, "net must be a torch"),
    ("activation_drift", lambda a: a(CONV, IMAGE[0]), ConvbookValueError, "must have 4 axes"),
    ("activation_drift", lambda a: a(CONV, IMAGE[:0]), ConvbookValueError, "at least one entry"),
    ("activation_drift", lambda a: a(CONV, IMAGE.long()), ConvbookTypeError, "floating-point"),
    ("activation_drift", lambda a: a(CONV, IMAGE.numpy()), ConvbookTypeError, "input must be"),
    ("information_erosion", lambda a: a(CONV, IMAGE[:, :2]), ConvbookValueError, "net must take"),
    ("shift_consistency", lambda a: a(CONV, IMAGE, 0), ConvbookValueError, "max_shift must be"),
    ("shift_consistency", lambda a: a(CONV, IMAGE, 8), ConvbookValueError, "max_shift must be"),
    ("shift_consistency", lambda a: a(CONV, IMAGE, 1), ConvbookValueError, r"\[1, classes\]"),
    ("shift_consistency", lambda a: a(CONV, IMAGE, 1, 1), ConvbookTypeError, "circular must"),
    ("blind_spot_map", lambda a: a(1, PICTURE, PICTURE), ConvbookTypeError, "score must be a fun"),
    ("blind_spot_map", lambda a: a(number, PICTURE, IMAGE), ConvbookTypeError, "target must be"),
    ("blind_spot_map", lambda a: a(number, IMAGE, IMAGE), ConvbookValueError, "background must be"),
    (
        "blind_spot_map",
        lambda a: a(number, PICTURE, PICTURE[..., :2]),
        ConvbookValueError,
        "one layout and as many channels",
    ),
    (
        "blind_spot_map",
        lambda a: a(number, PICTURE, PICTURE[..., 0]),
        ConvbookValueError,
        "one layout",
    ),
    (
        "blind_spot_map",
        lambda a: a(number, PICTURE, PICTURE.astype(np.float32)),
        ConvbookTypeError,
        "share one dtype",
    ),
    (
        "blind_spot_map",
        lambda a: a(number, PICTURE[:4], PICTURE[:5]),
        ConvbookValueError,
        "target must fit",
    ),
    ("blind_spot_map", lambda a: a(number, PICTURE, PICTURE, 0), ConvbookValueError, "stride must"),
    ("blind_spot_map", lambda a: a(str, PICTURE, PICTURE), ConvbookTypeError, "return one number"),
    (
        "blind_spot_map",
        lambda a: a(lambda x: x, PICTURE, PICTURE),
        ConvbookTypeError,
        "return one number",
    ),
    ("frequency_split", lambda a: a(PICTURE, "fft"), ConvbookValueError, "method must be one of"),
    ("frequency_split", lambda a: a(PICTURE[1:]), ConvbookValueError, "height and width"),
    ("frequency_split", lambda a: a(PICTURE[:0]), ConvbookValueError, "at least one entry"),
    ("frequency_split", lambda a: a(PICTURE[None]), ConvbookValueError, r"\[H, W\] or"),
    ("frequency_split", lambda a: a(PICTURE > 0), ConvbookTypeError, "must hold integer"),
    ("frequency_split", lambda a: a(PICTURE + 1j), ConvbookTypeError, "real numbers"),
    ("frequency_split", lambda a: a(IMAGE), ConvbookTypeError, "image must be a numpy"),
    ("haar_bands", lambda a: a(PICTURE[:, 1:]), ConvbookValueError, "height and width"),
]


@pytest.mark.parametrize(("name", "call", "error", "rule"), CALLS)
def test_calls(name: str, call: Any, error: type, rule: str) -> None:
    with pytest.raises(error, match=f"^{name}: .*{rule}"):
        call(getattr(analysis, name))

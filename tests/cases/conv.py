"""Rows of conv1d, conv2d and conv3d."""

from collections.abc import Callable

from convbook.errors import ConvbookTypeError, ConvbookValueError
from tests import windows
from tests.cases.record import Call, Case, Misuse
from tests.oracles import conv as oracles
from tests.strategies import conv_calls, integers


def differ(name: str) -> Callable[[Call], bool]:
    """True where the argument differs from axis to axis."""
    return lambda call: isinstance(call[name], tuple) and len(set(call[name])) > 1


def conv_reaches(ndim: int) -> dict[str, Callable[[Call], bool]]:
    """What the calls of a layer must be able to be."""
    common: dict[str, Callable[[Call], bool]] = {
        "empty batch": lambda call: len(call["input"]) == 0,
        "batch of two": lambda call: len(call["input"]) == 2,
        "no bias": lambda call: call["bias"] is None,
        "bias": lambda call: call["bias"] is not None,
        "groups": lambda call: call["groups"] > 1 and call["weight"].shape[1] > 1,
        "channel multiplier": lambda call: len(call["weight"]) > call["groups"] > 1,
        "size-1 axis": lambda call: 1 in call["input"].shape[2:] and call["padding"] != "full",
        "rows left over": lambda call: any(
            (size + sum(sides) - extent) % stride
            for size, extent, stride, sides in windows.conv_windows(call)
        ),
        "unequal same": lambda call: (
            call["padding"] == "same"
            and any(sides[0] != sides[1] for *_, sides in windows.conv_windows(call))
        ),
        "full with dilation": lambda call: call["padding"] == "full" and max(call["dilation"]) > 1,
    }
    asymmetric: dict[str, Callable[[Call], bool]] = {
        "kernel": lambda call: len(set(call["weight"].shape[2:])) == min(ndim, 3),
        **{name: differ(name) for name in ("stride", "padding", "dilation")},
    }
    return common | (asymmetric if ndim > 1 else {})


def conv_misuses(ndim: int, example: Call) -> tuple[Misuse, ...]:
    """What every convolution layer must refuse."""
    x, w, b = example["input"], example["weight"], example["bias"]
    value, kind = ConvbookValueError, ConvbookTypeError
    return (
        Misuse({"input": x.tolist()}, kind, "input must be a torch.Tensor", True),
        Misuse({"weight": None}, kind, "weight must"),
        Misuse({"bias": 1.0}, kind, "bias must be a torch.Tensor", True),
        Misuse({"input": x > 0, "weight": w > 0, "bias": b > 0}, kind, "input must hold integer"),
        Misuse({"weight": w.float()}, kind, "share one dtype", True),
        Misuse({"bias": b.float()}, kind, "share one dtype", True),
        Misuse({"weight": w.to("meta")}, value, "share one device", True),
        Misuse({"input": x[0, 0]}, value, r"input must be \[N, C, .*got shape"),
        Misuse({"input": x[None]}, value, r"input must be \[N, C, .*got shape"),
        Misuse({"weight": w[0]}, value, f"weight must have {ndim + 2} axes"),
        Misuse({"input": x[:, :0]}, value, "every axis of input but the batch"),
        Misuse({"input": x[..., :0]}, value, "every axis of input but the batch"),
        Misuse({"weight": w[:0]}, value, "every axis of weight"),
        Misuse({"weight": w[..., :0]}, value, "every axis of weight"),
        Misuse({"input": x[:, :-1]}, value, "input channels must equal"),
        Misuse({"groups": 3}, value, "groups must divide the number of output channels"),
        Misuse({"groups": 0}, value, "groups must be at least 1, got 0"),
        Misuse({"groups": 1.0}, kind, "groups must be an integer"),
        Misuse({"bias": b[:-1]}, value, "bias must have shape"),
        Misuse({"bias": b[None]}, value, "bias must have shape"),
        *window_misuses(ndim),
        *algorithm_misuses(ndim, example),
    )


def window_misuses(ndim: int) -> tuple[Misuse, ...]:
    """Strides, paddings and dilations that make no sense."""
    value, kind = ConvbookValueError, ConvbookTypeError
    too_many = (1,) * (ndim + 1)
    return (
        Misuse({"stride": 0}, value, "stride must be at least 1"),
        Misuse({"stride": True}, kind, "stride must be an integer"),
        Misuse({"stride": "same"}, kind, "stride must be an integer"),
        Misuse({"stride": too_many}, value, f"stride must be an integer or {ndim} of them"),
        Misuse({"dilation": 0}, value, "dilation must be at least 1"),
        Misuse({"dilation": 1.5}, kind, "dilation must be an integer"),
        Misuse({"padding": -1}, value, "padding must be at least 0"),
        Misuse({"padding": (0,) * ndim + (1,)}, value, "padding must be an integer or"),
        Misuse({"padding": (-1,) * ndim}, value, r"padding\[0\] must be at least 0"),
        Misuse({"padding": "SAME"}, value, "padding must be one of 'valid', 'same', 'full'"),
        Misuse({"padding": "same"}, value, 'padding="same" needs stride 1'),
        Misuse({"padding": 0, "dilation": 9}, value, "the kernel must fit into the padded input"),
        Misuse({"padding": 10**9}, value, r"at most 2\^30 positions"),
        Misuse({"stride": 2**31}, value, r"stride must be below 2\^31 px"),
    )


def algorithm_misuses(ndim: int, example: Call) -> tuple[Misuse, ...]:
    """What single algorithms must refuse, and the definition need not."""
    x, w = example["input"], example["weight"]
    value, kind = ConvbookValueError, ConvbookTypeError
    long = x.new_zeros(1, 4, 20_000, *x.shape[3:])
    whole = {name: example[name].long() for name in ("input", "weight", "bias")}
    common = (
        Misuse({"algorithm": "fastest"}, value, "algorithm must be one of 'auto', 'direct'", True),
        Misuse({"algorithm": None}, value, "algorithm must be one of", True),
        Misuse({"input": long, "algorithm": "matrix"}, value, r"at most 2\^28 entries", True),
        Misuse(whole | {"algorithm": "fft"}, kind, 'algorithm="fft" needs floating-point', True),
    )
    if ndim != 2:
        return (*common, Misuse({"algorithm": "winograd"}, value, "algorithm must be one", True))
    three = {"weight": w.new_ones(4, 2, 3, 3), "algorithm": "winograd", "padding": 2}
    plain = three | {"stride": 1, "dilation": 1}
    return (
        *common,
        Misuse({"algorithm": "winograd"}, value, 'winograd" needs kernels of 3', True),
        Misuse(three, value, 'winograd" needs stride of 1', True),
        Misuse(three | {"stride": 1}, value, 'winograd" needs dilation of 1', True),
        Misuse(plain | {"tile": 3}, value, "tile must be 2 or 4, got 3", True),
        Misuse(plain | {"tile": 0}, value, "tile must be at least 2", True),
        Misuse({"tile": 2.0}, kind, "tile must be an integer", True),
        Misuse({"tile": None}, kind, "tile must be an integer", True),
        Misuse(
            plain | {name: plain.get(name, example[name]).long() for name in whole},
            kind,
            'algorithm="winograd" needs floating-point',
            True,
        ),
    )


def three_by_three(call: Call) -> Call:
    """The call with what "winograd" can do: its taps repeated or cut to 3x3, nothing skipped."""
    if call["weight"].shape[3] > 3:  # a long sum: over channels instead of over taps
        call = call | {name: call[name].transpose(1, 3) for name in ("input", "weight")}
    weight, padding = call["weight"], call["padding"]
    rows, columns = ([i % size for i in range(3)] for size in weight.shape[2:])
    too_small = min(call["input"].shape[2:]) < 3 and padding != "same"
    return call | {
        "weight": weight[:, :, rows][..., columns],
        "stride": 1,
        "dilation": 1,
        "padding": "full" if too_small else padding,
    }


def conv_case(ndim: int) -> Case:
    """The row of conv1d, conv2d or conv3d."""
    example: Call = {
        "input": integers(1, 1, 4, *(3, 2, 4)[:ndim]),
        "weight": integers(2, 4, 2, *(2, 3, 1)[:ndim]),
        "bias": integers(3, 4),
        "stride": (2, 1, 3)[:ndim],
        "padding": (1, 2, 0)[:ndim],
        "dilation": (2, 1, 1)[:ndim],
        "groups": 2,
    }
    tiles = ("winograd tile=2", "winograd tile=4") if ndim == 2 else ()
    narrow = dict.fromkeys(tiles, three_by_three)
    return Case(
        name=f"conv{ndim}d",
        calls=conv_calls(ndim),
        example=example,
        oracles={
            "auto": (oracles.onnx_conv, oracles.scipy_conv),
            "direct": (oracles.torch_conv,),
            "im2col": (oracles.torch_conv,),
            "matrix": (oracles.torch_conv,),
            "fft": (oracles.torch_conv,),
            **dict.fromkeys(narrow, (oracles.torch_conv,)),
        },
        # Sines and cosines are irrational; F(4, 3) has entries 1/6 and 1/24. F(2, 3) has 1/2, and
        # is exact.
        algorithm_bounds={"fft": 1e-12} | ({"winograd tile=4": 1e-11} if narrow else {}),
        narrow=narrow,
        refuse_integers=("fft", *narrow),
        windows=windows.conv_windows,
        reaches=conv_reaches(ndim),
        misuses=conv_misuses(ndim, example),
    )


CASES = (conv_case(1), conv_case(2), conv_case(3))

"""Rules of torch's operators that read windows: convolution, pooling, padding, resampling."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convbook.analysis.tracing import windows
from convbook.analysis.tracing.calls import Call, rule
from convbook.analysis.tracing.fields import Field, united

LARGEST_DENOMINATOR = 4096


def _each(value: Any, count: int) -> list[Any]:
    """One entry an axis; torch's schemas write one number, or none, for all of them."""
    entries = list(value) if isinstance(value, Sequence) else [value]
    return entries * count if len(entries) == 1 else entries


def through(field: Field | None, call: Call, readings: list[windows.Reading], mixes: bool) -> Field:
    """Return what windows on the first argument see, and what all other arguments see besides."""
    others = [f for f in call.fields if f is not field]
    seen = []
    if field is not None:
        seen.append(windows.convolved(field, tuple(call.input.shape), call.shape, readings, mixes))
    seen += [other.along(lambda _, axis: axis.flat(None)) for other in others]
    return united(seen)


@rule("convolution")
def _convolution(call: Call) -> Field:
    kernel = call["weight"].shape[2:]
    settings = [_each(call[name], len(kernel)) for name in ("stride", "padding", "dilation")]
    kind = windows.scatter if call["transposed"] else windows.window
    readings = [kind(*axis) for axis in zip(kernel, *settings, strict=True)]
    return through(call.field, call, readings, mixes=True)


@rule(
    "max_pool2d_with_indices", "max_pool3d_with_indices", "max_pool2d", "max_pool1d",
    "avg_pool1d", "avg_pool2d", "avg_pool3d",
)  # fmt: skip
def _pool(call: Call) -> Field:
    ndim = next(int(letter) for letter in call.name if letter.isdigit())
    kernel = _each(call["kernel_size"], ndim)
    stride = _each(call["stride"], ndim) or kernel
    padding, dilation = _each(call["padding"], ndim), _each(call.get("dilation", 1), ndim)
    axes = zip(kernel, stride, padding, dilation, strict=True)
    return through(call.field, call, [windows.window(*axis) for axis in axes], mixes=False)


@rule("_adaptive_avg_pool2d", "_adaptive_avg_pool3d", "adaptive_avg_pool2d", "adaptive_max_pool2d")
def _adaptive(call: Call) -> Field:
    outputs = list(call["output_size"])
    sizes = list(call.input.shape[-len(outputs) :])
    readings = [windows.bins(n, m) for n, m in zip(sizes, outputs, strict=True)]
    single = [dim for dim in range(-len(outputs), 0) if outputs[dim] == 1]
    field = through(call.field, call, readings, mixes=False)
    before = call.field or field
    return field.along(
        lambda i, axis: (
            axis
            if axis.place is None or axis.place.dim not in single
            else before.axes[i].flat(axis.place)
        )
    )


@rule(
    "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "reflection_pad3d",
    "replication_pad1d", "replication_pad2d", "replication_pad3d",
)  # fmt: skip
def _pad(call: Call) -> Field:
    pads = list(call.get("pad") or call["padding"])
    before = pads[::2][::-1]  # torch writes the last axis first
    return through(call.field, call, [windows.moved(-p) for p in before], mixes=False)


def _ratios(call: Call) -> list[Fraction]:
    """How many input positions lie between neighbouring outputs, along each resampled axis."""
    outputs = list(call["output_size"])
    sizes = list(call.input.shape[-len(outputs) :])
    names = {1: ["scales"], 2: ["scales_h", "scales_w"], 3: ["scales_d", "scales_h", "scales_w"]}
    scales = [call.get(name) for name in names[len(outputs)]]
    return [
        Fraction(n, m) if not s else 1 / Fraction(s).limit_denominator(LARGEST_DENOMINATOR)
        for n, m, s in zip(sizes, outputs, scales, strict=True)
    ]


@rule("upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d")
def _nearest(call: Call) -> Field:
    return through(call.field, call, [windows.nearest(r) for r in _ratios(call)], mixes=False)


@rule("_upsample_nearest_exact1d", "_upsample_nearest_exact2d")
def _nearest_exact(call: Call) -> Field:
    half = Fraction(1, 2)
    readings = [windows.nearest(r, half) for r in _ratios(call)]
    return through(call.field, call, readings, mixes=False)


@rule("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d")
def _linear(call: Call) -> Field:
    return _interpolated(call, reach=1)


@rule("upsample_bicubic2d")
def _cubic(call: Call) -> Field:
    return _interpolated(call, reach=2)


def _interpolated(call: Call, reach: int) -> Field:
    outputs = list(call["output_size"])
    sizes = list(call.input.shape[-len(outputs) :])
    readings = []
    for ratio, n, m in zip(_ratios(call), sizes, outputs, strict=True):
        if n == 1:
            readings.append(windows.nearest(Fraction(1, m)))
        elif call["align_corners"]:
            slope = Fraction(n - 1, m - 1) if m > 1 else Fraction(1)
            readings.append(windows.between(slope, Fraction(0), reach))
        else:
            readings.append(windows.between(ratio, (ratio - 1) / 2, reach))
    return through(call.field, call, readings, mixes=False)

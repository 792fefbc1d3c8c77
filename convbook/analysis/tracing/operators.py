"""Rules of this library's own operators, which are taken as wholes however they compute."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import torch
from torch import Tensor

from convbook import checks
from convbook.analysis.tracing import windows
from convbook.analysis.tracing.calls import Call, Rule
from convbook.analysis.tracing.fields import Field, united
from convbook.analysis.tracing.spatial import through
from convbook.geometry import ConvGeometry, conv_geometry
from convbook.geometry.octave import num_poolings, octave_geometry

DEFORMED = "deformable taps go where the data send them: the whole image is stated"
KNOWN = "deformable taps: the farthest that any output sends them is stated"
LOCAL_MEANS = "padding of local means counts as padding, though it reads pixels inside"


def _geometry(call: Call, kernel: Sequence[int]) -> ConvGeometry:
    size = tuple(call["input"].shape[-len(kernel) :])
    settings = (call[name] for name in ("stride", "padding", "dilation"))
    return conv_geometry(call.name, size, tuple(kernel), *settings)


def _readings(geometry: ConvGeometry) -> list[windows.Reading]:
    before = [first for first, _ in geometry.padding]
    settings = geometry.kernel_size, geometry.stride, before, geometry.dilation
    return [windows.window(*axis) for axis in zip(*settings, strict=True)]


def _conv(call: Call) -> Field:
    weight = call.get("weight")
    kernel = tuple((call["depthwise_weight"] if weight is None else weight).shape[2:])
    return through(call.field, call, _readings(_geometry(call, kernel)), mixes=True)


def _cond(call: Call) -> Field:
    """Each example is convolved with kernels that its routing has mixed."""
    readings = _readings(_geometry(call, tuple(call["weights"].shape[3:])))
    return through(call.field, call, readings, mixes=True)


def _transposed(call: Call) -> Field:
    names = ("stride", "padding", "dilation")
    settings = [checks.integers(call.name, n, call[n], 2, minimum=0) for n in names]
    axes = zip(call["weight"].shape[2:], *settings, strict=True)
    return through(call.field, call, [windows.scatter(*axis) for axis in axes], mixes=True)


def _zero_insert(call: Call) -> Field:
    steps = checks.integers(call.name, "stride", call["stride"], 2, minimum=1)
    return through(call.field, call, [windows.scatter(1, s, 0, 1) for s in steps], mixes=False)


def _pad(call: Call) -> Field:
    given = call["input"], call["padding"], call["mode"], call["value"]
    sides, _ = checks.padded_image(call.name, *given)
    readings = [windows.moved(-before) for before, _ in sides]
    seen = through(call.field, call, readings, mixes=False)
    return seen.noted(LOCAL_MEANS) if call["mode"].startswith("distribution") else seen


def _symmetric(call: Call) -> Field:
    """The union over the four groups of channels, each padded on its own two sides."""
    groups = checks.four_groups(call.name, call["input"], call["kernel_size"])
    paddings = [sides for _, count, sides in groups if count]
    readings = ([windows.moved(-before) for before, _ in sides] for sides in paddings)
    return united([through(call.field, call, each, mixes=False) for each in readings])


def _ends(offset: Tensor, kernel: Sequence[int], axis: int) -> list[tuple[int, int]]:
    """For every row (axis 0) or column (1) of taps, how far its offsets send it, in px."""
    moves = torch.unflatten(offset.detach(), -3, (-1, *kernel, 2))[..., axis, :, :]
    rows = moves.movedim(-4 + axis, 0).flatten(1)
    return [(floor(row.min().item()), ceil(row.max().item())) for row in rows]


def _reached(call: Call, kernel: Sequence[int], offset: Tensor) -> list[windows.Reading]:
    """For offsets whose values are known: everything between their extremes, for each tap."""
    geometry, readings = _geometry(call, kernel), []
    for axis, taps in enumerate(kernel):
        ends = _ends(offset, kernel, axis)
        first, step = -geometry.padding[axis][0], geometry.dilation[axis]
        starts = [Fraction(first + t * step + end) for t in range(taps) for end in ends[t]]
        readings.append(windows.points(Fraction(geometry.stride[axis]), starts))
    return readings


def _adaptive(call: Call, kernel: tuple[int, ...], *local: str) -> Field:
    """Windows on the input, and tensors that are read at the output's own position."""
    here = [f for f in (call.field_of(call[name]) for name in local) if f is not None]
    if call.field is None:
        return united(here)
    offset, shapes = call["offset"], (tuple(call["input"].shape), call.shape)
    known = offset is not None and not offset.is_meta and call.field_of(offset) is None
    rigid = _readings(_geometry(call, kernel))
    readings = _reached(call, kernel, offset) if known else rigid
    seen = windows.convolved(call.field, *shapes, readings)
    if known:
        seen = seen.noted(KNOWN)
    elif offset is not None:
        seen = seen.along(lambda _, axis: axis.whole()).noted(DEFORMED)
    return united([seen, *here])


def _deform(call: Call) -> Field:
    return _adaptive(call, tuple(call["weight"].shape[2:]), "offset", "mask")


def _deform_kernel(call: Call) -> Field:
    kernel = checks.integers(call.name, "kernel_size", call["kernel_size"], 2, minimum=1)
    return _adaptive(call, kernel, "offset", "kernel_offset")


def _sampled(call: Call) -> Field:
    return united(call.fields)


def _octave(call: Call) -> list[Field]:
    """Every path by itself, then the union for each result."""
    maps = {"h": call["high"], "l": call["low"]}
    weights = {path: call[f"weight_{path}"] for path in ("hh", "hl", "lh", "ll")}
    kernels = [tuple(w.shape[2:]) for w in weights.values() if w is not None]
    paths = frozenset(path for path, weight in weights.items() if weight is not None)
    sizes = {key: tuple(m.shape[-2:]) for key, m in maps.items() if m is not None}
    settings = call["stride"], call["padding"], call["dilation"]
    stride, geometries = octave_geometry(call.name, paths, sizes, kernels[0], *settings)
    seen: dict[str, list[Field]] = {"h": [], "l": []}
    for path, geometry in geometries.items():
        field = call.field_of(maps[path[0]])
        if field is not None:
            seen[path[1]].append(_octave_path(field, sizes[path[0]], path, stride, geometry))
    either = seen["h"] + seen["l"]
    return [united(seen["h"] or either), united(seen["l"] or either)]


def _octave_path(
    field: Field, size: tuple[int, ...], path: str, stride: int, geometry: ConvGeometry
) -> Field:
    half = [windows.window(2, 2, 0, 1)] * 2
    for _ in range(num_poolings(path, stride)):
        smaller = tuple(n // 2 for n in size)
        field, size = windows.convolved(field, size, smaller, half, mixes=False), smaller
    out = geometry.output_size
    field = windows.convolved(field, size, out, _readings(geometry), mixes=False)
    if path == "lh" and stride == 1:
        twice = tuple(2 * n for n in out)
        field = windows.convolved(field, out, twice, [windows.repeated(2)] * 2, mixes=False)
    return field


def _dynamic_pool(call: Call) -> Field:
    """Four query points a quarter of a cell away from the centre, each between pixels."""
    if call.field is None or call["alpha"].is_meta or call.field_of(call["alpha"]) is not None:
        return united(call.fields).along(lambda _, axis: axis.flat(axis.place, axis.size))
    readings = []
    for axis, alpha in zip((-2, -1), call["alpha"].tolist(), strict=True):
        ratio = Fraction(call["input"].shape[axis], call.shape[axis])
        quarter = Fraction(alpha).limit_denominator(1 << 20) / 4
        centre = (ratio - 1) / 2
        readings.append(windows.points(ratio, [centre - quarter, centre + quarter]))
    return through(call.field, call, readings, mixes=False)


OPERATORS: dict[str, Rule] = {
    "cond_conv2d": _cond,
    "conv1d": _conv,
    "conv2d": _conv,
    "conv3d": _conv,
    "conv_transpose2d": _transposed,
    "deform_conv2d": _deform,
    "deform_kernel_conv2d": _deform_kernel,
    "depthwise_conv2d": _conv,
    "dynamic_pool2d": _dynamic_pool,
    "octave_conv2d": _octave,
    "pad2d": _pad,
    "partial_conv2d": _conv,
    "sample_kernel": _sampled,
    "separable_conv2d": _conv,
    "symmetric_pad2d": _symmetric,
    "zero_insert": _zero_insert,
}

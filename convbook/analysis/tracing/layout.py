"""Rules of torch's operators that move numbers about: views, slices, joins, shuffles."""

from dataclasses import replace
from itertools import pairwise
from math import prod

import torch
from torch import Tensor

from convbook.analysis.tracing import windows
from convbook.analysis.tracing.calls import Call, rule
from convbook.analysis.tracing.fields import Axis, Field, Place, united

JOINED = "axes were cut or joined by a change of shape: what the whole axis sees is stated"
INDEXED = "numbers were picked by an index: what the whole axis sees is stated"
MIXED = "parts were joined along an axis: what all of them see is stated"


def from_last(dim: int, ndim: int) -> int:
    """Return the dimension counted from the last, negative."""
    return dim if dim < 0 else dim - ndim


def viewed(axis: Axis, before: tuple[int, ...], after: tuple[int, ...]) -> tuple[Axis, bool]:
    """Return the axis after a change of shape, and whether it was lost and had mattered."""
    if axis.place is None:
        return axis, False
    dim, inner = axis.place.dim, axis.place.inner
    step = prod(before[dim + 1 :] if dim < -1 else ()) * inner
    below = 1
    for new in range(-1, -len(after) - 1, -1):
        width, rest = divmod(step, below)
        if rest == 0 and (width, axis.size) == (1, after[new]):
            return replace(axis, place=Place(new)), False
        fits = axis.size > 1 and rest == 0 and after[new] % max(1, width * axis.size) == 0
        if fits and below <= step < below * after[new]:
            return replace(axis, place=Place(new, width)), False
        below *= after[new]
    return axis.flat(None), not axis.is_flat and len(after) > 2 and axis.size > 1


@rule("view", "_unsafe_view", "reshape", "_reshape_alias", "unsqueeze", "squeeze")
def _view(call: Call) -> Field:
    field, before = united(call.fields), tuple(call.input.shape)
    after = [viewed(axis, before, call.shape) for axis in field.axes]
    seen = field.along(lambda i, _: after[i][0])
    return seen.noted(JOINED) if any(lost for _, lost in after) else seen


@rule("permute", "transpose", "t", "numpy_T")
def _permute(call: Call) -> Field:
    ndim = call.input.ndim
    order = list(call.get("dims", range(ndim)[::-1]))
    if "dim0" in call.arguments:
        order = list(range(ndim))
        a, b = call["dim0"], call["dim1"]
        order[a], order[b] = order[b], order[a]
    target = {from_last(old, ndim): new - ndim for new, old in enumerate(order)}
    return united(call.fields).along(lambda _, axis: relocated(axis, target))


def relocated(axis: Axis, target: dict[int, int]) -> Axis:
    """Return the axis with its dimension renamed."""
    if axis.place is None:
        return axis
    place = replace(axis.place, dim=target.get(axis.place.dim, axis.place.dim))
    return replace(axis, place=place)


@rule("expand", "repeat")
def _expand(call: Call) -> Field:
    before = (1,) * (len(call.shape) - call.input.ndim) + tuple(call.input.shape)

    def change(_: int, axis: Axis) -> Axis:
        if axis.place is None or before[axis.place.dim] == call.shape[axis.place.dim]:
            return axis
        if axis.size == 1:
            return axis.flat(Place(axis.place.dim), call.shape[axis.place.dim])
        return axis.flat(None)

    return united(call.fields).along(change)


def cut(field: Field, call: Call, dim: int, start: int, step: int, result: Tensor) -> Field:
    """Return what every `step`-th position of one dimension sees, from `start` on."""
    readings = {from_last(dim, call.input.ndim): windows.moved(start, step)}
    return windows.read_dims(field, tuple(call.input.shape), tuple(result.shape), readings)


@rule("slice")
def _slice(call: Call) -> Field:
    start = slice(call["start"], call["end"]).indices(call.input.shape[call["dim"]])[0]
    return cut(united(call.fields), call, call["dim"], start, call["step"], call.results[0])


@rule("flip")
def _flip(call: Call) -> Field:
    field = united(call.fields)
    for dim in call["dims"]:
        last = call.input.shape[dim] - 1
        field = cut(field, call, dim, last, -1, call.results[0])
    return field


@rule("split", "split_with_sizes")
def _split(call: Call) -> list[Field]:
    fields, start = [], 0
    for part in call.results:
        fields.append(cut(united(call.fields), call, call["dim"], start, 1, part))
        start += part.shape[call["dim"]]
    return fields


def picked(field: Field, call: Call, dim: int, index: int) -> Field:
    """Return what one position of a dimension sees; the dimension is gone."""
    ndim = call.input.ndim
    gone = from_last(dim, ndim)
    target = {d: d + 1 for d in range(-ndim, gone)}
    one = (1,) * ndim
    readings = {gone: windows.moved(index % call.input.shape[dim])}
    seen = windows.read_dims(field, tuple(call.input.shape), one, readings, ())

    def change(_: int, axis: Axis) -> Axis:
        lost = axis.place is not None and axis.place.dim == gone
        return axis.flat(None) if lost else relocated(axis, target)

    return seen.along(change)


@rule("select")
def _select(call: Call) -> Field:
    return picked(united(call.fields), call, call["dim"], call["index"])


@rule("unbind")
def _unbind(call: Call) -> list[Field]:
    field = united(call.fields)
    return [picked(field, call, call["dim"], i) for i in range(len(call.results))]


@rule("stack")
def _stack(call: Call) -> Field:
    ndim = len(call.shape)
    new = from_last(call["dim"], ndim)
    target = {d: d - 1 for d in range(1 - ndim, 0) if d <= new}
    return united(call.fields).along(lambda _, axis: relocated(axis, target))


@rule("cat")
def _cat(call: Call) -> Field:
    """Parts that depend on the image move along; constant parts beside them are padding."""
    dim, start, seen = from_last(call["dim"], len(call.shape)), 0, []
    parts = [part for part in call["tensors"] if part.ndim == len(call.shape)]
    for part in parts:
        field = call.field_of(part)
        if field is not None:
            readings = {dim: windows.moved(-start)}
            seen.append(windows.read_dims(field, tuple(part.shape), call.shape, readings))
        start += part.shape[dim]
    field = united(seen)
    along = [axis.place is not None and axis.place.dim == dim for axis in seen[0].axes]
    if len(seen) == 1 or not any(along):
        return field
    return field.along(lambda i, a: a.flat(a.place, a.size) if along[i] else a).noted(MIXED)


@rule("index_select")
def _index_select(call: Call) -> Field:
    return indexed(call, call["dim"], call["index"])


@rule("index")
def _index(call: Call) -> Field:
    given = [(dim, i) for dim, i in enumerate(call["indices"]) if i is not None]
    if len(given) == 1 and given[0][1].ndim == 1 and given[0][1].dtype != torch.bool:
        return indexed(call, *given[0])
    return scattered(call)


def indexed(call: Call, dim: int, index: Tensor) -> Field:
    """Positions with equal steps are a slice; an axis with pixels added at its ends is padding."""
    if index.is_meta or call.field_of(index) is not None or call.field is None:
        return scattered(call)
    chosen, length = (index % call.input.shape[dim]).tolist(), call.input.shape[dim]
    steps = {b - a for a, b in pairwise(chosen)}
    runs = [i for i in range(len(chosen)) if chosen[i : i + length] == list(range(length))]
    if chosen and len(steps) < 2 and steps != {0}:
        return cut(call.field, call, dim, chosen[0], (steps or {1}).pop(), call.results[0])
    if len(runs) == 1:
        return cut(call.field, call, dim, -runs[0], 1, call.results[0])
    gone = from_last(dim, call.input.ndim)

    def change(_: int, axis: Axis) -> Axis:
        there = axis.place is not None and axis.place.dim == gone
        return axis.flat(axis.place, len(chosen)) if there else axis

    return call.field.along(change).noted(INDEXED)


@rule(
    "gather", "take", "embedding", "_embedding_bag", "_embedding_bag_forward_only",
    "grid_sampler_2d", "index_add", "scatter", "scatter_add", "roll",
)  # fmt: skip
def scattered(call: Call) -> Field:
    """Everything may read everything."""
    return united([f.along(lambda _, a: a.flat(None)) for f in call.fields]).noted(INDEXED)


@rule("pixel_shuffle")
def _pixel_shuffle(call: Call) -> Field:
    field, times = united(call.fields), call["upscale_factor"]
    readings = {dim: windows.repeated(times) for dim in (-2, -1)}
    return windows.read_dims(field, tuple(call.input.shape), call.shape, readings)


@rule("pixel_unshuffle")
def _pixel_unshuffle(call: Call) -> Field:
    field, times = united(call.fields), call["downscale_factor"]
    readings = {dim: windows.window(times, times, 0, 1) for dim in (-2, -1)}
    return windows.read_dims(field, tuple(call.input.shape), call.shape, readings)


@rule("im2col")
def _im2col(call: Call) -> Field:
    names = ("kernel_size", "stride", "padding", "dilation")
    settings = [list(call[name]) for name in names]
    axes = list(zip(*settings, strict=True))
    readings = [windows.window(*axis) for axis in axes]
    sizes = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, (k, s, p, d) in zip(call.input.shape[-2:], axes, strict=True)
    ]
    return windows.unfolded(united(call.fields), tuple(call.input.shape), readings, sizes)

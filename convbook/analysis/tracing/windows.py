"""What windows see: convolutions, poolings, paddings and resampling, along each axis."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from convbook.analysis.tracing.fields import Axis, Field, Place, stretched
from convbook.analysis.tracing.sequences import Ints, Taps

# Taps, and by how many input positions (num) they move on over how many outputs (den).
Reading = tuple[Taps, int, int]
Shape = Sequence[int]


def read(axis: Axis, reading: Reading, size: int) -> Axis:
    """Return the axis of a tensor whose positions read this one through taps."""
    taps, num, den = reading
    sequences = tuple(s.read(taps, num, den) if s.rate else s for s in axis.sequences)
    return replace(axis, sequences=sequences, size=size)


def read_dims(
    field: Field, before: Shape, after: Shape, readings: dict[int, Reading], mixed: Shape = ()
) -> Field:
    """Return what a tensor sees that reads another of shape `before` through taps.

    Args:
        field: what the other tensor sees.
        before: its shape.
        after: the new shape.
        readings: for each dimension, counted from the last, how it is read.
        mixed: dimensions all of whose positions are read by every output.
    """

    def change(_: int, axis: Axis) -> Axis:
        if axis.place is None:
            return axis
        dim = axis.place.dim
        if dim in mixed:
            return axis.flat()
        if dim not in readings:
            return axis
        whole = stretched(axis, before[dim])
        if whole.place is None:
            return whole
        return read(whole, readings[dim], after[dim])

    return field.along(change)


def window(kernel: int, stride: int, padding: int, dilation: int) -> Reading:
    """Output u reads u s + j d - p for every tap j."""
    steps = np.arange(kernel) * dilation - padding
    return (lambda u: (u[:, None] * stride + steps, True)), stride, 1


def scatter(kernel: int, stride: int, padding: int, dilation: int) -> Reading:
    """Output u reads every i with i s + t d - p = u for a tap t: a transposed convolution."""
    steps = padding - np.arange(kernel) * dilation

    def taps(u: Ints) -> tuple[Ints, Any]:
        reached = u[:, None] + steps
        return reached // stride, reached % stride == 0

    return taps, 1, stride


def moved(start: int, step: int = 1) -> Reading:
    """Output u reads u step + start: slices; paddings, whose start is negative; flips."""
    return (lambda u: ((u * step + start)[:, None], True)), step, 1


def repeated(times: int) -> Reading:
    """Output u reads floor(u / times)."""
    return (lambda u: ((u // times)[:, None], True)), 1, times


def bins(size: int, outputs: int) -> Reading:
    """Output u reads from floor(u n / m) to ceil((u + 1) n / m) - 1: adaptive pooling."""
    ratio = Fraction(size, outputs)
    num, den = ratio.numerator, ratio.denominator
    longest = num // den + 2

    def taps(u: Ints) -> tuple[Ints, Any]:
        first, end = u * num // den, -(-(u + 1) * num // den)
        positions = first[:, None] + np.arange(longest)
        return positions, positions < end[:, None]

    return taps, num, den


def nearest(ratio: Fraction, shift: Fraction = Fraction(0)) -> Reading:
    """Output u reads floor((u + shift) ratio)."""
    source = _line(ratio, shift * ratio)
    return (lambda u: (source(u)[0][:, None], True)), ratio.numerator, ratio.denominator


def between(ratio: Fraction, start: Fraction, reach: int = 1) -> Reading:
    """Output u interpolates at x = u ratio + start, from the `reach` positions on both sides.

    A position that lies on a pixel reads that pixel alone.
    """
    source = _line(ratio, start)
    steps = np.arange(1 - reach, reach + 1)

    def taps(u: Ints) -> tuple[Ints, Any]:
        first, exact = source(u)
        return first[:, None] + steps, ~exact[:, None] | (steps == 0)

    return taps, ratio.numerator, ratio.denominator


def points(ratio: Fraction, starts: Sequence[Fraction]) -> Reading:
    """Output u interpolates linearly at u ratio + start for each of several starts."""
    each = [between(ratio, start)[0] for start in starts]

    def taps(u: Ints) -> tuple[Ints, Any]:
        positions, counts = zip(*(one(u) for one in each), strict=True)
        return np.concatenate(positions, 1), np.concatenate(counts, 1)

    return taps, ratio.numerator, ratio.denominator


def _line(ratio: Fraction, start: Fraction) -> Callable[[Ints], tuple[Ints, Any]]:
    """Return u -> floor(u ratio + start), and whether that was an integer, without rounding."""
    den = int(np.lcm(ratio.denominator, start.denominator))
    slope, offset = int(ratio * den), int(start * den)
    return lambda u: ((u * slope + offset) // den, (u * slope + offset) % den == 0)


def convolved(
    field: Field, before: Shape, after: Shape, readings: Sequence[Reading], mixes: bool = True
) -> Field:
    """Return what windows over the last ``len(readings)`` dimensions see.

    `mixes` says whether the dimension before those, of the channels, is summed over.
    """
    ndim = len(readings)
    by_dim = {dim: readings[dim] for dim in range(-ndim, 0)}
    return read_dims(field, before, after, by_dim, (-ndim - 1,) if mixes else ())


def unfolded(field: Field, before: Shape, readings: Sequence[Reading], size: Shape) -> Field:
    """Return what the columns of im2col see: windows, with both axes joined into the last."""
    seen = convolved(field, before, (1, 1, *size), readings)
    places = {-2: Place(-1, size[1]), -1: Place(-1)}
    return seen.along(
        lambda _, axis: axis if axis.place is None else replace(axis, place=places[axis.place.dim])
    )

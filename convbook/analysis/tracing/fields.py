"""What the positions of one tensor see of the input image, along (h, w)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from convbook.analysis.tracing.sequences import Ints, constant, joined
from convbook.analysis.tracing.sequences import Sequence as Intervals


@dataclass(frozen=True)
class Place:
    """Where a tensor keeps an axis: position = (index along `dim` // inner) % size.

    `dim` is negative, counted from the last; `inner` is above 1 where axes have been joined.
    """

    dim: int
    inner: int = 1


@dataclass(frozen=True)
class Axis:
    """One axis of a field: `size` positions of the tensor, each with its intervals.

    What position u sees is the union of the sequences, one for each rate. `place` is None where
    the tensor has no such axis and everything in it sees the same.
    """

    sequences: tuple[Intervals, ...]
    size: int
    image_px: int
    place: Place | None
    aligned: bool = True

    def at(self, u: Ints) -> tuple[Ints, Ints]:
        """Return the first and last px that positions u see; beyond the image is padding."""
        ends = [sequence.at(u) for sequence in self.sequences]
        low = np.minimum.reduce([low for low, _ in ends])
        high = np.maximum.reduce([high for _, high in ends])
        if self.sees_all:
            # How far another path hangs over the border is moot.
            return np.zeros_like(low), np.full_like(high, self.image_px - 1)
        return low, high

    @property
    def sees_all(self) -> bool:
        """Whether a path sees the whole image from every position."""
        flat = [s for s in self.sequences if not s.rate]
        return any(s.low.min() <= 0 and s.high.max() >= self.image_px - 1 for s in flat)

    def flat(self, place: Place | None = None, size: int = 1) -> "Axis":
        """Return an axis each position of which sees what all of these see, inside the image."""
        low, high = self.at(np.arange(self.size))
        one = constant(max(int(low.min()), 0), min(int(high.max()), self.image_px - 1))
        return replace(self, sequences=(one,), size=size, place=place)

    def whole(self) -> "Axis":
        """Return an axis each position of which sees the whole image."""
        return replace(self, sequences=(constant(0, self.image_px - 1),))

    @property
    def is_flat(self) -> bool:
        """Whether every position sees the same."""
        return all(not sequence.rate for sequence in self.sequences)


@dataclass(frozen=True)
class Field:
    """What the positions of one tensor see, along h and along w, and how far this is a bound."""

    axes: tuple[Axis, Axis]
    notes: frozenset[str] = frozenset()

    def along(self, change: Callable[[int, Axis], Axis]) -> "Field":
        """Return the field with each axis changed; `change` also learns which it is, 0 or 1."""
        h, w = (change(i, axis) for i, axis in enumerate(self.axes))
        return replace(self, axes=(h, w))

    def noted(self, *notes: str) -> "Field":
        """Return the field with further remarks on what it bounds."""
        return replace(self, notes=self.notes.union(notes))


def image_field(size: tuple[int, int]) -> Field:
    """Return the field of the image itself, [N, C, H, W]: every pixel sees itself."""
    h, w = (
        Axis((constant(0, 0, shift=1),), px, px, Place(dim))
        for dim, px in zip((-2, -1), size, strict=True)
    )
    return Field((h, w))


def stretched(axis: Axis, length: int | None) -> Axis:
    """Return the axis with positions along the whole dimension of `length`, none of them joined.

    Repeating every position `inner` times gives a longer axis; other joins make it flat.
    """
    place = axis.place
    if place is None or (place.inner == 1 and axis.size == length):
        return axis
    if length != axis.size * place.inner:
        return axis.flat(None)
    sequences = tuple(
        s.read(lambda u: ((u // place.inner)[:, None], True), 1, place.inner)
        for s in axis.sequences
    )
    return replace(axis, sequences=sequences, size=length, place=Place(place.dim))


def united(fields: Sequence[Field]) -> Field:
    """Return the field of a tensor that reads several at the same position, by broadcasting."""
    first, *others = fields
    if not others:
        return first
    pairs = zip(*(field.axes for field in fields), strict=True)
    h, w = (_united(axes) for axes in pairs)
    return Field((h, w), first.notes.union(*(field.notes for field in others)))


def _united(axes: Sequence[Axis]) -> Axis:
    size = max(axis.size for axis in axes)
    spread = [axis if axis.size == size or axis.is_flat else axis.flat(axis.place) for axis in axes]
    placed = [axis for axis in spread if axis.size == size and axis.place is not None]
    places = {axis.place for axis in placed if not axis.is_flat} or {axis.place for axis in placed}
    if len(places) > 1:
        spread, size = [axis.flat(None) for axis in spread], 1
    place = places.pop() if len(places) == 1 else None
    sequences, centred = joined(s for axis in spread for s in axis.sequences)
    aligned = centred and all(axis.aligned for axis in axes)
    return Axis(sequences, size, axes[0].image_px, place, aligned)

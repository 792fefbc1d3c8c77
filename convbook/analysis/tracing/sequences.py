"""Endless sequences of intervals: what every output along one axis sees of the input."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
# Which input positions output u reads: u -> positions [len(u), k], and which of them count.
Taps = Callable[[Ints], tuple[Ints, Any]]
NOTHING = 1 << 40


@dataclass(frozen=True)
class Sequence:
    """Intervals [low, high] in px of the image, for every integer position u, also beyond the map.

    Position u + period sees what u sees, `shift` px further; the first period is stored. An
    interval that is empty is [NOTHING, -NOTHING].
    """

    low: Ints
    high: Ints
    shift: int

    @property
    def period(self) -> int:
        """Number of positions after which the sequence repeats, moved by `shift`."""
        return len(self.low)

    @property
    def rate(self) -> Fraction:
        """How far the field moves with one position, in px, on average."""
        return Fraction(self.shift, self.period)

    def at(self, u: Ints) -> tuple[Ints, Ints]:
        """Return low and high at positions u."""
        turns, rest = np.divmod(u, self.period)
        seen = self.low[rest] <= self.high[rest]
        moved = np.where(seen, turns * self.shift, 0)
        return self.low[rest] + moved, self.high[rest] + moved

    def read(self, taps: Taps, num: int, den: int) -> "Sequence":
        """Return the sequence of outputs that read this one through taps.

        `taps(u + den)` must be `taps(u) + num`: the outputs are num / den positions apart.

        Example:
            >>> every = constant(0, 0, shift=1)
            >>> pooled = every.read(lambda u: (2 * u[:, None] + np.arange(3), True), 2, 1)
            >>> pooled.low, pooled.high, pooled.rate
            (array([0]), array([2]), Fraction(2, 1))
        """
        common = gcd(self.period, num)
        positions, counts = taps(np.arange(den * self.period // common, dtype=np.int64))
        low, high = self.at(positions)
        counts = np.broadcast_to(counts, positions.shape)
        return reduced(
            np.where(counts, low, NOTHING).min(1, initial=NOTHING),
            np.where(counts, high, -NOTHING).max(1, initial=-NOTHING),
            num * self.shift // common,
        )


def constant(low: int, high: int, shift: int = 0) -> Sequence:
    """Return the sequence with one interval a period.

    Example:
        >>> constant(0, 7).rate
        Fraction(0, 1)
    """
    return Sequence(np.array([low]), np.array([high]), shift)


def reduced(low: Ints, high: Ints, shift: int) -> Sequence:
    """Return the sequence of these intervals with its shortest period."""
    length = len(low)
    for period in range(1, length):
        if length % period or (shift * period) % length:
            continue
        part = Sequence(low[:period], high[:period], shift * period // length)
        again = part.at(np.arange(length))
        if np.array_equal(again[0], low) and np.array_equal(again[1], high):
            return part
    return Sequence(low, high, shift)


def joined(sequences: Iterable[Sequence]) -> tuple[tuple[Sequence, ...], bool]:
    """Unite the intervals of sequences position by position, as far as their rates agree.

    Returns:
        One sequence a rate, and whether the intervals had one rate and common centres: constant
        sequences, which see the same everywhere, are left out of this comparison.
    """
    by_rate: dict[Fraction, list[Sequence]] = {}
    for sequence in sequences:
        by_rate.setdefault(sequence.rate, []).append(sequence)
    moving = [rate for rate in by_rate if rate]
    centred = len(moving) < 2
    united = []
    for rate, group in sorted(by_rate.items()):
        u = np.arange(lcm(*(s.period for s in group)))
        lows, highs = (np.stack(side) for side in zip(*(s.at(u) for s in group), strict=True))
        seen = lows <= highs
        middle = lows + highs
        first = np.take_along_axis(middle, seen.argmax(0)[None], 0)
        centred &= not rate or bool((~seen | (middle == first)).all())
        united.append(reduced(lows.min(0), highs.max(0), int(rate * len(u))))
    return tuple(united), centred

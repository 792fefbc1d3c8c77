"""What the numbers of a class say: of the totals, of each exercise, of its misconceptions."""

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, pstdev, quantiles

from convbook.exercises.grading.results import ClassResult, ItemResult

FEWEST = 3
# Below this discrimination an exercise says little about who can do the rest.
POOR = 0.2


@dataclass(frozen=True)
class Totals:
    """The totals of those who handed in; the numbers are None where nobody did."""

    values: tuple[float, ...]
    enrolled: int
    late: int
    mean: float | None
    middle: float | None
    spread: float | None
    quarter: float | None
    three_quarters: float | None

    @property
    def handed_in(self) -> int:
        """How many students handed in."""
        return len(self.values)

    @property
    def missing(self) -> int:
        """How many students handed in nothing that counts."""
        return self.enrolled - self.handed_in


@dataclass(frozen=True)
class ItemStatistics:
    """An exercise over all attempts that stand.

    `difficulty` is the mean share (an exercise left empty counts as 0), `discrimination` the
    correlation of its points with the points of all others, None where either is constant or
    fewer than three attempts stand. `misconceptions` are (name, students), the most frequent
    first; `other` counts answers below full marks in which none was recognized, `flagged` those
    that could not be checked.
    """

    exercise: str
    possible: float
    attempts: int
    answered: float | None
    difficulty: float | None
    full: float | None
    discrimination: float | None
    misconceptions: tuple[tuple[str, int], ...]
    other: int
    flagged: int = 0


def totals(result: ClassResult) -> Totals:
    """The totals of a class."""
    standing = [(one.total, one.standing) for one in result.students if one.standing]
    values = tuple(sorted(total for total, _ in standing))
    late = sum(attempt.days_late > 0 for _, attempt in standing)
    if not values:
        return Totals((), len(result.students), 0, None, None, None, None, None)
    low, _, high = (
        quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    )
    return Totals(
        values,
        len(result.students),
        late,
        fmean(values),
        median(values),
        pstdev(values),
        low,
        high,
    )


def items(result: ClassResult) -> list[ItemStatistics]:
    """The statistics of every exercise, in the assignment's order."""
    tallies = {item.exercise: _Tally() for item in result.assignment.items}
    whole = array("d")
    for attempt in (one.standing for one in result.students):
        if attempt is not None:
            every = tuple(attempt.items)
            found = {item.exercise: item for item in every}
            whole.append(math.fsum(item.points for item in every))
            for exercise, tally in tallies.items():
                tally.add(found.get(exercise))
    return [
        _item(item.exercise, item.points, tallies[item.exercise], whole)
        for item in result.assignment.items
    ]


@dataclass
class _Tally:
    """What is kept of an exercise while all attempts are gone over once."""

    shares: "array[float]" = field(default_factory=lambda: array("d"))
    own: "array[float]" = field(default_factory=lambda: array("d"))
    named: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    other: int = 0
    flagged: int = 0

    def add(self, one: ItemResult | None) -> None:
        """Count what one attempt has of it."""
        answer = one if one is not None and one.answered else None
        self.shares.append(answer.share if answer else 0.0)
        self.own.append(one.points if one else 0.0)
        self.answered += answer is not None
        if answer and answer.misconception is not None:
            self.named[answer.misconception] += 1
        elif answer and answer.share < 1:
            self.other += 1
        self.flagged += answer is not None and answer.flagged


def _item(exercise: str, possible: float, tally: _Tally, whole: "array[float]") -> ItemStatistics:
    count, shares = len(whole), tally.shares
    rest = [every - mine for every, mine in zip(whole, tally.own, strict=True)]
    return ItemStatistics(
        exercise,
        possible,
        count,
        tally.answered / count if count else None,
        fmean(shares) if count else None,
        sum(share >= 1 for share in shares) / count if count else None,
        correlation(tally.own, rest),
        tuple(sorted(tally.named.items(), key=lambda pair: (-pair[1], pair[0]))),
        tally.other,
        tally.flagged,
    )


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; None for fewer than three pairs or a constant side.

    Example:
        >>> correlation([1, 2, 3], [2, 4, 6])
        1.0
        >>> correlation([1, 1, 1], [2, 4, 6]) is None
        True
    """
    if len(first) < FEWEST:
        return None
    mean, other = fmean(first), fmean(second)
    a, b = [v - mean for v in first], [v - other for v in second]
    size = math.sqrt(math.fsum(v * v for v in a) * math.fsum(v * v for v in b))
    scale = max(map(abs, first)) * max(map(abs, second)) * len(first)
    if size <= 1e-12 * scale:
        return None
    product = math.fsum(v * w for v, w in zip(a, b, strict=True))
    return max(-1.0, min(1.0, product / size))

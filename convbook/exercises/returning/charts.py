"""Drawings of a class as inline SVG; each has a name, and a table beside it says the same."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from convbook.exercises.grading.results import StudentResult
from convbook.exercises.returning.files import html, points
from convbook.exercises.returning.page import counted
from convbook.exercises.returning.statistics import POOR, ItemStatistics, Totals

WIDEST = 400
# Hatched, so that it is told from every colour.
NO_ANSWER = (
    '<defs><pattern id="empty" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="blank" d="M0 0h5v5H0z"/>'
    '<path class="hatch" d="M0 0v5"/></pattern></defs>'
)


def bins(values: Sequence[float], possible: float) -> list[tuple[float, float, int]]:
    """(low, high, students) of 5 to 20 steps of one round width; the last one takes its end in.

    Where no round width divides the possible points, the last step takes the rest as well.

    Example:
        >>> bins([0, 1, 9, 10], 10)[0], bins([0, 1, 9, 10], 10)[-1]
        ((0.0, 1.0, 1), (9.0, 10.0, 2))
        >>> bins([27.5], 28)[-1]
        (26.0, 28.0, 1)
    """
    width = _width(possible)
    count = max(1, math.floor(round(possible / width, 9)))
    found = [0] * count
    for value in values:
        at = int(value / width + 1e-9)
        found[min(count - 1, max(0, at))] += 1
    ends = [i * width for i in range(count)] + [float(possible)]
    return [(low, end, n) for (low, end), n in zip(pairwise(ends), found, strict=True)]


def _width(possible: float) -> float:
    """The round width of about 12 steps, if there is one that divides the possible points."""
    rough = _step(possible / 12)
    power = 10.0 ** math.floor(math.log10(rough))
    exact = [
        power * one
        for one in (0.5, 1, 2, 2.5, 5, 10)
        if 5 <= possible / (power * one) <= 20 and (possible / (power * one) + 1e-9) % 1 < 2e-9
    ]
    return min(exact, key=lambda one: abs(possible / one - 12), default=rough)


def _step(least: float) -> float:
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= least * 0.999)


def histogram(totals: Totals, possible: float) -> str:
    """How many students got how much, with the mean and the middle half."""
    steps = bins(totals.values, possible)
    most = max(1, *(count for _, _, count in steps))
    wide, high, left, top = 720.0, 210.0, 36.0, 34.0
    scale = wide / (possible or 1)
    parts = []
    for level in levels(most):
        y = top + high * (1 - level / most)
        parts.append(
            f'<path class="grid" d="M{left} {y:.1f}h{wide}"/>'
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{level}</text>'
        )
    for low, end, count in steps:
        tall = high * count / most
        x, broad = left + low * scale, (end - low) * scale
        label = f"{points(low)} to {points(end)} points: {counted(count, 'student')}"
        parts.append(
            f'<rect class="column" x="{x + 1.5:.1f}" y="{top + high - tall:.1f}" rx="3" '
            f'width="{max(1, broad - 3):.1f}" height="{tall:.1f}"><title>{label}</title></rect>'
        )
    parts += _axis(steps, left, scale, top + high, possible)
    if totals.mean is not None and totals.quarter is not None and totals.three_quarters is not None:
        x = left + totals.mean * scale
        anchor = "end" if x > left + wide * 0.8 else "start"
        parts.append(
            f'<path class="mean" d="M{x:.1f} {top - 12}V{top + high}"/>'
            f'<text class="strong" x="{x + (-7 if anchor == "end" else 7):.1f}" y="{top - 6}" '
            f'text-anchor="{anchor}">mean {points(totals.mean)}</text>'
            f'<path class="half" d="M{left + totals.quarter * scale:.1f} {top + high + 34}'
            f'H{left + totals.three_quarters * scale:.1f}"/>'
        )
    label = f"Distribution of {totals.handed_in} totals; the table below has the numbers."
    return svg(label, left + wide + 16, top + high + 46, "".join(parts))


def levels(most: int) -> list[int]:
    """Where an axis of counts has its lines."""
    step = max(1, int(_step(most / 4)))
    return list(range(0, most + 1, step))


def _axis(
    steps: list[tuple[float, float, int]], left: float, scale: float, y: float, possible: float
) -> list[str]:
    every = 2 if len(steps) > 10 else 1
    marks = [low for low, _, _ in steps][::every]
    if not marks or possible - marks[-1] > (steps[0][1] - steps[0][0]) * 0.9:
        marks.append(possible)
    else:
        marks[-1] = possible
    return [
        f'<text x="{left + mark * scale:.1f}" y="{y + 20}" text-anchor="middle">'
        f"{points(mark)}</text>"
        for mark in marks
    ]


def scatter(found: Sequence[ItemStatistics]) -> str:
    """Every exercise by how much of it was got, and how well it tells students apart."""
    left, top, wide, high = 44.0, 30.0, 700.0, 240.0
    known = [
        (number, one, one.discrimination)
        for number, one in enumerate(found, 1)
        if one.discrimination is not None
    ]
    values = [value for _, _, value in known] or [0.0]
    low, end = math.floor(min(values) * 5) / 5, math.ceil(max(values) * 5) / 5
    end = max(end, low + 0.4)
    parts = [f'<text x="{left}" y="12">discrimination</text>']
    for step in range(round((end - low) * 5) + 1):
        value = low + step / 5
        y = top + high * (end - value) / (end - low)
        parts.append(
            f'<path class="grid" d="M{left} {y:.1f}h{wide}"/>'
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{value + 0:.1f}</text>'
        )
    for share in range(0, 101, 20):
        x = left + wide * share / 100
        parts.append(
            f'<text x="{x:.1f}" y="{top + high + 20}" text-anchor="middle">{share} %</text>'
        )
    for number, one, value in known:
        x = left + wide * (one.difficulty or 0)
        y = top + high * (end - value) / (end - low)
        parts.append(
            f'<g class="dot{" warm" if value < POOR else ""}">'
            f"<title>{html(one.exercise[:120])}</title>"
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10"/>'
            f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{number}</text></g>'
        )
    parts.append(
        f'<text x="{left + wide / 2}" y="{top + high + 42}" text-anchor="middle">mean share</text>'
    )
    label = "Mean share and discrimination of every exercise; the table has the numbers."
    return svg(label, left + wide + 24, top + high + 52, "".join(parts))


def fingerprint(students: Sequence[StudentResult], found: Sequence[ItemStatistics]) -> str:
    """The class as a carpet: students from few points to many, exercises from easy to hard."""
    standing = sorted((one for one in students if one.standing), key=lambda one: one.total)
    order = sorted(enumerate(found, 1), key=lambda pair: -(pair[1].difficulty or 0))
    count = min(WIDEST, len(standing))
    picked = [standing[(2 * i + 1) * len(standing) // (2 * count)].standing for i in range(count)]
    shares = [
        {i.exercise: i.share if i.answered else -1.0 for i in one.items} for one in picked if one
    ]
    left, wide, tall = 36.0, 720.0, 22.0
    step = wide / max(1, count)
    parts = [NO_ANSWER]
    for row, (number, one) in enumerate(order):
        y = row * (tall + 3)
        levels = [_level(share.get(one.exercise, -1.0)) for share in shares]
        parts.append(f'<text x="{left - 8}" y="{y + 15:.0f}" text-anchor="end">{number}</text>')
        parts += [
            f'<path class="h{level}" d="M{left + begin * step:.1f} {y:.0f}'
            f'h{(end - begin) * step + 0.3:.1f}v{tall:.0f}H{left + begin * step:.1f}z"/>'
            for level, begin, end in _runs(levels)
        ]
    bottom = len(order) * (tall + 3)
    parts.append(
        f'<text x="{left}" y="{bottom + 18:.0f}">fewest points</text>'
        f'<text x="{left + wide}" y="{bottom + 18:.0f}" text-anchor="end">most points</text>'
    )
    label = "Share of each exercise for each student; the tables have the numbers."
    return svg(label, left + wide + 16, bottom + 26, "".join(parts))


def _level(share: float) -> int:
    """0 to 4 for a share, 5 for no answer."""
    return 5 if share < 0 else bisect_right((0.001, 0.34, 0.67, 0.9999), share)


def _runs(levels: Sequence[int]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for at, level in enumerate(levels):
        if runs and runs[-1][0] == level:
            runs[-1] = (level, runs[-1][1], at + 1)
        else:
            runs.append((level, at, at + 1))
    return runs


def svg(label: str, wide: float, high: float, inside: str) -> str:
    """A drawing with a name."""
    return (
        f'<svg role="img" aria-label="{html(label)}" viewBox="0 0 {wide:.0f} {high:.0f}">'
        f"{inside}</svg>"
    )

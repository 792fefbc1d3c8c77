"""The course of the demonstration: what is asked, who is asked, and the school's own files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from convbook.exercises.course import Student

COURSE, SHEET, TITLE = "signals-2026", "hw1", "Convolution, first sheet"
ZONE = timezone(timedelta(hours=1))
DUE = datetime(2026, 12, 7, 23, 59, tzinfo=ZONE)
CLOSES = datetime(2026, 12, 10, 23, 59, tzinfo=ZONE)
ATTEMPTS = 2
LATE_PER_DAY = Fraction(1, 10)
HALF, NONE = Fraction(1, 2), Fraction(0)


@dataclass(frozen=True)
class Asked:
    """An exercise: its points, how many of 100 middling students solve it, its mistakes.

    `mistakes` maps misconceptions to the share that their answers earn, written down here and
    not asked of the family, the most frequent first.
    """

    family: str
    points: int
    solved: int
    mistakes: Mapping[str, Fraction]


ASKED = (
    Asked(
        "constants-and-ramps",
        *(1, 78),
        {"kernel-is-turned": HALF, "taps-count-from-the-middle": HALF, "the-sum-decides-all": HALF},
    ),
    Asked(
        "two-signals-one-response",
        *(2, 52),
        {"order-goes-unseen": NONE, "shifts-go-unseen": NONE, "constants-go-unseen": NONE},
    ),
    Asked(
        "groups-within-a-budget",
        *(2, 61),
        {"weights-shrink-twice": HALF, "one-side-is-enough": NONE, "depthwise-always-fits": NONE},
    ),
    Asked(
        "restore-a-size",
        *(1, 69),
        {
            "same-numbers-undo": NONE,
            "always-stride-minus-one": NONE,
            "padding-grows-the-output": NONE,
        },
    ),
    Asked(
        "rates-without-gaps",
        *(2, 66),
        {"field-means-read": NONE, "same-rate-everywhere": NONE},
    ),
    Asked(
        "wide-field-with-a-gap",
        *(2, 47),
        {"skipped-by-one-is-lost": HALF, "gaps-need-a-common-factor": NONE},
    ),
    Asked(
        "mend-a-stack",
        *(3, 38),
        {
            "no-common-factor-is-enough": NONE,
            "one-is-enough": NONE,
            "bridge-the-largest-gap": NONE,
        },
    ),
    Asked(
        "paths-from-the-middle",
        *(2, 33),
        {"only-the-sum-counts": HALF, "only-the-number-of-layers-counts": HALF},
    ),
    Asked(
        "sides-for-a-drift",
        *(1, 72),
        {
            "half-the-kernel-on-both-sides": NONE,
            "half-a-pixel-at-any-rate": HALF,
            "content-goes-to-the-larger-padding": HALF,
        },
    ),
    Asked(
        "drift-of-a-stack",
        *(2, 44),
        {
            "every-pixel-alike": NONE,
            "difference-not-halved": NONE,
            "content-follows-the-window": NONE,
        },
    ),
    Asked(
        "groups-that-balance",
        *(2, 81),
        {"one-corner-for-all": NONE, "zeros-on-all-sides": NONE},
    ),
    Asked(
        "pads-of-same",
        *(1, 74),
        {"as-at-stride-one": NONE, "every-size-is-a-multiple": NONE, "one-more-window": NONE},
    ),
    Asked(
        "alphas-of-one-size",
        *(2, 49),
        {"alpha-is-the-ratio": NONE, "size-is-rounded-down": NONE},
    ),
    Asked(
        "query-points",
        *(2, 55),
        {"points-at-the-edges": HALF, "corner-is-zero": HALF, "cells-are-alpha-wide": HALF},
    ),
    Asked(
        "quarter-averages-first",
        *(3, 28),
        {"output-is-the-mean": HALF, "middle-is-read": HALF},
    ),
    Asked(
        "pooling-on-a-budget",
        *(2, 58),
        {"cost-falls-in-proportion": NONE, "alpha-is-the-ratio": HALF},
    ),
    Asked(
        "stack-for-a-field",
        *(2, 63),
        {"second-layer-flipped": NONE, "ones-change-nothing": NONE},
    ),
    Asked(
        "pixels-for-a-gradient",
        *(2, 41),
        {
            "value-of-the-nearest-pixel": HALF,
            "weight-left-out": NONE,
            "dy-runs-along-a-row": NONE,
        },
    ),
    Asked(
        "offsets-as-dilation",
        *(3, 59),
        {"x-before-y": NONE, "offsets-are-places": NONE},
    ),
    Asked(
        "count-offsets",
        *(3, 50),
        {
            "offsets-for-every-channel": NONE,
            "one-number-a-tap": NONE,
            "offsets-of-the-pixels": HALF,
        },
    ),
)


def assignment(asked: Sequence[Asked]) -> str:
    """The assignment as an instructor writes it."""
    parts = [f'[[exercises]]\nfamily = "{one.family}"\npoints = {one.points}' for one in asked]
    head = (
        f'course = "{COURSE}"\nid = "{SHEET}"\ntitle = "{TITLE}"\nattempts = {ATTEMPTS}\n'
        f'policy = "best"\ndue = {DUE.isoformat()}\ncloses = {CLOSES.isoformat()}\n'
        f"late_per_day = {float(LATE_PER_DAY)}"
    )
    return "\n\n".join([head, *parts]) + "\n"


def person(number: int, extra_days: float = 0, reseed: str = "") -> Student:
    """A student, who is a number and nobody."""
    name, section = f"Student {number:03}", "Group " + "ABCD"[number % 4]
    who = f"student{number:03}"
    return Student(who, name, f"{who}@school.example", who, section, extra_days, reseed)


def roster(students: Sequence[Student]) -> str:
    """The students as a table."""
    rows = [f"{one.id},{one.name},{one.email},{one.section}" for one in students]
    return "\n".join(["id,name,email,section", *rows]) + "\n"


def accommodations(students: Sequence[Student]) -> str:
    """Who has more days, and who has other numbers."""
    rows = [
        f"{one.id},{one.extra_days or ''},{one.reseed}"
        for one in students
        if one.extra_days or one.reseed
    ]
    return "\n".join(["student,extra_days,reseed", *rows]) + "\n"


def gradebook(students: Sequence[Student], asked: Sequence[Asked], cells: Mapping[str, str]) -> str:
    """A gradebook as Canvas exports it; `cells` is what stands in the assignment's column."""
    possible = sum(one.points for one in asked)
    lines = [
        f'Student,ID,SIS User ID,SIS Login ID,Section,Reading (4811),"{TITLE} (4812)",Final Score',
        f'"    Points Possible",,,,,10,{possible},(read only)',
    ]
    for one in students:
        number = one.id.removeprefix("student")
        quiz = f"{int(number) * 7 % 21 / 2:g}"
        names = f'"{number}, Student",7{number},{one.id},{one.login},{one.section}'
        lines.append(f"{names},{quiz},{cells.get(one.id, '')},{quiz}")
    lines += [
        '"999, Student",7999,student999,student999,Group A,5,,5',
        '"Student, Test",7000,,0f3a,Group A,,,',
    ]
    return "\n".join(lines) + "\n"

"""A student of the demonstration at work: answers with known mistakes, files, what they earn."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import convbook
from convbook import exercises
from convbook.exercises.course import Student
from convbook.exercises.draws import Draws
from tests.exercises.solvers import SOLVERS
from tools.demo.course import ATTEMPTS, CLOSES, COURSE, DUE, LATE_PER_DAY, SHEET, Asked

RIGHT, EMPTY, UNREADABLE = "(right)", "(empty)", "(unreadable)"
DAY = timedelta(days=1)
Plan = dict[str, str]
Submission = dict[str, Any]
Seeds = Callable[[Student, str, int], str]


@dataclass(frozen=True)
class File:
    """A file of the export."""

    path: str
    content: bytes
    when: datetime


@dataclass(frozen=True)
class Told:
    """A problem that the grader must report: the file, a part of the reason, and about whom."""

    file: str
    part: str
    student: str | None = None
    graded: bool = False


@dataclass(frozen=True)
class Attempt:
    """An attempt that must be graded: what was planted in it, and when it came."""

    file: str
    plan: Mapping[str, str]
    when: datetime


@dataclass
class Desk:
    """A student, what was handed in, and what must come of it."""

    student: Student
    asked: Sequence[Asked]
    seeds: Seeds
    files: list[File] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    attempts: dict[int, Attempt] = field(default_factory=dict)

    def draws(self, what: str) -> Draws:
        """Random numbers for one purpose."""
        return Draws(f"grade-demo|{self.student.id}|{what}")

    def plan(self, attempt: int = 1) -> Plan:
        """What each answer is: right, empty, unreadable, or a misconception's.

        A second attempt mends about half of what was wrong in the first.
        """
        skill = sum(self.draws("skill").integers(-20, 20, 3))
        found: Plan = {}
        for one in self.asked:
            draws = self.draws(one.family)
            slope = 0 if one.family == "groups-that-balance" else skill
            if draws.integer(1, 100) <= one.solved + slope:
                found[one.family] = RIGHT
            elif draws.integer(1, 100) <= 12:
                found[one.family] = EMPTY
            elif draws.integer(1, 100) <= 4:
                found[one.family] = UNREADABLE
            else:
                names = list(one.mistakes)
                found[one.family] = draws.pick([names[0], *names])
        if attempt == 2:
            chance = self.draws("second attempt")
            found = {k: RIGHT if chance.integer(0, 1) else v for k, v in found.items()}
        return found

    def submission(self, attempt: int, plan: Mapping[str, str]) -> Submission:
        """What the notebook writes for these answers."""
        return {
            "schema": "convbook-submission/1",
            "course": COURSE,
            "assignment": SHEET,
            "student": self.student.id,
            "attempt": attempt,
            "convbook": convbook.__version__,
            "saved": "2026-12-01T12:00:00+00:00",
            "items": [self._item(name, attempt, kind) for name, kind in plan.items()],
        }

    def _item(self, name: str, attempt: int, kind: str) -> dict[str, Any]:
        family, seed = exercises.family(name), self.seeds(self.student, name, attempt)
        params, answer = family.generate(seed), None
        if kind == RIGHT:
            answer = SOLVERS[name](params)
        elif kind == UNREADABLE:
            answer = {"note": "see my paper"}
        elif kind != EMPTY:
            answer = family.misconceptions[kind](params)
        return {"exercise": name, "version": family.version, "seed": seed, "answer": answer}

    def name(self, rest: str = "", attempt: int = 1, late: bool = False) -> str:
        """A name as Canvas gives it: who, numbers of its own, then the name that the file had."""
        number = int(self.student.id.removeprefix("student"))
        mark = "LATE_" if late else ""
        rest = rest or f"submission-{SHEET}-{self.student.id}-{attempt}.json"
        return f"{self.student.id}_{mark}{100_000 + number}_{700_000 + attempt}_{rest}"

    def put(self, path: str, content: bytes, when: datetime, *told: Told) -> None:
        """Hand a file in, with the problems that it must give."""
        self.files.append(File(path, content, when))
        self.told += told

    def hand_in(
        self,
        attempt: int = 1,
        *,
        plan: Plan | None = None,
        when: datetime | None = None,
        rest: str = "",
        change: Mapping[str, Any] | None = None,
    ) -> File:
        """Hand in an attempt that must be graded."""
        plan = self.plan(attempt) if plan is None else plan
        when = when or self.in_time(attempt)
        path = self.name(rest, attempt, late=when > DUE)
        self.put(path, dump(self.submission(attempt, plan) | dict(change or {})), when)
        self.attempts[attempt] = Attempt(path, plan, when)
        return self.files[-1]

    def in_time(self, attempt: int = 1) -> datetime:
        """Some minute before the date, most of them shortly; a second attempt comes later."""
        draws = self.draws("hours")
        hours = 8 + min(draws.integers(0, 110, 2))
        if attempt == ATTEMPTS:
            hours = hours // 3
        return DUE - timedelta(hours=hours, minutes=draws.integer(1, 59))

    def late(self, days: int) -> datetime:
        """Some hour of the given day after the date."""
        return DUE + (days - 1) * DAY + timedelta(hours=self.draws("late").integer(1, 22))

    def tell(self, file: File, part: str, graded: bool = False, known: bool = True) -> None:
        """Add a problem that a file must give."""
        self.told.append(Told(file.path, part, self.student.id if known else None, graded))

    # What must come of it, by arithmetic of its own.

    def days_late(self, attempt: int) -> int:
        """Days after the student's own date, begun ones included."""
        late = self.attempts[attempt].when - DUE - self.student.extra_days * DAY
        return max(0, math.ceil(late.total_seconds() / 86_400))

    def before(self, attempt: int) -> Fraction:
        """The points of an attempt before lateness."""
        plan = self.attempts[attempt].plan
        shares = {**dict.fromkeys((EMPTY, UNREADABLE), Fraction(0)), RIGHT: Fraction(1)}
        return sum(
            (
                one.points * {**shares, **one.mistakes}[plan.get(one.family, EMPTY)]
                for one in self.asked
            ),
            Fraction(0),
        )

    def after(self, attempt: int) -> Fraction:
        """The points of an attempt less what lateness costs."""
        if self.attempts[attempt].when > CLOSES + self.student.extra_days * DAY:
            return Fraction(0)
        return self.before(attempt) * (1 - LATE_PER_DAY * self.days_late(attempt))

    def total(self) -> Fraction | None:
        """The best attempt's points; None where there is no attempt."""
        return max((self.after(attempt) for attempt in self.attempts), default=None)

    def counted(self) -> int | None:
        """The attempt that stands: the best, the first of equal ones."""
        return max(self.attempts, key=lambda one: (self.after(one), -one), default=None)


def dump(value: Submission) -> bytes:
    """The bytes of a submission."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def number(value: Fraction) -> str:
    """Points as a gradebook shows them: at most two decimals."""
    cents = value * 100
    if cents.denominator != 1:
        raise ValueError(f"{value} has more than two decimals")
    return f"{int(cents) / 100:g}"

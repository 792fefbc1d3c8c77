"""Which attempt counts, and what lateness costs."""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.results import AttemptResult, Problem, StudentResult

DIGITS = 9
DAY = timedelta(days=1)
Times = dict[tuple[str, ...], datetime]


@dataclass(frozen=True)
class Handed:
    """A graded attempt and when it was handed in; `saved`, a claim, only orders equal times."""

    attempt: AttemptResult
    when: datetime | None
    saved: str = ""


def read_times(path: Path, assignment: Assignment) -> Times:
    """When files or attempts were handed in, from a CSV file.

    Its columns are `file,time` or `student,attempt,time`; a time without a zone has that of `due`.

    Raises:
        ConvbookValueError: the file cannot be read so.
    """
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
        names = ("file",) if rows and "file" in rows[0] else ("student", "attempt")
        found = {
            tuple(row[name].strip() for name in names): _time(row["time"], assignment)
            for row in rows
        }
    except (OSError, UnicodeDecodeError, KeyError, ValueError, AttributeError) as error:
        rule = "the times must have columns file,time or student,attempt,time with ISO times"
        raise ConvbookValueError(message("convbook grade", rule, path, str(error))) from None
    return found


def _time(text: str, assignment: Assignment) -> datetime:
    when = datetime.fromisoformat(text.strip())
    zone = assignment.due.tzinfo if assignment.due else None
    return when if when.tzinfo else when.replace(tzinfo=zone or UTC)


def handed_in(times: Times, student: str, attempt: AttemptResult) -> datetime | None:
    """The time that `times` has for an attempt, by its file or by its student and number."""
    bare = attempt.file.replace("!", "/").rsplit("/", 1)[-1]
    for key in ((attempt.file,), (student, str(attempt.attempt)), (bare,)):
        if key in times:
            return times[key]
    return None


def settle(
    assignment: Assignment, student: Student, handed: Iterable[Handed]
) -> tuple[StudentResult, list[Problem]]:
    """A student's result from all that was handed in, in whatever order.

    Of several files of one attempt the last that came before `closes` stands.
    """
    problems: list[Problem] = []
    latest: dict[int, Handed] = {}
    order = sorted(handed, key=lambda one: _order(assignment, student, one))
    for one in order:
        attempt = one.attempt
        if attempt.attempt > assignment.attempts:
            reason = f"attempt {attempt.attempt} of {assignment.attempts} that are allowed"
            problems.append(Problem(attempt.file, reason, student.id))
            continue
        if attempt.attempt in latest:
            problems.append(_replaced(latest[attempt.attempt], one, student))
        latest[attempt.attempt] = one
    attempts = tuple(
        _timed(assignment, student, latest[number], problems) for number in sorted(latest)
    )
    standing = _standing(assignment, attempts)
    counted = standing.attempt if standing else None
    total = standing.total if standing else 0.0
    return StudentResult(student, attempts, counted, total), problems


def _order(assignment: Assignment, student: Student, one: Handed) -> tuple[bool, float, str, str]:
    in_time = not _closed(assignment, student, one.when)
    return in_time, one.when.timestamp() if one.when else 0, one.saved, one.attempt.digest


def _replaced(old: Handed, new: Handed, student: Student) -> Problem:
    reason = f"{new.attempt.file} stands for attempt {new.attempt.attempt}, as it is later"
    return Problem(old.attempt.file, reason, student.id)


def _closed(assignment: Assignment, student: Student, when: datetime | None) -> bool:
    more = student.extra_days * DAY
    return bool(when and assignment.closes and when > assignment.closes + more)


def _timed(
    assignment: Assignment, student: Student, one: Handed, problems: list[Problem]
) -> AttemptResult:
    attempt = one.attempt
    if one.when is None:
        if assignment.due or assignment.closes:
            reason = "when it was handed in is unknown; it counts as in time"
            problems.append(Problem(attempt.file, reason, student.id, graded=True))
        return attempt
    days = 0
    if assignment.due:
        late = one.when - (assignment.due + student.extra_days * DAY)
        days = max(0, math.ceil(late / DAY))
    total = attempt.before * max(0.0, 1 - assignment.late_per_day * days)
    if _closed(assignment, student, one.when):
        total = 0.0
        reason = "it was handed in after the assignment closed"
        problems.append(Problem(attempt.file, reason, student.id, graded=True))
    return replace(
        attempt, submitted=one.when.isoformat(), days_late=days, total=round(total, DIGITS)
    )


def _standing(assignment: Assignment, attempts: tuple[AttemptResult, ...]) -> AttemptResult | None:
    if not attempts:
        return None
    if assignment.policy == "first":
        return attempts[0]
    if assignment.policy == "last":
        return attempts[-1]
    return max(attempts, key=lambda attempt: (attempt.total, -attempt.attempt))

"""Which attempt counts, and what lateness costs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.results import AttemptResult, Problem, StudentResult
from convbook.exercises.grading.times import When, days_late, doubts, is_closed

DIGITS = 9


@dataclass(frozen=True, slots=True)
class Handed:
    """A graded attempt and when it was handed in; `saved`, a claim, only orders equal times."""

    attempt: AttemptResult
    when: When
    saved: str = ""


def settle(
    assignment: Assignment, student: Student, handed: Iterable[Handed]
) -> tuple[StudentResult, list[Problem]]:
    """A student's result from all that was handed in, in whatever order.

    Of several files of one attempt the last that came before `closes` stands, under the policy
    "first" the first. An attempt that came after `closes` earns nothing, and counts only where no
    other came before.
    """
    problems: list[Problem] = []
    files: dict[int, list[Handed]] = {}
    for one in handed:
        number = one.attempt.attempt
        if number > assignment.attempts:
            reason = f"attempt {number} of {assignment.attempts} that are allowed"
            problems.append(Problem(one.attempt.file, reason, student.id))
        else:
            files.setdefault(number, []).append(one)
    attempts, open_ones = [], []
    for number in sorted(files):
        chosen = _chosen(assignment, student, files[number], problems)
        attempts.append(_timed(assignment, student, chosen, problems))
        if not is_closed(assignment, student, chosen.when.time):
            open_ones.append(attempts[-1])
    standing = _standing(assignment, open_ones or attempts)
    counted = standing.attempt if standing else None
    total = standing.total if standing else 0.0
    return StudentResult(student, tuple(attempts), counted, total), problems


def _chosen(
    assignment: Assignment, student: Student, files: list[Handed], problems: list[Problem]
) -> Handed:
    """The file that stands for an attempt; the others are reported."""
    order = sorted(files, key=_order)
    in_time = [one for one in order if not is_closed(assignment, student, one.when.time)]
    at = 0 if assignment.policy == "first" else -1
    chosen = (in_time or order)[at]
    for one in order:
        if one is not chosen:
            why = _why(chosen, one, in_time)
            reason = f"another file stands for attempt {one.attempt.attempt}, {why}"
            reason += f": {chosen.attempt.file}"
            problems.append(Problem(one.attempt.file, reason, student.id))
    return chosen


def _order(one: Handed) -> tuple[float, str, str]:
    return one.when.time.timestamp() if one.when.time else 0, one.saved, one.attempt.digest


def _why(chosen: Handed, other: Handed, in_time: list[Handed]) -> str:
    if in_time and other not in in_time:
        return "as this one came after the assignment closed"
    mine, its = _order(chosen)[0], _order(other)[0]
    if mine == its:
        return "as both have one time, by when they say that they were saved"
    return "as it came later" if mine > its else "as it came first"


def _timed(
    assignment: Assignment, student: Student, one: Handed, problems: list[Problem]
) -> AttemptResult:
    attempt, when = one.attempt, one.when.time
    said = list(doubts(assignment, student, one.when))
    if when is None:
        if assignment.due or assignment.closes:
            said.append("when it was handed in is unknown; it counts as in time")
    else:
        days = days_late(assignment, student, when)
        total = attempt.before * max(0.0, 1 - assignment.late_per_day * days)
        if is_closed(assignment, student, when):
            total = 0.0
            said.append("it was handed in after the assignment closed")
        attempt = replace(
            attempt, submitted=when.isoformat(), days_late=days, total=round(total, DIGITS)
        )
    problems += [Problem(attempt.file, reason, student.id, graded=True) for reason in said]
    return attempt


def _standing(assignment: Assignment, attempts: list[AttemptResult]) -> AttemptResult | None:
    if not attempts:
        return None
    if assignment.policy == "first":
        return attempts[0]
    if assignment.policy == "last":
        return attempts[-1]
    return max(attempts, key=lambda attempt: (attempt.total, -attempt.attempt))

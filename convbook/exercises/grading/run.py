"""Grades a whole class: every file once, in any number of processes, with one result."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from convbook.checks import integer
from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.journal import Journal, Outcome, context
from convbook.exercises.grading.policy import Handed, Times, handed_in, settle
from convbook.exercises.grading.results import ClassResult, Problem
from convbook.exercises.grading.workers import Task, outcomes
from convbook.exercises.registry import family


@dataclass
class _Place:
    """Where a content was found first, and the earliest time that it was handed in."""

    file: str
    when: datetime | None
    claimed: bool


@dataclass
class _Found:
    """What is kept of the files: never their content."""

    places: dict[str, _Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def grade_class(
    folder: Path,
    assignment: Assignment,
    students: list[Student],
    key: bytes,
    *,
    workers: int = 1,
    journal: Path | None = None,
    times: Times | None = None,
) -> ClassResult:
    """Grade everything that a folder holds; the result does not depend on `workers`.

    Args:
        folder: what the school's system exported, or a zip of it.
        assignment: what was asked.
        students: the roster; its order is that of the result.
        key: the course key.
        workers: how many processes check answers.
        journal: a file that remembers what was graded, so that a run can be interrupted.
        times: when attempts were handed in; else the time of the file, or of the zip's entry.

    Raises:
        ConvbookValueError: the folder is missing, an id occurs twice in the roster, or this
            release has another version of an exercise.
    """
    integer("convbook grade", "workers", workers, minimum=1)
    _fits(assignment, students)
    by_id = {student.id: student for student in students}
    task = Task(assignment, by_id, key)
    log = Journal(journal, key, context(assignment, students, key))
    zone = (assignment.due and assignment.due.tzinfo) or UTC
    seen = _Found()
    handed: dict[str, list[tuple[Outcome, str]]] = {}
    new = _fresh(collect(folder, zone), seen)
    for digest, outcome in outcomes(new, task, log, workers):
        place = seen.places[digest]
        if outcome.attempt is None or outcome.student is None:
            seen.problems.append(Problem(place.file, outcome.reason, outcome.student))
            continue
        handed.setdefault(outcome.student, []).append((outcome, digest))
    results = []
    for student in students:
        own = handed.get(student.id, [])
        files = [_handed(one, seen, digest, times or {}, assignment) for one, digest in own]
        result, problems = settle(assignment, student, files)
        results.append(result)
        seen.problems += problems
    problems = sorted(seen.problems, key=lambda p: (p.file, p.reason, p.student or ""))
    return ClassResult(assignment, tuple(results), tuple(problems))


def _fits(assignment: Assignment, students: list[Student]) -> None:
    ids = [student.id for student in students]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        rule = "every id may occur once in the roster"
        raise ConvbookValueError(message("convbook grade", rule, twice))
    for item in assignment.items:
        version = family(item.exercise).version
        if version != item.version:
            rule = f"{item.exercise} must have version {item.version} in this release"
            hint = "grade with the release that the assignment was made with"
            raise ConvbookValueError(message("convbook grade", rule, version, hint))


def _fresh(stream: Iterable[Found | Problem], seen: _Found) -> Iterator[Found]:
    """The files with a content not seen before; all else is noted."""
    for found in stream:
        if isinstance(found, Problem):
            seen.problems.append(found)
            continue
        place = seen.places.get(found.digest)
        if place is None:
            seen.places[found.digest] = _Place(found.file, found.modified, found.claimed)
            yield found
            continue
        seen.problems.append(Problem(found.file, f"it has the same content as {place.file}"))
        if place.when and found.modified and found.modified < place.when:
            place.when, place.claimed = found.modified, found.claimed


def _handed(
    outcome: Outcome, seen: _Found, digest: str, times: Times, assignment: Assignment
) -> Handed:
    assert outcome.attempt is not None
    place = seen.places[digest]
    attempt = replace(outcome.attempt, file=place.file)
    known = handed_in(times, outcome.student or "", attempt)
    doubts = list(outcome.doubts)
    if known is None and place.claimed and assignment.due:
        doubts.append("its time is the one in a zip, which whoever made the zip can choose")
    seen.problems += [Problem(place.file, doubt, outcome.student, graded=True) for doubt in doubts]
    return Handed(attempt, known or place.when, outcome.saved)

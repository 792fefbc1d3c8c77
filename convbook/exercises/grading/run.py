"""Grades a whole class: every file once, in any number of processes, with one result."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from convbook.checks import integer
from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.journal import Journal, Outcome, context
from convbook.exercises.grading.notes import listed, notes
from convbook.exercises.grading.packed import Packer
from convbook.exercises.grading.policy import Handed, settle
from convbook.exercises.grading.results import ClassResult, Problem
from convbook.exercises.grading.secret import Key
from convbook.exercises.grading.times import Times, When, known, zone_of
from convbook.exercises.grading.workers import Task, outcomes
from convbook.exercises.registry import family


@dataclass(slots=True)
class _Place:
    """Where a content was found first, and what is known of when."""

    file: str
    when: When


@dataclass
class _Seen:
    """What is kept of the files: never their content."""

    places: dict[str, _Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def grade_class(
    folder: Path,
    assignment: Assignment,
    students: list[Student],
    key: Key,
    *,
    workers: int = 1,
    journal: Path | None = None,
    times: Times | None = None,
    scheduler: str | None = None,
) -> ClassResult:
    """Grade everything that a folder holds; the result does not depend on `workers`.

    Args:
        folder: what the school's system exported, or a zip of it.
        assignment: what was asked.
        students: the roster; its order is that of the result.
        key: the course key, or the seeds of a file of parameters.
        workers: how many processes check answers.
        journal: a file that remembers what was graded, so that a run can be interrupted.
        times: when attempts were handed in; else the times of the files (see `times`).
        scheduler: the address of a Dask scheduler whose workers check answers instead.

    Raises:
        ConvbookValueError: the folder is missing, an id occurs twice in the roster, or this
            release has another version of an exercise.
    """
    integer("convbook grade", "workers", workers, minimum=1)
    _fits(assignment, students)
    task = Task(assignment, {student.id: student for student in students}, key)
    log = Journal(journal, key, context(assignment, students, key))
    seen = _Seen()
    found = outcomes(
        _fresh(collect(folder, zone_of(assignment)), seen), task, log, workers, scheduler
    )
    handed = _handed(found, seen)
    if times is not None:
        handed, problems = listed(assignment, times, handed, seen.files)
        seen.problems += problems
    results = []
    for student in students:
        result, problems = settle(assignment, student, handed.get(student.id, []))
        results.append(result)
        seen.problems += problems
    seen.problems += notes(folder, assignment, handed)
    problems = sorted(seen.problems, key=lambda p: (p.file, p.reason, p.student or ""))
    return ClassResult(assignment, tuple(results), tuple(problems))


def _handed(found: Iterable[tuple[str, Outcome]], seen: _Seen) -> dict[str, list[Handed]]:
    """What each student handed in; refusals and doubts are noted."""
    handed: dict[str, list[Handed]] = {}
    packed = Packer()
    for digest, outcome in found:
        file = seen.places[digest].file
        if outcome.attempt is None or outcome.student is None:
            seen.problems.append(Problem(file, outcome.reason, outcome.student))
            continue
        for doubt in outcome.doubts:
            seen.problems.append(Problem(file, doubt, outcome.student, graded=True))
        attempt = outcome.attempt
        # The digest is the one that `seen` keeps, so that it is in memory once.
        attempt = replace(attempt, file=file, digest=digest, items=packed(attempt.items))
        one = Handed(attempt, When(None), outcome.saved)
        handed.setdefault(outcome.student, []).append(one)
    # Only now is every place of a content known.
    return {
        student: [replace(one, when=seen.places[one.attempt.digest].when) for one in files]
        for student, files in handed.items()
    }


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


def _fresh(stream: Iterable[Found | Problem], seen: _Seen) -> Iterator[Found]:
    """The files with a content not seen before; all else is noted."""
    for found in stream:
        if isinstance(found, Problem):
            seen.problems.append(found)
            continue
        seen.files.add(found.outer)
        when = When(known(found.modified), known(found.stated), (found.outer,), found.claimed)
        place = seen.places.get(found.digest)
        if place is None:
            seen.places[found.digest] = _Place(found.file, when)
            yield found
            continue
        reason = f"another file has the same content: {place.file}"
        seen.problems.append(Problem(found.file, reason))
        place.when = place.when.joined(when)

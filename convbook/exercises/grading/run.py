"""Grades a whole class: every file once, in any number of processes, with one result."""

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from convbook.checks import integer
from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.grade import grade, owner
from convbook.exercises.grading.journal import Journal, Outcome, context
from convbook.exercises.grading.policy import Handed, Times, handed_in, settle
from convbook.exercises.grading.results import ClassResult, Problem
from convbook.exercises.grading.submission import RefusedError, read_submission
from convbook.exercises.registry import family

FEW = 64
BATCH = 16


@dataclass(frozen=True)
class _Task:
    """What every process needs to grade a file."""

    assignment: Assignment
    students: dict[str, Student]
    key: bytes

    def outcome(self, content: bytes, digest: str) -> Outcome:
        """Grade one file; whatever is wrong with it is an outcome too."""
        try:
            found = read_submission(content)
            student = owner(self.assignment, self.students, found)
            graded = grade(self.assignment, student, self.key, found, "", digest)
        except RefusedError as refused:
            known = refused.student if refused.student in self.students else None
            return Outcome(known, refused.reason)
        except Exception as error:
            return Outcome(None, f"it could not be read ({type(error).__name__})")
        return Outcome(student.id, "", graded.attempt, graded.doubts, found.saved)


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
    task = _Task(assignment, by_id, key)
    log = Journal(journal, key, context(assignment, students, key))
    zone = (assignment.due and assignment.due.tzinfo) or UTC
    seen = _Found()
    handed: dict[str, list[tuple[Outcome, str]]] = {}
    new = _fresh(collect(folder, zone), seen)
    for digest, outcome in _outcomes(new, task, log, workers):
        place = seen.places[digest]
        if outcome.attempt is None or outcome.student is None:
            seen.problems.append(Problem(place.file, outcome.reason, outcome.student))
            continue
        handed.setdefault(outcome.student, []).append((outcome, digest))
    results = []
    for student in students:
        outcomes = handed.get(student.id, [])
        files = [_handed(one, seen, digest, times or {}, assignment) for one, digest in outcomes]
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


def _outcomes(
    stream: Iterator[Found], task: _Task, log: Journal, workers: int
) -> Iterator[tuple[str, Outcome]]:
    """Digests and outcomes in the order of the files; few files need no processes."""
    first = list(islice(stream, FEW))
    files = chain(first, stream)
    if workers == 1 or len(first) < FEW:
        yield from _batches(files, task, log, None, 1)
        return
    # Not fork: a copy of a process that has used threads may wait for ever.
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, start, _begin, (task,)) as pool:
        yield from _batches(files, task, log, pool, 2 * workers)


def _batches(
    files: Iterator[Found], task: _Task, log: Journal, pool: ProcessPoolExecutor | None, ahead: int
) -> Iterator[tuple[str, Outcome]]:
    waiting: list[tuple[list[Found], Future[list[Outcome]] | list[Outcome]]] = []
    while batch := list(islice(files, BATCH)):
        asked = [(f.content, f.digest) for f in batch if log.get(f.digest) is None]
        work = pool.submit(_work, asked) if pool else [task.outcome(*one) for one in asked]
        waiting.append(([replace(f, content=b"") for f in batch], work))
        if len(waiting) > ahead:
            yield from _finish(*waiting.pop(0), log)
    for pair in waiting:
        yield from _finish(*pair, log)


def _finish(
    batch: list[Found], work: Future[list[Outcome]] | list[Outcome], log: Journal
) -> Iterator[tuple[str, Outcome]]:
    new = iter(work.result() if isinstance(work, Future) else work)
    fresh = {f.digest: next(new) for f in batch if log.get(f.digest) is None}
    log.add(fresh)
    for found in batch:
        outcome = log.get(found.digest) or fresh[found.digest]
        yield found.digest, outcome


_TASK: list[_Task] = []


def _begin(task: _Task) -> None:
    _TASK[:] = [task]


def _work(asked: list[tuple[bytes, str]]) -> list[Outcome]:
    return [_TASK[0].outcome(*one) for one in asked]


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

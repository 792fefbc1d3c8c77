"""Who checks the answers: this process, or others beside it. The key stays here.

A file is read where the key is; what goes to a worker is the file's content as data, an id, and
the seeds of that one attempt.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Protocol

from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.collect import Found
from convbook.exercises.grading.grade import grade, owner
from convbook.exercises.grading.journal import Journal, Outcome
from convbook.exercises.grading.secret import Key, seeds_for
from convbook.exercises.grading.submission import RefusedError, Submission, read_submission

FEW = 64
BATCH = 16


@dataclass(frozen=True)
class Asked:
    """A file that was read, and all that checking it takes besides the assignment."""

    submission: Submission
    student: str
    seeds: Mapping[str, str]
    digest: str

    def outcome(self, assignment: Assignment) -> Outcome:
        """Grade it; whatever is wrong with it is an outcome too."""
        try:
            student = Student(self.student, "")
            graded = grade(assignment, student, self.seeds, self.submission, "", self.digest)
        except RefusedError as refused:
            return Outcome(self.student, refused.reason)
        except Exception as error:
            return _unread(error)
        return Outcome(self.student, "", graded.attempt, graded.doubts, self.submission.saved)


@dataclass(frozen=True)
class Task:
    """What is asked of the class; only the process that was started by hand has it."""

    assignment: Assignment
    students: Mapping[str, Student]
    key: Key = field(repr=False)

    def read(self, content: bytes, digest: str) -> Asked | Outcome:
        """What is to be checked of a file, or the outcome where that is settled already."""
        try:
            found = read_submission(content)
            student = owner(self.assignment, self.students, found)
            seeds = self.seeds(student, found.attempt)
        except RefusedError as refused:
            known = refused.student if refused.student in self.students else None
            return Outcome(known, refused.reason)
        except Exception as error:
            return _unread(error)
        return Asked(found, student.id, seeds, digest)

    def seeds(self, student: Student, attempt: int) -> dict[str, str]:
        """The seeds of an attempt by the ids of its exercises."""
        return seeds_for(self.key, self.assignment, student, attempt)

    def outcome(self, content: bytes, digest: str) -> Outcome:
        """Grade one file here."""
        read = self.read(content, digest)
        return read if isinstance(read, Outcome) else read.outcome(self.assignment)


class Pending(Protocol):
    """Outcomes that somebody is working on."""

    def result(self) -> list[Outcome]:
        """Wait for them."""
        ...


Submit = Callable[[Assignment, list[Asked]], Pending]


@dataclass(frozen=True)
class _Done:
    outcomes: list[Outcome]

    def result(self) -> list[Outcome]:
        return self.outcomes


def _here(assignment: Assignment, asked: list[Asked]) -> Pending:
    return _Done(check(assignment, asked))


def outcomes(
    stream: Iterator[Found], task: Task, log: Journal, workers: int, scheduler: str | None = None
) -> Iterator[tuple[str, Outcome]]:
    """Digests and outcomes in the order of the files.

    Args:
        stream: the files.
        task: what is asked.
        log: what was graded in earlier runs; new outcomes are added to it.
        workers: how many processes check answers here; few files need only this one.
        scheduler: the address of a Dask scheduler whose workers do it instead.

    Raises:
        ConvbookValueError: the scheduler cannot be used, or is lost.
    """
    if scheduler is not None:
        from convbook.exercises.grading.cluster import cluster

        with cluster(scheduler) as (submit, ahead):
            yield from _batches(stream, task, log, submit, ahead)
        return
    first = list(islice(stream, FEW))
    files = chain(first, stream)
    if workers == 1 or len(first) < FEW:
        yield from _batches(files, task, log, _here, 0)
        return
    # Not fork: a copy of a process that has used threads may wait for ever.
    start = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, start) as pool:
            yield from _batches(
                files, task, log, lambda *asked: pool.submit(check, *asked), 2 * workers
            )
    except BrokenProcessPool as error:
        rule = "the processes that check answers must be left running"
        hint = "run it again: it goes on from what is graded; fewer --workers need less memory"
        raise ConvbookValueError(message("convbook grade", rule, "one ended", hint)) from error


def check(assignment: Assignment, asked: list[Asked]) -> list[Outcome]:
    """What a worker does with a batch."""
    return [one.outcome(assignment) for one in asked]


def _batches(
    files: Iterator[Found], task: Task, log: Journal, submit: Submit, ahead: int
) -> Iterator[tuple[str, Outcome]]:
    """Hand out batches, never more than `ahead` of the one whose outcomes are given next."""
    waiting: list[tuple[dict[str, Outcome | None], Pending]] = []
    while batch := list(islice(files, BATCH)):
        known: dict[str, Outcome | None] = {}
        asked = []
        for found in batch:
            read = log.get(found.digest) or task.read(found.content, found.digest)
            known[found.digest] = read if isinstance(read, Outcome) else None
            if not isinstance(read, Outcome):
                asked.append(read)
        waiting.append((known, submit(task.assignment, asked)))
        if len(waiting) > ahead:
            yield from _finish(*waiting.pop(0), log)
    for pair in waiting:
        yield from _finish(*pair, log)


def _finish(
    known: dict[str, Outcome | None], work: Pending, log: Journal
) -> Iterator[tuple[str, Outcome]]:
    new = iter(work.result())
    every = {digest: outcome or next(new) for digest, outcome in known.items()}
    log.add({digest: one for digest, one in every.items() if log.get(digest) is None})
    yield from every.items()


def _unread(error: Exception) -> Outcome:
    return Outcome(None, f"it could not be read ({type(error).__name__})")

"""Grades one submission from what it answers; nothing that it says of itself is believed."""

import hmac
import json
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.family import Feedback
from convbook.exercises.grading.names import MOST_CHARACTERS, shown, skeleton
from convbook.exercises.grading.patience import TooLong, at_most
from convbook.exercises.grading.results import AttemptResult, ItemResult
from convbook.exercises.grading.submission import Entry, RefusedError, Submission
from convbook.exercises.registry import family

DIGITS = 9
LONGEST_ITEM = 10.0
LONGEST_FILE = 30.0
LONGEST_ANSWER = 4000
FEW = 5
# Every file of a stranger is compared with every student.
_skeleton = lru_cache(maxsize=20_000)(skeleton)


@dataclass(frozen=True)
class Graded:
    """An attempt with its grade before any policy, and doubts that an instructor should read."""

    attempt: AttemptResult
    doubts: tuple[str, ...] = ()


def owner(assignment: Assignment, students: Mapping[str, Student], found: Submission) -> Student:
    """The student of the roster whom a submission names exactly.

    Raises:
        RefusedError: it is of another course or assignment, or names nobody of the roster.
    """
    if found.course != assignment.course:
        raise RefusedError(f"it is of another course: {shown(found.course)}", found.student)
    if found.assignment != assignment.id:
        raise RefusedError(f"it is of another assignment: {shown(found.assignment)}", found.student)
    if found.student in students:
        return students[found.student]
    name = _skeleton(found.student[:MOST_CHARACTERS])
    alike = next((one for one in students if _skeleton(one) == name), None)
    if alike is None:
        raise RefusedError("no student of the roster has this id", found.student)
    raise RefusedError(f"its student id only looks like {shown(alike)}", found.student)


def grade(
    assignment: Assignment,
    student: Student,
    seeds: Mapping[str, str],
    found: Submission,
    file: str,
    digest: str,
) -> Graded:
    """Grade `found` as an attempt of `student`; lateness is not looked at.

    `seeds` are those of the student and the attempt, by exercise.

    Raises:
        RefusedError: a version or a seed is not that of the student and the attempt, so that the
            file was made for another variant or by somebody who does not know this one.
    """
    entries = {entry.exercise: entry for entry in found.entries}
    known = {item.exercise for item in assignment.items}
    doubts = list(_strange([name for name in entries if name not in known]))
    if found.ignored:
        doubts.append(f"ignored, as no submission has it: {', '.join(found.ignored[:5])}")
    doubts += [f"{name} is missing from it" for name in sorted(known - set(entries))]
    if not known & set(entries):
        raise RefusedError("it holds no exercise of the assignment", student.id)
    results = []
    for item in assignment.items:
        if item.exercise in entries:
            _same_variant(item, entries[item.exercise], seeds[item.exercise], student)
    end = time.monotonic() + LONGEST_FILE
    for item in assignment.items:
        left = min(LONGEST_ITEM, end - time.monotonic())
        result, doubt = _item(item, entries.get(item.exercise), seeds[item.exercise], left)
        results.append(result)
        doubts += doubt
    before = round(math.fsum(result.points for result in results), DIGITS)
    attempt = AttemptResult(
        *(found.attempt, file, digest, None, 0, tuple(results)),
        before=before,
        total=before,
        convbook=shown(found.convbook),
    )
    return Graded(attempt, tuple(doubts))


def _strange(names: list[str]) -> Iterator[str]:
    """A doubt for each exercise that was not asked for; a file of hundreds floods no report."""
    few = names if len(names) <= FEW else names[: FEW - 1]
    for name in few:
        yield f"{shown(name)} is not part of the assignment"
    if few != names:
        yield f"{len(names) - len(few)} more exercises are not part of the assignment"


def _same_variant(item: Item, entry: Entry, seed: str, student: Student) -> None:
    if entry.version != item.version:
        raise RefusedError(
            f"{item.exercise} has version {entry.version}, the assignment {item.version}",
            student.id,
        )
    if not hmac.compare_digest(entry.seed.encode(), seed.encode()):
        raise RefusedError(
            f"the seed of {item.exercise} is not that of this student and attempt", student.id
        )


def _item(
    item: Item, entry: Entry | None, seed: str, seconds: float
) -> tuple[ItemResult, list[str]]:
    if entry is None or entry.answer is None:
        text = "Nothing was answered."
        return ItemResult(item.exercise, False, 0.0, 0.0, item.points, text, seed=seed), []
    doubts, flagged, params = [], False, None
    try:
        with at_most(seconds):
            chosen = family(item.exercise)
            params = chosen.generate(seed)
            said = chosen.check(params, entry.answer)
        share = float(said.points)
        if not 0 <= share <= 1:
            raise ValueError(f"a share of {share}")
    except (Exception, TooLong) as error:
        # A fault of one family must cost no other exercise and no other student.
        why = "it took too long" if isinstance(error, TooLong) else type(error).__name__
        doubts.append(f"{item.exercise} could not be checked ({why}): 0 points")
        flagged = True
        said, share = Feedback(False, 0, "This could not be checked; ask your instructor."), 0.0
    points = round(share * item.points, DIGITS)
    result = ItemResult(
        *(item.exercise, True, share, points, item.points, said.message, said.misconception),
        seed=seed,
        flagged=flagged,
        answer=_shortened(entry.answer),
        params=params,
    )
    return result, doubts


def _shortened(answer: Any) -> Any:
    """The answer where it is short enough to be kept and shown, else None."""
    return answer if len(json.dumps(answer)) <= LONGEST_ANSWER else None

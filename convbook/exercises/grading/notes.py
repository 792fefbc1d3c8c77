"""What is known of all files together: their times from a list, and what holds for many of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import convbook
from convbook.exercises.course import Assignment
from convbook.exercises.grading.names import shown
from convbook.exercises.grading.policy import Handed
from convbook.exercises.grading.results import Problem
from convbook.exercises.grading.times import Times, bare_name

All = dict[str, list[Handed]]


def listed(
    assignment: Assignment, times: Times, handed: All, files: set[str]
) -> tuple[All, list[Problem]]:
    """All that was handed in with the times of the list, and what does not fit together."""
    bare = Counter(map(bare_name, files))
    dated = assignment.due or assignment.closes
    found: All = {}
    used: set[str | tuple[str, str]] = set()
    problems = []
    for student, attempts in handed.items():
        found[student] = []
        for one in attempts:
            attempt, when = one.attempt, one.when
            names = (*when.files, attempt.file)
            keys = list(times.of(student, attempt.attempt, names, bare))
            used.update(keys)
            if keys:
                time = min(map(times.get, keys), key=datetime.timestamp)
                one = replace(one, when=replace(when, time=time, listed=True))
            elif dated:
                reason = "--times has no time for it, so that of the file counts"
                problems.append(Problem(attempt.file, reason, student, graded=True))
            found[student].append(one)
    unused = times.unused(used)
    if unused:
        reason = f"lines that fit no attempt: {len(unused)}, such as {shown(unused[0])}"
        problems.append(Problem("--times", reason, graded=True))
    return found, problems


def notes(
    folder: Path, assignment: Assignment, handed: Mapping[str, list[Handed]]
) -> Iterator[Problem]:
    """What is said once: another release, times of a zip given instead of a folder."""
    every = [one for files in handed.values() for one in files]
    others = [
        one.attempt for one in every if one.attempt.convbook not in ("", convbook.__version__)
    ]
    if others:
        first = min(others, key=lambda one: one.file)
        reason = (
            f"convbook {first.convbook} wrote it, this is {convbook.__version__}; every exercise "
            f"has the same version, so nothing differs (another release wrote {len(others)} files)"
        )
        yield Problem(first.file, reason, graded=True)
    dated = assignment.due or assignment.closes
    if dated and any(one.when.chosen and not one.when.listed for one in every):
        reason = "the times in it are taken as the school's (a student's zip belongs into a folder)"
        yield Problem(shown(folder.name), reason, graded=True)

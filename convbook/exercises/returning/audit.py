"""The log of decisions: one line of JSON each, only ever added to, without any key.

A decision that the log already ends with is not written again, so grading twice adds nothing;
a decision that changed (another release, a late file, a new policy) adds a line, and the log
shows both.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import convbook
from convbook.exercises.grading.results import AttemptResult, ClassResult, StudentResult

Line = dict[str, Any]
SUBJECT = ("event", "course", "assignment", "student", "attempt", "file", "reason")


def append(path: Path, result: ClassResult, notes: tuple[str, ...] = ()) -> int:
    """Add the decisions that are new to the log and return how many they were."""
    last, whole = _read(path)
    new = _new(decisions(result, notes), last)
    first = next(new, None)
    if first is None:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(b"" if whole else b"\n")
        count = 0
        for line in chain([first], new):
            file.write(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _new(found: Iterable[Line], last: dict[bytes, bytes]) -> Iterator[bytes]:
    """The lines of the decisions that are not what `last` says of their subject."""
    for decision in found:
        subject, text = _subject(decision), _dump(decision)
        if last.get(subject) != _short(text):
            last[subject] = _short(text)
            yield text.encode() + b"\n"


def decisions(result: ClassResult, notes: tuple[str, ...] = ()) -> Iterator[Line]:
    """Every decision of a run: the rules, each attempt, each total, each problem."""
    work = result.assignment
    about = {"course": work.course, "assignment": work.id, "convbook": convbook.__version__}
    yield {
        "event": "rules",
        **about,
        "policy": work.policy,
        "attempts": work.attempts,
        "due": work.due.isoformat() if work.due else None,
        "closes": work.closes.isoformat() if work.closes else None,
        "late_per_day": work.late_per_day,
        "items": [[one.exercise, one.version, one.points] for one in work.items],
    }
    for one in result.students:
        for attempt in one.attempts:
            yield {"event": "attempt", **about, **_attempt(one, attempt)}
        yield {
            "event": "total",
            **about,
            "student": one.student.id,
            "counted": one.counted,
            "policy": work.policy,
            "total": one.total,
        }
    for problem in result.problems:
        yield {
            "event": "problem",
            **about,
            "file": problem.file,
            "student": problem.student,
            "graded": problem.graded,
            "reason": problem.reason,
        }
    for note in notes:
        yield {"event": "gradebook", **about, "file": note}


def _attempt(one: StudentResult, attempt: AttemptResult) -> Line:
    student = one.student
    return {
        "student": student.id,
        "attempt": attempt.attempt,
        "file": attempt.file,
        "sha256": attempt.digest,
        "submitted": attempt.submitted,
        "days_late": attempt.days_late,
        "extra_days": student.extra_days,
        "reseed_sha256": digest(student.reseed) if student.reseed else None,
        "before": attempt.before,
        "total": attempt.total,
        "items": [
            {
                "exercise": item.exercise,
                "answered": item.answered,
                "share": item.share,
                "points": item.points,
                "possible": item.possible,
                "misconception": item.misconception,
                "seed_sha256": digest(item.seed) if item.seed else None,
            }
            for item in attempt.items
        ],
    }


def digest(text: str) -> str:
    """SHA-256 of a text, as hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _dump(decision: Line) -> str:
    return json.dumps(decision, sort_keys=True, allow_nan=False)


def _subject(decision: Line) -> bytes:
    return _short(json.dumps([decision.get(name) for name in SUBJECT]))


def _short(text: str) -> bytes:
    """What stands for a text in memory, where a large class has many."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _read(path: Path) -> tuple[dict[bytes, bytes], bool]:
    """The last line of every subject, and whether the log ends with a whole line."""
    last, line = {}, b""
    try:
        with path.open("rb") as lines:
            for line in lines:
                try:
                    decision = json.loads(line.decode("utf-8", "replace"))
                except ValueError:
                    continue  # a line that was cut off; what it said is written again
                if isinstance(decision, dict):
                    last[_subject(decision)] = _short(_dump(decision))
    except FileNotFoundError:
        return {}, True
    return last, not line or line.endswith(b"\n")

"""Where seeds come from: the course key or, where it is lost, the file of parameters."""

import hashlib
import json
from collections.abc import Mapping

from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Assignment, Student
from convbook.exercises.grading.submission import RefusedError

# The seeds of a file of parameters by student, exercise and attempt.
Seeds = Mapping[tuple[str, str, int], str]
Key = bytes | Seeds


def seeds_for(key: Key, assignment: Assignment, student: Student, attempt: int) -> dict[str, str]:
    """The seeds of an attempt by the ids of its exercises.

    Raises:
        RefusedError: the file of parameters has none for it.
    """
    if isinstance(key, bytes):
        course = assignment.course
        return {
            item.exercise: variant_seed(key, course, item.exercise, item.version, student, attempt)
            for item in assignment.items
        }
    if attempt > assignment.attempts:
        reason = f"attempt {attempt} of {assignment.attempts} that are allowed"
        raise RefusedError(reason, student.id)
    wanted = {item.exercise: (student.id, item.exercise, attempt) for item in assignment.items}
    missing = [exercise for exercise, name in wanted.items() if name not in key]
    if missing:
        reason = f"the file of parameters has no seed for its {missing[0]}"
        raise RefusedError(reason, student.id)
    return {exercise: key[name] for exercise, name in wanted.items()}


def secret(key: Key) -> bytes:
    """Bytes that only somebody who has the key, or the file of parameters, can make."""
    if isinstance(key, bytes):
        return key
    rows = sorted([*name, seed] for name, seed in key.items())
    return hashlib.sha256(json.dumps(rows).encode()).digest()

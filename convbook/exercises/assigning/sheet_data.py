"""What a student's notebook and printed page are made from: the sheet."""

from typing import Any

from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Assignment, Item, Student, moved

SCHEMA = "convbook-sheet/1"


def sheet_of(assignment: Assignment, student: Student, key: bytes) -> dict[str, Any]:
    """The sheet of a student: their own seeds, and their own date.

    Example:
        >>> work = Assignment("c", "hw1", "First", (Item("rates-without-gaps", 1, 2.0),))
        >>> sheet_of(work, Student("s1", "Ada"), b"k" * 32)["items"][0]["seeds"]
        ['1460c2b28e1ed59c346f04b68ecff9bb']
    """
    due = assignment.due and moved(assignment.due, student.extra_days)
    return {
        "schema": SCHEMA,
        "course": assignment.course,
        "assignment": assignment.id,
        "title": assignment.title,
        "student": student.id,
        "name": student.name,
        "attempts": assignment.attempts,
        "due": due.isoformat() if due else None,
        "items": [_item(assignment, item, student, key) for item in assignment.items],
    }


def _item(assignment: Assignment, item: Item, student: Student, key: bytes) -> dict[str, Any]:
    attempts = range(1, assignment.attempts + 1)
    return {
        "exercise": item.exercise,
        "version": item.version,
        "points": int(item.points) if item.points.is_integer() else item.points,
        "seeds": [
            variant_seed(key, assignment.course, item.exercise, item.version, student, attempt)
            for attempt in attempts
        ],
    }

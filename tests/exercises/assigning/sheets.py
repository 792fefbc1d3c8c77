"""A small sheet, its reference answers, and what a kernel does that opens it."""

import copy
from typing import Any

from convbook import exercises
from tests.exercises.solvers import SOLVERS

FAMILIES = exercises.families()[:3]
NAMES = [family.id for family in FAMILIES]
HOSTILE = 'Zoë "O\'Neil" \\ 😀 </script> $x$ ### BEGIN SOLUTION ### END HIDDEN TESTS'


def a_sheet(**changes: Any) -> dict[str, Any]:
    """The sheet of s1 with three exercises and two attempts."""
    items = [
        {
            "exercise": family.id,
            "version": family.version,
            "points": 2,
            "seeds": [f"{family.id}-1", f"{family.id}-2"],
        }
        for family in FAMILIES
    ]
    sheet = {
        "schema": "convbook-sheet/1",
        "course": "course",
        "assignment": "hw1",
        "title": "Homework",
        "student": "s1",
        "name": "Ada",
        "attempts": 2,
        "due": "2026-12-07T23:59:00+01:00",
        "items": items,
    }
    return copy.deepcopy(sheet | changes)


def solution(exercise: str, attempt: int = 1) -> dict[str, Any]:
    """The reference answer of an exercise of `a_sheet`."""
    family = exercises.family(exercise)
    return SOLVERS[exercise](family.generate(f"{exercise}-{attempt}"))

"""A small class, its honest submissions, and ways to write them."""

import copy
import json
from pathlib import Path
from typing import Any

from convbook import exercises
from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import SCHEMA, Assignment, Item, Student
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.grading.run import grade_class
from tests.exercises.solvers import SOLVERS

KEY = b"k" * 32
STUDENTS = [Student("s1", "Ada"), Student("s2", "Blaise")]
FAMILIES = exercises.families()[:3]
ITEMS = tuple(Item(family.id, family.version, 2.0) for family in FAMILIES)
ASSIGNMENT = Assignment("course", "hw1", "Homework", ITEMS, attempts=2)
FULL = ASSIGNMENT.possible


def submission(student: str = "s1", attempt: int = 1, right: bool = True) -> dict[str, Any]:
    """What an honest student hands in, solved, or with every answer empty."""
    items = []
    for family in FAMILIES:
        one = Student(student, "")
        seed = variant_seed(KEY, "course", family.id, family.version, one, attempt)
        answer = SOLVERS[family.id](family.generate(seed)) if right else None
        item = {"exercise": family.id, "version": family.version, "seed": seed, "answer": answer}
        items.append(copy.deepcopy(item))
    return {
        "schema": SCHEMA,
        "course": "course",
        "assignment": "hw1",
        "student": student,
        "attempt": attempt,
        "convbook": "0.1.0",
        "saved": "2026-01-01T00:00:00+00:00",
        "items": items,
    }


def dump(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def graded(folder: Path, **options: Any) -> ClassResult:
    return grade_class(folder, ASSIGNMENT, STUDENTS, KEY, **options)

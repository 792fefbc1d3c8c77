"""Writes a class: every student hands in one file of exercises, 20 or as told, right and wrong."""

import json
import sys
from pathlib import Path
from typing import Any

import convbook
from convbook import exercises
from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import SCHEMA, Student
from tests.exercises.solvers import SOLVERS

KEY = b"k" * 32
EXERCISES = 20


def chosen(count: int) -> list[exercises.Family]:
    """Families spread evenly over the chapters."""
    every = exercises.families()
    return [every[at * len(every) // count] for at in range(count)]


def answer(family: exercises.Family, seed: str, number: int) -> Any:
    """A solution, a wrong model's answer, or none."""
    params = family.generate(seed)
    if number % 10 == 9:
        return None
    wrong = list(family.misconceptions.values())
    return SOLVERS[family.id](params) if number % 3 else wrong[number % len(wrong)](params)


def write_class(folder: Path, students: int, count: int = EXERCISES) -> None:
    """An assignment, a roster, a key, and a file of every student in a folder of its own."""
    families = chosen(count)
    rows = [f'[[exercises]]\nfamily = "{one.id}"\n' for one in families]
    head = 'course = "bench"\nid = "hw"\ntitle = "Homework"\n'
    (folder / "assignment.toml").write_text(head + "".join(rows))
    names = [f"s{number:05}" for number in range(students)]
    roster = "id,name,email,section\n" + "".join(f"{name},Name {name},,A\n" for name in names)
    (folder / "roster.csv").write_text(roster)
    (folder / "key").write_text(KEY.hex() + "\n")
    (folder / "key").chmod(0o600)
    for number, name in enumerate(names):
        value = submission(families, name, number)
        path = folder / "in" / f"{name}_file" / f"submission-hw-{name}-1.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(value, sort_keys=True))


def submission(families: list[exercises.Family], name: str, number: int) -> dict[str, Any]:
    items = []
    for at, one in enumerate(families):
        seed = variant_seed(KEY, "bench", one.id, one.version, Student(name, ""), 1)
        item = {"exercise": one.id, "version": one.version, "seed": seed}
        items.append(item | {"answer": answer(one, seed, number + at)})
    about = {"schema": SCHEMA, "course": "bench", "assignment": "hw", "student": name}
    about |= {"attempt": 1, "convbook": convbook.__version__, "saved": "2026-01-01T00:00:00+00:00"}
    return about | {"items": items}


if __name__ == "__main__":
    write_class(Path(sys.argv[1]), *map(int, sys.argv[2:]))

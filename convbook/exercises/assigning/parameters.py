"""The record of what was handed out: rules, seeds, parameters. It is the instructor's.

It never holds the course key, only its fingerprint; but with its seeds an assignment can be
graded when the key is lost.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convbook import __version__
from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.keys import fingerprint
from convbook.exercises.course import Assignment, Student
from convbook.exercises.filing import replace_file
from convbook.exercises.registry import families

SCHEMA = "convbook-parameters/1"
NAME = "parameters.json"
RULES = {
    "course", "assignment", "title", "attempts", "policy", "due", "closes", "late_per_day",
    "exercises",
}  # fmt: skip
ENTRY = {"name", "reseed", "extra_days", "sheet", "exercises"}
Record = dict[str, Any]


def rules_of(assignment: Assignment) -> Record:
    """What an assignment lays down, as JSON."""
    return {
        "course": assignment.course,
        "assignment": assignment.id,
        "title": assignment.title,
        "attempts": assignment.attempts,
        "policy": assignment.policy,
        "due": assignment.due.isoformat() if assignment.due else None,
        "closes": assignment.closes.isoformat() if assignment.closes else None,
        "late_per_day": assignment.late_per_day,
        "exercises": [[item.exercise, item.version, item.points] for item in assignment.items],
    }


def new_record(key: bytes) -> Record:
    """A record of nothing yet; `unfinished` names students whose files are being written."""
    return {
        "schema": SCHEMA,
        "convbook": __version__,
        "key": fingerprint(key),
        "rules": {},
        "unfinished": [],
        "students": {},
    }


def entry_of(sheet: Mapping[str, Any], student: Student) -> Record:
    """What the record keeps of a student: the seed and the parameters of every variant."""
    known = {family.id: family for family in families()}
    return {
        "name": student.name,
        "reseed": student.reseed,
        "extra_days": student.extra_days,
        "sheet": digest(sheet),
        "exercises": {
            item["exercise"]: [
                {"seed": seed, "params": known[item["exercise"]].generate(seed)}
                for seed in item["seeds"]
            ]
            for item in sheet["items"]
        },
    }


def digest(sheet: Mapping[str, Any]) -> str:
    """A mark of a sheet: the same for the same content."""
    text = json.dumps(sheet, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_record(path: Path, record: Record) -> None:
    """Write the record, for its owner's eyes only, with a line for each student."""
    students = ",\n".join(
        f"{_json(name)}: {_json(entry)}" for name, entry in sorted(record["students"].items())
    )
    rest = {name: value for name, value in record.items() if name != "students"}
    text = f'{_json(rest)[:-1]}, "students": {{\n{students}\n}}}}\n'
    replace_file(path, text.encode(), 0o600)


def read_record(path: Path) -> Record:
    """Read a record.

    Raises:
        ConvbookValueError: it cannot be read, or is no record.
    """
    try:
        record = json.loads(path.read_bytes())
    except OSError as error:
        rule = "it must be a file that can be read"
        raise _refusal(path, rule, error.strerror or "nothing") from None
    except (ValueError, RecursionError):
        raise _refusal(path, "it must be JSON", "something else") from None
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise _refusal(path, f"its schema must be {SCHEMA!r}", "something else")
    kinds = {"convbook": str, "key": str, "rules": dict, "unfinished": list, "students": dict}
    for name, kind in kinds.items():
        if not isinstance(record.get(name), kind):
            raise _refusal(path, f"{name} must be there", repr(record.get(name))[:60])
    if not record["rules"].keys() >= RULES or not all(map(_is_entry, record["students"].values())):
        raise _refusal(path, "it must be as it was written", "a record that was changed")
    return record


def _is_entry(entry: Any) -> bool:
    try:
        for variants in entry["exercises"].values():
            for variant in variants:
                if not isinstance(variant["seed"], str) or not isinstance(variant["params"], dict):
                    return False
        return bool(entry.keys() >= ENTRY)
    except (KeyError, TypeError, AttributeError):
        return False


def seeds_of(path: Path) -> dict[tuple[str, str, int], str]:
    """Every seed that was handed out, by student, exercise and attempt (from 1).

    It serves where the course key was lost: a submission is of a student's own variant where
    its seed is the one here.

    Raises:
        ConvbookValueError: `path` is no record of an assignment.
    """
    return {
        (student, exercise, attempt): variant["seed"]
        for student, entry in read_record(path)["students"].items()
        for exercise, variants in entry["exercises"].items()
        for attempt, variant in enumerate(variants, 1)
    }


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)


def _refusal(path: Path, rule: str, got: object) -> ConvbookValueError:
    hint = f"`convbook assign` writes it as {NAME}"
    return ConvbookValueError(message(f"parameters {path}", rule, got, hint))

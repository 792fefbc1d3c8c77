"""Hands an assignment out: a notebook and a printed page for every student, and the record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convbook import __version__
from convbook.exercises.assigning.changes import changes, check_key, refusal
from convbook.exercises.assigning.notebooks import notebook_of
from convbook.exercises.assigning.parameters import (
    NAME,
    Record,
    digest,
    entry_of,
    new_record,
    read_record,
    rules_of,
    write_record,
)
from convbook.exercises.assigning.printed import class_page, printed_of
from convbook.exercises.assigning.sheet_data import sheet_of
from convbook.exercises.course import Assignment, Student
from convbook.exercises.filing import file_name, replace_file
from convbook.exercises.registry import family

# Numbers and names of students are nobody else's business.
MODE = 0o600


@dataclass(frozen=True)
class Handout:
    """What a run did, by students' ids, and what changed since the material was handed out."""

    new: tuple[str, ...]
    again: tuple[str, ...]
    stayed: tuple[str, ...]
    left: tuple[str, ...]
    changes: tuple[str, ...]


def earlier(folder: Path) -> Record | None:
    """The record of what `folder` holds, or None where nothing was handed out into it.

    Raises:
        ConvbookValueError: there are notebooks but no record, so that nobody knows their key.
    """
    if (folder / NAME).exists():
        return read_record(folder / NAME)
    if any(folder.glob("notebooks/*")):
        rule = f"--out must hold the {NAME} that belongs to its notebooks"
        raise refusal(rule, folder, "put it back, or use another folder")
    return None


def hand_out(assignment: Assignment, students: list[Student], key: bytes, folder: Path) -> Handout:
    """Write what is missing or has changed into `folder`; what is there of others stays as it is.

    Interrupted at any moment, it is completed by the same call.

    Raises:
        ConvbookValueError: this release has another version of an exercise, or `folder` holds
            material of another key or with other numbers.
    """
    _fits(assignment)
    record = earlier(folder)
    said: list[str] = []
    if record is None:
        record = new_record(key)
    else:
        check_key(record, key)
        said = changes(record, assignment, students)
    sheets = {student.id: sheet_of(assignment, student, key) for student in students}
    known = list(record["students"])
    stayed = [name for name, sheet in sheets.items() if _stays(record, folder, name, sheet)]
    waiting = [student for student in students if student.id not in set(stayed)]
    record["rules"] = rules_of(assignment)
    record["students"] |= {one.id: entry_of(sheets[one.id], one) for one in waiting}
    _write(folder, record, sheets, [student.id for student in waiting])
    return Handout(
        new=tuple(student.id for student in waiting if student.id not in known),
        again=tuple(student.id for student in waiting if student.id in known),
        stayed=tuple(stayed),
        left=tuple(name for name in known if name not in sheets),
        changes=tuple(said),
    )


def _fits(assignment: Assignment) -> None:
    for item in assignment.items:
        version = family(item.exercise).version
        if version != item.version:
            rule = f"{item.exercise} must have version {version}, that of convbook {__version__}"
            raise refusal(rule, item.version, "use the release that has the other version")


def _stays(record: Record, folder: Path, student: str, sheet: Mapping[str, Any]) -> bool:
    """Whether a student has this very sheet, whatever release wrote it."""
    entry = record["students"].get(student)
    return bool(
        entry
        and entry["sheet"] == digest(sheet)
        and student not in record["unfinished"]
        and all(path.exists() for path in _paths(folder, sheet))
    )


def _paths(folder: Path, sheet: Mapping[str, Any]) -> tuple[Path, Path]:
    name = file_name(sheet["student"])
    notebook = folder / "notebooks" / name / f"{sheet['assignment']}.ipynb"
    return notebook, folder / "printed" / f"{name}.html"


def _write(
    folder: Path, record: Record, sheets: dict[str, dict[str, Any]], waiting: list[str]
) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The seeds come first: whatever is in the folder, the record knows of it.
    write_record(folder / NAME, record | {"unfinished": sorted(waiting)})
    for name in waiting:
        notebook, printed = _paths(folder, sheets[name])
        text = json.dumps(notebook_of(sheets[name]), indent=1, ensure_ascii=False)
        replace_file(notebook, text.encode() + b"\n", MODE)
        replace_file(printed, printed_of(sheets[name], record["students"][name]).encode(), MODE)
    pages = folder / "printed" / "class.html"
    if waiting or not pages.exists():
        pairs = [(sheet, record["students"][name]) for name, sheet in sheets.items()]
        replace_file(pages, class_page(pairs).encode(), MODE)
    write_record(folder / NAME, record | {"unfinished": []})

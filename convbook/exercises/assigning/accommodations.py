"""Reads who has more time or other numbers, and joins that to the roster."""

import math
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.tables import read_table
from convbook.exercises.assigning.texts import label
from convbook.exercises.course import Student

COLUMNS = ("student", "extra_days", "reseed", "note")
MOST_DAYS = 366


@dataclass(frozen=True)
class Accommodation:
    """What is different for a student; `reseed` is any word, another word gives other numbers."""

    student: str
    extra_days: float = 0.0
    reseed: str = ""


def read_accommodations(path: Path) -> list[Accommodation]:
    """Read a CSV file with the columns `student,extra_days,reseed`; a column `note` is for people.

    Raises:
        ConvbookValueError: the file cannot be read so, or names a student twice.
    """
    name = f"accommodations {path.name}"
    table = read_table(name, path, lambda heads: "student" in heads, "student,extra_days,reseed")
    unknown = [head for head in table.heads if head not in COLUMNS]
    if unknown:
        rule = f"its columns must be among {', '.join(COLUMNS)}"
        near = get_close_matches(unknown[0], COLUMNS, 1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else ""
        raise ConvbookValueError(message(name, rule, repr(unknown[0]), hint))
    found: dict[str, Accommodation] = {}
    for at, row in table.rows:
        where = f"{name}, line {at}"
        student = label(where, "student", row["student"])
        if student in found:
            raise ConvbookValueError(message(where, "a student may occur once", repr(student)))
        word = row.get("reseed", "")
        found[student] = Accommodation(
            student,
            _days(where, row.get("extra_days", "")),
            label(where, "reseed", word) if word else "",
        )
    return list(found.values())


def joined(students: list[Student], accommodations: list[Accommodation]) -> list[Student]:
    """The students with what is different for some of them.

    Raises:
        ConvbookValueError: a student is not in the roster; one who left must be taken out, since
            nobody could tell that from a mistyped id.
    """
    known = [student.id for student in students]
    found: dict[str, Accommodation] = {}
    for one in accommodations:
        if one.student not in known:
            near = _named(one.student, students) or get_close_matches(one.student, known, 1)
            hint = f"did you mean {near[0]}?" if near else "delete the line of one who left"
            rule = "every student must be in the roster"
            raise ConvbookValueError(message("accommodations", rule, repr(one.student), hint))
        found[one.student] = one
    return [_with(student, found.get(student.id)) for student in students]


def _with(student: Student, one: Accommodation | None) -> Student:
    if one is None:
        return student
    return replace(student, extra_days=one.extra_days, reseed=one.reseed)


def _named(text: str, students: list[Student]) -> list[str]:
    """The id of the only student with this name, login or address, given instead of it."""
    wanted = _words(text)
    found = [
        student.id
        for student in students
        if wanted and wanted in (_words(student.name), _words(student.login), _words(student.email))
    ]
    return found if len(found) == 1 else []


def _words(name: str) -> list[str]:
    return sorted(name.casefold().replace(",", " ").split())


def _days(where: str, text: str) -> float:
    try:
        days = float(text.replace(",", ".")) if text else 0.0
    except ValueError:
        days = math.nan
    if not 0 <= days <= MOST_DAYS:
        rule = f"extra_days must be a number from 0 to {MOST_DAYS}"
        raise ConvbookValueError(message(where, rule, repr(text)))
    return days

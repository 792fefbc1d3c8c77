"""Reads the students of a course from a CSV file.

Which column is a student's id, and so goes into seeds and file names, is settled here, and the
gradebooks of `returning` find rows by the same columns:

=========== ==============================================================
file        id: the first of these columns that is there and not empty
=========== ==============================================================
Canvas      SIS User ID, SIS Login ID, ID
Moodle      ID number, Username, Email address
Gradescope  SID, Email
plain       id (beside it: name, email, login, section)
=========== ==============================================================

The choice is made once for the whole file, so that nobody's id depends on who else lacks one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.tables import Table, read_table
from convbook.exercises.assigning.texts import alike, label, line
from convbook.exercises.course import Student

# Rows of Canvas that are no students: possible points, the posting policy, the test student.
NOBODY = re.compile(r"\s*(points possible|student, test|test student)?\s*", re.IGNORECASE)
STUDENT_ROLES = ("", "student")


@dataclass(frozen=True)
class Layout:
    """How a system names its columns, in lower case; of several the first that is there counts."""

    system: str
    ids: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    email: tuple[str, ...] = ()
    login: tuple[str, ...] = ()
    section: tuple[str, ...] = ()

    def fits(self, heads: tuple[str, ...]) -> bool:
        """Whether a file with these columns may be of this system."""
        return any(one in heads for one in self.ids) and self.name(heads) is not None

    def name(self, heads: tuple[str, ...]) -> tuple[str, ...] | None:
        """The columns that make up a name, or None where they are missing."""
        return next((one for one in self.names if set(one) <= set(heads)), None)


LAYOUTS = (
    Layout(
        "Canvas",
        ("sis user id", "sis login id", "id"),
        (("student",), ("student name",)),
        login=("sis login id",),
        section=("section",),
    ),
    Layout(
        "Moodle",
        ("id number", "username", "email address"),
        (("first name", "last name"), ("first name", "surname"), ("full name",)),
        email=("email address",),
        login=("username",),
        section=("groups", "group"),
    ),
    Layout(
        "Gradescope",
        ("sid", "email"),
        (("first name", "last name"), ("full name",), ("name",)),
        email=("email",),
        section=("sections", "section"),
    ),
)
# It comes first: a file with a column `id` and no column of Canvas is nobody else's.
PLAIN = Layout(
    "plain",
    ("id",),
    (("name",), ("first name", "last name"), ()),
    ("email",),
    ("login",),
    ("section",),
)
WANTED = (
    "id,name,email,section, or those of an export of Canvas (Student, SIS User ID or ID), Moodle "
    "(First name, Last name, ID number or Email address) or Gradescope (First Name, Last Name, SID "
    "or Email); of the first only id is needed"
)


def read_roster(path: Path) -> list[Student]:
    """The students of a roster, in its order; see the module for the id.

    Raises:
        ConvbookValueError: the file cannot be read, has no column for ids, a student without one,
            nobody, an id twice, or two ids that differ by case or by how they are encoded only.
    """
    name = f"roster {path.name}"
    table = read_table(name, path, lambda heads: _layout(heads) is not None, WANTED)
    layout = _layout(table.heads)
    rows = [(at, row) for at, row in table.rows if layout and _is_student(layout, row)]
    if layout is None or not rows:
        raise ConvbookValueError(message(name, "it must have a student", "none"))
    column = _id_column(name, layout, table, rows)
    students = []
    seen: dict[str, tuple[int, str]] = {}
    for at, row in rows:
        student = _student(f"{name}, line {at}", layout, table.heads, column, row)
        before = seen.setdefault(alike(student.id), (at, student.id))
        if before[0] != at:
            raise _twice(name, column, before, (at, student.id))
        students.append(student)
    return students


def _layout(heads: tuple[str, ...]) -> Layout | None:
    canvas = "student" in heads or "student name" in heads
    layouts = LAYOUTS if canvas else (PLAIN, *LAYOUTS)
    return next((layout for layout in layouts if layout.fits(heads)), None)


def _is_student(layout: Layout, row: dict[str, str]) -> bool:
    if layout.system == "Canvas":
        return not NOBODY.fullmatch(row.get("student", row.get("student name", "")))
    return row.get("role", "").casefold() in STUDENT_ROLES


def _id_column(
    name: str, layout: Layout, table: Table, rows: list[tuple[int, dict[str, str]]]
) -> str:
    """The column of the ids; a column that is empty for everybody is as good as missing."""
    for column in layout.ids:
        if column not in table.heads or not any(row[column] for _, row in rows):
            continue
        lacking = [str(at) for at, row in rows if not row[column]]
        if lacking:
            lines = ", ".join(lacking[:10]) + (", ..." if len(lacking) > 10 else "")
            rule = f"every student must have an id, which stands in the column {column!r}"
            hint = "fill it in, or delete the line"
            raise ConvbookValueError(message(name, rule, f"none in line {lines}", hint))
        return column
    columns = ", ".join(column for column in layout.ids if column in table.heads)
    rule = f"the ids must stand in the column {columns}"
    raise ConvbookValueError(message(name, rule, "an empty column"))


def _student(
    where: str, layout: Layout, heads: tuple[str, ...], column: str, row: dict[str, str]
) -> Student:
    def said(columns: tuple[str, ...]) -> str:
        found = next((one for one in columns if row.get(one)), "")
        return line(where, found, row[found]) if found else ""

    name = " ".join(filter(None, (row[part] for part in layout.name(heads) or ())))
    return Student(
        id=label(where, column, row[column]),
        name=line(where, "the name", " ".join(name.split())),
        email=said(layout.email),
        login=said(layout.login),
        section=said(layout.section),
        id_column="" if layout is PLAIN else column,
    )


def _twice(
    name: str, column: str, first: tuple[int, str], second: tuple[int, str]
) -> ConvbookValueError:
    got = f"{first[1]!r} in line {first[0]} and {second[1]!r} in line {second[0]}"
    if first[1] == second[1]:
        return ConvbookValueError(message(name, f"every {column} may occur once", got))
    rule = f"two of {column} must not differ by case or encoding only"
    hint = "files named after them would collide on some systems"
    return ConvbookValueError(message(name, rule, got, hint))

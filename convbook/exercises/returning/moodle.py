"""Grades for Moodle: its exported gradebook with one column filled, or a new file to import.

Moodle exports First name, Last name, ID number, Email address and a column for each grade, whose
heading is the kind of the activity, its name and how grades are shown: "Assignment: Rates (Real)".
Its import asks which column tells students apart (ID number or email address), stops at a student
whom it does not know, and takes points with the decimal mark of the site, never percentages.
https://docs.moodle.org/en/Grade_import
https://github.com/moodle/moodle/blob/main/grade/export/lib.php (format_column_name)
https://github.com/moodle/moodle/blob/main/grade/import/csv/classes/load_data.php
"""

from pathlib import Path

from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.csv_table import read_table
from convbook.exercises.returning.files import csv_line, points
from convbook.exercises.returning.gradebook import Filled, System, fill
from convbook.exercises.returning.names import first_and_last

HEADS = ("First name", "Last name", "ID number", "Email address")
SYSTEM = System(
    "Moodle",
    (
        ("ID number", "id"),
        ("Username", "id"),
        ("Email address", "id"),
        ("Email address", "email"),
        ("Username", "login"),
    ),
    (r"(?:[^:]+: ?)?{} \(Real\)", r"(?:[^:]+: ?)?{}"),
    useless=(
        r"(?:[^:]+: ?)?{} \((?:Percentage|Letter|Feedback)\)",
        "Moodle imports points only: export with the display type Real",
    ),
)


def grades(result: ClassResult, gradebook: Path | None = None) -> Filled:
    """The file that Moodle imports, without or with its own export as a start.

    In a new file an empty cell, which stands for nothing handed in, clears what Moodle has there;
    give the export where the assignment has grades already.
    """
    if gradebook is not None:
        return fill(read_table(gradebook), result, SYSTEM)
    lines = [csv_line([*HEADS, f"Assignment: {result.assignment.title} (Real)"])]
    numbered = emailed = 0
    for one in result.students:
        who, total = one.student, points(one.total) if one.standing else ""
        email = who.email or (who.id if "@" in who.id else "")
        number = who.id if who.id_column.casefold() in ("", "id number") else ""
        lines.append(csv_line([*first_and_last(who.name), number, email, total]))
        numbered, emailed = numbered + bool(number), emailed + bool(email)
    return Filled("".join(lines).encode(), _notes(len(result.students), numbered, emailed))


def _notes(students: int, numbered: int, emailed: int) -> tuple[str, ...]:
    """Which column the import must not go by.

    Moodle's import takes a row without a value there for the student of the row before it.
    """
    lacking = {"ID number": students - numbered, "Email address": students - emailed}
    whole = [name for name, missing in lacking.items() if not missing]
    if len(whole) == len(lacking):
        return ()
    if whole:
        other = next(name for name in lacking if name not in whole)
        return (f"map from {whole[0]} when importing: not every student has the {other}",)
    return ("no column tells all students apart: give Moodle's own export with --gradebook",)

"""Grades for Moodle: its exported gradebook with one column filled, or a new file to import."""

from pathlib import Path

from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.files import csv_line, points
from convbook.exercises.returning.gradebook import Filled, System, fill, read_table
from convbook.exercises.returning.names import first_and_last

# A heading of an export reads "Assignment: Rates (Real)"; a percentage or a letter is no place
# for points.
SYSTEM = System(
    "Moodle",
    (
        ("ID number", "id"),
        ("Email address", "email"),
        ("Username", "login"),
        ("Username", "id"),
        ("Email address", "id"),
    ),
    r"(?:[^:]+: ?)?{}(?: \(Real\))?",
)


def grades(result: ClassResult, gradebook: Path | None = None) -> Filled:
    """The file that Moodle imports, without or with its own export as a start."""
    if gradebook is not None:
        return fill(read_table(gradebook), result, SYSTEM)
    heads = ["First name", "Last name", "ID number", "Email address", result.assignment.title]
    lines = [csv_line(heads)]
    for one in result.students:
        who, total = one.student, points(one.total) if one.standing else ""
        lines.append(csv_line([*first_and_last(who.name), who.id, who.email, total]))
    return Filled("".join(lines).encode())

"""Grades for Canvas: its exported gradebook with one column filled, or a new file to import."""

import re
from pathlib import Path

from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.files import csv_line, points
from convbook.exercises.returning.gradebook import Filled, System, fill, read_table

# A heading is the assignment's name with its number behind it: "Rates (48213)". The rows of
# possible points, of the posting policy and of the test student stand above or below students.
SYSTEM = System(
    "Canvas",
    (
        ("SIS User ID", "id"),
        ("ID", "id"),
        ("SIS Login ID", "login"),
        ("SIS Login ID", "id"),
        ("SIS Login ID", "email"),
    ),
    r"{}(?: \(\d+\))?",
    re.compile(r"\s*(Points Possible|Student, Test)?\s*$"),
)


def grades(result: ClassResult, gradebook: Path | None = None) -> Filled:
    """The file that Canvas imports, without or with its own export as a start."""
    if gradebook is not None:
        return fill(read_table(gradebook), result, SYSTEM)
    title, possible = result.assignment.title, points(result.assignment.possible)
    lines = [
        csv_line(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]),
        csv_line(["    Points Possible", "", "", "", "", possible]),
    ]
    for one in result.students:
        who, total = one.student, points(one.total) if one.standing else ""
        lines.append(csv_line([who.name, "", who.id, who.login, who.section, total]))
    return Filled("".join(lines).encode())

"""Grades in Gradescope's form: its exported file with one column filled, or a new one."""

import re
from pathlib import Path

from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.files import csv_line, points
from convbook.exercises.returning.gradebook import Filled, System, fill, read_table
from convbook.exercises.returning.names import first_and_last

SYSTEM = System(
    "Gradescope",
    (("SID", "id"), ("Email", "email"), ("Email", "login"), ("Email", "id")),
    "{}",
    re.compile(r"(?!)"),
)


def grades(result: ClassResult, gradebook: Path | None = None) -> Filled:
    """The file in Gradescope's form, without or with its own export as a start."""
    if gradebook is not None:
        return fill(read_table(gradebook), result, SYSTEM)
    title, possible = result.assignment.title, points(result.assignment.possible)
    heads = ["First Name", "Last Name", "SID", "Email", "Sections"]
    heads += [title, f"{title} - Max Points", f"{title} - Submission Time"]
    lines = [csv_line(heads)]
    for one in result.students:
        who, standing = one.student, one.standing
        total = points(one.total) if standing else ""
        when = (standing.submitted or "") if standing else ""
        cells = [*first_and_last(who.name), who.id, who.email, who.section, total, possible, when]
        lines.append(csv_line(cells))
    return Filled("".join(lines).encode())

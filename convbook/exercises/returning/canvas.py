"""Grades for Canvas: its exported gradebook with one column filled, or a new file to import.

The columns are those of Canvas's own export, which its import asks for in this order: Student, ID,
SIS User ID, SIS Login ID, Section, then assignments; a student is looked up by ID, by SIS User ID,
by SIS Login ID and at last by name.
https://teaching.resources.osu.edu/toolsets/carmencanvas/guides/calculating-final-grades/import-csv-file-carmen-grades
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_exporter.rb
"""

import re
from pathlib import Path

from convbook.exercises.course import Student
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.csv_table import read_table
from convbook.exercises.returning.files import csv_line, points
from convbook.exercises.returning.gradebook import Filled, System, fill

HEADS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "    Points Possible"
# A heading is the assignment's name with its number behind it: "Rates (48213)". The rows of
# possible points, of the posting policy and of the test student stand above or below students.
SYSTEM = System(
    "Canvas",
    (
        ("SIS User ID", "id"),
        ("ID", "id"),
        ("SIS Login ID", "id"),
        ("SIS Login ID", "login"),
        ("SIS Login ID", "email"),
    ),
    (r"{}(?: \(\d+\))?",),
    re.compile(r"\s*(Points Possible|Student, Test)?\s*$"),
    kept=("EX", "N/A"),  # excused, not assigned
)


def grades(result: ClassResult, gradebook: Path | None = None) -> Filled:
    """The file that Canvas imports, without or with its own export as a start.

    In a new file an empty cell, which stands for nothing handed in, clears what Canvas has there;
    give the export where the assignment has grades already.
    """
    if gradebook is not None:
        return fill(read_table(gradebook), result, SYSTEM)
    title, possible = result.assignment.title, points(result.assignment.possible)
    lines = [csv_line([*HEADS, title]), csv_line([POSSIBLE, "", "", "", "", possible])]
    for one in result.students:
        total = points(one.total) if one.standing else ""
        lines.append(csv_line([one.student.name, *_numbers(one.student), total]))
    return Filled("".join(lines).encode())


def _numbers(who: Student) -> list[str]:
    """ID, SIS User ID, SIS Login ID and Section.

    A number in the column of another kind could be that of somebody else.
    """
    column = who.id_column.casefold()
    canvas = who.id if column == "id" else ""
    sis = who.id if column in ("", "sis user id") else ""
    login = who.login or (who.id if column == "sis login id" else "")
    return [canvas, sis, login, who.section]

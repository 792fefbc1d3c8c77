"""Grades in Gradescope's form: its exported file with one column filled, or a new one.

Gradescope exports First Name, Last Name, SID, Email, Sections and four columns an assignment: its
title, "- Max Points", "- Submission Time" and "- Lateness (H:M:S)"; the export of one assignment
has "Total Score" instead of the title. Its guides have no import of grades from a file: this one is
for records and for whatever else reads that form; points reach Gradescope through an autograder.
https://github.com/cs161-staff/grades-py (a reader of that export, which names its columns)
"""

from datetime import datetime, timedelta
from pathlib import Path

from convbook.exercises.course import Assignment, moved
from convbook.exercises.grading.results import ClassResult, StudentResult
from convbook.exercises.returning.csv_table import read_table
from convbook.exercises.returning.files import csv_line, points
from convbook.exercises.returning.gradebook import Filled, System, fill
from convbook.exercises.returning.names import first_and_last

HEADS = ("First Name", "Last Name", "SID", "Email", "Sections")
MORE = ("", " - Max Points", " - Submission Time", " - Lateness (H:M:S)")
SYSTEM = System(
    "Gradescope",
    (("SID", "id"), ("Email", "id"), ("Email", "email"), ("Email", "login")),
    ("{}", "Total Score"),
)


def grades(result: ClassResult, gradebook: Path | None = None) -> Filled:
    """The file in Gradescope's form, without or with its own export as a start."""
    if gradebook is not None:
        return fill(read_table(gradebook), result, SYSTEM)
    work = result.assignment
    lines = [csv_line([*HEADS, *(work.title + more for more in MORE)])]
    for one in result.students:
        who = one.student
        email = who.email or (who.id if "@" in who.id else "")
        number = who.id if who.id_column.casefold() in ("", "sid") else ""
        cells = [*first_and_last(who.name), number, email, who.section]
        lines.append(csv_line([*cells, *_grade(one, work)]))
    return Filled("".join(lines).encode())


def _grade(one: StudentResult, work: Assignment) -> list[str]:
    """Points, possible points, when it was handed in, and how late that was."""
    standing = one.standing
    if standing is None:
        return ["", points(work.possible), "", ""]
    if not standing.submitted:
        return [points(one.total), points(work.possible), "", ""]
    when = datetime.fromisoformat(standing.submitted)
    late = timedelta(0)
    if work.due:
        late = max(late, when - moved(work.due, one.student.extra_days))
    minutes, seconds = divmod(int(late.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    lateness = f"{hours:02}:{minutes:02}:{seconds:02}"
    moment = f"{when:%Y-%m-%d %H:%M:%S %z}".strip()
    return [points(one.total), points(work.possible), moment, lateness]

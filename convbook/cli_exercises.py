"""What the commands for instructors take: assign, grade, autograder, forget.

Reading this loads nothing of what the commands need; `MODULES` says where each runs.
"""

import argparse
import os
from pathlib import Path

MODULES = {
    "assign": "convbook.exercises.assigning.command",
    "grade": "convbook.exercises.grading.command",
    "autograder": "convbook.exercises.returning.command",
    "forget": "convbook.exercises.returning.forget",
}
FORMATS = ("canvas", "moodle", "gradescope")
MOST_WORKERS = 8


def assign_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `convbook assign`."""
    parser.description = (
        "Write a notebook and a printable page for every student, each with numbers of their own. "
        "Run again with a longer roster, it adds who is new and leaves the others as they are."
    )
    add = parser.add_argument
    add("assignment", type=Path, metavar="ASSIGNMENT", help="a TOML file")
    add("--roster", type=Path, required=True, metavar="CSV", help="the students")
    add("--key-file", type=Path, required=True, metavar="KEY", help="made if there is none")
    add("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    add("--accommodations", type=Path, metavar="CSV", help="student,extra_days,reseed")


def grade_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `convbook grade`."""
    parser.description = (
        "Grade the submissions in a folder as the school's system exports it. Everything is worked "
        "out from the answers alone, and no student's code runs. A file counts as handed in at its "
        "own time on the disk; times inside a zip of the folder do not count, as its maker chose "
        "them. If DIR itself is a zip, the times of its members count. --times is surer than both. "
        "Run again, it changes nothing; interrupted, it goes on."
    )
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="the export, or a zip of the whole class")
    add("--assignment", type=Path, required=True, metavar="TOML", help="what was asked")
    add("--roster", type=Path, required=True, metavar="CSV", help="the students")
    key = parser.add_mutually_exclusive_group(required=True)
    key.add_argument("--key-file", type=Path, metavar="KEY", help="the course key")
    key.add_argument(
        "--parameters",
        type=Path,
        metavar="JSON",
        help="where the key is lost: the parameters.json that `convbook assign` wrote",
    )
    add("--out", type=Path, required=True, metavar="CSV", help="the grades; the rest goes beside")
    add("--format", choices=FORMATS, default="canvas", help="of the grades (default: canvas)")
    add("--gradebook", type=Path, metavar="CSV", help="the school's export, to fill one column of")
    add("--accommodations", type=Path, metavar="CSV", help="student,extra_days,reseed")
    add("--times", type=Path, metavar="CSV", help="file,time or student,attempt,time")
    add(
        "--workers",
        type=int,
        default=min(MOST_WORKERS, os.cpu_count() or 1),
        metavar="N",
        help="processes that check answers (default: one for each core, at most 8)",
    )
    add("--scheduler", metavar="ADDRESS", help="a Dask scheduler whose workers check answers")
    add("--journal", type=Path, metavar="FILE", help="what is graded so far (default: OUT.journal)")
    add("--regrade", action="store_true", help="only say what would change and why")


def autograder_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `convbook autograder`."""
    parser.description = (
        "Write the zip that Gradescope takes as an autograder. It has the seeds of every student, "
        "never the course key; keep it as you keep the key file."
    )
    add = parser.add_argument
    add("assignment", type=Path, metavar="ASSIGNMENT", help="a TOML file")
    add("--roster", type=Path, required=True, metavar="CSV", help="the students")
    add("--key-file", type=Path, required=True, metavar="KEY", help="the course key")
    add("--out", type=Path, required=True, metavar="ZIP", help="the zip to write")
    add("--accommodations", type=Path, metavar="CSV", help="student,extra_days,reseed")


def forget_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `convbook forget`."""
    parser.description = (
        "Remove one student's data from what convbook grade wrote. Take the student out of the "
        "roster and the submissions first, or the next grading writes the data again."
    )
    add = parser.add_argument
    add("student", metavar="STUDENT", help="the student's id in the roster")
    add("--dir", type=Path, required=True, metavar="DIR", help="the folder of the grades")
    add("--grades", default="grades.csv", metavar="CSV", help="default: grades.csv")
    add("--journal", type=Path, metavar="FILE", help="default: GRADES.journal")
    add(
        "--look",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder whose files of the student are listed, not removed; may be repeated",
    )

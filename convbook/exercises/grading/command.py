"""The command `convbook grade`."""

import argparse
import importlib
from pathlib import Path

from convbook.exercises.grading.run import grade_class
from convbook.exercises.grading.times import read_times


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `convbook grade` takes."""
    parser.description = "Grade the submissions in a folder as the school's system exports it."
    parser.add_argument("folder", type=Path, metavar="DIR", help="the export, or a zip of it")
    parser.add_argument("--assignment", type=Path, required=True, help="the assignment (TOML)")
    parser.add_argument("--roster", type=Path, required=True, help="the students (CSV)")
    parser.add_argument("--key-file", type=Path, required=True, help="the course key")
    parser.add_argument("--out", type=Path, required=True, help="where the grades go (CSV)")
    parser.add_argument("--format", choices=("canvas", "moodle", "gradescope"), default="canvas")
    parser.add_argument("--gradebook", type=Path, help="the exported file to fill in")
    parser.add_argument("--times", type=Path, help="when attempts were handed in (CSV)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--journal", type=Path, help="default: OUT.journal")


def run(arguments: argparse.Namespace) -> int:
    """Grade, write the returns, and name what was not graded."""
    assigning = "convbook.exercises.assigning"
    assignment = importlib.import_module(f"{assigning}.assignment").read_assignment(
        arguments.assignment
    )
    students = importlib.import_module(f"{assigning}.roster").read_roster(arguments.roster)
    key = importlib.import_module(f"{assigning}.keys").read_key(arguments.key_file)
    result = grade_class(
        arguments.folder,
        assignment,
        students,
        key,
        workers=arguments.workers,
        journal=arguments.journal or Path(f"{arguments.out}.journal"),
        times=read_times(arguments.times, assignment) if arguments.times else None,
    )
    returning = importlib.import_module("convbook.exercises.returning")
    returning.write_returns(result, arguments.out, arguments.format, arguments.gradebook)
    for problem in result.problems:
        print(f"{problem.file}: {problem.reason}{' (graded)' if problem.graded else ''}")
    present = sum(student.standing is not None for student in result.students)
    print(f"graded {present} of {len(result.students)} students; wrote {arguments.out}")
    return 0

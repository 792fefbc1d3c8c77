"""The command `convbook autograder`."""

import argparse
import importlib
from pathlib import Path
from typing import Any

from convbook.exercises.returning.autograder import seeds_of, write_autograder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `convbook autograder` takes."""
    parser.description = (
        "Write the zip that Gradescope takes as an autograder. It has the seeds of every student, "
        "never the course key; keep it as you keep the key file."
    )
    parser.add_argument("assignment", type=Path, metavar="ASSIGNMENT", help="assignment (TOML)")
    parser.add_argument("--roster", type=Path, required=True, help="the students (CSV)")
    parser.add_argument("--key-file", type=Path, required=True, help="the course key")
    parser.add_argument("--out", type=Path, required=True, help="the zip to write")
    parser.add_argument("--accommodations", type=Path, help="extra days and other seeds (CSV)")


def run(arguments: argparse.Namespace) -> int:
    """Write the zip and say what to do with it."""
    assignment = _assigning("assignment").read_assignment(arguments.assignment)
    students = _assigning("roster").read_roster(arguments.roster)
    if arguments.accommodations:
        module = _assigning("accommodations")
        students = module.joined(students, module.read_accommodations(arguments.accommodations))
    key = _assigning("keys").read_key(arguments.key_file)
    write_autograder(arguments.out, assignment, students, seeds_of(assignment, students, key))
    print(f"wrote {arguments.out} for {len(students)} students: upload it to Gradescope as the")
    print("autograder of a programming assignment; nobody else should read it")
    return 0


def _assigning(name: str) -> Any:
    return importlib.import_module(f"convbook.exercises.assigning.{name}")

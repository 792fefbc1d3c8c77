"""The command `convbook autograder`."""

import argparse

from convbook.exercises.assigning.accommodations import joined, read_accommodations
from convbook.exercises.assigning.assignment import read_assignment
from convbook.exercises.assigning.keys import read_key
from convbook.exercises.assigning.roster import read_roster
from convbook.exercises.returning.autograder import seeds_of, write_autograder


def run(arguments: argparse.Namespace) -> int:
    """Write the zip and say what to do with it."""
    assignment = read_assignment(arguments.assignment)
    students = read_roster(arguments.roster)
    if arguments.accommodations:
        students = joined(students, read_accommodations(arguments.accommodations))
    key = read_key(arguments.key_file)
    write_autograder(arguments.out, assignment, students, seeds_of(assignment, students, key))
    print(f"wrote {arguments.out} for {len(students)} students: upload it to Gradescope as the")
    print("autograder of a programming assignment; nobody else should read it")
    return 0

"""The command `convbook assign`."""

import argparse
from pathlib import Path

from convbook.exercises.assigning.accommodations import joined, read_accommodations
from convbook.exercises.assigning.assign import Handout, earlier, hand_out
from convbook.exercises.assigning.assignment import read_assignment
from convbook.exercises.assigning.changes import listed, refusal
from convbook.exercises.assigning.keys import create_key, read_key
from convbook.exercises.assigning.parameters import NAME
from convbook.exercises.assigning.roster import read_roster


def run(arguments: argparse.Namespace) -> int:
    """Hand out, and say what was written, what stayed, and who is no longer in the roster."""
    assignment = read_assignment(arguments.assignment)
    students = read_roster(arguments.roster)
    if arguments.accommodations:
        students = joined(students, read_accommodations(arguments.accommodations))
    folder: Path = arguments.out
    if folder.exists() and not folder.is_dir():
        raise refusal("--out must be a folder", f"{folder}, which is a file")
    key = _key(arguments.key_file, folder)
    try:
        done = hand_out(assignment, students, key, folder)
    except OSError as error:
        hint = error.strerror or ""
        rule = "--out must be a folder that can be written"
        raise refusal(rule, error.filename or folder, hint) from None
    print(f"{assignment.id} of {assignment.course} for {len(students)} students in {folder}")
    _say(done)
    print(f"hand out {folder / 'notebooks'}, print {folder / 'printed' / 'class.html'}")
    print(f"keep to yourself {folder / NAME} (all seeds) and {arguments.key_file} (the key)")
    return 0


def _key(path: Path, folder: Path) -> bytes:
    """The key, made anew only where nothing was handed out with another one."""
    if path.resolve().is_relative_to(folder.resolve()):
        hint = "keep the key apart from what is handed out"
        raise refusal("--key-file must not lie in the folder --out", path, hint)
    if path.exists():
        return read_key(path)
    record = earlier(folder)
    if record is not None:
        raise refusal(
            "--key-file must be the key that the material in --out was made with",
            f"no file {path}",
            f"restore key {record['key']} (fingerprint) from your copy; if it is lost, grade with "
            f"--parameters {folder / NAME}, and hand further assignments out with a new key into "
            "another folder",
        )
    key = create_key(path)
    print(f"made the course key {path}: keep a copy, it belongs to all assignments of the course")
    return key


def _say(done: Handout) -> None:
    for change in done.changes:
        print(f"changed since it was handed out: {change}")
    for words, names in (
        ("new", done.new),
        ("written again, hand out again", done.again),
        ("left as they were", done.stayed),
        ("no longer in the roster, left as they were", done.left),
    ):
        if names:
            print(f"{words}: {len(names)} ({listed(list(names))})")

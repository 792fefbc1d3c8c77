"""What `convbook grade` does: reads what was asked, grades, writes what goes back, says so."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.accommodations import joined, read_accommodations
from convbook.exercises.assigning.assignment import read_assignment
from convbook.exercises.assigning.keys import read_key
from convbook.exercises.assigning.roster import read_roster
from convbook.exercises.grading.regrade import would_change
from convbook.exercises.grading.results import ClassResult, Problem
from convbook.exercises.grading.run import grade_class
from convbook.exercises.grading.secret import Key
from convbook.exercises.grading.times import read_times
from convbook.exercises.returning.files import points
from convbook.exercises.returning.write import write_returns

MOST_LINES = 20
MOST_FILES = 3
INTERRUPTED = 130
INPUTS = ("assignment", "roster", "key_file", "parameters", "accommodations", "times", "gradebook")


def run(arguments: argparse.Namespace) -> int:
    """Grade and write, or with `--regrade` say what would change; returns the exit code.

    Raises:
        ConvbookValueError: something of what was given cannot be used; nothing was written but
            the journal.
    """
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        _say("interrupted; the same command goes on from what is graded")
        return INTERRUPTED
    except OSError as error:
        rule = "every file must be readable or writable"
        got = error.filename or arguments.out
        raise ConvbookValueError(
            message("convbook grade", rule, got, error.strerror or "")
        ) from error


def _run(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    _check_places(arguments.folder, out)
    _check_inputs(arguments)
    assignment = read_assignment(arguments.assignment)
    students = read_roster(arguments.roster)
    if arguments.accommodations:
        students = joined(students, read_accommodations(arguments.accommodations))
    result = grade_class(
        arguments.folder,
        assignment,
        students,
        _key(arguments),
        workers=arguments.workers,
        journal=None if arguments.regrade else arguments.journal or Path(f"{out}.journal"),
        times=read_times(arguments.times, assignment) if arguments.times else None,
        scheduler=arguments.scheduler,
    )
    if arguments.regrade:
        _say("\n".join(would_change(result, out.parent / "audit.jsonl")))
        return 0
    write_returns(result, out, arguments.format, arguments.gradebook)
    _say("\n".join([*summary(result), f"wrote {out}; beside it {BESIDE}"]))
    return 0


BESIDE = "feedback/, report.html, audit.jsonl"


def _check_places(folder: Path, out: Path) -> None:
    """Refuse an `out` that the next run would take for a submission."""
    if out.is_dir():
        raise ConvbookValueError(message("convbook grade", "--out must be a file", out))
    if folder.is_dir() and out.resolve().is_relative_to(folder.resolve()):
        rule = "--out must lie outside of DIR"
        hint = "DIR stays as the school's system exported it"
        raise ConvbookValueError(message("convbook grade", rule, out, hint))


def _check_inputs(arguments: argparse.Namespace) -> None:
    """Refuse to write over what was given."""
    out: Path = arguments.out
    written = [out, arguments.journal or Path(f"{out}.journal")]
    written += [out.parent / name for name in ("report.html", "audit.jsonl")]
    places = [path.resolve() for path in written]
    if len(set(places)) < len(places):
        rule = "--out and --journal must be other files than report.html and audit.jsonl"
        raise ConvbookValueError(message("convbook grade", rule, out))
    for name in INPUTS:
        path = getattr(arguments, name)
        if path is not None and path.resolve() in places:
            option = f"--{name.replace('_', '-')}"
            rule = f"--out and --journal must be other files than {option}"
            raise ConvbookValueError(message("convbook grade", rule, path))


def _key(arguments: argparse.Namespace) -> Key:
    if arguments.parameters is None:
        return read_key(arguments.key_file)
    from convbook.exercises.assigning.parameters import seeds_of

    return seeds_of(arguments.parameters)


def summary(result: ClassResult) -> Iterator[str]:
    """What was graded and what was not, in few lines."""
    present = [one for one in result.students if one.standing is not None]
    attempts = sum(len(one.attempts) for one in present)
    line = f"graded {len(present)} of {len(result.students)} students, {attempts} attempts"
    if present:
        mean = sum(one.total for one in present) / len(present)
        line += f"; mean {points(mean)} of {points(result.assignment.possible)} points"
    yield line
    left = MOST_LINES
    for graded, head in ((False, "not graded"), (True, "graded, with a doubt")):
        found = [one for one in result.problems if one.graded == graded]
        if not found:
            continue
        yield f"{head}: {len(found)}"
        groups = _groups(found)
        for name, files in groups[:left]:
            yield f"  {len(files)} x {name}: {_files(files)}"
        if groups[left:]:
            more = sum(len(files) for _, files in groups[left:])
            yield f"  and {more} more in audit.jsonl"
        left = max(0, left - len(groups))
    if result.problems:
        yield "every problem stands in report.html and audit.jsonl"
    elif not present:
        yield "nothing was found: DIR must be the folder, or the zip, of what was handed in"


def _groups(problems: Iterable[Problem]) -> list[tuple[str, list[str]]]:
    """Files by what is wrong with them, what is frequent first; details behind a colon differ."""
    groups: dict[str, list[str]] = {}
    for one in problems:
        groups.setdefault(one.reason.split(": ")[0], []).append(one.file or "(no name)")
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def _files(files: list[str]) -> str:
    more = f" and {len(files) - MOST_FILES} more" if len(files) > MOST_FILES else ""
    return ", ".join(files[:MOST_FILES]) + more


def _say(text: str) -> None:
    """Print, whatever alphabet the terminal has."""
    alphabet = sys.stdout.encoding or "utf-8"
    print(text.encode(alphabet, "backslashreplace").decode(alphabet))

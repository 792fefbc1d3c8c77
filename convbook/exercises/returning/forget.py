"""The command `convbook forget`: takes one student's data out of what grading wrote."""

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from convbook.errors import ConvbookValueError, message
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.submission import RefusedError, read_submission
from convbook.exercises.returning.csv_table import Table, read_table
from convbook.exercises.returning.files import file_name, replace_file

FUNCTION = "convbook forget"
# Where a student's id may stand, the surest first; Canvas's own ID only where nothing else is.
COLUMNS = ("SIS User ID", "ID number", "SID", "SIS Login ID", "Username", "Email address", "Email")
BEYOND = (
    "What this command does not reach: the school's system (Canvas, Moodle, Gradescope), the "
    "roster and the accommodations, what convbook assign wrote, exports, backups, copies by others."
)


@dataclass
class Forgotten:
    """What was removed, and the student's files that stay, each as a line for people."""

    removed: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


def run(arguments: argparse.Namespace) -> int:
    """Remove, and say what was removed and what stays."""
    done = forget(
        arguments.student, arguments.dir, arguments.grades, arguments.journal, arguments.look
    )
    for line in done.removed or ["nothing: no file there has this student"]:
        print(f"removed {line}")
    for line in done.stays:
        print(f"stays   {line}")
    print(BEYOND)
    return 0


def forget(
    student: str,
    folder: Path,
    grades: str = "grades.csv",
    journal: Path | None = None,
    look: list[Path] | None = None,
) -> Forgotten:
    """Remove a student's data from the folder that `convbook grade` wrote.

    The log of decisions, otherwise only added to, is written anew without the student's lines and
    with one line that says how many they were, of nobody.

    Args:
        student: the student's id, letter by letter.
        folder: where the grades are, and beside them feedback, report and log.
        grades: the name of the file with the grades.
        journal: the journal of the grading, if it is not `grades` + ".journal".
        look: folders in which the student's files are only looked for.

    Raises:
        ConvbookValueError: the folder does not exist, or the grades cannot be read; then nothing
            was removed.
    """
    if not folder.is_dir():
        raise ConvbookValueError(message(FUNCTION, "dir must be a folder", folder))
    if not student.strip():
        raise ConvbookValueError(message(FUNCTION, "STUDENT must be an id", repr(student)))
    done = Forgotten()
    _grades(student, folder / grades, done)
    page = folder / "feedback" / f"{file_name(student)}.html"
    if page.is_file():
        page.unlink()
        done.removed.append(f"{page}")
    kept = _lines(folder / "audit.jsonl", lambda line: _logged(student, line), done)
    if kept is not None:
        _rewrite(folder / "audit.jsonl", [*kept, _trace(folder / "audit.jsonl", kept)])
    path = journal or folder / f"{grades}.journal"
    kept = _lines(path, lambda line: _journalled(student, line), done)
    if kept is not None:
        _rewrite(path, kept)
    report = folder / "report.html"
    if done.removed and report.is_file():
        report.unlink()
        done.removed.append(f"{report}: it has the whole class; the next grading writes it again")
    for place in look or []:
        done.stays += _files(student, place)
    return done


def _grades(student: str, path: Path, done: Forgotten) -> None:
    """The student's row of the grades, every other byte as it is."""
    if not path.is_file():
        return
    table = read_table(path, FUNCTION)
    rows = _rows(student, table)
    if rows:
        replace_file(path, table.without(rows), 0o600)
        done.removed.append(f"{path}: {len(rows)} row{'s' * (len(rows) > 1)}")
    else:
        done.stays.append(f"{path}: no row has this id; one under another name is yours to remove")


def _rows(student: str, table: Table) -> set[int]:
    """The rows with the student's id, all in one column."""
    columns = [head for head in COLUMNS if any(_values(table, head).values())]
    if "SIS User ID" not in columns:
        columns.append("ID")
    for head in columns:
        found = {
            at for at, value in _values(table, head).items() if value in (student, f"'{student}")
        }
        if found:
            return found
    return set()


def _values(table: Table, head: str) -> dict[int, str]:
    if head not in table.heads:
        return {}
    at = table.heads.index(head)
    rows = enumerate(table.rows[1:], 1)
    return {number: row[at].value.strip() for number, row in rows if at < len(row)}


def _lines(path: Path, of_student: Callable[[Any], bool], done: Forgotten) -> list[bytes] | None:
    """The lines of a file of JSON that are not of the student; None where all stay."""
    if not path.is_file():
        return None
    lines = path.read_bytes().splitlines()
    kept = [line for line in lines if not of_student(_value(line))]
    if len(kept) == len(lines):
        return None
    count = len(lines) - len(kept)
    done.removed.append(f"{path}: {count} line{'s' * (count > 1)}")
    return kept


def _value(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line.decode("utf-8", "replace")


def _rewrite(path: Path, lines: list[bytes]) -> None:
    replace_file(path, b"".join(line + b"\n" for line in lines), 0o600)


def _trace(path: Path, kept: list[bytes]) -> bytes:
    """The line that says that something is missing."""
    count = len(path.read_bytes().splitlines()) - len(kept)
    when = datetime.now(UTC).date().isoformat()
    value = {"event": "forgotten", "lines": count, "day": when, "of": "one student"}
    return json.dumps(value, sort_keys=True).encode()


def _logged(student: str, line: Any) -> bool:
    """Whether a line of the log is of the student, or names the student in passing."""
    if not isinstance(line, dict):
        return _named(student, str(line))
    if line.get("student") is not None:
        return bool(line["student"] == student) or _named(student, str(line.get("reason", "")))
    return any(_named(student, str(line.get(name, ""))) for name in ("file", "reason"))


def _journalled(student: str, line: Any) -> bool:
    if not isinstance(line, dict):
        return _named(student, str(line))
    body = line.get("body")
    outcome = body.get("outcome") if isinstance(body, dict) else None
    return isinstance(outcome, dict) and outcome.get("student") == student


def _named(student: str, text: str) -> bool:
    """Whether the id stands in the text as in the name of a file or behind somebody's name."""
    one = re.escape(student)
    return re.search(rf"-{one}-\d|(?:^|/){one}/|\({one}\)|_{one}_", text) is not None


def _files(student: str, folder: Path) -> Iterator[str]:
    """Paths below `folder` that are the student's by their name or by what is in them."""
    name = file_name(student)
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    own = {p for p in paths if p.is_file() and name in (p.stem, p.parent.name)}
    if folder.exists():
        for found in collect(folder):
            if isinstance(found, Found) and _submitted(found.content) == student:
                own.add(folder / found.file if folder.is_dir() else folder)
    yield from (str(path) for path in sorted(own))


def _submitted(content: bytes) -> str | None:
    try:
        return read_submission(content).student
    except RefusedError as refused:
        return refused.student

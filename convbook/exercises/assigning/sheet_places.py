"""Where the files of a sheet are, and whose a file is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.sheet_reading import SheetData
from convbook.exercises.grading.submission import (
    LARGEST,
    RefusedError,
    Submission,
    read_submission,
)
from convbook.exercises.returning.files import file_name


def draft_path(data: SheetData, attempt: int, folder: Path) -> Path:
    """The file that keeps what is recorded of an attempt."""
    return folder / f".convbook-{_stem(data, attempt)}.json"


def target_path(data: SheetData, attempt: int, folder: Path) -> Path:
    """The file to hand in."""
    return folder / f"submission-{_stem(data, attempt)}.json"


def _stem(data: SheetData, attempt: int) -> str:
    return f"{file_name(data.assignment)}-{file_name(data.student)}-{attempt}"


def handed_in(data: SheetData, attempt: int, folder: Path) -> Submission | None:
    """What was handed in of an attempt from this folder; None if nothing was."""
    try:
        found = read_submission(content(target_path(data, attempt, folder)))
    except (OSError, RefusedError):
        return None
    return found if _identity(found) == identity(data, attempt) else None


def refuse_others(path: Path, found: Submission, data: SheetData, attempt: int) -> None:
    """Refuse a file of another student, assignment, course or attempt."""
    own = identity(data, attempt)
    if _identity(found) != own:
        rule = f"the file must be {_whose(own)}"
        got = f"{path}, which is {_whose(_identity(found))}"
        hint = "use another folder, or move that file away"
        raise ConvbookValueError(message("open_sheet", rule, got, hint))


def identity(data: SheetData, attempt: int) -> dict[str, Any]:
    """Whose the files of this sheet are, as the files state it."""
    return {
        "student": data.student,
        "assignment": data.assignment,
        "course": data.course,
        "attempt": attempt,
    }


def put_aside(path: Path, reason: str) -> str:
    """Keep a file that cannot be used under another name, and return what to tell the student.

    Raises:
        ConvbookValueError: it cannot be moved, and so would be lost.
    """
    stem = path.name.removeprefix(".").removesuffix(".json")
    number = 1
    while (other := path.with_name(f"{stem}-kept-{number}.json")).exists():
        number += 1
    try:
        path.rename(other)
    except OSError as error:
        rule = f"a file that cannot be used ({reason}) must be movable"
        got = f"{path}: {error.strerror}"
        raise ConvbookValueError(message("open_sheet", rule, got)) from None
    return f"{path.name} cannot be used: {reason}. It is kept as {other.name}."


def content(path: Path) -> bytes:
    """The file's bytes, as far as a submission may have them."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _identity(found: Submission) -> dict[str, Any]:
    names = ("student", "assignment", "course", "attempt")
    return {name: getattr(found, name) for name in names}


def _whose(identity: Mapping[str, Any]) -> str:
    return "that of " + ", ".join(f"{name} {value!r}" for name, value in identity.items())

"""Writes everything that a graded class gives back, beside each other."""

import os
import tempfile
from pathlib import Path

from convbook.checks import choice
from convbook.errors import ConvbookValueError, message
from convbook.exercises.family import Family
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.registry import families
from convbook.exercises.returning import audit, canvas, gradescope, moodle
from convbook.exercises.returning.feedback import page_of
from convbook.exercises.returning.files import clean, file_name, replace_file
from convbook.exercises.returning.report import report

FORMATS = {"canvas": canvas.grades, "moodle": moodle.grades, "gradescope": gradescope.grades}
MARK = b'<meta name="generator" content="convbook feedback">'


def write_returns(
    result: ClassResult, out: Path, format: str, gradebook: Path | None = None
) -> None:
    """Write the grades to `out`, and `feedback/`, `report.html` and `audit.jsonl` beside it.

    Every file is replaced as a whole, and running it again changes no byte. Feedback of students
    who are no longer in the roster is removed.

    Args:
        result: the graded class.
        out: the CSV file with the grades.
        format: "canvas", "moodle" or "gradescope".
        gradebook: the school's exported file, of which one column is filled.

    Raises:
        ConvbookValueError: the format is not known, or the gradebook cannot be used; then
            nothing was written.
    """
    choice("convbook grade", "format", format, tuple(FORMATS))
    if gradebook is not None and _same(gradebook, out):
        rule = "out must be another file than the gradebook"
        raise ConvbookValueError(message("convbook grade", rule, out, "the export stays as it is"))
    filled = FORMATS[format](result, gradebook)
    known = {family.id: family for family in families()}
    folder = out.parent
    audit.append(folder / "audit.jsonl", result, filled.notes)
    _write_feedback(folder / "feedback", result, known)
    replace_file(folder / "report.html", _encoded(report(result, known, filled.notes)), 0o600)
    replace_file(out, filled.content, 0o600)


def _write_feedback(folder: Path, result: ClassResult, known: dict[str, Family]) -> None:
    """Write every page that differs from what is there, and remove those of former students.

    The disk is not waited for page by page: a page that a power cut loses or cuts differs from
    what belongs there, so the next run writes it again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set()
    for one in result.students:
        path = folder / f"{file_name(one.student.id)}.html"
        _update(path, _encoded(page_of(one, result.assignment, known)))
        wanted.add(path.name)
    for path in folder.glob("*.html"):
        if path.name not in wanted and MARK in path.read_bytes()[:2000]:
            path.unlink()


def _update(path: Path, content: bytes) -> None:
    """Replace the file as a whole, if it is not already so."""
    if path.is_file() and path.read_bytes() == content:
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:  # which only this user can read
            file.write(content)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _encoded(text: str) -> bytes:
    return clean(text).encode()


def _same(first: Path, second: Path) -> bool:
    return first.resolve() == second.resolve()

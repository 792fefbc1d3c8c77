"""Writes everything that a graded class gives back, beside each other."""

from pathlib import Path

from convbook.checks import choice
from convbook.errors import ConvbookValueError, message
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
    titles = {family.id: family.title for family in families()}
    folder = out.parent
    audit.append(folder / "audit.jsonl", result, filled.notes)
    _write_feedback(folder / "feedback", result, titles)
    replace_file(folder / "report.html", _encoded(report(result, titles, filled.notes)), 0o600)
    replace_file(out, filled.content, 0o600)


def _write_feedback(folder: Path, result: ClassResult, titles: dict[str, str]) -> None:
    wanted = set()
    for one in result.students:
        path = folder / f"{file_name(one.student.id)}.html"
        replace_file(path, _encoded(page_of(one, result.assignment, titles)), 0o600)
        wanted.add(path.name)
    for path in folder.glob("*.html"):
        if path.name not in wanted and MARK in path.read_bytes()[:2000]:
            path.unlink()


def _encoded(text: str) -> bytes:
    return clean(text).encode()


def _same(first: Path, second: Path) -> bool:
    return first.resolve() == second.resolve()

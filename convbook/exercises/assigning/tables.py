"""Reads CSV files with a line of column names, as people and school systems write them."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from convbook.errors import ConvbookValueError, message

LARGEST = 20_000_000
MARKS = ",;\t"
LINE_END = b"\n"
# How files of Excel begin, new (a zip) and old.
WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Table:
    """A table: its column names in lower case, and its rows with the lines they begin on."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(
    name: str, path: Path, fits: Callable[[tuple[str, ...]], bool], wanted: str
) -> Table:
    """Read a CSV file in UTF-8 whose cells are parted by commas, semicolons or tabs.

    Args:
        name: what the file is, for errors, such as "roster class.csv".
        path: the file.
        fits: tells whether column names (in lower case) are those that are looked for.
        wanted: these names, for people.

    Raises:
        ConvbookValueError: it cannot be read, or no mark between cells gives fitting names.
    """
    text = _text(name, path)
    shown: list[str] = []
    for mark in MARKS:
        lines = _lines(text, mark)
        try:
            first = next(lines, (1, []))[1]
        except csv.Error:
            continue
        heads = tuple(" ".join(cell.split()).casefold() for cell in first)
        if not fits(heads):
            shown = max(shown, first, key=len)
            continue
        twice = [head for head in heads if head and heads.count(head) > 1]
        if twice:
            raise _refusal(name, "it must have every column once", f"{twice[0]!r} twice")
        try:
            rows = list(lines)
            _check_cells(name, mark, heads, rows)
            return Table(heads, tuple((at, _named(heads, row)) for at, row in rows))
        except csv.Error as error:
            hint = "a quote may have been left open"
            raise _refusal(name, "it must be CSV", error, hint) from None
    got = ", ".join(shown[:12])[:200] or "no line of column names"
    hint = "the first line must name the columns" if shown else ""
    raise _refusal(name, f"it must have the columns {wanted}", got, hint)


def _check_cells(
    name: str, mark: str, heads: tuple[str, ...], rows: list[tuple[int, list[str]]]
) -> None:
    """Refuse rows whose cells would come to stand below a wrong name."""
    for at, row in rows:
        if any(cell.strip() for cell in row[len(heads) :]):
            got = f"{len(row)} cells in line {at}"
            hint = 'a name with a comma in it must stand in quotes, "Lovelace, Ada"'
            raise _refusal(name, f"a line must have at most {len(heads)} cells", got, hint)
        if len(row) == 1 < len(heads) and any(other in row[0] for other in MARKS.replace(mark, "")):
            got = f"{row[0][:80]!a} in line {at}"
            hint = "use commas in all lines, or semicolons in all"
            rule = "all lines must be parted by the same mark"
            raise _refusal(name, rule, got, hint)


def _text(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        rule = "it must be a file that can be read"
        raise _refusal(name, rule, path, error.strerror or "") from None
    if len(raw) > LARGEST:
        raise _refusal(name, f"it must have at most {LARGEST} bytes", "more")
    if raw.startswith(WORKBOOKS):
        raise _refusal(name, "it must be CSV", "a workbook or a zip", "save the sheet as CSV UTF-8")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw:
        raise _refusal(name, "it must be CSV in UTF-8", "UTF-16", "save it as CSV UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        got = f"something else in line {raw.count(LINE_END, 0, error.start) + 1}"
        raise _refusal(name, "it must be CSV in UTF-8", got, "save it as CSV UTF-8") from None


def _lines(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that say something, each with the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    begins = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = reader.line_num + 1


def _named(heads: tuple[str, ...], row: list[str]) -> dict[str, str]:
    cells = [*row, *[""] * len(heads)]
    return {head: cell.strip() for head, cell in zip(heads, cells, strict=False)}


def _refusal(name: str, rule: str, got: object, hint: str = "") -> ConvbookValueError:
    return ConvbookValueError(message(name, rule, got, hint))

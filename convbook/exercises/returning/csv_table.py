"""A CSV file as bytes: cells are read and replaced, every other byte stays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from convbook.errors import ConvbookValueError, message

BOM = "\ufeff"
LARGEST = 50_000_000


@dataclass(frozen=True)
class Cell:
    """A cell: what it says, and where its raw text begins and ends."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Table:
    """A CSV file; `text` holds every byte of it (those that are no UTF-8 as surrogates)."""

    text: str
    rows: tuple[tuple[Cell, ...], ...]
    mark: str = ","

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [cell.value.strip() for cell in self.rows[0]]

    def replaced(self, edits: Mapping[Cell, str]) -> bytes:
        """The file with other values in some cells, quoted as before or where they must be."""
        parts, at = [], 0
        for cell, value in sorted(edits.items(), key=lambda edit: edit[0].start):
            quoted = self.text[cell.start : cell.start + 1] == '"' or self.mark in value
            parts += [self.text[at : cell.start], f'"{value}"' if quoted else value]
            at = cell.end
        return self._bytes([*parts, self.text[at:]])

    def without(self, numbers: set[int]) -> bytes:
        """The file without the rows of these numbers."""
        ends = [row[0].start for row in self.rows[1:]] + [len(self.text)]
        kept = [self.text[: self.rows[0][0].start]]
        for number, (row, end) in enumerate(zip(self.rows, ends, strict=True)):
            if number not in numbers:
                kept.append(self.text[row[0].start : end])
        return self._bytes(kept)

    @staticmethod
    def _bytes(parts: list[str]) -> bytes:
        return "".join(parts).encode("utf-8", "surrogateescape")


def read_table(path: Path, function: str = "convbook grade") -> Table:
    """Read a CSV file whose cells are parted by commas, semicolons or tabs.

    Raises:
        ConvbookValueError: it cannot be read, is empty, or a quote is left open.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise refusal(f"have at most {LARGEST} bytes", path.name, function=function)
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or ""
        raise refusal("be a file that can be read", path, why, function) from error
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw:
        hint = "export it as CSV, not as a workbook"
        raise refusal("be CSV in UTF-8", path.name, hint, function)
    text = raw.decode("utf-8", "surrogateescape")
    tables = [(*_rows(text, mark), mark) for mark in ",;\t"]
    rows, whole, mark = max(tables, key=lambda one: len(one[0][0]) if one[0] else 0)
    if not whole:
        raise refusal("close every quote", path.name, function=function)
    if not rows:
        raise refusal("have a line of column names", path.name, function=function)
    return Table(text, rows, mark)


def _rows(text: str, mark: str) -> tuple[tuple[tuple[Cell, ...], ...], bool]:
    """The cells between `mark`, and whether quotes allow to read all of them."""
    quoted = r'"[^"]*(?:""[^"]*)*"'
    pattern = re.compile(rf"({quoted}[^{mark}\r\n]*|[^{mark}\r\n]*)({mark}|\r\n|\r|\n|\Z)")
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    at = len(BOM) if text.startswith(BOM) else 0
    while at < len(text):
        found = pattern.match(text, at)
        if found is None or (found[1].startswith('"') and found[1].count('"') % 2):
            return tuple(rows), False
        row.append(Cell(_value(found[1]), found.start(1), found.end(1)))
        at = found.end()
        if found[2] != mark:
            rows.append(tuple(row))
            row = []
    if row:
        rows.append((*row, Cell("", at, at)))
    return tuple(rows), True


def _value(raw: str) -> str:
    if not raw.startswith('"'):
        return raw
    inner, _, rest = raw[1:].rpartition('"')
    return inner.replace('""', '"') + rest


def refusal(
    rule: str, got: object, hint: str = "", function: str = "convbook grade"
) -> ConvbookValueError:
    """An error that says what the gradebook must be or have."""
    return ConvbookValueError(message(function, f"the gradebook must {rule}", got, hint))

"""A school's gradebook as bytes: cells are read and replaced, every other byte stays."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Student
from convbook.exercises.grading.results import ClassResult, StudentResult
from convbook.exercises.returning.files import points

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

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [cell.value.strip() for cell in self.rows[0]]


@dataclass(frozen=True)
class Filled:
    """A gradebook with its column filled, and what could not be."""

    content: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class System:
    """How a school's system writes its gradebook.

    `identity` maps a column to the attribute of a student that it holds, the surest first;
    `column` matches the heading of an assignment whose title fills its braces; `skip` tells
    rows that are no students.
    """

    name: str
    identity: Sequence[tuple[str, str]]
    column: str
    skip: re.Pattern[str] = re.compile(r"(?!)")


def read_table(path: Path) -> Table:
    """Read a CSV file whose cells are parted by commas, semicolons or tabs.

    Raises:
        ConvbookValueError: it cannot be read, is empty, or a quote is left open.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise _refusal(f"have at most {LARGEST} bytes", path.name)
        raw = path.read_bytes()
    except OSError as error:
        raise _refusal("be a file that can be read", path, error.strerror or "") from error
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw:
        raise _refusal("be CSV in UTF-8", path.name, "export it as CSV, not as a workbook")
    text = raw.decode("utf-8", "surrogateescape")
    tables = [_rows(text, mark) for mark in ",;\t"]
    rows, whole = max(tables, key=lambda one: len(one[0][0]) if one[0] else 0)
    if not whole:
        raise _refusal("close every quote", path.name)
    if not rows:
        raise _refusal("have a line of column names", path.name)
    return Table(text, rows)


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


def fill(table: Table, result: ClassResult, system: System) -> Filled:
    """Put every total into the assignment's column; nobody else's cells change.

    A student who handed in nothing keeps the cell that is there.

    Raises:
        ConvbookValueError: the column, or every column that tells students apart, is missing.
    """
    column = _column(table, result, system)
    found, notes = _match(table, result.students, system)
    edits: dict[int, tuple[Cell, str]] = {}
    for student in result.students:
        at = found.get(student.student.id)
        if at is None or student.standing is None:
            continue
        if len(table.rows[at]) <= column:
            notes.append(f"{_who(student.student)}: the row ends before the assignment's column")
            continue
        edits[at] = (table.rows[at][column], points(student.total))
    notes += _strangers(table, set(found.values()), system)
    return Filled(_replaced(table.text, edits), tuple(notes))


def _replaced(text: str, edits: Mapping[int, tuple[Cell, str]]) -> bytes:
    parts, at = [], 0
    for _, (cell, value) in sorted(edits.items()):
        quote = '"' if text[cell.start : cell.start + 1] == '"' else ""
        parts += [text[at : cell.start], quote + value + quote]
        at = cell.end
    return "".join([*parts, text[at:]]).encode("utf-8", "surrogateescape")


def _column(table: Table, result: ClassResult, system: System) -> int:
    names = [result.assignment.title.strip(), result.assignment.id]
    for name in names:
        pattern = re.compile(system.column.replace("{}", re.escape(name)))
        at = [i for i, head in enumerate(table.heads) if pattern.fullmatch(head)]
        if len(at) == 1:
            return at[0]
        if at:
            shown = ", ".join(table.heads[i] for i in at)
            raise _refusal(f"have one column for {name!r}", shown, "rename the others")
    shown = ", ".join(table.heads[:12]) + (", ..." if len(table.heads) > 12 else "")
    raise _refusal(
        f"have a column for {names[0]!r}", shown, f"create the assignment in {system.name} first"
    )


def _match(
    table: Table, students: Sequence[StudentResult], system: System
) -> tuple[dict[str, int], list[str]]:
    """The row of each student; the column that knows most students is asked first."""
    indices = [_index(table, head, attribute, system) for head, attribute in system.identity]
    if not any(indices):
        wanted = ", ".join(dict.fromkeys(head for head, _ in system.identity))
        raise _refusal(f"have one of the columns {wanted}", ", ".join(table.heads[:12]))
    keyed = list(zip(indices, [attribute for _, attribute in system.identity], strict=True))
    keyed.sort(key=lambda pair: -sum(_key(s.student, pair[1]) in pair[0] for s in students))
    found: dict[str, int] = {}
    doubtful: dict[str, str] = {}
    taken: set[int] = set()
    for index, attribute in keyed:
        for one in students:
            rows = index.get(_key(one.student, attribute), [])
            if one.student.id in found or one.student.id in doubtful or not rows:
                continue
            if len(rows) > 1 or rows[0] in taken:
                doubtful[one.student.id] = "several rows or students fit, so nothing was filled"
                continue
            found[one.student.id] = rows[0]
            taken.add(rows[0])
    notes = [
        f"{_who(one.student)}: {doubtful.get(one.student.id, 'not in the gradebook')}"
        for one in students
        if one.student.id not in found
    ]
    return found, notes


def _index(table: Table, head: str, attribute: str, system: System) -> dict[str, list[int]]:
    if head not in table.heads:
        return {}
    at = table.heads.index(head)
    index: dict[str, list[int]] = {}
    for number, row in enumerate(table.rows[1:], 1):
        if at < len(row) and row[at].value.strip() and not system.skip.match(row[0].value):
            value = row[at].value.strip()
            key = value if attribute == "id" else value.casefold()
            index.setdefault(key, []).append(number)
    return index


def _key(student: Student, attribute: str) -> str:
    value: str = getattr(student, attribute).strip()
    return value if attribute == "id" else value.casefold()


def _strangers(table: Table, known: set[int], system: System) -> list[str]:
    """Rows of students that the roster does not have."""
    return [
        f"{row[0].value.strip() or f'line {number + 1}'}: in the gradebook, not in the roster"
        for number, row in enumerate(table.rows[1:], 1)
        if number not in known
        and any(cell.value.strip() for cell in row)
        and not system.skip.match(row[0].value)
    ]


def _who(student: Student) -> str:
    return f"{student.name or student.id} ({student.id})"


def _refusal(rule: str, got: object, hint: str = "") -> ConvbookValueError:
    return ConvbookValueError(message("convbook grade", f"the gradebook must {rule}", got, hint))

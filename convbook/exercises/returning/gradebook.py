"""Fills one column of a school's exported gradebook; every other byte stays."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convbook.exercises.course import Student
from convbook.exercises.grading.results import ClassResult, StudentResult
from convbook.exercises.returning.csv_table import Cell, Table, refusal
from convbook.exercises.returning.files import points

COMMA = re.compile(r"\s*-?\d+,\d+\s*%?\s*$")
POINT = re.compile(r"\s*-?\d+\.\d+\s*%?\s*$")
Index = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Filled:
    """A gradebook with its column filled, and what could not be."""

    content: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class System:
    """How a school's system writes its gradebook.

    `identity` maps a column to the attribute of a student that it holds, the surest first;
    `columns` match the heading of an assignment whose title fills their braces, the best first;
    `skip` tells rows that are no students by their first cell; `useless` matches a
    heading that is no place for points, and has a hint; `kept` are words in
    a cell that somebody put there on purpose.
    """

    name: str
    identity: Sequence[tuple[str, str]]
    columns: Sequence[str]
    skip: re.Pattern[str] = re.compile(r"(?!)")
    useless: tuple[str, str] = ("(?!)", "")
    kept: Sequence[str] = ()


def fill(table: Table, result: ClassResult, system: System) -> Filled:
    """Put every total into the assignment's column; nobody else's cells change.

    A student who handed in nothing keeps the cell that is there. Where the file writes numbers
    with a decimal comma, so are the totals.

    Raises:
        ConvbookValueError: the column, or every column that tells students apart, is missing.
    """
    column = _column(table, result, system)
    found, notes = _match(table, result.students, system)
    comma = _decimal_comma(table, column)
    edits: dict[Cell, str] = {}
    for student in result.students:
        at, total = found.get(student.student.id), points(student.total)
        if at is None or student.standing is None:
            continue
        if len(table.rows[at]) <= column:
            notes.append(f"{_who(student.student)}: the row ends before the assignment's column")
            continue
        cell = table.rows[at][column]
        if cell.value.strip().upper() in system.kept:
            notes.append(f"{_who(student.student)}: {cell.value.strip()} stays, {total} not filled")
            continue
        edits[cell] = total.replace(".", ",") if comma else total
    notes += _strangers(table, set(found.values()), system)
    notes += _other_scale(table, column, result.assignment.possible)
    return Filled(table.replaced(edits), tuple(notes))


def _other_scale(table: Table, column: int, possible: float) -> list[str]:
    """What to say where the file has other possible points, in a row or in a column."""
    beside = (f"{table.heads[column]} - Max Points", "Max Points")
    at = [i for i, head in enumerate(table.heads) if head in beside][:1]
    found = [row[column].value for row in table.rows[1:] if _states_points(row, column)]
    found += [row[i].value for row in table.rows[1:2] for i in at if i < len(row)]
    values = [value.strip().replace(",", ".") for value in found]
    return [
        f"the gradebook has {value} possible points, the assignment {points(possible)}"
        for value in values
        if re.fullmatch(r"\d+(\.\d+)?", value) and float(value) != possible
    ]


def _states_points(row: Sequence[Cell], column: int) -> bool:
    return column < len(row) and "Points Possible" in row[0].value


def _decimal_comma(table: Table, column: int) -> bool:
    """Whether numbers have a decimal comma: in the assignment's column, else in the file."""
    own = [row[column].value for row in table.rows[1:] if len(row) > column]
    everywhere = [cell.value for row in table.rows[1:] for cell in row]
    for values in (own, everywhere):
        commas, dots = (sum(map(bool, map(kind.match, values))) for kind in (COMMA, POINT))
        if commas or dots:
            return commas > dots
    return False


def _column(table: Table, result: ClassResult, system: System) -> int:
    names = [_normal(result.assignment.title.strip()), result.assignment.id]
    for name in names:
        for form in system.columns:
            at = _places(table, form, name)
            if len(at) == 1:
                return at[0]
            if at:
                shown = ", ".join(table.heads[i] for i in at)
                raise refusal(f"have one column for {name!r}", shown, "rename the others")
    shown = ", ".join(table.heads[:12]) + (", ..." if len(table.heads) > 12 else "")
    hint = f"create the assignment in {system.name} first"
    if any(_places(table, system.useless[0], name) for name in names):
        hint = system.useless[1]
    raise refusal(f"have a column for {names[0]!r}", shown, hint)


def _places(table: Table, form: str, name: str) -> list[int]:
    pattern = re.compile(form.replace("{}", re.escape(name)))
    return [i for i, head in enumerate(table.heads) if pattern.fullmatch(_normal(head))]


def _match(
    table: Table, students: Sequence[StudentResult], system: System
) -> tuple[dict[str, int], list[str]]:
    """The row of each student."""
    indices = _indices(table, students, system)
    found: dict[str, int] = {}
    doubtful: dict[str, str] = {}
    taken: set[int] = set()
    named = {number for index in indices.get("id", {}).values() for number in index}
    for attribute, index in indices.items():
        for one in students:
            who = one.student
            rows = index.get(_key(who, attribute), ())
            if who.id in found or who.id in doubtful or not rows:
                continue
            if len(rows) > 1 or rows[0] in taken:
                doubtful[who.id] = "several rows or students fit, so nothing was filled"
            elif attribute != "id" and rows[0] in named:
                doubtful[who.id] = f"the row with this {attribute} has another number"
            else:
                found[who.id] = rows[0]
                taken.add(rows[0])
    notes = [
        f"{_who(one.student)}: {doubtful.get(one.student.id, 'not in the gradebook')}"
        for one in students
        if one.student.id not in found
    ]
    return found, notes


def _indices(table: Table, students: Sequence[StudentResult], system: System) -> dict[str, Index]:
    """For each attribute the column that knows most students, as rows by the attribute's value.

    One column only: a number that is unknown there may be somebody else's in the next.
    """
    best: dict[str, tuple[int, Index]] = {}
    for head, attribute in system.identity:
        if head in table.heads:
            index = _index(table, table.heads.index(head), attribute, system)
            known = sum(_key(one.student, attribute) in index for one in students)
            if attribute not in best or known > best[attribute][0]:
                best[attribute] = known, index
    if not best:
        wanted = ", ".join(dict.fromkeys(head for head, _ in system.identity))
        raise refusal(f"have one of the columns {wanted}", ", ".join(table.heads[:12]))
    return {attribute: index for attribute, (known, index) in best.items() if known}


def _index(table: Table, at: int, attribute: str, system: System) -> Index:
    index: dict[str, list[int]] = {}
    for number, row in enumerate(table.rows[1:], 1):
        if at < len(row) and row[at].value.strip() and not system.skip.match(row[0].value):
            value = _normal(row[at].value.strip())
            key = value if attribute == "id" else value.casefold()
            index.setdefault(key, []).append(number)
    return index


def _key(student: Student, attribute: str) -> str:
    value = _normal(getattr(student, attribute).strip())
    return value if attribute == "id" else value.casefold()


def _normal(text: str) -> str:
    """The text as rosters and titles are read: an accent is a part of its letter (NFC)."""
    return unicodedata.normalize("NFC", text)


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

"""The sheet of a student, as a notebook embeds it: read and checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from convbook.errors import ConvbookValueError, message
from convbook.exercises.family import Family
from convbook.exercises.grading.submission import MOST_ATTEMPT, MOST_ITEMS, RefusedError, parse
from convbook.exercises.registry import families

SCHEMA = "convbook-sheet/1"
TEXTS = ("course", "assignment", "title", "student", "name")


@dataclass(frozen=True)
class SheetItem:
    """An exercise of a sheet; `seeds` has one seed for each attempt."""

    exercise: str
    version: int
    points: float
    seeds: tuple[str, ...]
    family: Family

    def params(self, attempt: int) -> dict[str, Any]:
        """The numbers of an attempt."""
        return self.family.generate(self.seeds[attempt - 1])


@dataclass(frozen=True)
class SheetData:
    """What a sheet says: whose it is, until when, and its exercises."""

    course: str
    assignment: str
    title: str
    student: str
    name: str
    attempts: int
    due: datetime | None
    items: tuple[SheetItem, ...]

    def item(self, exercise: str, function: str) -> SheetItem:
        """The item of that exercise; `function` is who asks, for the refusal."""
        for item in self.items:
            if item.exercise == exercise:
                return item
        names = ", ".join(item.exercise for item in self.items)
        rule = f"the exercise must be one of this sheet: {names}"
        raise ConvbookValueError(message(function, rule, repr(exercise)))


def read_sheet(sheet: Mapping[str, Any] | str | Path) -> SheetData:
    """The sheet, given as what a notebook embeds or as a JSON file of it.

    Raises:
        ConvbookValueError: it is no sheet, or this release of convbook has other exercises.
    """
    value: dict[str, Any] = dict(sheet) if isinstance(sheet, Mapping) else _loaded(Path(sheet))
    if value.get("schema") != SCHEMA:
        raise _refused(f"the schema must be {SCHEMA!r}", repr(value.get("schema")))
    for name in TEXTS:
        if not isinstance(value.get(name), str):
            raise _refused(f"{name} must be a text", repr(value.get(name)))
    attempts: Any = value.get("attempts")
    items = value.get("items")
    if (
        not isinstance(attempts, int)
        or isinstance(attempts, bool)
        or not 1 <= attempts <= MOST_ATTEMPT
    ):
        raise _refused(f"attempts must lie within 1 and {MOST_ATTEMPT}", repr(attempts))
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise _refused(f"items must be a list of 1 to {MOST_ITEMS}", type(items).__name__)
    known = {family.id: family for family in families()}
    read = tuple(_item(item, attempts, known) for item in items)
    if len({item.exercise for item in read}) < len(read):
        raise _refused("an exercise must occur once", "one that occurs twice")
    texts = {name: value[name] for name in TEXTS}
    return SheetData(**texts, attempts=attempts, due=_due(value.get("due")), items=read)


def _loaded(path: Path) -> dict[str, Any]:
    try:
        value = parse(path.read_bytes())
    except OSError as error:
        raise _refused("the sheet must be a file", f"{path}: {error.strerror}") from None
    except RefusedError as error:
        raise _refused("the sheet must be JSON", f"{path}: {error.reason}") from None
    if not isinstance(value, dict):
        raise _refused("the sheet must be an object", f"{path}: {json.dumps(value)[:40]}")
    return value


def _item(item: Any, attempts: int, known: Mapping[str, Family]) -> SheetItem:
    if not isinstance(item, Mapping):
        raise _refused("an item must be an object", repr(item))
    exercise, version, points = (item.get(key) for key in ("exercise", "version", "points"))
    if not isinstance(exercise, str) or exercise not in known:
        raise _refused("this release must have the exercise", repr(exercise), UPDATE)
    if version is True or version != known[exercise].version:
        rule = f"this release has version {known[exercise].version} of {exercise}"
        raise _refused(rule, f"a sheet for version {version!r}", UPDATE)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < 1e6:
        raise _refused("points must be a number from 0 on", repr(points))
    seeds = item.get("seeds")
    if not isinstance(seeds, list) or not all(isinstance(s, str) and s for s in seeds):
        raise _refused("seeds must be a list of texts", repr(seeds))
    if len(seeds) != attempts:
        raise _refused(f"{exercise} must have {attempts} seeds", len(seeds))
    return SheetItem(exercise, known[exercise].version, points, tuple(seeds), known[exercise])


UPDATE = "install the release that the notebook's first cell names, and restart the kernel"


def _due(text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        due = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise _refused("due must be an ISO time or null", repr(text)) from None
    if due.tzinfo is None:
        raise _refused("due must have an offset, such as +01:00", repr(text))
    return due


def _refused(rule: str, got: object, hint: str = "") -> ConvbookValueError:
    return ConvbookValueError(message("open_sheet", rule, got, hint))

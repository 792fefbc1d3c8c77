"""Reads an assignment from its TOML file."""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from convbook.errors import ConvbookValueError, message
from convbook.exercises.assigning.texts import label, line
from convbook.exercises.course import Assignment, Item
from convbook.exercises.filing import PLAIN_NAME
from convbook.exercises.registry import families

LARGEST = 1_000_000
MOST_ITEMS = 500
MOST_ATTEMPTS = 100
MOST_POINTS = 10_000
POLICIES = ("best", "last", "first")
KEYS = (
    "course", "id", "title", "attempts", "policy", "due", "closes", "late_per_day", "timezone",
    "exercises",
)  # fmt: skip
ITEM_KEYS = ("family", "points", "version")


def read_assignment(path: Path) -> Assignment:
    """Read and check an assignment.

    A date without an offset is one of `timezone`; where clocks are put back and an hour comes
    twice, the second is meant.

    Raises:
        ConvbookValueError: the file is no TOML, has a key that means nothing, or a value that
            cannot be; the message names it.
    """
    return _Reader(f"assignment {path.name}").read(path)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, path: Path) -> Assignment:
        values = self._values(path)
        self._known(values, KEYS, "")
        for key in ("course", "id", "exercises"):
            if key not in values:
                raise self._refusal(f"{key} must be given", "none")
        zone = self._zone(values.get("timezone"))
        due, closes = (self._moment(key, values.get(key), zone) for key in ("due", "closes"))
        if due and closes and closes.timestamp() < due.timestamp():
            raise self._refusal("closes must not come before due", closes.isoformat())
        late = self._number("late_per_day", values.get("late_per_day", 0), 1)
        if late and not due:
            raise self._refusal("late_per_day needs due", late)
        name = self._id(values["id"])
        return Assignment(
            course=label(self.name, "course", values["course"]),
            id=name,
            title=line(self.name, "title", values.get("title", name)) or name,
            items=self._items(values["exercises"]),
            attempts=self._count("attempts", values.get("attempts", 1), MOST_ATTEMPTS),
            policy=self._policy(values.get("policy", "best")),
            due=due,
            closes=closes,
            late_per_day=late,
        )

    def _values(self, path: Path) -> dict[str, Any]:
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)
            if len(raw) > LARGEST:
                raise self._refusal(f"it must have at most {LARGEST} bytes", "more")
            text = raw.decode("utf-8-sig")
        except OSError as error:
            rule = "it must be a file that can be read"
            raise self._refusal(rule, path, error.strerror or "") from None
        except UnicodeDecodeError:
            raise self._refusal("it must be UTF-8", "something else") from None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._refusal("it must be TOML", error, _toml_hint(text, str(error))) from None

    def _known(self, values: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in values:
            if key not in keys:
                near = get_close_matches(key, keys, 1)
                hint = f"did you mean {near[0]}?" if near else ""
                rule = f"{where}keys must be among {', '.join(keys)}"
                raise self._refusal(rule, repr(key), hint)

    def _id(self, value: Any) -> str:
        if not isinstance(value, str) or not PLAIN_NAME.fullmatch(value):
            rule = "id must be up to 64 of a to z, 0 to 9, - and _, as it names files"
            raise self._refusal(rule, repr(value)[:100])
        return value

    def _items(self, value: Any) -> tuple[Item, ...]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._refusal("exercises must be tables, [[exercises]]", repr(value)[:100])
        if not 1 <= len(value) <= MOST_ITEMS:
            raise self._refusal(f"it must have 1 to {MOST_ITEMS} exercises", len(value))
        versions = {family.id: family.version for family in families()}
        items = tuple(
            self._item(one, f"exercise {at}: ", versions) for at, one in enumerate(value, 1)
        )
        names = [item.exercise for item in items]
        for name in names:
            if names.count(name) > 1:
                raise self._refusal(
                    "an exercise may occur once", f"{name} {names.count(name)} times"
                )
        if not any(item.points for item in items):
            raise self._refusal("an exercise must be worth something", "0 points in all")
        return items

    def _item(self, value: dict[str, Any], where: str, versions: dict[str, int]) -> Item:
        self._known(value, ITEM_KEYS, where)
        if "family" not in value:
            raise self._refusal(f"{where}family must be given", "none")
        name = value["family"]
        if not isinstance(name, str) or name not in versions:
            hint = _family_hint(str(name))
            raise self._refusal(f"{where}family must be the id of a family", repr(name)[:100], hint)
        version = value.get("version", versions[name])
        return Item(
            name,
            self._count(f"{where}version", version, 10**6),
            self._number(f"{where}points", value.get("points", 1), MOST_POINTS),
        )

    def _policy(self, value: Any) -> Any:
        if value not in POLICIES:
            raise self._refusal(f"policy must be one of {', '.join(POLICIES)}", repr(value)[:100])
        return value

    def _count(self, key: str, value: Any, most: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise self._refusal(f"{key} must be a whole number from 1 to {most}", repr(value)[:100])
        return value

    def _number(self, key: str, value: Any, most: float) -> float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= most:
            hint = "0.1 is 10 % a day" if key == "late_per_day" else ""
            raise self._refusal(f"{key} must be a number from 0 to {most}", repr(value)[:100], hint)
        return float(value)

    def _zone(self, value: Any) -> ZoneInfo | None:
        if value is None:
            return None
        try:
            return ZoneInfo(value)
        except (KeyError, ValueError, TypeError, OSError):
            hint = 'such as "Europe/Paris"'
            rule = "timezone must be a name of the time zone database"
            raise self._refusal(rule, repr(value)[:100], hint) from None

    def _moment(self, key: str, value: Any, zone: ZoneInfo | None) -> datetime | None:
        if value is None:
            return None
        if not isinstance(value, datetime):
            hint = "without quotes, such as 2026-12-07T23:59:00+01:00"
            got = value.isoformat() if isinstance(value, date) else repr(value)[:100]
            raise self._refusal(f"{key} must be a date with a time", got, hint)
        if value.tzinfo:
            return value.astimezone(zone) if zone else value
        if zone is None:
            hint = 'give +01:00 behind it, or timezone = "Europe/Paris"'
            raise self._refusal(f"{key} must say in which zone it is", value.isoformat(), hint)
        when = value.replace(tzinfo=zone, fold=1)
        if when.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != value:
            rule = f"{key} must be a time that exists; clocks are put forward over this one"
            raise self._refusal(rule, value.isoformat())
        return when

    def _refusal(self, rule: str, got: object, hint: str = "") -> ConvbookValueError:
        return ConvbookValueError(message(self.name, rule, got, hint))


def _family_hint(name: str) -> str:
    """Which family may be meant: by its title, by an id that is near, by a word of ids."""
    titles = {family.title.casefold(): family.id for family in families()}
    if name.casefold() in titles:
        return f"did you mean {titles[name.casefold()]}?"
    ids = list(titles.values())
    near = get_close_matches(name.casefold(), ids, 3)
    near = near or [one for one in ids if name and name.casefold() in one][:3]
    return f"did you mean {' or '.join(near)}?" if near else "the book lists them"


def _toml_hint(text: str, error: str) -> str:
    """The line that is no TOML, and what it may lack."""
    found = re.search(r"at line (\d+)", error)
    lines = text.splitlines()
    if not found or not 0 < int(found[1]) <= len(lines):
        return ""
    shown = lines[int(found[1]) - 1].strip()[:80]
    key = shown.partition("=")[0].strip()
    if key in ("due", "closes"):
        wanted = f"a date is written {key} = 2026-12-07T23:59:00"
    elif shown == "[exercises]":
        wanted = "every exercise begins with [[exercises]]"
    else:
        wanted = 'a line is key = value, a text stands in straight quotes ("), a number has a point'
    return f"that line is {shown!a}; {wanted}"

"""Bytes of a file -> a checked submission, or a refusal with its reason.

The text is measured before it is parsed: its size, its depth, the length of its numbers.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convbook.exercises.course import SCHEMA
from convbook.exercises.grading.names import shown

LARGEST = 1_000_000
DEEPEST = 12
LONGEST_NUMBER = 30
MOST_ITEMS = 500
MOST_ATTEMPT = 1000
# A string, closed or not: a missing end must not send the search back to every quote in it.
STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")
REQUIRED = {"schema": str, "course": str, "assignment": str, "student": str, "attempt": int}
CLAIMS = {"convbook": str, "saved": str}
PARTS = {"exercise": str, "version": int, "seed": str}
NAMES = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}


class RefusedError(Exception):
    """A file that is not graded; the text says why, `student` whose it claims to be."""

    def __init__(self, reason: str, student: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.student = reason, student


@dataclass(frozen=True)
class Entry:
    """One exercise as the file states it; `answer` is any JSON, None where nothing was entered."""

    exercise: str
    version: int
    seed: str
    answer: Any


@dataclass(frozen=True)
class Submission:
    """What a file states, with the right types; nothing in it is trusted yet."""

    course: str
    assignment: str
    student: str
    attempt: int
    entries: tuple[Entry, ...]
    saved: str = ""
    convbook: str = ""
    ignored: tuple[str, ...] = ()


def read_submission(content: bytes) -> Submission:
    """The submission in `content`.

    Raises:
        RefusedError: it is none; the reason is one sentence.

    Example:
        >>> read_submission(b"{")
        Traceback (most recent call last):
        ...
        convbook.exercises.grading.submission.RefusedError: it is no JSON: it ends too early
    """
    value = parse(content)
    if not isinstance(value, dict):
        raise RefusedError("it is no submission: the outermost value must be an object")
    student = value.get("student")
    try:
        return _submission(value)
    except RefusedError as refused:
        raise RefusedError(refused.reason, student if isinstance(student, str) else None) from None


def parse(content: bytes) -> Any:
    """The JSON value in `content`, within bounds.

    Raises:
        RefusedError: it is no JSON, or exceeds a bound.
    """
    if len(content) > LARGEST:
        raise RefusedError(f"it is larger than {LARGEST} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError("it is not UTF-8") from None
    if _depth(text) > DEEPEST:
        raise RefusedError(f"it nests deeper than {DEEPEST} levels")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except json.JSONDecodeError as error:
        early = "it ends too early" if error.pos >= len(text.rstrip()) else error.msg
        raise RefusedError(f"it is no JSON: {early}") from None
    except RecursionError:
        raise RefusedError("it nests too deep") from None
    _whole_characters(value)
    return value


def _depth(text: str) -> int:
    """How deep brackets nest outside strings, counted without recursion up to the bound."""
    depth = deepest = 0
    for found in BRACKET.finditer(STRING.sub("", text)):
        depth += 1 if found[0] in "[{" else -1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise RefusedError(f"the key {shown(twice)!r} occurs twice in one object")
    return found


def _constant(word: str) -> Any:
    raise RefusedError(f"{word} is no number of JSON")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise RefusedError(f"a number has more than {LONGEST_NUMBER} characters")
    return int(digits)


def _float(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise RefusedError(f"a number has more than {LONGEST_NUMBER} characters")
    value = float(digits)
    if not math.isfinite(value):
        raise RefusedError(f"the number {digits} is too large")
    return value


def _whole_characters(value: Any) -> None:
    """Refuse halves of characters, which no file and no screen can take."""
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise RefusedError("a text holds half a character (a lone surrogate)")
    elif isinstance(value, list):
        for item in value:
            _whole_characters(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _whole_characters(key)
            _whole_characters(item)


def _submission(value: dict[str, Any]) -> Submission:
    if value.get("schema") != SCHEMA:
        raise RefusedError(f"it is no submission: its schema must be {SCHEMA!r}")
    _typed(value, REQUIRED, "")
    for name, kind in CLAIMS.items():
        if name in value and not isinstance(value[name], kind):
            raise RefusedError(f"{name} must be {NAMES[kind]}")
    if not 1 <= value["attempt"] <= MOST_ATTEMPT:
        raise RefusedError(f"attempt must lie within 1 and {MOST_ATTEMPT}")
    items = value.get("items")
    if not isinstance(items, list):
        raise RefusedError("items must be a list")
    if len(items) > MOST_ITEMS:
        raise RefusedError(f"it has more than {MOST_ITEMS} items")
    entries = tuple(_entry(item, place) for place, item in enumerate(items, 1))
    names = [entry.exercise for entry in entries]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise RefusedError(f"it answers {shown(twice[0])} twice")
    known = {*REQUIRED, *CLAIMS, "items"}
    more = {shown(name) for item in items for name in item if name not in {*PARTS, "answer"}}
    return Submission(
        course=value["course"],
        assignment=value["assignment"],
        student=value["student"],
        attempt=value["attempt"],
        entries=entries,
        saved=value.get("saved", ""),
        convbook=value.get("convbook", ""),
        ignored=tuple(sorted(more | {shown(name) for name in value if name not in known})),
    )


def _entry(item: Any, place: int) -> Entry:
    if not isinstance(item, dict):
        raise RefusedError(f"item {place} must be an object")
    _typed(item, PARTS, f"item {place}: ")
    if "answer" not in item:
        raise RefusedError(f"item {place}: answer is missing")
    return Entry(item["exercise"], item["version"], item["seed"], item["answer"])


def _typed(value: Mapping[str, Any], kinds: Mapping[str, type], where: str) -> None:
    for name, kind in kinds.items():
        if name not in value:
            raise RefusedError(f"{where}{name} is missing")
        found = value[name]
        if not isinstance(found, kind) or isinstance(found, bool):
            raise RefusedError(f"{where}{name} must be {NAMES[kind]}")

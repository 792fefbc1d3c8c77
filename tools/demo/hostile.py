"""Files of the demonstration that must earn nothing, and what is to be said of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tools.demo.desk import RIGHT, Desk, Told, dump
from tools.demo.stories import zip_of

Hostile = Callable[[Desk, Desk], tuple[bytes, str]]


def solved(desk: Desk) -> dict[str, Any]:
    """A full answer, so that a forgery that passes would show."""
    return desk.submission(1, dict.fromkeys(desk.plan(), RIGHT))


def forged_seed(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Draws again until the numbers are easy."""
    value = solved(desk)
    value["items"][0]["seed"] = "0" * 32
    return dump(value), "seed of"


def friends_file(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Uploads the file of a friend as it is."""
    return friend.files[0].content, "the same content"


def friends_answers(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Uploads the file of a friend with the own id in it."""
    return dump(solved(friend) | {"student": desk.student.id}), "seed of"


def second_as_first(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Hands the second attempt's file in as the first."""
    value = desk.submission(2, dict.fromkeys(desk.plan(), RIGHT))
    return dump(value | {"attempt": 1}), "seed of"


def other_assignment(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Uploads last week's file."""
    return dump(solved(desk) | {"assignment": "hw0"}), "another assignment"


def nobodys_id(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """An id that a spreadsheet would run."""
    return dump(solved(desk) | {"student": '=HYPERLINK("http://x.example")'}), "no student"


def look_alike(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """An id with a Cyrillic letter."""
    return dump(solved(desk) | {"student": "ѕ" + desk.student.id[1:]}), "only looks like"


def other_version(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """A version that the exercise does not have."""
    value = solved(desk)
    value["items"][0]["version"] = 99
    return dump(value), "version 99"


def truncated(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """An upload that broke off."""
    return dump(solved(desk))[:-1], "ends too early"


def not_a_number(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """NaN as an answer."""
    value = solved(desk)
    value["items"][0]["answer"] = {"rates": [float("nan")]}
    return json.dumps(value).encode(), "NaN"


def infinite(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """A number that no float holds."""
    return dump(solved(desk)).replace(b'"attempt":1', b'"attempt":1e999'), "too large"


def deep(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Brackets within brackets."""
    return b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nests deeper"


def key_twice(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Two students in one object."""
    return dump(solved(desk)).replace(b"{", b'{"student":"x",', 1), "twice"


def other_encoding(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Bytes that are no UTF-8."""
    return dump(solved(desk)).replace(b"signals", b"sign\xe4ls"), "not UTF-8"


def no_object(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """JSON of another kind."""
    return b"[1, 2, 3]", "no submission"


def empty(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """Nothing at all."""
    return b"", "empty"


def large(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """More bytes than any submission has."""
    return b'{"schema": "' + b"x" * 1_200_000 + b'"}', "larger than"


def bomb(desk: Desk, friend: Desk) -> tuple[bytes, str]:
    """A zip that unpacks to a thousand times its size."""
    return zip_of([("a.json", b" " * 900_000, desk.in_time())]), "unpacks to more than"


# The name on the student's disk decides what some of them are.
HOSTILE: dict[Hostile, str] = {
    forged_seed: "",
    friends_file: "",
    friends_answers: "",
    second_as_first: "",
    other_assignment: "",
    nobodys_id: "",
    look_alike: "",
    other_version: "",
    truncated: "",
    not_a_number: "",
    infinite: "",
    deep: "",
    key_twice: "",
    other_encoding: "",
    no_object: "",
    empty: "",
    large: "",
    bomb: "hw1.zip",
}
# What is told of these names the student, whom the file states and the roster knows.
NAMED = (forged_seed, friends_answers, second_as_first, other_assignment, other_version)


def hand_in(hostile: Hostile, desk: Desk, friend: Desk) -> None:
    """Hand in a hostile file, and say what must be reported of it."""
    content, part = hostile(desk, friend)
    path = desk.name(HOSTILE[hostile])
    member = "!a.json" if hostile is bomb else ""
    who = desk.student.id if hostile in NAMED else None
    # A copy must come later than what it copies: of one content the earliest time stands.
    when = friend.files[0].when + timedelta(hours=1)
    desk.put(path, content, when, Told(path + member, part, who))

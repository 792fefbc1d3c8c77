"""How students of the demonstration hand in: in time, late, renamed, packed, twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from tools.demo.course import CLOSES, DUE, SHEET, ZONE
from tools.demo.desk import EMPTY, RIGHT, Attempt, Desk, File, dump

Story = Callable[[Desk], None]


def nothing(desk: Desk) -> None:
    """Hands nothing in."""


def plain(desk: Desk) -> None:
    """One attempt in time."""
    desk.hand_in()


def two_attempts(desk: Desk) -> None:
    """Two attempts in time, the second mostly better."""
    desk.hand_in(1)
    desk.hand_in(2)


def worse_second_attempt(desk: Desk) -> None:
    """The first attempt is the better one and counts."""
    desk.hand_in(1, plan=dict.fromkeys(desk.plan(), RIGHT))
    desk.hand_in(2, plan=desk.plan(1))


def one_day_late(desk: Desk) -> None:
    """One attempt, late by a day."""
    desk.hand_in(when=desk.late(1))


def two_days_late(desk: Desk) -> None:
    """One attempt, late by two days."""
    desk.hand_in(when=desk.late(2))


def late_second_attempt(desk: Desk) -> None:
    """A first attempt in time and a better one three days late."""
    desk.hand_in(1, plan=dict.fromkeys(desk.plan(), EMPTY) | dict(list(desk.plan().items())[:2]))
    desk.hand_in(2, when=desk.late(3))


def on_the_minute(desk: Desk) -> None:
    """At the date itself, which is in time."""
    desk.hand_in(when=DUE)


def after_the_end(desk: Desk) -> None:
    """After the assignment closed."""
    desk.tell(desk.hand_in(when=CLOSES + timedelta(hours=5)), "after the assignment closed", True)


def more_days(desk: Desk) -> None:
    """Two days late, with two days more."""
    desk.hand_in(when=DUE + timedelta(hours=47))


def more_days_and_late(desk: Desk) -> None:
    """Three days and a bit after the date, with two days more: late by two."""
    desk.hand_in(when=DUE + timedelta(days=3, hours=2))


def other_numbers(desk: Desk) -> None:
    """Works on the numbers that an accommodation gives."""
    desk.hand_in()


def renamed(desk: Desk) -> None:
    """The file has a name of the student's own."""
    desk.hand_in(rest="my homework (final) ü.json.txt")


def in_a_folder(desk: Desk) -> None:
    """The file is in a folder within the export."""
    desk.hand_in()
    moved(desk, "Group A/uploads")


def zipped(desk: Desk) -> None:
    """Both attempts in one zip."""
    two_attempts(desk)
    pack(desk, "hw1.zip", {1: "first.json", 2: "second.json"})


def zipped_twice(desk: Desk) -> None:
    """A zip within a zip, with what macOS adds."""
    file = desk.hand_in()
    inner = [("__MACOSX/._a.json", b"\0\5\26\7", file.when), ("a.json", file.content, file.when)]
    desk.files[-1] = File(file.path, zip_of(inner), file.when)
    pack(desk, "outer.zip", {1: "inner.zip"}, within="!a.json")


def set_back(desk: Desk) -> None:
    """A zip, a day late, in which the time of the file was set back: that of the zip counts."""
    desk.hand_in()
    path, file = desk.name("hw1.zip", late=True), desk.files[-1]
    desk.files[-1] = File(path, zip_of([("a.json", file.content, file.when)]), desk.late(1))
    desk.attempts[1] = Attempt(f"{path}!a.json", desk.plan(), desk.late(1))
    desk.tell(File(f"{path}!a.json", b"", file.when), "late by the time of its zip", True)


def twice_the_same(desk: Desk) -> None:
    """The same file twice; a copy earns nothing more."""
    first = desk.hand_in()
    copy = first.path.replace(".json", "-1.json")
    desk.put(copy, first.content, first.when + timedelta(hours=2))
    # "-" sorts before ".": the copy is read first, and the earlier time stands.
    desk.tell(first, "the same content", known=False)
    desk.attempts[1] = Attempt(copy, desk.plan(), first.when)


def corrected(desk: Desk) -> None:
    """The same attempt again with other answers: the later file stands."""
    first = desk.hand_in()
    desk.tell(first, "another file stands for attempt 1")
    better = desk.plan() | dict.fromkeys(list(desk.plan())[:4], RIGHT)
    better[next(iter(better))] = EMPTY
    desk.hand_in(plan=better, when=first.when + timedelta(hours=3), rest="corrected.json")


def notebook_beside(desk: Desk) -> None:
    """The notebook as well as the file."""
    file = desk.hand_in()
    path = desk.name(f"{SHEET}.ipynb")
    desk.put(path, b'{"cells": [], "nbformat": 4}', file.when)
    desk.tell(desk.files[-1], "notebook", known=False)


def claimed_score(desk: Desk) -> None:
    """Writes a score into the file, which is not believed."""
    desk.tell(desk.hand_in(change={"score": 40, "points": 40}), "ignored", True)


def lost_exercise(desk: Desk) -> None:
    """One exercise is gone from the file; the others count."""
    rest = desk.plan()
    name = next(iter(rest))
    del rest[name]
    desk.tell(desk.hand_in(plan=rest), f"{name} is missing", True)


def extra_attempt(desk: Desk) -> None:
    """A third attempt of two."""
    two_attempts(desk)
    third = dump(desk.submission(3, dict.fromkeys(desk.plan(), RIGHT)))
    desk.put(desk.name(attempt=3), third, desk.in_time(2))
    desk.tell(desk.files[-1], "attempt 3 of 2")


def path_in_a_zip(desk: Desk) -> None:
    """A zip whose member wants to be written elsewhere; it is only read."""
    desk.hand_in()
    pack(desk, "work.zip", {1: "../../../tmp/grades.csv"})


def moved(desk: Desk, folder: str) -> None:
    """Put the last file into a folder."""
    file = desk.files[-1]
    desk.files[-1] = File(f"{folder}/{file.path}", file.content, file.when)
    one = desk.attempts[1]
    desk.attempts[1] = Attempt(desk.files[-1].path, one.plan, one.when)


def pack(desk: Desk, rest: str, names: Mapping[int, str], within: str = "") -> None:
    """Replace the student's files, one of each attempt, by one zip that has the latest time."""
    path, files = desk.name(rest), list(desk.files)
    latest = max(file.when for file in files)
    inside = [
        (name, file.content, file.when) for name, file in zip(names.values(), files, strict=True)
    ]
    desk.files[:] = [File(path, zip_of(inside), latest)]
    for number, name in names.items():
        plan = desk.attempts[number].plan
        desk.attempts[number] = Attempt(f"{path}!{name}{within}", plan, latest)


def zip_of(members: Sequence[tuple[str, bytes, datetime]]) -> bytes:
    """A zip with the times of its members, the same bytes every time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, when in members:
            local = when.astimezone(ZONE)
            info = zipfile.ZipInfo(name, local.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content)
    return data.getvalue()


SPECIAL: tuple[Story, ...] = (
    worse_second_attempt,
    on_the_minute,
    after_the_end,
    renamed,
    in_a_folder,
    zipped,
    zipped_twice,
    set_back,
    twice_the_same,
    corrected,
    notebook_beside,
    claimed_score,
    lost_exercise,
    extra_attempt,
    path_in_a_zip,
    late_second_attempt,
)
# With them goes a row of the accommodations.
MORE_DAYS: tuple[Story, ...] = (more_days, more_days_and_late)
OTHER_NUMBERS: tuple[Story, ...] = (other_numbers,)

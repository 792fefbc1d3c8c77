"""The assignment file: what it says, and every mistake in it that is caught."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from convbook import exercises
from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.assignment import read_assignment
from convbook.exercises.course import Assignment, Item

FAMILY = exercises.families()[0]
OTHER = exercises.families()[1]
HEAD = 'course = "signals-2026"\nid = "hw1"\n'
ITEM = f'[[exercises]]\nfamily = "{FAMILY.id}"\n'
FULL = f"""
title = "Convolution, first sheet"
attempts = 2
policy = "last"
due = 2026-12-07T23:59:00+01:00
closes = 2026-12-10T23:59:00+01:00
late_per_day = 0.1
[[exercises]]
family = "{FAMILY.id}"
points = 2
version = {FAMILY.version}
[[exercises]]
family = "{OTHER.id}"
points = 0.5
"""


def read(folder: Path, text: str | bytes) -> Assignment:
    path = folder / "hw1.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_assignment(path)


def test_everything_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + FULL)
    assert (found.course, found.id, found.title) == (
        "signals-2026",
        "hw1",
        "Convolution, first sheet",
    )
    assert (found.attempts, found.policy, found.late_per_day) == (2, "last", 0.1)
    assert found.due == datetime(2026, 12, 7, 22, 59, tzinfo=UTC)
    assert found.closes == datetime(2026, 12, 10, 22, 59, tzinfo=UTC)
    assert found.items == (
        Item(FAMILY.id, FAMILY.version, 2.0),
        Item(OTHER.id, OTHER.version, 0.5),
    )


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    found = read(tmp_path, b"\xef\xbb\xbf" + (HEAD + ITEM).encode())
    item = Item(FAMILY.id, FAMILY.version, 1.0)
    assert found == Assignment("signals-2026", "hw1", "hw1", (item,))


def test_another_version_is_read_as_it_is_stated(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + ITEM + "version = 7\n").items[0].version == 7


def test_the_zone_serves_dates_without_an_offset(tmp_path: Path) -> None:
    text = HEAD + 'timezone = "Europe/Paris"\ndue = 2026-12-07T23:59:00\n' + ITEM
    due = read(tmp_path, text).due
    assert due is not None
    assert due.isoformat() == "2026-12-07T23:59:00+01:00"
    # An accommodation over the change of clocks keeps the time of day.
    assert (due + timedelta(days=150)).isoformat() == "2027-05-06T23:59:00+02:00"


def test_a_date_with_an_offset_keeps_its_instant(tmp_path: Path) -> None:
    text = HEAD + 'timezone = "Europe/Paris"\ndue = 2026-12-07T23:59:00Z\n' + ITEM
    due = read(tmp_path, text).due
    assert due is not None
    assert due.isoformat() == "2026-12-08T00:59:00+01:00"


def test_of_an_hour_that_comes_twice_the_second_is_meant(tmp_path: Path) -> None:
    text = HEAD + 'timezone = "Europe/Paris"\ndue = 2026-10-25T02:30:00\n' + ITEM
    due = read(tmp_path, text).due
    assert due is not None
    assert due.astimezone(UTC).hour == 1


MISTAKES = [
    (ITEM, "course must be given"),
    ('course = "c"\n' + ITEM, "id must be given"),
    (HEAD, "exercises must be given"),
    (HEAD + "exercises = []", "must have 1 to 500 exercises"),
    (HEAD + "exercises = [1]", "must be tables"),
    (HEAD + 'exercises = "all"', "must be tables"),
    (HEAD + ITEM * 2, "may occur once.*2 times"),
    (HEAD + "[[exercises]]\npoints = 1", "exercise 1: family must be given, got none"),
    (HEAD + '[[exercises]]\nfamily = "rates-without-gap"', "did you mean rates-without-gaps"),
    (HEAD + '[[exercises]]\nfamily = "rates that read EVERYTHING"', "mean rates-without-gaps?"),
    (HEAD + '[[exercises]]\nfamily = "gaps"', "did you mean .*rates-without-gaps"),
    (HEAD + '[[exercises]]\nfamily = "poetry"', "the book lists them"),
    (HEAD + ITEM + "points = -1", "exercise 1: points must be a number from 0"),
    (HEAD + ITEM + "points = nan", "points must be a number"),
    (HEAD + ITEM + "points = inf", "points must be a number"),
    (HEAD + ITEM + "points = true", "points must be a number"),
    (HEAD + ITEM + 'points = "2"', "points must be a number"),
    (HEAD + ITEM + "points = 0", "must be worth something"),
    (HEAD + ITEM + "version = 0", "exercise 1: version must be a whole number"),
    (HEAD + ITEM + "version = 1.0", "version must be a whole number"),
    (HEAD + ITEM + "point = 2", "did you mean points"),
    (HEAD + "attempt = 2\n" + ITEM, "did you mean attempts"),
    (HEAD + "attempts = 0\n" + ITEM, "attempts must be a whole number"),
    (HEAD + "attempts = 101\n" + ITEM, "from 1 to 100"),
    (HEAD + "attempts = true\n" + ITEM, "attempts must be a whole number"),
    (HEAD + 'policy = "mean"\n' + ITEM, "policy must be one of best, last, first"),
    (HEAD + "policy = [1]\n" + ITEM, "policy must be one of"),
    (HEAD + "due = 2026-12-07\n" + ITEM, "due must be a date with a time, got 2026-12-07 "),
    (HEAD + 'due = "2026-12-07T23:59:00Z"\n' + ITEM, "without quotes"),
    (HEAD + "due = 2026-12-07T23:59:00\n" + ITEM, "due must say in which zone"),
    (HEAD + 'timezone = "Mars/Base"\n' + ITEM, "timezone must be a name"),
    (HEAD + 'timezone = "../../etc/passwd"\n' + ITEM, "timezone must be a name"),
    (HEAD + "timezone = 1\n" + ITEM, "timezone must be a name"),
    (
        HEAD + 'timezone = "Europe/Paris"\ndue = 2026-03-29T02:30:00\n' + ITEM,
        "must be a time that exists",
    ),
    (
        HEAD + "due = 2026-12-07T23:59:00Z\ncloses = 2026-12-06T23:59:00Z\n" + ITEM,
        "closes must not come before due",
    ),
    (HEAD + "late_per_day = 0.1\n" + ITEM, "late_per_day needs due"),
    (HEAD + "late_per_day = 1.5\n" + ITEM, "late_per_day must be a number from 0 to 1.*10 %"),
    ('course = "a|b"\nid = "x"\n' + ITEM, r"course must not hold \|"),
    ('course = "a\\u0007"\nid = "x"\n' + ITEM, "course must not hold control"),
    ('course = "a\\u200bb"\nid = "x"\n' + ITEM, "that nobody sees"),
    (f'course = "{"c" * 101}"\nid = "x"\n' + ITEM, "at most 100 characters"),
    ('course = " "\nid = "x"\n' + ITEM, "course must not be empty"),
    ('course = 5\nid = "x"\n' + ITEM, "course must be a text"),
    ('course = "c"\nid = "../x"\n' + ITEM, "id must be up to 64"),
    ('course = "c"\nid = "HW1"\n' + ITEM, "id must be up to 64"),
    ('course = "c"\nid = "hw1\\n"\n' + ITEM, "id must be up to 64"),
    ('course = "c"\nid = 1\n' + ITEM, "id must be up to 64"),
    (HEAD + 'title = "a\\nb"\n' + ITEM, "title must not hold control"),
    (HEAD + "title = 4\n" + ITEM, "title must be a text"),
    ("course = ", "must be TOML"),
    ("course = \u201csignals\u201d\n" + ITEM, "line is 'course = .*straight quotes"),
    (HEAD + ITEM + "points = 1,5", "line is 'points = 1,5'.*a number has a point"),
    (HEAD + "due = 7.12.2026\n" + ITEM, "a date is written due = 2026-12-07T23:59:00"),
    (HEAD + "closes = 2026-12-07 23:59\n" + ITEM, "a date is written closes = 2026-"),
    (HEAD + ITEM + "[exercises]", "exercise begins with ..exercises.."),
    (b"course = '\xff'", "must be UTF-8"),
    (b"#" * 1_000_001, "at most 1000000 bytes"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=[said for _, said in MISTAKES])
def test_a_mistake_is_named(text: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match=said) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("assignment hw1.toml: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="No such file"):
        read_assignment(tmp_path / "hw1.toml")


def test_a_course_has_one_encoding(tmp_path: Path) -> None:
    found = read(tmp_path, 'course = "E\\u0301t\\u00e9"\nid = "x"\n' + ITEM)
    assert found.course == "\u00c9t\u00e9"

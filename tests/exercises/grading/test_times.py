"""When something was handed in: the disk, zips, copies, lists, names."""

import io
import os
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.course import Student
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.grading.run import grade_class
from convbook.exercises.grading.times import days_late, read_times
from tests.exercises.grading.sample import ASSIGNMENT, KEY, STUDENTS, dump, put, submission

DUE = datetime(2026, 1, 10, 12, tzinfo=UTC)
EARLY, LATE = DUE - timedelta(hours=5), DUE + timedelta(hours=30)
DATED = replace(ASSIGNMENT, due=DUE, late_per_day=0.25)
ONE = dump(submission())


def at(path: Path, when: datetime) -> Path:
    os.utime(path, (when.timestamp(), when.timestamp()))
    return path


def packed(members: dict[str, tuple[bytes, datetime]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, (content, when) in members.items():
            archive.writestr(zipfile.ZipInfo(name, when.timetuple()[:6]), content)
    return data.getvalue()


def graded(folder: Path, **options: Any) -> ClassResult:
    return grade_class(folder, DATED, STUDENTS, KEY, **options)


def days(result: ClassResult, student: int = 0) -> int:
    return result.students[student].attempts[0].days_late


def reasons(result: ClassResult) -> str:
    return "\n".join(f"{p.file}: {p.reason}" for p in result.problems)


def test_time_inside_a_students_zip_does_not_count(tmp_path: Path) -> None:
    at(put(tmp_path, "s1/a.zip", packed({"a.json": (ONE, EARLY)})), LATE)
    result = graded(tmp_path)
    assert days(result) == 2
    assert "a.zip!a.json: it is late by the time of its zip on the disk" in reasons(result)


def test_time_inside_a_zip_never_makes_later(tmp_path: Path) -> None:
    at(put(tmp_path, "s1/a.zip", packed({"a.json": (ONE, LATE)})), EARLY)
    assert days(graded(tmp_path)) == 0
    assert not graded(tmp_path).problems


@pytest.mark.parametrize(("copy", "first"), [(EARLY, "a.json"), (LATE, "z.json")])
def test_claimed_time_of_a_copy_does_not_count(tmp_path: Path, copy: datetime, first: str) -> None:
    at(put(tmp_path, first, ONE), LATE)
    at(put(tmp_path, "m.zip", packed({"a.json": (ONE, copy)})), LATE + timedelta(days=3))
    assert days(graded(tmp_path)) == 2


@pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])
def test_later_copy_makes_nobody_late(tmp_path: Path, names: tuple[str, str]) -> None:
    at(put(tmp_path, names[0], ONE), EARLY)
    at(put(tmp_path, names[1], ONE), LATE)
    assert days(graded(tmp_path)) == 0


def test_zip_given_instead_of_a_folder_has_the_schools_times(tmp_path: Path) -> None:
    inner = packed({"x.json": (dump(submission("s2")), EARLY)})
    content = packed({"s1.json": (ONE, EARLY), "s2.zip": (inner, LATE)})
    result = graded(at(put(tmp_path, "class.zip", content), LATE + timedelta(days=9)))
    assert [days(result), days(result, 1)] == [0, 2]
    assert reasons(result).count("taken as the school's") == 1
    in_folder = graded(tmp_path)
    assert [days(in_folder), days(in_folder, 1)] == [11, 11]
    assert reasons(in_folder).count("--times settles it") == 2


def test_time_that_stands_for_none_is_unknown(tmp_path: Path) -> None:
    content = packed({"s1.json": (ONE, datetime(1980, 1, 1, tzinfo=UTC))})
    result = graded(put(tmp_path, "class.zip", content))
    assert result.students[0].attempts[0].submitted is None
    assert "unknown" in reasons(result)


def listed(folder: Path, text: str) -> ClassResult:
    """The class graded with these times, which lie outside of it."""
    times = put(folder.parent, "times.csv", text.encode())
    return graded(folder, times=read_times(times, DATED))


@pytest.mark.parametrize(
    "text",
    [
        "student,attempt,time\ns1,1,2026-01-10 12:30:00\n",
        "file,time\nx/a.zip,2026-01-10T13:30+01:00\n",
        "file,time\na.zip,2026-01-10 07:30:00 -0500\n",
        "file,time\nx/a.zip!a.json,2026-01-10 12:30:00 UTC\n",
        "\ufefftime,file\r\n2026-01-10T12:30:00Z,a.zip\r\n",
    ],
)
def test_list_of_times_is_the_sure_way(tmp_path: Path, text: str) -> None:
    at(put(tmp_path, "in/x/a.zip", packed({"a.json": (ONE, EARLY)})), LATE)
    result = listed(tmp_path / "in", text)
    assert result.students[0].attempts[0].submitted
    assert days(result) == 1
    assert not result.problems


def test_copies_have_the_earliest_listed_time(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        at(put(tmp_path, f"in/{name}", ONE), LATE)
    result = listed(tmp_path / "in", f"file,time\na.json,{LATE}\nb.json,{EARLY}\n")
    assert days(result) == 0


def test_name_of_somebody_elses_file_earns_no_time(tmp_path: Path) -> None:
    at(put(tmp_path, "in/one/a.json", ONE), LATE)
    inside = packed({"a.json": (dump(submission("s2")), EARLY)})
    at(put(tmp_path, "in/two/b.json!a.json", dump(submission("s2", 2))), LATE)
    at(put(tmp_path, "in/two/c.zip", inside), LATE)
    result = listed(tmp_path / "in", f"file,time\na.json,{EARLY}\nnone.json,{EARLY}\n")
    assert [a.days_late for s in result.students for a in s.attempts] == [0, 2, 2]
    assert reasons(result).count("--times has no time for it") == 2
    assert "lines that fit no attempt: 1, such as none.json" in reasons(result)


def test_ambiguous_name_needs_its_folder(tmp_path: Path) -> None:
    at(put(tmp_path, "in/one/a.json", ONE), LATE)
    at(put(tmp_path, "in/two/a.json", dump(submission("s2"))), LATE)
    result = listed(tmp_path / "in", f"file,time\na.json,{EARLY}\ntwo/a.json,{EARLY}\n")
    assert [days(result), days(result, 1)] == [2, 0]


@pytest.mark.parametrize(
    "text",
    [
        *("", "file\na", "file,time\na,soon\n", "student,time\ns1,2026-01-10\n"),
        "student,attempt,time\ns1,one,2026-01-10\n",
        "file,time\na,2026-01-10\na,2026-01-11\n",
        "file,time\na\n",
    ],
)
def test_list_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConvbookValueError, match="times must"):
        read_times(put(tmp_path, "times.csv", text.encode()), DATED)


CANVAS = {
    "ada_LATE_12_34_a.json": (EARLY, "says LATE"),
    "ada_12_34_a.json": (LATE, "did not mark"),
    "x/ada_12_34_my_LATE_1_2_a.json": (LATE, "did not mark"),
}


@pytest.mark.parametrize("name", CANVAS)
def test_name_from_canvas_that_says_otherwise_is_reported(tmp_path: Path, name: str) -> None:
    when, reason = CANVAS[name]
    at(put(tmp_path, name, ONE), when)
    assert reason in reasons(graded(tmp_path))
    at(put(tmp_path, name, ONE), LATE if when == EARLY else EARLY)
    assert "Canvas" not in reasons(graded(tmp_path))
    assert "LATE, but" not in reasons(graded(tmp_path))


def test_extra_days_explain_a_name_that_says_late(tmp_path: Path) -> None:
    at(put(tmp_path, "ada_LATE_12_34_a.json", ONE), LATE)
    result = grade_class(tmp_path, DATED, [Student("s1", "Ada", extra_days=3)], KEY)
    assert days(result) == 0
    assert not result.problems


PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("due", "when", "expected"),
    [
        # In the night to 25 October 2026 clocks in Paris go back, so that a day has 25 hours.
        ((2026, 10, 24, 23, 59), datetime(2026, 10, 25, 22, 59, tzinfo=UTC), 1),
        ((2026, 10, 24, 23, 59), datetime(2026, 10, 25, 22, 59, 1, tzinfo=UTC), 2),
        ((2026, 10, 24, 23, 59), datetime(2026, 10, 24, 21, 59, 0, tzinfo=UTC), 0),
        ((2026, 10, 24, 23, 59), datetime(2026, 10, 24, 21, 59, 1, tzinfo=UTC), 1),
        # In the night to 29 March it has 23.
        ((2026, 3, 28, 23, 59), datetime(2026, 3, 29, 21, 59, tzinfo=UTC), 1),
        ((2026, 3, 28, 23, 59), datetime(2026, 3, 29, 21, 59, 1, tzinfo=UTC), 2),
    ],
)
def test_days_follow_the_clock_of_the_place(
    due: tuple[int, ...], when: datetime, expected: int
) -> None:
    assignment = replace(ASSIGNMENT, due=datetime(*due, tzinfo=PARIS))
    assert days_late(assignment, STUDENTS[0], when) == expected
    assert days_late(assignment, STUDENTS[0], when.astimezone(PARIS)) == expected

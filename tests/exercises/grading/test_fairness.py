"""What would cost an honest student points: clocks put back, neighbours, times of the disk."""

import io
import os
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from convbook.exercises.assigning.sheet_data import sheet_of
from convbook.exercises.course import Student, moved
from convbook.exercises.filing import file_name
from convbook.exercises.grading.archive import Limits
from convbook.exercises.grading.autograder import Source, read_source
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.run import grade_class
from convbook.exercises.grading.times import When, days_late, is_closed, read_times
from tests.exercises.grading.sample import (
    ASSIGNMENT,
    FULL,
    KEY,
    STUDENTS,
    dump,
    graded,
    put,
    submission,
)

PARIS = ZoneInfo("Europe/Paris")
# On 25 October clocks go from 3:00 back to 2:00: 2:30 comes twice, and the second is meant.
TWICE = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)
FIRST_TIME = TWICE.replace(fold=0)


def test_second_of_an_hour_that_comes_twice_is_due() -> None:
    work = replace(ASSIGNMENT, due=TWICE, closes=TWICE)
    between = datetime(2026, 10, 25, 2, 10, tzinfo=PARIS, fold=1)
    assert days_late(work, STUDENTS[0], between) == 0
    assert not is_closed(work, STUDENTS[0], between)
    assert days_late(work, STUDENTS[0], TWICE.replace(minute=31)) == 1
    assert sheet_of(work, STUDENTS[0], KEY)["due"] == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    ("date", "days", "wanted"),
    [
        (FIRST_TIME, 0, "2026-10-25T02:30:00+02:00"),
        (datetime(2026, 10, 24, 2, 30, tzinfo=PARIS), 1, "2026-10-25T02:30:00+01:00"),
        (datetime(2026, 10, 24, 23, 59, tzinfo=PARIS), 2, "2026-10-26T23:59:00+01:00"),
        (datetime(2026, 10, 24, 12, tzinfo=PARIS), 0.5, "2026-10-25T00:00:00+02:00"),
        # 2:30 does not exist on 29 March: as long after midnight, it is 3:30.
        (datetime(2026, 3, 28, 2, 30, tzinfo=PARIS), 1, "2026-03-29T01:30:00+00:00"),
    ],
)
def test_extra_days_move_a_date_to_the_same_time_of_day(
    date: datetime, days: float, wanted: str
) -> None:
    assert moved(date, days).timestamp() == datetime.fromisoformat(wanted).timestamp()


def test_earlier_of_two_times_is_that_of_the_world() -> None:
    early = FIRST_TIME.replace(minute=50)  # 20 minutes before 2:10 comes for the second time
    late = TWICE.replace(minute=10)
    found = When(late).joined(When(early)).time
    assert found is not None
    assert found.timestamp() == early.timestamp()


def test_autograder_counts_days_as_the_command_does() -> None:
    due = datetime(2026, 10, 24, 23, 59, tzinfo=PARIS)
    work = replace(ASSIGNMENT, due=due, closes=due, late_per_day=0.1)
    student = Student("s1", "", "a@b", extra_days=2)
    there = read_source(Source(work, (student,), {}).text()).assignment
    for when in ("2026-10-26T23:30:00+01:00", "2026-10-28T00:10:00+01:00"):
        moment = datetime.fromisoformat(when)
        assert days_late(there, student, moment) == days_late(work, student, moment)
        assert is_closed(there, student, moment) == is_closed(work, student, moment)


def test_file_of_no_possible_time_stops_nobody(tmp_path: Path) -> None:
    put(tmp_path, "s2.json", dump(submission("s2")))
    path = put(tmp_path, "s1.json", dump(submission("s1")))
    found = [one for one in collect(tmp_path) if isinstance(one, Found)]
    assert all(one.modified for one in found)
    stat = os.stat
    for seconds in (1e18, -1e14):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "convbook.exercises.grading.collect.os.fstat",
                lambda handle, seconds=seconds: _At(stat(handle), seconds),
            )
            result = graded(tmp_path)
        assert [one.total for one in result.students] == [FULL, FULL]
    assert path.exists()


class _At:
    def __init__(self, about: os.stat_result, seconds: float) -> None:
        self.st_mode, self.st_size, self.st_mtime = about.st_mode, about.st_size, seconds


def packed(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return data.getvalue()


def test_large_uploads_of_one_student_leave_what_others_need(tmp_path: Path) -> None:
    limits = Limits(total=200_000, small=200_000)
    noise = {f"s1/{number}.json": b"{" + b" " * 90_000 for number in range(4)}
    honest = {"s2/a.json": dump(submission("s2"))}
    path = put(tmp_path, "all.zip", packed(noise | honest))
    names = [one.file for one in collect(path, limits=limits) if isinstance(one, Found)]
    assert "all.zip!s2/a.json" in names


def test_zips_of_one_student_leave_what_others_need(tmp_path: Path) -> None:
    limits = Limits(members=20, inner_members=10)
    many = packed({f"{number}.json": b"{}" for number in range(10)})
    uploads = {f"s1/{number}.zip": many for number in range(4)}
    honest = {"s2/a.zip": packed({"a.json": dump(submission("s2"))})}
    path = put(tmp_path, "all.zip", packed(uploads | honest))
    names = [one.file for one in collect(path, limits=limits) if isinstance(one, Found)]
    assert "all.zip!s2/a.zip!a.json" in names


def test_points_of_tenths_add_up() -> None:
    items = tuple(replace(item, points=0.1) for item in ASSIGNMENT.items)
    assert replace(ASSIGNMENT, items=items).possible == 0.3


def test_policy_best_takes_the_earlier_of_equal_attempts(tmp_path: Path) -> None:
    for number in (2, 1):
        put(tmp_path, f"{number}.json", dump(submission("s1", number)))
    assert graded(tmp_path).students[0].counted == 1


def test_order_of_the_roster_and_of_files_changes_no_total(tmp_path: Path) -> None:
    for place, (student, right) in enumerate([("s1", True), ("s1", False), ("s2", True)]):
        put(tmp_path, f"a/{place}.json", dump(submission(student, right=right)))
        put(tmp_path, f"b/{9 - place}.json", dump(submission(student, right=right)))
    for path in tmp_path.rglob("*.json"):
        os.utime(path, (1e9, 1e9))
    totals = {
        tuple(sorted((one.student.id, one.total) for one in result.students))
        for folder in ("a", "b")
        for result in (
            grade_class(tmp_path / folder, ASSIGNMENT, STUDENTS, KEY),
            grade_class(tmp_path / folder, ASSIGNMENT, STUDENTS[::-1], KEY),
        )
    }
    assert len(totals) == 1


def test_no_id_takes_the_file_of_another() -> None:
    forged = file_name("S1")
    assert file_name(forged) != forged


def test_times_find_an_id_however_its_accent_is_written(tmp_path: Path) -> None:
    student = Student("zo\u00e9", "")
    path = put(tmp_path, "times.csv", "student,attempt,time\nzoe\u0301,1,2026-01-01\n".encode())
    assert list(read_times(path, ASSIGNMENT).of(student.id, 1, (), Counter()))


def test_file_of_hundreds_of_exercises_floods_no_report(tmp_path: Path) -> None:
    value = submission("s1")
    value["items"] += [{**value["items"][0], "exercise": f"x{number}"} for number in range(400)]
    put(tmp_path, "s1.json", dump(value))
    result = graded(tmp_path)
    assert result.students[0].total == FULL
    assert len(result.problems) == 5
    assert any("396 more exercises are not part" in one.reason for one in result.problems)

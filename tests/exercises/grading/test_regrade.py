"""What grading again would change: whose total, why, and that nothing is written."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import convbook
from convbook.errors import ConvbookValueError
from convbook.exercises.course import Student
from convbook.exercises.family import Family, Feedback
from convbook.exercises.grading.regrade import would_change
from convbook.exercises.grading.run import grade_class
from convbook.exercises.returning import audit
from tests.exercises.grading.sample import (
    ASSIGNMENT,
    FAMILIES,
    KEY,
    STUDENTS,
    dump,
    put,
    submission,
)

DUE = datetime(2026, 1, 10, 12, tzinfo=UTC)
WORK = replace(ASSIGNMENT, due=DUE, late_per_day=0.25)


class Course:
    """A class that was graded once: Ada two days late with all right, Blaise with nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder / "in", folder / "audit.jsonl"
        self.put("a.json", submission("s1"), hours=30)
        self.put("b.json", submission("s2", right=False), hours=-1)
        self.grade()

    def put(self, name: str, value: Any, hours: float) -> None:
        path = put(self.folder, name, dump(value))
        when = (DUE + timedelta(hours=hours)).timestamp()
        os.utime(path, (when, when))

    def result(self, students: list[Student] | None = None, **changes: Any) -> Any:
        return grade_class(self.folder, replace(WORK, **changes), students or STUDENTS, KEY)

    def grade(self, **changes: Any) -> None:
        audit.append(self.log, self.result(**changes))

    def says(self, students: list[Student] | None = None, **changes: Any) -> list[str]:
        before = self.log.read_bytes()
        lines = list(would_change(self.result(students, **changes), self.log))
        assert self.log.read_bytes() == before
        assert lines[-1] == "nothing was written"
        return [" ".join(line.split()) for line in lines[:-1]]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


def test_nothing_changes(course: Course) -> None:
    assert course.says() == ["totals that would change: 0; that would stay: 2"]


def test_another_file_counts(course: Course) -> None:
    course.put("c.json", submission("s2", 2), hours=-1)
    assert course.says() == [
        "student now then why",
        "s2 0 6 attempt 1 -> attempt 2; another file counts: c.json",
        "totals that would change: 1; that would stay: 1",
    ]


def test_first_file_and_new_student(course: Course) -> None:
    course.put("c.json", submission("s3"), hours=-1)
    lines = course.says([*STUDENTS, Student("s3", "Cantor")])
    assert "s3 – 6 new in the roster" in lines
    course.grade()
    (course.folder / "a.json").unlink()
    assert "s1 3 – not graded any more: a.json" in course.says()


def test_dates_policy_and_points(course: Course) -> None:
    assert course.says(due=DUE + timedelta(hours=24))[1] == (
        "s1 3 4.5 days late 2 -> 1; changed rules: due date"
    )
    assert course.says(late_per_day=0.5)[1] == "s1 3 0 changed rules: cost of a day"
    more = [replace(WORK.items[0], points=4.0), *WORK.items[1:]]
    assert course.says(items=tuple(more))[1] == (
        f"s1 3 4 {FAMILIES[0].id} is worth 2 -> 4; changed rules: exercises or their points"
    )
    assert course.says(policy="last") == ["totals that would change: 0; that would stay: 2"]


def test_extra_days(course: Course) -> None:
    students = [replace(STUDENTS[0], extra_days=1), STUDENTS[1]]
    assert course.says(students)[1] == "s1 3 4.5 extra days 0 -> 1; days late 2 -> 1"


def test_answer_is_judged_differently_by_another_release(course: Course, monkeypatch: Any) -> None:
    name, whole = FAMILIES[1].id, Family.check

    def check(self: Family, params: Any, answer: Any) -> Feedback:
        return Feedback(False, 0.5, "") if self.id == name else whole(self, params, answer)

    monkeypatch.setattr(Family, "check", check)
    monkeypatch.setattr(convbook, "__version__", "9.9")
    assert course.says() == [
        "student now then why",
        f"s1 3 2.5 {name} is judged 1 -> 0.5 of 1; release 0.1.0 -> 9.9",
        "totals that would change: 1; that would stay: 1",
    ]


def test_same_total_in_another_way_and_student_who_left(course: Course) -> None:
    course.put("c.json", submission("s2", right=False) | {"saved": "later"}, hours=2)
    assert course.says() == [
        "totals that would change: 0; that would stay: 2",
        "of those that stay, 1 would come about in another way",
    ]
    assert course.says([STUDENTS[0]])[-1] == "1 students of the log are not in the roster: s2"


def test_file_that_came_back_changes_nothing(course: Course) -> None:
    course.put("c.json", submission("s2", right=False) | {"saved": "later"}, hours=-0.5)
    course.grade()
    (course.folder / "c.json").unlink()
    course.grade()
    assert course.says() == ["totals that would change: 0; that would stay: 2"]


def test_log_of_something_else(course: Course) -> None:
    with course.log.open("a") as log:
        log.write('{"event": "total", "course"\n[]\n{"event": 3}\n')
    assert course.says() == ["totals that would change: 0; that would stay: 2"]
    course.log.write_bytes(course.log.read_bytes().replace(b'"hw1"', b'"hw2"'))
    with pytest.raises(ConvbookValueError, match="earlier run"):
        course.says()

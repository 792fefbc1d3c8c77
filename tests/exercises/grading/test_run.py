"""A class as a whole: the journal, duplicates, dates."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from convbook.exercises.course import Student
from convbook.exercises.grading import run
from convbook.exercises.grading.journal import Journal
from tests.exercises.grading.sample import ASSIGNMENT, FULL, KEY, STUDENTS, dump, put, submission
from tests.exercises.grading.sample import graded as grade

DUE = datetime(2026, 1, 10, tzinfo=UTC)


def test_forged_line_of_the_journal_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "in/a.json", dump(submission(right=False)))
    journal = tmp_path / "journal"
    grade(tmp_path / "in", journal=journal)
    journal.write_bytes(journal.read_bytes().replace(b'"before":0', b'"before":9'))
    assert grade(tmp_path / "in", journal=journal).students[0].total == 0
    assert Journal(journal, b"x" * 32, "").get("") is None


def test_same_content_counts_once(tmp_path: Path) -> None:
    put(tmp_path, "a.json", dump(submission()))
    put(tmp_path, "b/renamed (1).json", dump(submission()))
    result = grade(tmp_path)
    assert [p.file for p in result.problems] == ["b/renamed (1).json"]
    assert result.students[0].total == FULL


def test_lateness_and_extra_days(tmp_path: Path) -> None:
    for name in ("s1", "s2"):
        path = put(tmp_path, f"{name}.json", dump(submission(name)))
        late = (DUE + timedelta(hours=30)).timestamp()
        os.utime(path, (late, late))
    assignment = replace(ASSIGNMENT, due=DUE, late_per_day=0.25)
    students = [STUDENTS[0], Student("s2", "Blaise", extra_days=1)]
    result = run.grade_class(tmp_path, assignment, students, KEY)
    assert [s.attempts[0].days_late for s in result.students] == [2, 1]
    assert [s.total for s in result.students] == [FULL * 0.5, FULL * 0.75]

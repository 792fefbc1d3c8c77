"""A class as a whole: the journal, duplicates, the roster, releases, families at fault."""

import contextlib
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import convbook
from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Item, Student
from convbook.exercises.family import Family
from convbook.exercises.grading import grade as grading
from convbook.exercises.grading import run
from convbook.exercises.grading.journal import Journal
from convbook.exercises.grading.results import ClassResult
from convbook.exercises.returning.audit import decisions, digest
from tests.exercises.grading.sample import (
    ASSIGNMENT,
    FAMILIES,
    FULL,
    ITEMS,
    KEY,
    STUDENTS,
    dump,
    put,
    submission,
)
from tests.exercises.grading.sample import graded as grade

DUE = datetime(2026, 1, 10, tzinfo=UTC)


def reasons(result: ClassResult) -> list[str]:
    return [f"{p.file}: {p.reason}" for p in result.problems]


def test_forged_line_of_the_journal_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "in/a.json", dump(submission(right=False)))
    journal = tmp_path / "journal"
    grade(tmp_path / "in", journal=journal)
    journal.write_bytes(journal.read_bytes().replace(b'"before":0', b'"before":9'))
    assert grade(tmp_path / "in", journal=journal).students[0].total == 0
    assert Journal(journal, b"x" * 32, "").get("") is None
    assert journal.stat().st_mode & 0o777 == 0o600


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


def test_late_joiner_and_those_without_a_file(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    put(tmp_path, "in/a.json", dump(submission("s1")))
    put(tmp_path, "in/b.json", dump(submission("s3")))
    before = grade(tmp_path / "in", journal=journal)
    assert reasons(before) == ["b.json: no student of the roster has this id"]
    assert [(s.total, s.counted) for s in before.students] == [(FULL, 1), (0, None)]
    roster = [*STUDENTS, Student("s3", "Cantor")]
    after = run.grade_class(tmp_path / "in", ASSIGNMENT, roster, KEY, journal=journal)
    assert after.students[:2] == before.students
    assert (after.students[2].total, after.problems) == (FULL, ())


def test_new_numbers_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    students = [Student("s1", "Ada", reseed="again"), STUDENTS[1]]
    put(tmp_path, "old.json", dump(submission("s1")))
    result = run.grade_class(tmp_path, ASSIGNMENT, students, KEY)
    assert result.students[0].total == 0
    assert "seed" in reasons(result)[0]
    value = submission("s1")
    for item, family in zip(value["items"], FAMILIES, strict=True):
        item["seed"] = variant_seed(KEY, "course", family.id, family.version, students[0], 1)
        item["answer"] = None
    put(tmp_path, "new.json", dump(value))
    result = run.grade_class(tmp_path, ASSIGNMENT, students, KEY)
    assert result.students[0].attempts[0].file == "new.json"
    assert [p.file for p in result.problems] == ["old.json"]


def test_seed_of_every_item_is_kept_and_its_digest_logged(tmp_path: Path) -> None:
    value = submission()
    value["items"][1]["answer"] = None
    put(tmp_path, "a.json", dump(value))
    result = grade(tmp_path)
    seeds = [item["seed"] for item in value["items"]]
    assert [item.seed for item in result.students[0].attempts[0].items] == seeds
    logged = next(one for one in decisions(result) if one["event"] == "attempt")
    assert [item["seed_sha256"] for item in logged["items"]] == [digest(seed) for seed in seeds]


def test_another_release_is_noted_once(tmp_path: Path, monkeypatch: Any) -> None:
    for name in ("s1", "s2"):
        put(tmp_path, f"{name}.json", dump(submission(name)))
    assert grade(tmp_path).problems == ()
    monkeypatch.setattr(convbook, "__version__", "9.9")
    result = grade(tmp_path)
    assert [s.total for s in result.students] == [FULL, FULL]
    assert len(result.problems) == 1
    assert "convbook 0.1.0 wrote it, this is 9.9" in result.problems[0].reason
    assert result.problems[0].graded


def test_another_version_of_a_family_is_refused_at_once(tmp_path: Path) -> None:
    work = replace(ASSIGNMENT, items=(*ITEMS[:2], Item(ITEMS[2].exercise, 7, 2.0)))
    with pytest.raises(ConvbookValueError, match=r"must have version 7 in this release, got 1"):
        run.grade_class(tmp_path, work, STUDENTS, KEY)
    with pytest.raises(ConvbookValueError, match="no-such"):
        run.grade_class(tmp_path, replace(work, items=(Item("no-such", 1, 1.0),)), STUDENTS, KEY)


def slow(self: Family, params: Any, answer: Any) -> Any:
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


def broken(self: Family, params: Any, answer: Any) -> Any:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("fault", "why"), [(slow, "it took too long"), (broken, "ZeroDivisionError")]
)
def test_family_at_fault_costs_nobody_else(
    fault: Any, why: str, tmp_path: Path, monkeypatch: Any
) -> None:
    whole = Family.check
    name = FAMILIES[1].id

    def check(self: Family, params: Any, answer: Any) -> Any:
        return (fault if self.id == name else whole)(self, params, answer)

    for student in ("s1", "s2"):
        put(tmp_path, f"in/{student}.json", dump(submission(student)))
    monkeypatch.setattr(Family, "check", check)
    monkeypatch.setattr(grading, "LONGEST_ITEM", 0.1)
    journal = tmp_path / "journal"
    result = grade(tmp_path / "in", journal=journal)
    assert [s.total for s in result.students] == [FULL - 2, FULL - 2]
    for student in result.students:
        assert [i.flagged for i in student.attempts[0].items] == [False, True, False]
        assert "ask your instructor" in student.attempts[0].items[1].message
    assert len(result.problems) == 2
    assert all(f"{name} could not be checked ({why}" in p.reason for p in result.problems)
    monkeypatch.setattr(Family, "check", whole)
    mended = grade(tmp_path / "in", journal=journal)
    assert ([s.total for s in mended.students], mended.problems) == ([FULL, FULL], ())


def test_a_file_takes_no_longer_than_all_of_it_may(tmp_path: Path, monkeypatch: Any) -> None:
    put(tmp_path, "a.json", dump(submission()))
    monkeypatch.setattr(Family, "check", slow)
    monkeypatch.setattr(grading, "LONGEST_FILE", 0.2)
    begun = time.monotonic()
    result = grade(tmp_path)
    assert time.monotonic() - begun < 2
    assert [item.flagged for item in result.students[0].attempts[0].items] == [True] * 3

"""A class as a whole: order, processes, the journal, duplicates, dates, mutated files."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies as st

from convbook.exercises.course import Student
from convbook.exercises.grading import run
from convbook.exercises.grading.journal import Journal
from tests.exercises.grading.sample import ASSIGNMENT, FULL, KEY, STUDENTS, dump, put, submission
from tests.exercises.grading.sample import graded as grade

LONG = hypothesis.settings().max_examples > 60
DUE = datetime(2026, 1, 10, tzinfo=UTC)


def test_processes_and_interruptions_change_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "in"
    for number in range(40):
        put(folder, f"x{number}/a.json", dump(submission() | {"saved": str(number)}))
    put(folder, "y.json", dump(submission("s2", right=False)))
    one = grade(folder)
    monkeypatch.setattr(run, "FEW", 2)
    journal = tmp_path / "journal"
    assert grade(folder, workers=2, journal=journal) == one
    lines = journal.read_bytes()
    assert grade(folder, journal=journal) == one
    assert journal.read_bytes() == lines
    journal.write_bytes(lines[: len(lines) // 2])
    assert grade(folder, journal=journal) == one
    assert len(journal.read_bytes().splitlines()) == 42


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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@hypothesis.settings(max_examples=10_000 if LONG else 500)
@hypothesis.given(st.data())
def test_mutated_submission_never_earns_more(data: st.DataObject) -> None:
    value = submission(right=data.draw(st.booleans()))
    deserved = FULL if value["items"][0]["answer"] is not None else 0
    place = data.draw(st.sampled_from([value, value["items"][0]]))
    if data.draw(st.booleans()):
        name = data.draw(st.sampled_from([n for n in place if n != "answer" or deserved]))
        place[name] = data.draw(JSON)
    content = bytearray(dump(value))
    for _ in range(data.draw(st.integers(0, 3)) if deserved else 0):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=3))
    task = run._Task(ASSIGNMENT, {s.id: s for s in STUDENTS}, KEY)
    outcome = task.outcome(bytes(content), "d")
    assert outcome.reason or outcome.attempt
    assert outcome.attempt is None or outcome.attempt.before <= deserved

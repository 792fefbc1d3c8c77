"""Who checks the answers changes nothing in the result, and nobody is told the key."""

import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.course import Student
from convbook.exercises.grading import workers
from tests.exercises.grading.sample import ASSIGNMENT, KEY, dump, put, submission
from tests.exercises.grading.sample import graded as grade


def test_processes_and_interruptions_change_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "in"
    for number in range(40):
        put(folder, f"x{number}/a.json", dump(submission() | {"saved": str(number)}))
    put(folder, "y.json", dump(submission("s2", right=False)))
    one = grade(folder)
    monkeypatch.setattr(workers, "FEW", 2)
    journal = tmp_path / "journal"
    assert grade(folder, workers=2, journal=journal) == one
    lines = journal.read_bytes()
    assert grade(folder, journal=journal) == one
    assert journal.read_bytes() == lines
    journal.write_bytes(lines[: len(lines) // 2])
    assert grade(folder, journal=journal) == one
    assert len(journal.read_bytes().splitlines()) == 42


def test_what_a_worker_is_told_holds_neither_key_nor_name() -> None:
    ada = Student("s1", "Ada Lovelace", "ada@example.org", reseed="again")
    value = submission()
    task = workers.Task(ASSIGNMENT, {"s1": ada}, KEY)
    read = task.read(dump(value), "digest")
    assert isinstance(read, workers.Asked)
    told = pickle.dumps((workers.check, ASSIGNMENT, [read]))
    assert value["items"][0]["seed"].encode() in told
    for secret in (KEY, KEY.hex().encode(), b"Lovelace", b"ada@", b"again"):
        assert secret not in told
    assert KEY.decode() not in repr(task)


def leave(assignment: Any, asked: Any) -> None:
    """End the process, as a system without memory does."""
    os._exit(1)


def test_a_process_that_ends_is_said_in_a_sentence(tmp_path: Path, monkeypatch: Any) -> None:
    for number in range(3):
        put(tmp_path, f"x{number}/a.json", dump(submission() | {"saved": str(number)}))
    monkeypatch.setattr(workers, "FEW", 1)
    monkeypatch.setattr(workers, "check", leave)
    with pytest.raises(ConvbookValueError, match=r"must be left running.*run it again"):
        grade(tmp_path, workers=2)

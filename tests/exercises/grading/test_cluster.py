"""Grading through a Dask scheduler: the same result, whoever dies on the way."""

import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from convbook.errors import ConvbookValueError
from convbook.exercises.grading import cluster, workers
from convbook.exercises.grading.collect import collect
from convbook.exercises.grading.journal import Journal
from tests.exercises.grading.sample import ASSIGNMENT, KEY, STUDENTS, dump, put, submission

FILES = 120
TASK = workers.Task(ASSIGNMENT, {student.id: student for student in STUDENTS}, KEY)
NOBODY = "tcp://127.0.0.1:9"


def outcomes(folder: Path, journal: Path | None = None, scheduler: str | None = None) -> Any:
    log = Journal(journal, KEY, "about")
    return workers.outcomes(iter(collect(folder)), TASK, log, 1, scheduler)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(FILES):
        value = submission(("s1", "s2")[number % 2], right=number % 3 > 0)
        put(tmp_path, f"in/{number:03}.json", dump(value | {"saved": str(number)}))
    put(tmp_path, "in/050.json", b"{")
    return tmp_path / "in"


def test_two_workers_give_what_one_process_gives(folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 20.0)
    here = list(outcomes(folder, tmp_path / "here"))
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as two:
        address = two.scheduler_address
        stream = outcomes(folder, tmp_path / "there", address)
        there = [next(stream)]
        # A worker that dies costs nothing: the scheduler gives its batches to another.
        os.kill(next(iter(two.workers.values())).pid, signal.SIGKILL)
        there += stream
        assert there == here
        assert (tmp_path / "there").read_bytes() == (tmp_path / "here").read_bytes()
        stream = outcomes(folder, tmp_path / "lost", address)
        next(stream)
        two.close()
        with pytest.raises(ConvbookValueError, match=r"must stay until.*goes on"):
            list(stream)
    kept = len((tmp_path / "lost").read_bytes().splitlines())
    assert 0 < kept < FILES
    assert list(outcomes(folder, tmp_path / "lost")) == here
    assert len((tmp_path / "lost").read_bytes().splitlines()) == FILES


def test_nobody_at_the_address(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    for address in (NOBODY, "nonsense"):
        with pytest.raises(ConvbookValueError, match="a Dask scheduler must answer"):
            list(outcomes(folder, scheduler=address))


def test_scheduler_without_workers(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=None) as none,
        pytest.raises(ConvbookValueError, match="the scheduler must have a worker"),
    ):
        list(outcomes(folder, scheduler=none.scheduler_address))


def test_worker_of_another_release_is_refused() -> None:
    assert cluster.check_as(cluster.convbook.__version__, ASSIGNMENT, []) == []
    with pytest.raises(ConvbookValueError, match="every worker must have convbook 9"):
        cluster.check_as("9", ASSIGNMENT, [])


def test_missing_package_is_named(folder: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConvbookValueError, match=r"pip install convbook\[cluster\]"):
        list(outcomes(folder, scheduler=NOBODY))
    assert len(list(outcomes(folder))) == FILES

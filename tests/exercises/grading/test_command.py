"""The command `convbook grade`: what it writes, says and refuses, and that nothing moves it."""

import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from convbook import cli
from convbook.exercises.assigning.seeds import variant_seed
from convbook.exercises.course import Student
from convbook.exercises.grading import workers as workers_module
from convbook.exercises.grading.command import summary
from convbook.exercises.grading.results import ClassResult, Problem
from convbook.exercises.returning.write import FORMATS
from tests.exercises.grading.sample import (
    ASSIGNMENT,
    FAMILIES,
    FULL,
    KEY,
    dump,
    put,
    submission,
)

ROOT = Path(__file__).resolve().parents[3]
DUE = datetime(2026, 12, 7, 23, 59, tzinfo=UTC)
EXERCISES = "".join(f'[[exercises]]\nfamily = "{one.id}"\npoints = 2\n' for one in FAMILIES)
TOML = f"""course = "course"
id = "hw1"
title = "Homework"
attempts = 2
due = 2026-12-07T23:59:00Z
late_per_day = 0.1
{EXERCISES}"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with an assignment, three students, a key, and what two of them handed in."""
    put(tmp_path, "a.toml", TOML.encode())
    roster = "id,name,email,section\n" + "".join(f"s{n},Name {n},,A\n" for n in (1, 2, 3))
    put(tmp_path, "r.csv", roster.encode())
    put(tmp_path, "key", KEY.hex().encode() + b"\n").chmod(0o600)
    put(tmp_path, "in/s1/x.json", dump(submission("s1")))
    put(tmp_path, "in/s2/x.json", dump(submission("s2", right=False)))
    for path in (tmp_path / "in").rglob("*.json"):
        os.utime(path, (DUE.timestamp() - 60, DUE.timestamp() - 60))
    return tmp_path


def arguments(course: Path, *more: str, out: str = "out/g.csv") -> list[str]:
    given = ["grade", str(course / "in"), "--assignment", str(course / "a.toml")]
    given += ["--roster", str(course / "r.csv"), "--out", str(course / out)]
    key = [] if "--parameters" in more else ["--key-file", str(course / "key")]
    return [*given, *key, *more]


def grade(course: Path, *more: str, out: str = "out/g.csv") -> int:
    return cli.main(arguments(course, *more, out=out))


def written(folder: Path, journal: bool = False) -> dict[str, bytes]:
    """Everything below a folder but the journal."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if journal or path.suffix != ".journal"
    }


def totals(course: Path, out: str = "out/g.csv") -> list[str]:
    rows = list(csv.reader((course / out).read_text().splitlines()))
    return [row[-1] for row in rows if row[-1][:1].isdigit() or row[-1] == ""]


def test_grades_and_says_so(course: Path, capsys: Any) -> None:
    put(course, "in/z.txt", b"hello")
    assert grade(course) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "graded 2 of 3 students, 2 attempts; mean 3 of 6 points",
        "not graded: 1",
        "  1 x it is neither JSON nor a zip: z.txt",
        "every problem stands in report.html and audit.jsonl",
        f"wrote {course / 'out/g.csv'}; beside it feedback/, report.html, audit.jsonl",
    ]
    names = {"g.csv", "report.html", "audit.jsonl", "g.csv.journal"}
    names |= {f"feedback/s{n}.html" for n in (1, 2, 3)}
    found = written(course / "out", journal=True)
    assert found.keys() == names
    assert all(KEY.hex().encode() not in content for content in found.values())


def test_again_with_any_number_of_processes_no_byte_changes(course: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(workers_module, "FEW", 2)
    for number in range(35):
        put(course, f"in/many/{number}.json", dump(submission() | {"saved": str(number)}))
    folders = [f"out{workers}" for workers in (1, 2, 3)]
    for workers, folder in enumerate(folders, 1):
        assert grade(course, "--workers", str(workers), out=f"{folder}/g.csv") == 0
    first = written(course / "out1", journal=True)
    for folder in folders[1:]:
        assert written(course / folder, journal=True) == first
    assert grade(course, out="out1/g.csv") == 0
    assert written(course / "out1", journal=True) == first


def test_killed_run_goes_on(course: Path) -> None:
    for number in range(100):
        put(course, f"in/many/{number}.json", dump(submission() | {"saved": str(number)}))
    journal = course / "out/g.csv.journal"
    command = [sys.executable, "-m", "convbook", *arguments(course, "--workers", "1")]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    end = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size) and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 0 < len(journal.read_bytes().splitlines()) < 102
    assert not (course / "out/g.csv").exists()
    assert grade(course) == 0
    assert grade(course, out="whole/g.csv") == 0
    assert written(course / "out") == written(course / "whole")


def test_accommodations_and_times(course: Path) -> None:
    put(course, "times.csv", b"student,attempt,time\ns1,1,2026-12-10 12:00Z\ns2,1,2026-12-01\n")
    assert grade(course, "--times", str(course / "times.csv")) == 0
    assert totals(course) == ["6", "4.2", "0", ""]
    put(course, "more.csv", b"student,extra_days,reseed\ns1,2,\n")
    more = "--accommodations", str(course / "more.csv")
    assert grade(course, "--times", str(course / "times.csv"), *more) == 0
    assert totals(course) == ["6", "5.4", "0", ""]


def test_lost_key(course: Path, monkeypatch: Any) -> None:
    from convbook.exercises.assigning import parameters

    put(course, "in/s3/x.json", dump(submission("s3", attempt=2)))
    seeds = {
        (f"s{n}", one.id, attempt): variant_seed(
            KEY, "course", one.id, one.version, Student(f"s{n}", ""), attempt
        )
        for n in (1, 3)
        for one in FAMILIES
        for attempt in (1, 2)
    }
    monkeypatch.setattr(parameters, "seeds_of", lambda path: seeds)
    assert grade(course, "--parameters", "parameters.json") == 0
    assert totals(course) == ["6", "6", "", "6"]
    assert b"the file of parameters has no seed" in (course / "out/audit.jsonl").read_bytes()
    (course / "in/s2/x.json").unlink()
    assert grade(course, out="found/g.csv") == 0
    assert grade(course, "--parameters", "parameters.json", out="lost/g.csv") == 0
    assert written(course / "found") == written(course / "lost")


def _unreadable(course: Path) -> list[str]:
    (course / "key").chmod(0o644)
    return []


WRONG = {
    "no key": (lambda c: ["--key-file", str(c / "none")], "key"),
    "key for everybody": (_unreadable, "chmod 600"),
    "no assignment": (lambda c: ["--assignment", str(c / "none")], "assignment"),
    "no roster": (lambda c: ["--roster", str(c / "none")], "roster"),
    "out inside": (lambda c: ["--out", str(c / "in/g.csv")], "outside of DIR"),
    "out is a folder": (lambda c: ["--out", str(c / "in")], "must be a file"),
    "out below a file": (lambda c: ["--out", str(c / "a.toml/g.csv")], "writable"),
    "no times": (lambda c: ["--times", str(c / "none")], "times must"),
    "no accommodations": (lambda c: ["--accommodations", str(c / "none")], "accommodations"),
    "no gradebook": (lambda c: ["--gradebook", str(c / "none")], "gradebook"),
    "no process": (lambda c: ["--workers", "0"], "workers"),
    "nothing to compare with": (lambda c: ["--regrade"], "earlier run"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_one_sentence(name: str, course: Path, capsys: Any) -> None:
    change, words = WRONG[name]
    assert grade(course, *change(course)) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (course / "out/g.csv").exists()


@pytest.mark.parametrize("more", [[], ["--key-file", "a", "--parameters", "b"]])
def test_one_of_key_and_parameters_is_needed(more: list[str], course: Path, capsys: Any) -> None:
    with pytest.raises(SystemExit):
        cli.main([*arguments(course, "--parameters")[:-1], *more])
    assert "--key-file" in capsys.readouterr().err


def test_many_problems_are_few_lines() -> None:
    kinds = [Problem(f"{n}.json", f"reason {n % 30}: {n}", graded=n % 2 == 0) for n in range(900)]
    kinds += [Problem("x", "rare"), Problem("", "reason 1: nothing")]
    lines = list(summary(ClassResult(ASSIGNMENT, (), tuple(kinds))))
    assert len(lines) <= 25
    assert lines[0] == "graded 0 of 0 students, 0 attempts"
    assert "  31 x reason 1: 1.json, 31.json, 61.json and 28 more" in lines
    assert lines[-2] == "  and 330 more in audit.jsonl"
    assert lines[-1] == "every problem stands in report.html and audit.jsonl"
    assert not any(one.startswith("graded,") for one in summary(ClassResult(ASSIGNMENT, (), ())))


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom convbook import cli\ntry: cli.main(sys.argv[1:])\n"
    code += "except SystemExit: pass\nprint([m for m in ('torch', 'numpy') if m in sys.modules])"
    for words in (["--help"], ["grade", "--help"]):
        command = [sys.executable, "-c", code, *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def test_formats_are_those_that_can_be_written() -> None:
    from convbook import cli_exercises

    assert set(cli_exercises.FORMATS) == set(FORMATS)
    assert replace(ASSIGNMENT).possible == FULL

"""The autograder's zip in a folder that looks like Gradescope's machine, run as a process."""

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import convbook
from convbook.errors import ConvbookValueError
from convbook.exercises.course import Student
from convbook.exercises.grading import autograder
from convbook.exercises.returning.autograder import requirement, seeds_of, write_autograder
from tests.exercises.grading.sample import ASSIGNMENT, FULL, KEY, dump, submission

STUDENTS = [Student("s1", "Ada", "ada@uni.example"), Student("s2", "Bo", login="bo@uni.example")]
DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORK = replace(ASSIGNMENT, due=DUE, late_per_day=0.1)
VISIBILITY = ("visible", "hidden", "after_due_date", "after_published")


def archive(folder: Path) -> Path:
    out = folder / "gradescope.zip"
    write_autograder(out, WORK, STUDENTS, seeds_of(WORK, STUDENTS, KEY))
    return out


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """What the harness lays out before it runs `run_autograder`."""
    root = tmp_path / "autograder"
    with zipfile.ZipFile(archive(tmp_path)) as zipped:
        zipped.extractall(root / "source")
    (root / "submission").mkdir()
    (root / "results").mkdir()
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    metadata(root, "Ada@Uni.example")
    return root


def metadata(root: Path, *emails: str, when: datetime = DUE) -> None:
    users = [{"email": email, "id": 1234, "name": "Student User"} for email in emails]
    about = {"id": 1, "created_at": when.isoformat(), "submission_method": "upload", "users": users}
    about |= {"assignment": {"title": "x", "total_points": "6.0"}, "previous_submissions": []}
    (root / "submission_metadata.json").write_text(json.dumps(about))


def put(root: Path, *contents: bytes) -> None:
    for number, content in enumerate(contents):
        (root / "submission" / f"submission-hw1-{number}.json").write_bytes(content)


def checked(value: Any) -> Any:
    """The result, if it is one by the harness's specification."""
    assert set(value) <= {
        *("score", "execution_time", "output", "output_format", "visibility"),
        *("stdout_visibility", "extra_data", "tests", "leaderboard"),
    }
    assert isinstance(value["score"], float)
    assert value["visibility"] in VISIBILITY
    for test in value["tests"]:
        assert isinstance(test["output"], str)
        assert test["output_format"] == "text"
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in VISIBILITY
    return value


def test_right_answers_by_the_script_itself(machine: Path, tmp_path: Path) -> None:
    put(machine, dump(submission()))
    environment = {
        **os.environ,
        "CONVBOOK_AUTOGRADER": str(machine),
        "CONVBOOK_PYTHON": sys.executable,
        "PYTHONPATH": str(Path(convbook.__file__).parents[1]),
    }
    subprocess.run(["bash", machine / "run_autograder"], check=True, env=environment, cwd=tmp_path)
    value = checked(json.loads((machine / "results" / "results.json").read_text()))
    assert value["score"] == FULL
    assert [test["score"] for test in value["tests"]] == [2, 2, 2]
    assert {test["status"] for test in value["tests"]} == {"passed"}


def test_wrong_answers_are_explained(machine: Path) -> None:
    mine = submission()
    mine["items"][0]["answer"] = {"nonsense": 1}
    mine["items"][1]["answer"] = None
    put(machine, dump(mine))
    value = checked(autograder.run(machine))
    assert [test["score"] for test in value["tests"]] == [0, 0, 2]
    assert value["score"] == 2
    assert "cannot be read" in value["tests"][0]["output"]
    assert value["tests"][1]["output"] == "Nothing was answered."


def test_the_best_of_two_attempts_counts(machine: Path) -> None:
    put(machine, dump(submission(right=False)), dump(submission(attempt=2)))
    assert checked(autograder.run(machine))["score"] == FULL


def test_late_by_the_time_of_the_harness(machine: Path) -> None:
    put(machine, dump(submission()))
    metadata(machine, "ada@uni.example", when=DUE + timedelta(hours=25))
    value = checked(autograder.run(machine))
    assert value["score"] == pytest.approx(FULL * 0.8)
    assert "Late by 2 days" in value["output"]


@pytest.mark.parametrize("emails", [(), ("eve@uni.example",), ("bo@uni.example",)])
def test_the_file_of_another_student_earns_nothing(machine: Path, emails: tuple[str, ...]) -> None:
    put(machine, dump(submission()))
    metadata(machine, *emails)
    value = checked(autograder.run(machine))
    assert value["score"] == 0
    assert sum(test["score"] for test in value["tests"]) == 0
    assert re.search("not of the student|Nobody who handed", value["output"])


def forged(change: dict[str, Any]) -> bytes:
    return dump(submission() | change)


HOSTILE = [
    forged({"score": 1e9, "student": "s2"}),
    forged({"attempt": 3}),
    forged({"attempt": 2}),
    forged({"course": "other"}),
    forged({"items": []}),
    b"[" * 100_000,
    b'{"a":NaN}',
    b"\xff\xfe",
    b"",
    dump(submission())[:-10],
    dump(submission()).replace(b'"s1"', b'"s1","student":"s2"'),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_uploads_earn_nothing_and_get_a_reason(machine: Path, number: int) -> None:
    put(machine, HOSTILE[number])
    value = checked(autograder.run(machine))
    assert value["score"] == 0
    assert len(value["output"]) > 20
    other = seeds_of(WORK, STUDENTS, KEY)["s2"]["1"]
    assert not any(seed in json.dumps(value) for seed in other.values())


def test_hostile_file_beside_a_good_one_changes_nothing(machine: Path) -> None:
    put(machine, dump(submission()), b"[" * 1000)
    os.symlink("/etc/passwd", machine / "submission" / "link.json")
    value = checked(autograder.run(machine))
    assert value["score"] == FULL
    assert "link.json: it is a link" in value["output"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"users":[7]}', b"[]"])
def test_metadata_that_cannot_be_read_still_gives_a_result(machine: Path, content: bytes) -> None:
    put(machine, dump(submission()))
    (machine / "submission_metadata.json").write_bytes(content)
    assert checked(autograder.run(machine))["score"] == 0


def test_the_zip_is_as_the_harness_wants_it(tmp_path: Path) -> None:
    out = archive(tmp_path)
    assert out.stat().st_mode & 0o077 == 0
    first = out.read_bytes()
    with zipfile.ZipFile(out) as zipped:
        assert set(zipped.namelist()) == {"setup.sh", "run_autograder", "source.json"}
        assert zipped.getinfo("run_autograder").external_attr >> 16 & 0o111
        assert zipped.read("run_autograder").startswith(b"#!/usr/bin/env bash\n")
        setup = zipped.read("setup.sh").decode()
        everything = b"".join(zipped.read(name) for name in zipped.namelist())
    for shape in (KEY, KEY.hex().encode()):
        assert shape not in everything
    assert b"Ada" not in everything
    assert f'"{requirement()}"' in setup
    assert f"v{convbook.__version__}" in requirement() or convbook.__version__ in requirement()
    assert "whl/cpu" in setup
    for name in ("setup.sh", "run_autograder"):
        with zipfile.ZipFile(out) as zipped:
            subprocess.run(["bash", "-n"], input=zipped.read(name), check=True)
    assert archive(tmp_path).read_bytes() == first


def test_students_without_an_address_are_refused(tmp_path: Path) -> None:
    for wrong in (Student("s3", "Cy"), replace(STUDENTS[0], id="s4")):
        with pytest.raises(ConvbookValueError, match="email address"):
            write_autograder(tmp_path / "z.zip", WORK, [*STUDENTS, wrong], {})
    assert list(tmp_path.iterdir()) == []

"""The command writes over nothing that it was given."""

from pathlib import Path

import pytest

from tests.exercises.grading.test_command import course as course
from tests.exercises.grading.test_command import grade

INPUTS = {"r.csv": "--roster", "a.toml": "--assignment", "key": "--key-file"}


@pytest.mark.parametrize("name", INPUTS)
def test_out_is_no_file_that_was_given(
    course: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (course / name).read_bytes()
    assert grade(course, out=name) == 1
    assert f"must be other files than {INPUTS[name]}" in capsys.readouterr().err
    assert (course / name).read_bytes() == before
    assert not (course / "audit.jsonl").exists()


@pytest.mark.parametrize("name", INPUTS)
def test_journal_is_no_file_that_was_given(course: Path, name: str) -> None:
    before = (course / name).read_bytes()
    assert grade(course, "--journal", str(course / name)) == 1
    assert (course / name).read_bytes() == before


@pytest.mark.parametrize("name", ["audit.jsonl", "report.html"])
def test_out_is_nothing_that_is_written_beside_it(course: Path, name: str) -> None:
    assert grade(course, out=f"out/{name}") == 1
    assert not (course / "out").exists()

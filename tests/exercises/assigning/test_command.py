"""`convbook assign` as an instructor runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from convbook.exercises.assigning.keys import read_key
from convbook.exercises.assigning.parameters import seeds_of
from tests.exercises.assigning.sample import (
    FAMILIES,
    KEY,
    ROSTER,
    TOML,
    command,
    content,
    record,
    sheet_in,
)


def test_from_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path) == 0
    said = capsys.readouterr()
    assert "made the course key" in said.out
    assert "hw1 of course for 3 students" in said.out
    assert "new: 3 (s1, S2, a@b.example)" in said.out
    assert said.err == ""
    key = read_key(tmp_path / "course.key")
    assert key.hex() not in said.out
    assert key.hex().encode() not in b"".join(content(tmp_path / "out").values())


def test_a_second_run_says_what_stayed_and_who_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(tmp_path)
    capsys.readouterr()
    assert command(tmp_path, roster="id,name\ns1,Ada Lovelace\ns9,Wei\n") == 0
    said = capsys.readouterr().out
    assert "made the course key" not in said
    assert "new: 1 (s9)" in said
    assert "left as they were: 1 (s1)" in said
    assert "no longer in the roster, left as they were: 2 (S2, a@b.example)" in said


def test_accommodations_reach_the_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = TOML.replace("attempts", "due = 2026-12-07T23:59:00+01:00\nattempts")
    command(tmp_path, toml)
    before = seeds_of(tmp_path / "out/parameters.json")
    capsys.readouterr()
    assert command(tmp_path, toml, more="student,extra_days,reseed\ns1,2,\nS2,,again\n") == 0
    said = capsys.readouterr().out
    assert "s1: extra days 0 -> 2" in said
    assert "S2: other numbers" in said
    sheet = sheet_in(tmp_path / "out/notebooks/s1/hw1.ipynb")
    assert sheet["due"] == "2026-12-09T23:59:00+01:00"
    after = seeds_of(tmp_path / "out/parameters.json")
    assert {who for (who, *_), seed in after.items() if seed not in before.values()} == {"S2"}


def test_a_lost_key_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(tmp_path)
    before = content(tmp_path / "out")
    (tmp_path / "course.key").unlink()
    assert command(tmp_path, roster=ROSTER + "s9,Wei\n") == 1
    said = capsys.readouterr().err
    assert record(tmp_path / "out")["key"] in said
    assert "--parameters" in said
    assert not (tmp_path / "course.key").exists()
    assert content(tmp_path / "out") == before


def test_another_key_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(tmp_path)
    before = content(tmp_path / "out")
    (tmp_path / "course.key").write_text(KEY.hex(), "ascii")
    assert command(tmp_path) == 1
    said = capsys.readouterr().err
    assert "the key must be the one" in said
    assert KEY.hex() not in said
    assert content(tmp_path / "out") == before


def test_no_key_is_made_where_something_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path, roster="id\na|b\n") == 1
    assert command(tmp_path, toml="course = 1") == 1
    assert command(tmp_path, more="student\ns7\n") == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert not (tmp_path / "course.key").exists()
    assert not (tmp_path / "out").exists()


def test_the_key_stays_out_of_what_is_handed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--key-file", str(tmp_path / "out/course.key")]
    (tmp_path / "out").mkdir()
    assert command(tmp_path) == 0
    from convbook import cli

    files = [str(tmp_path / "hw1.toml"), "--roster", str(tmp_path / "class.csv")]
    assert cli.main(["assign", *files, *words, "--out", str(tmp_path / "out")]) == 1
    assert "must not lie in the folder" in capsys.readouterr().err


def test_a_file_as_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("grades", "ascii")
    assert command(tmp_path) == 1
    assert "--out must be a folder, got" in capsys.readouterr().err
    assert not (tmp_path / "course.key").exists()


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notebooks").write_text("", "ascii")
    assert command(tmp_path) == 1
    said = capsys.readouterr().err
    assert "--out must be a folder that can be written, got" in said
    assert len(said.splitlines()) == 1


def test_the_parser_needs_nothing_heavy() -> None:
    code = (
        "import sys; from convbook import cli; cli.build_parser(); "
        "sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_families_are_as_the_sample_thinks() -> None:
    assert all(family.version == 1 for family in FAMILIES)

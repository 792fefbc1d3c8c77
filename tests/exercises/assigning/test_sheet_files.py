"""The files of a sheet: nothing is lost, whatever happens to them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises import open_sheet
from convbook.exercises.assigning import sheet_files
from convbook.exercises.grading.submission import read_submission
from tests.exercises.assigning.sheets import NAMES, a_sheet, solution
from tools.project import ROOT

FIRST, SECOND, THIRD = NAMES
DRAFT = ".convbook-hw1-s1-1.json"


def answered(folder: Path, **changes: Any) -> dict[str, Any]:
    """What is recorded after opening the sheet anew."""
    sheet = open_sheet(a_sheet(**changes), folder)
    return {name: sheet.show(name).answer() for name in NAMES}


def begun(folder: Path) -> Path:
    open_sheet(a_sheet(), folder).answer(FIRST, solution(FIRST))
    return folder / DRAFT


def edited(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_draft_is_a_submission_in_canonical_json(tmp_path: Path) -> None:
    content = begun(tmp_path).read_bytes()
    found = read_submission(content)
    assert found.entries[0].answer == solution(FIRST)
    canonical = json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"))
    assert content == canonical.encode() + b"\n"
    assert [path.name for path in tmp_path.iterdir()] == [DRAFT], "no temporary file is left"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"\xff\xfe" + content,
        lambda content: content.replace(b'"answer"', b'"reply"', 1),
        lambda content: b"[" * 100_000,
        lambda content: content + b" " * 1_000_001,
    ],
    ids=["half", "empty", "not UTF-8", "a field lost", "deep", "long"],
)
def test_damaged_draft_is_kept_under_another_name_and_said(damage: Any, tmp_path: Path) -> None:
    path = begun(tmp_path)
    content = damage(path.read_bytes())
    path.write_bytes(content)
    sheet = open_sheet(a_sheet(), tmp_path)
    kept = tmp_path / "convbook-hw1-s1-1-kept-1.json"
    assert kept.read_bytes() == content
    assert f"{DRAFT} cannot be used: " in repr(sheet)
    assert f"kept as {kept.name}." in repr(sheet)
    sheet.answer(SECOND, solution(SECOND))
    assert answered(tmp_path)[SECOND] == solution(SECOND)
    path.write_bytes(b"again")
    open_sheet(a_sheet(), tmp_path)
    assert kept.read_bytes() == content
    assert (tmp_path / "convbook-hw1-s1-1-kept-2.json").read_bytes() == b"again"


@pytest.mark.parametrize(
    "other", [{"student": "s2"}, {"assignment": "hw2"}, {"course": "other"}, {"attempt": 2}]
)
def test_draft_of_somebody_else_is_refused_and_left_alone(
    other: dict[str, Any], tmp_path: Path
) -> None:
    path = begun(tmp_path)
    edited(path, **other)
    content = path.read_bytes()
    ((name, value),) = other.items()
    with pytest.raises(ConvbookValueError, match=f"which is that of .*{name} {value!r}"):
        open_sheet(a_sheet(), tmp_path)
    assert path.read_bytes() == content


def test_somebody_elses_draft_that_appears_later_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    edited(tmp_path / DRAFT, student="s2")
    content = (tmp_path / DRAFT).read_bytes()
    sheet.answer(FIRST, solution(FIRST))
    assert "not saved" in capsys.readouterr().out
    assert (tmp_path / DRAFT).read_bytes() == content


def test_answers_to_other_numbers_are_put_aside(tmp_path: Path) -> None:
    content = begun(tmp_path).read_bytes()
    open_sheet(a_sheet(), tmp_path).answer(SECOND, solution(SECOND))
    anew = a_sheet()
    anew["items"][0]["seeds"] = ["new", "newer"]
    sheet = open_sheet(anew, tmp_path)
    assert sheet.show(FIRST).answer() is None
    assert sheet.show(SECOND).answer() == solution(SECOND)
    kept = read_submission((tmp_path / "convbook-hw1-s1-1-kept-1.json").read_bytes())
    assert kept.entries[0].answer == read_submission(content).entries[0].answer
    assert "numbers that this sheet has not" in repr(sheet)
    assert len(list(open_sheet(anew, tmp_path).folder.glob("*kept*"))) == 1


def test_two_kernels_do_not_overwrite_each_other(tmp_path: Path) -> None:
    one, two = open_sheet(a_sheet(), tmp_path), open_sheet(a_sheet(), tmp_path)
    one.answer(FIRST, solution(FIRST))
    two.answer(SECOND, solution(SECOND))
    one.answer(THIRD, solution(THIRD))
    assert answered(tmp_path) == {name: solution(name) for name in NAMES}
    assert one.show(SECOND).answer() == solution(SECOND)


def test_lost_draft_comes_back_from_what_was_handed_in(tmp_path: Path) -> None:
    path = begun(tmp_path)
    open_sheet(a_sheet(), tmp_path).hand_in()
    path.unlink()
    sheet = open_sheet(a_sheet(), tmp_path)
    sheet.attempt = 1
    assert sheet.show(FIRST).answer() == solution(FIRST)


def test_restore_takes_a_downloaded_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(tmp_path / "old")
    open_sheet(a_sheet(), tmp_path / "old").hand_in()
    file = tmp_path / "old" / "submission-hw1-s1-1.json"
    sheet = open_sheet(a_sheet(), tmp_path / "new")
    sheet.answer(SECOND, solution(SECOND))
    sheet.restore(file)
    assert f"Answers taken from {file.name}: {FIRST}." in capsys.readouterr().out
    assert answered(tmp_path / "new")[FIRST] == solution(FIRST)
    assert answered(tmp_path / "new")[SECOND] == solution(SECOND)
    edited(file, student="s2")
    with pytest.raises(ConvbookValueError, match="student 's2'"):
        sheet.restore(file)
    file.write_text("{")
    with pytest.raises(ConvbookValueError, match="must be a submission"):
        sheet.restore(file)


@pytest.mark.parametrize("folder", ["/proc", "a file"])
def test_folder_that_takes_no_files_loses_nothing(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a file").touch()
    sheet = open_sheet(a_sheet(), tmp_path / folder)
    assert "not saved" in repr(sheet)
    sheet.answer(FIRST, solution(FIRST))
    assert sheet.show(FIRST).answer() == solution(FIRST)
    capsys.readouterr()
    with pytest.raises(ConvbookValueError, match="must be writable"):
        sheet.hand_in()
    said, line, text, _ = capsys.readouterr().out.splitlines()
    assert "submission-hw1-s1-1.json" in said
    assert set(line) == {"-"}
    assert read_submission(text.encode()).entries[0].answer == solution(FIRST)


def test_write_that_fails_is_said_until_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = begun(tmp_path)
    before = path.read_bytes()
    sheet = open_sheet(a_sheet(), tmp_path)

    def full(target: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(sheet_files, "replace_file", full)
        sheet.answer(SECOND, solution(SECOND))
        assert "not saved: [Errno 28] No space left" in capsys.readouterr().out
        assert path.read_bytes() == before
    sheet.answer(THIRD, solution(THIRD))
    assert capsys.readouterr().out == ""
    assert answered(tmp_path) == {name: solution(name) for name in NAMES}


KILLED = """
import json, os, signal, sys
from convbook.exercises import open_sheet
from tests.exercises.assigning.sheets import NAMES, a_sheet, solution
sheet = open_sheet(a_sheet(), sys.argv[1])
card = sheet.show(NAMES[0])
print("ready", flush=True)
for value in range(10**9):
    answer = solution(NAMES[0]) | {"mark": value}
    card.params = {**card.params, "answer": json.dumps(answer)}
    print(value, flush=True)
"""


def test_kernel_killed_while_it_saves_leaves_a_whole_draft(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(30)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    said = [int(line) for line in lines if line.strip().isdigit() and line.endswith("\n")]
    recorded = answered(tmp_path)[FIRST]["mark"]
    assert recorded in (said[-1], said[-1] + 1), "what was entered last, or was being saved"
    assert not list(tmp_path.glob("*kept*"))

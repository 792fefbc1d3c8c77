"""tools/grade_demo.py: a small class is graded as planted, and every kind of difference shows."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from convbook import exercises
from tools import grade_demo
from tools.demo import checks, planted
from tools.demo.course import ASKED

STUDENTS, EXERCISES = 42, 5


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, grade_demo.Run]:
    folder = tmp_path_factory.mktemp("demo") / "class"
    return folder, grade_demo.run(folder, STUDENTS, EXERCISES)


@pytest.fixture
def copy(done, tmp_path: Path) -> tuple[Path, planted.Planted]:
    folder = tmp_path / "class"
    shutil.copytree(done[0], folder)
    return folder, done[1].planted


def test_small_class_is_graded_as_planted(done) -> None:
    folder, run = done
    assert run.report.differences == []
    stories = [story for _, story in planted.roll(STUDENTS)]
    assert set(planted.ODD) <= set(stories), "every odd way to hand in occurs"
    assert run.report.counts["problems"] >= 25
    said = grade_demo.summary(run, folder)
    assert "all is as it was planted" in said
    assert (folder / "report.html").as_uri() in said


def changed_line(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return change


def changed_event(event: str, name: str, value: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "audit.jsonl"
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        line = next(line for line in lines if line["event"] == event)
        place = line["items"][0] if event == "attempt" and name not in line else line
        assert place[name] != value
        place[name] = value
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

    return change


def key_elsewhere(folder: Path) -> None:
    (folder / "feedback" / "note.txt").write_text(grade_demo.KEY)


def open_record(folder: Path) -> None:
    os.chmod(folder / "handed-out" / "parameters.json", 0o644)


BROKEN = {
    "a cell of another column": changed_line("grades.csv", "Group B", "Group C"),
    "a grade": changed_line("grades.csv", ",EX,", ",0,"),
    "a total": changed_event("total", "total", 0.25),
    "an attempt that counts": changed_event("total", "counted", 2),
    "a share": changed_event("attempt", "share", 0.25),
    "a misconception": changed_event("attempt", "misconception", "made-up"),
    "a time": changed_event("attempt", "submitted", "2026-12-01T00:00:00+00:00"),
    "the days late": changed_event("attempt", "days_late", 7),
    "a reason": changed_event("problem", "reason", "it was Monday"),
    "whose problem it is": changed_event("problem", "student", "student999"),
    "a note": changed_event("gradebook", "file", "somebody else"),
    "a name in the report": changed_line("report.html", ">Student 007<", "><"),
    "a feedback page": lambda folder: (folder / "feedback" / "more.html").write_text(""),
    "words of the feedback": changed_line("feedback/student001.html", "Student 001", "Student 002"),
    "the key": key_elsewhere,
    "rights": open_record,
}


@pytest.mark.parametrize("name", BROKEN)
def test_difference_is_found(copy, name: str) -> None:
    folder, wanted = copy
    BROKEN[name](folder)
    assert checks.compare(folder, wanted).differences != []


def test_differences_end_with_1(done, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    run = done[1]
    report = checks.Report(run.report.counts, [f"total {number}" for number in range(30)])
    wrong = grade_demo.Run(run.planted, report, run.files, 1.0, 1.0)
    monkeypatch.setattr(grade_demo, "run", lambda *_: wrong)
    monkeypatch.setattr("sys.argv", ["grade_demo"])
    assert grade_demo.main() == 1
    said = capsys.readouterr().out
    assert "30 differ from what was planted" in said
    assert "total 0" in said


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.family)
def test_shares_are_those_of_the_families(asked) -> None:
    family = exercises.family(asked.family)
    for seed in range(20):
        params = family.generate(f"demo {seed}")
        for name, share in asked.mistakes.items():
            said = family.check(params, family.misconceptions[name](params))
            assert (said.points, said.misconception) == (share, name)


def test_class_is_the_same_every_time() -> None:
    first, second = (planted.plant(9, 2, lambda *_: "5") for _ in range(2))
    assert [desk.files for desk in first.desks] == [desk.files for desk in second.desks]

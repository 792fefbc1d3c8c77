"""One student's data goes, everybody else's bytes stay, and what is out of reach is said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.grading.results import Problem
from convbook.exercises.returning import audit
from convbook.exercises.returning.forget import forget, run
from convbook.exercises.returning.write import write_returns
from tests.exercises.grading.sample import dump, graded, put, submission
from tests.exercises.returning.classes import small

NAMES = ["Ada One", "Bo Two", "Cy Ten"]


def returned(folder: Path, kind: str = "canvas"):
    """A graded class of three, with a problem that names the second in passing."""
    result = small([[1, 1, 1], [1, 0, 0], [0, 0, 0]], NAMES)
    problems = (
        Problem("in/submission-w1-s2-1 (2).json", "it is broken"),
        Problem("in/x.json", "it has the same content as in/submission-w1-s2-1.json", "s3"),
        Problem("in/y.json", "attempt 2 of 1 that are allowed", "s3"),
    )
    result = replace(result, problems=problems)
    write_returns(result, folder / "grades.csv", kind)
    audit.append(folder / "audit.jsonl", result, ("Bo Two (s2): not in the gradebook",))
    return result


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("kind", ["canvas", "moodle", "gradescope"])
def test_nothing_of_the_student_is_left(tmp_path: Path, kind: str) -> None:
    returned(tmp_path, kind)
    before = everything(tmp_path)
    done = forget("s2", tmp_path)
    after = everything(tmp_path)
    assert set(before) - set(after) == {"feedback/s2.html", "report.html"}
    for content in after.values():
        for word in (b"s2", b"Bo", b"Two", b"login2"):
            assert word not in content
    assert after["feedback/s1.html"] == before["feedback/s1.html"]
    lines = before["grades.csv"].splitlines(keepends=True)
    kept = [line for line in lines if b"s2" not in line]
    assert after["grades.csv"] == b"".join(kept)
    assert len(kept) == len(lines) - 1
    assert len(done.removed) == 4
    assert all((tmp_path / name).stat().st_mode & 0o077 == 0 for name in after)


def test_the_log_keeps_everybody_else_and_says_that_lines_are_missing(tmp_path: Path) -> None:
    result = returned(tmp_path)
    before = (tmp_path / "audit.jsonl").read_text().splitlines()
    forget("s2", tmp_path)
    *after, trace = (tmp_path / "audit.jsonl").read_text().splitlines()
    assert [line for line in before if line in after] == after
    assert json.loads(trace)["event"] == "forgotten"
    assert json.loads(trace)["lines"] == len(before) - len(after) == 5
    assert any("attempt 2 of 1" in line for line in after)
    assert audit.append(tmp_path / "audit.jsonl", replace(result, students=result.students[:1])) > 0


def test_the_journal_forgets_and_goes_on(tmp_path: Path) -> None:
    journal = tmp_path / "grades.csv.journal"
    for name in ("s1", "s2"):
        put(tmp_path / "in", f"{name}.json", dump(submission(name)))
    first = graded(tmp_path / "in", journal=journal)
    forget("s2", tmp_path)
    (line,) = journal.read_text().splitlines()
    assert json.loads(line)["body"]["outcome"]["student"] == "s1"
    assert graded(tmp_path / "in", journal=journal) == first


def test_a_short_id_takes_nobody_elses_lines(tmp_path: Path) -> None:
    returned(tmp_path)
    before = everything(tmp_path)
    done = forget("1", tmp_path)
    assert everything(tmp_path) == before
    assert done.removed == []
    assert "no row has this id" in done.stays[0]


def test_a_stranger_with_that_number_of_canvas_stays(tmp_path: Path) -> None:
    text = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1\nA,7,s1,,,\nB,s1,s9,,,\n"
    (tmp_path / "grades.csv").write_text(text)
    forget("s1", tmp_path)
    assert (tmp_path / "grades.csv").read_text() == text.replace("A,7,s1,,,\n", "")


def test_files_of_the_student_are_listed_and_stay(tmp_path: Path, capsys) -> None:
    put(tmp_path, "in/renamed (4).json", dump(submission("s2")))
    put(tmp_path, "in/other.json", dump(submission("s1")))
    put(tmp_path, "out/notebooks/s2/hw1.ipynb", b"{}")
    put(tmp_path, "out/printed/s2.html", b"")
    (tmp_path / "returns").mkdir()
    before = everything(tmp_path)
    done = forget("s2", tmp_path / "returns", look=[tmp_path / "in", tmp_path / "out"])
    found = [str(Path(line).relative_to(tmp_path)) for line in done.stays]
    assert found == ["in/renamed (4).json", "out/notebooks/s2/hw1.ipynb", "out/printed/s2.html"]
    assert everything(tmp_path) == before


def test_command_says_what_it_did(tmp_path: Path, capsys) -> None:
    import argparse

    returned(tmp_path)
    given = argparse.Namespace(
        student="s2", dir=tmp_path, grades="grades.csv", journal=None, look=[]
    )
    assert run(given) == 0
    text = capsys.readouterr().out
    assert "s2.html" in text
    assert "backups" in text
    assert run(given) == 0
    assert "nothing: no file there has this student" in capsys.readouterr().out


@pytest.mark.parametrize("student", ["", " "])
def test_no_student_is_refused(tmp_path: Path, student: str) -> None:
    with pytest.raises(ConvbookValueError, match="must be an id"):
        forget(student, tmp_path)


def test_missing_folder_and_broken_grades_remove_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="dir must be a folder"):
        forget("s1", tmp_path / "none")
    returned(tmp_path)
    (tmp_path / "grades.csv").write_text('a,b\nc,"d')
    before = everything(tmp_path)
    with pytest.raises(ConvbookValueError, match="close every quote"):
        forget("s1", tmp_path)
    assert everything(tmp_path) == before

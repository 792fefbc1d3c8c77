"""The sheet in a notebook: cards, answers from code, attempts, handing in."""

import json
import re
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises import open_sheet
from convbook.exercises.grading.submission import read_submission
from tests.exercises.assigning.sheets import FAMILIES, HOSTILE, NAMES, a_sheet, solution

FIRST, SECOND, THIRD = NAMES


def typed(card: Any, answer: Any) -> None:
    """What the front end does when somebody enters an answer."""
    card.params = {**card.params, "answer": json.dumps(answer)}


def test_card_has_the_students_numbers_and_is_the_same_in_every_cell(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    card = sheet.show(FIRST)
    assert [one["seed"] for one in card.baked["variants"]] == [f"{FIRST}-1"]
    assert sheet.show(FIRST) is card


def test_what_is_entered_is_there_again_after_a_restart(tmp_path: Path) -> None:
    typed(open_sheet(a_sheet(), tmp_path).show(FIRST), solution(FIRST))
    again = open_sheet(a_sheet(), tmp_path)
    assert again.show(FIRST).answer() == solution(FIRST)
    assert again.show(SECOND).answer() is None


def test_clearing_a_card_empties_the_answer(tmp_path: Path) -> None:
    card = open_sheet(a_sheet(), tmp_path).show(FIRST)
    typed(card, solution(FIRST))
    card.params = {**card.params, "answer": ""}
    assert open_sheet(a_sheet(), tmp_path).show(FIRST).answer() is None


def test_answer_from_code_takes_arrays_and_tuples_and_moves_the_card(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    card = sheet.show(FIRST)
    ((name, values),) = solution(FIRST).items()
    sheet.answer(FIRST, {name: np.array(values)})
    assert card.answer() == solution(FIRST)
    sheet.answer(FIRST, {name: tuple(values)})
    assert card.answer() == solution(FIRST)
    sheet.answer(FIRST, None)
    assert card.answer() is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"none": 1}, "is missing"),
        ({"signal": [0.1] * 8}, "multiple"),
        ({"signal": [float("nan")] * 8}, "lie within"),
        ({"signal": {1, 2}}, "set is no number"),
        ("text", "object of named fields"),
    ],
)
def test_answer_from_code_that_does_not_fit_is_refused(
    answer: Any, reason: str, tmp_path: Path
) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    sheet.answer(FIRST, solution(FIRST))
    with pytest.raises(ConvbookValueError, match=reason):
        sheet.answer(FIRST, answer)
    assert open_sheet(a_sheet(), tmp_path).show(FIRST).answer() == solution(FIRST)


def test_unknown_exercise_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    for call in (sheet.show, sheet.check, sheet.points):
        with pytest.raises(ConvbookValueError, match=f"{FIRST}, {SECOND}, {THIRD}"):
            call("none")


@pytest.mark.parametrize("text", ["{", "NaN", '{"signal": [Infinity]}', '{"a": "\\ud800"}', 7])
def test_what_no_submission_can_hold_is_said_and_keeps_the_old_answer(
    text: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    sheet.answer(FIRST, solution(FIRST))
    sheet.show(FIRST).params = {**sheet.show(FIRST).params, "answer": text}
    assert "not saved" in capsys.readouterr().out
    assert open_sheet(a_sheet(), tmp_path).show(FIRST).answer() == solution(FIRST)
    sheet.answer(SECOND, solution(SECOND))


def test_check_says_the_feedback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    sheet.check(FIRST)
    sheet.answer(FIRST, solution(FIRST))
    sheet.check(FIRST)
    family = FAMILIES[0]
    wrong = next(iter(family.misconceptions.values()))
    sheet.answer(FIRST, wrong(family.generate(f"{FIRST}-1")))
    sheet.check(FIRST)
    nothing, right, missed = capsys.readouterr().out.splitlines()
    assert nothing == "Nothing is recorded yet."
    assert right.startswith("Right. ")
    assert wrong.message in missed
    assert not missed.startswith("Right.")


def test_attempts_have_their_own_numbers_answers_and_files(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    first = sheet.show(FIRST)
    typed(first, solution(FIRST))
    sheet.hand_in()
    sheet = open_sheet(a_sheet(), tmp_path)
    assert sheet.attempt == 2
    assert sheet.show(FIRST).answer() is None
    typed(sheet.show(FIRST), solution(FIRST, 2))
    sheet.hand_in()
    assert sorted(path.name for path in tmp_path.glob("submission*")) == [
        "submission-hw1-s1-1.json",
        "submission-hw1-s1-2.json",
    ]
    sheet = open_sheet(a_sheet(), tmp_path)
    assert sheet.attempt == 2, "all are handed in: the last stays open"
    sheet.attempt = 1
    assert sheet.show(FIRST).answer() == solution(FIRST)
    for number in (0, 3, "1"):
        with pytest.raises(ConvbookValueError, match="within 1 and 2"):
            sheet.attempt = number


def test_card_of_another_attempt_saves_to_its_own_attempt(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    old = sheet.show(FIRST)
    sheet.attempt = 2
    typed(old, solution(FIRST))
    assert sheet.show(FIRST).answer() is None
    assert open_sheet(a_sheet(), tmp_path).show(FIRST).answer() == solution(FIRST)


def test_hand_in_writes_a_submission_that_the_grader_reads(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(name=HOSTILE), tmp_path)
    sheet.answer(SECOND, solution(SECOND))
    said = sheet.hand_in()
    path = tmp_path / "submission-hw1-s1-1.json"
    found = read_submission(path.read_bytes())
    assert (found.course, found.assignment, found.student) == ("course", "hw1", "s1")
    assert found.attempt == 1
    assert [(e.exercise, e.version, e.seed, e.answer) for e in found.entries] == [
        (FIRST, 1, f"{FIRST}-1", None),
        (SECOND, 1, f"{SECOND}-1", solution(SECOND)),
        (THIRD, 1, f"{THIRD}-1", None),
    ]
    assert found.ignored == ()
    words, html = repr(said), said._repr_html_()
    assert "1 answered, 2 empty." in words
    assert str(path) in words
    assert re.search(rf"{SECOND} +answered +20\d\d-", words)
    assert re.search(rf"{FIRST} +empty$", words, re.MULTILINE)
    assert "<script" not in html
    assert "</script>" not in html
    assert 'download="submission-hw1-s1-1.json"' in html


def test_empty_sheet_uses_no_attempt(tmp_path: Path) -> None:
    said = open_sheet(a_sheet(), tmp_path).hand_in()
    assert "Nothing is answered" in repr(said)
    assert open_sheet(a_sheet(), tmp_path).attempt == 1
    assert not list(tmp_path.glob("submission*"))


def test_colab_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = types.ModuleType("google.colab.files")
    downloaded: list[str] = []
    files.download = downloaded.append  # type: ignore[attr-defined]
    for name in ("google", "google.colab"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "google.colab.files", files)
    sheet = open_sheet(a_sheet(), tmp_path)
    sheet.answer(FIRST, solution(FIRST))
    sheet.hand_in()
    assert downloaded == [str(tmp_path / "submission-hw1-s1-1.json")]


def test_points_are_those_of_the_last_attempt_handed_in(tmp_path: Path) -> None:
    sheet = open_sheet(a_sheet(), tmp_path)
    assert sheet.points(FIRST) == 0
    sheet.answer(FIRST, solution(FIRST))
    assert sheet.points(FIRST) == 2
    sheet.hand_in()
    sheet.answer(FIRST, None)
    sheet = open_sheet(a_sheet(), tmp_path)
    assert sheet.attempt == 2
    assert sheet.points(FIRST) == 2
    sheet.answer(SECOND, solution(SECOND, 2))
    sheet.hand_in()
    assert (sheet.points(FIRST), sheet.points(SECOND)) == (0, 2)


def test_due_date_is_said(tmp_path: Path) -> None:
    late = open_sheet(a_sheet(due="2020-01-02T03:04:00+01:00"), tmp_path)
    assert "Due 2020-01-02 03:04 UTC+01:00, which is over" in repr(late)
    assert "Due" not in repr(open_sheet(a_sheet(due=None), tmp_path))

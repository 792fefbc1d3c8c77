"""What the feedback shows of an exercise: its numbers, the answer, what the answer does."""

import json
from dataclasses import replace

import pytest

from convbook.exercises.registry import families
from convbook.exercises.returning.feedback import page_of
from convbook.exercises.returning.report import report
from convbook.exercises.returning.timeline import spans
from convbook.exercises.returning.work import work_of
from convbook.exercises.returning.write import write_returns
from tests.exercises.grading.sample import FAMILIES, dump, graded, put, submission
from tests.exercises.returning.classes import large, small
from tests.exercises.returning.test_write import Tags
from tests.exercises.solvers import SOLVERS


@pytest.mark.parametrize("family", families(), ids=lambda family: family.id)
def test_every_family_is_shown_with_its_answer(family):
    params = family.generate("w1")
    answer = SOLVERS[family.id](params)
    shown = work_of(family, params, answer, opened=True)
    assert "Your answer" in shown
    assert ("What your answer does" in shown) == bool(family.verdict(params, answer).shows)
    for field in family.form(params):
        assert field.shape == "table" or field.label.split("`")[0][:20] in shown.replace(
            "&#x27;", "'"
        ).replace("&quot;", '"').replace("&amp;", "&")
    assert shown == work_of(family, json.loads(json.dumps(params)), answer, opened=True)


@pytest.mark.parametrize("answer", [[], "x", {"kernel": "<script>"}, {"a": [[1] * 900]}, None, 7])
def test_an_answer_that_fits_no_form_is_shown_as_text(answer):
    family = families()[0]
    shown = work_of(family, family.generate(1), answer, opened=False)
    assert "script" not in Tags(shown).tags
    assert len(shown) < 20_000
    assert ("too long" in shown) == (answer is None)


def test_graded_answers_reach_the_page(tmp_path):
    mine = submission()
    mine["items"][1]["answer"] = {"nonsense": "<b>"}
    mine["items"][2]["answer"] = {"x": "y" * 5000}
    put(tmp_path, "in/a.json", dump(mine))
    result = graded(tmp_path / "in")
    known = {family.id: family for family in FAMILIES}
    text = page_of(result.students[0], result.assignment, known)
    assert text.count("<details") == 3
    assert text.count(" open>") == 2
    assert "&quot;nonsense&quot;: &quot;&lt;b&gt;&quot;" in text
    assert "It is too long to be shown." in text
    assert FAMILIES[0].generate(mine["items"][0]["seed"]) == (
        result.students[0].attempts[0].items[0].params
    )


def test_pages_that_stay_the_same_are_not_written_again(tmp_path):
    result = small([[1], [0]])
    write_returns(result, tmp_path / "a.csv", "canvas")
    page = tmp_path / "feedback" / "s1.html"
    before = page.stat()
    write_returns(result, tmp_path / "a.csv", "canvas")
    assert page.stat().st_ino == before.st_ino
    page.write_bytes(b"")
    write_returns(result, tmp_path / "a.csv", "canvas")
    assert page.stat().st_size == before.st_size
    assert page.stat().st_mode & 0o077 == 0


def test_the_report_has_the_sentence_that_corrects():
    family = FAMILIES[0]
    name, wrong = next(iter(family.misconceptions.items()))
    result = small([[0]])
    item = replace(result.students[0].attempts[0].items[0], misconception=name)
    item = replace(item, exercise=family.id)
    attempt = replace(result.students[0].attempts[0], items=(item,))
    work = replace(
        result.assignment, items=(replace(result.assignment.items[0], exercise=family.id),)
    )
    one = replace(result.students[0], attempts=(attempt,))
    text = report(replace(result, assignment=work, students=(one,)), {family.id: family})
    assert wrong.message.split("`")[0][:30].replace("'", "&#x27;") in text
    assert family.title in text


def test_timeline_counts_every_attempt():
    result = large(60, 3)
    moved = []
    for number, one in enumerate(result.students):
        when = f"2026-02-{1 + number % 28:02}T{number % 24:02}:30:00+00:00"
        moved.append(replace(one, attempts=tuple(replace(a, submitted=when) for a in one.attempts)))
    found = spans(replace(result, students=tuple(moved)))
    attempts = [attempt for one in moved for attempt in one.attempts]
    assert sum(one.in_time + one.late for one in found) == len(attempts)
    assert sum(one.late for one in found) == sum(a.days_late > 0 for a in attempts)
    assert len({one.end - one.start for one in found}) == 1
    assert len(found) <= 48


def test_timeline_of_years_and_of_nothing():
    result = small([[1], [1], [1]])
    times = ["1980-01-01T00:00:00+00:00", None, "2026-03-02T10:00:00+00:00"]
    moved = [
        replace(one, attempts=(replace(one.attempts[0], submitted=when),))
        for one, when in zip(result.students, times, strict=True)
    ]
    found = spans(replace(result, students=tuple(moved)))
    assert len(found) <= 48
    assert (found[0].in_time, found[-1].in_time) == (1, 1)
    assert spans(replace(result, students=(moved[1],))) == []

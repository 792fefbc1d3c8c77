"""Hostile answers of every family, forged scores, others' work: no point that is not earned."""

import json
from pathlib import Path
from typing import Any

import pytest

from convbook import exercises
from convbook.exercises.course import SCHEMA, Assignment, Item, Student
from convbook.exercises.grading.workers import Task
from tests.exercises.grading.hostile import assert_harmless
from tests.exercises.grading.sample import (
    ASSIGNMENT,
    FAMILIES,
    FULL,
    KEY,
    dump,
    graded,
    put,
    submission,
)
from tests.exercises.solvers import SOLVERS

EVERY = exercises.families()
WHOLE = Assignment(
    "course", "all", "All", tuple(Item(family.id, family.version, 1.0) for family in EVERY)
)
STUDENT = Student("s1", "Ada")
TASK = Task(WHOLE, {"s1": STUDENT}, KEY)
SEEDS = TASK.seeds(STUDENT, 1)
RIGHT = {family.id: SOLVERS[family.id](family.generate(SEEDS[family.id])) for family in EVERY}
# No number of an answer may be one of these, and no answer.
NONSENSE: dict[str, Any] = {
    **{name: name for name in ("NaN", "inf", "1e400", "=1+1", "", "１２", "٣", "\u200b1", "0x1")},
    **{"true": True, "false": False, "null": None, "an object": {"0": 1}, "a list": [[1]]},
    **{"1e308": 1e308, "10^25": 10**25, "-10^25": -(10**25), "1e-300": 1e-300, "0.1": 0.1},
    **{"nested": [[[[[]]]]], "huge list": [0] * 4_000, "huge text": "1" * 10_000},
}
# Where these are right they may earn.
ODD: dict[str, Any] = {"-0.0": -0.0, "2.0": 2.0, "-1": -1, "[]": []}


def shares(answers: dict[str, Any]) -> dict[str, float]:
    """The share of every family, for these answers in one file."""
    items = [
        {"exercise": f.id, "version": f.version, "seed": SEEDS[f.id], "answer": answers[f.id]}
        for f in EVERY
    ]
    head = {"schema": SCHEMA, "course": "course", "assignment": "all", "student": "s1"}
    content = json.dumps(head | {"attempt": 1, "items": items}).encode()
    outcome = TASK.outcome(content, "digest")
    assert outcome.attempt is not None, outcome.reason
    assert not any("could not be checked" in doubt for doubt in outcome.doubts), outcome.doubts
    assert all(item.message for item in outcome.attempt.items)
    return {item.exercise: item.share for item in outcome.attempt.items}


def test_right_answers_earn_everything() -> None:
    assert set(shares(RIGHT).values()) == {1}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_as_an_answer_earns_nothing(name: str) -> None:
    assert set(shares(dict.fromkeys(RIGHT, NONSENSE[name])).values()) == {0}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_in_a_field_earns_nothing(name: str) -> None:
    value = NONSENSE[name]
    for place in range(max(map(len, RIGHT.values()))):
        answers = {}
        for exercise, right in RIGHT.items():
            field = list(right)[place % len(right)]
            answers[exercise] = right | {field: value}
        # 0.1 is no number of a field, as all step by 1 or by an eighth.
        assert set(shares(answers).values()) == {0}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_in_a_list_earns_nothing(name: str) -> None:
    answers = {}
    for exercise, right in RIGHT.items():
        lists = [field for field in right if isinstance(right[field], list) and right[field]]
        field = lists[0] if lists else next(iter(right))
        answers[exercise] = right | {field: [NONSENSE[name], *(right[field][1:] if lists else [])]}
    assert set(shares(answers).values()) == {0}


@pytest.mark.parametrize("name", ODD)
def test_odd_numbers_earn_what_the_check_gives(name: str) -> None:
    answers = {e: dict.fromkeys(right, ODD[name]) for e, right in RIGHT.items()}
    for family in EVERY:
        said = family.check(family.generate(SEEDS[family.id]), answers[family.id])
        answers[family.id] = answers[family.id], said.points
    found = shares({e: answer for e, (answer, _) in answers.items()})
    assert found == {e: points for e, (_, points) in answers.items()}


def test_a_field_too_many_or_missing_earns_nothing() -> None:
    more = {e: right | {"points": 1, "correct": True} for e, right in RIGHT.items()}
    less = {e: dict(list(right.items())[1:]) for e, right in RIGHT.items()}
    assert set(shares(more).values()) == set(shares(less).values()) == {0}
    other = {e: {f.upper(): v for f, v in right.items()} for e, right in RIGHT.items()}
    assert set(shares(other).values()) == {0}


FORGED = ("points", "score", "correct", "share", "total", "grade", "feedback", "misconception")


@pytest.mark.parametrize("name", FORGED)
def test_forged_score_is_ignored_and_reported(name: str, tmp_path: Path) -> None:
    value = submission(right=False) | {name: 100}
    for item in value["items"]:
        item[name] = 100
    assert_harmless(tmp_path, lambda own: put(own, "a.json", dump(value)), 0, f"ignored.*{name}")


def test_answers_of_attempt_1_with_the_seeds_of_attempt_2_earn_what_they_deserve(
    tmp_path: Path,
) -> None:
    value, first = submission(attempt=2), submission()
    deserved = 0.0
    for family, new, old in zip(FAMILIES, value["items"], first["items"], strict=True):
        new["answer"] = old["answer"]
        said = family.check(family.generate(new["seed"]), old["answer"])
        deserved += said.points * ASSIGNMENT.items[0].points
    assert deserved < FULL
    assert_harmless(tmp_path, lambda own: put(own, "a.json", dump(value)), deserved)


def test_copy_of_another_students_file_earns_nothing(tmp_path: Path) -> None:
    for name in ("s1", "s2"):
        put(tmp_path, f"{name}/a.json", dump(submission("s2")))
    result = graded(tmp_path)
    assert [student.total for student in result.students] == [0, FULL]
    assert [p.reason for p in result.problems] == ["another file has the same content: s1/a.json"]


def test_file_in_the_name_of_another_is_reported_where_it_replaces_theirs(tmp_path: Path) -> None:
    # Whoever has somebody's notebook knows their seeds: not prevented, but never silent.
    put(tmp_path, "s2/a.json", dump(submission("s2")))
    put(tmp_path, "z/a.json", dump(submission("s2", right=False)))
    result = graded(tmp_path)
    assert {p.student for p in result.problems} == {"s2"}
    assert any("stands for attempt 1" in p.reason for p in result.problems)


def test_answers_of_another_student_under_own_seeds_earn_what_they_deserve(
    tmp_path: Path,
) -> None:
    value, other = submission(), submission("s2")
    deserved = 0.0
    for family, new, old in zip(FAMILIES, value["items"], other["items"], strict=True):
        new["answer"] = old["answer"]
        said = family.check(family.generate(new["seed"]), old["answer"])
        deserved += said.points * ASSIGNMENT.items[0].points
    assert deserved < FULL
    assert_harmless(tmp_path, lambda own: put(own, "a.json", dump(value)), deserved)


def test_exercise_that_nobody_asked_for_earns_nothing(tmp_path: Path) -> None:
    value = submission(right=False)
    value["items"].append(submission()["items"][0] | {"exercise": "none-such"})
    assert_harmless(
        tmp_path, lambda own: put(own, "a.json", dump(value)), 0, "none-such is not part"
    )


def test_exercise_under_a_name_that_looks_alike_earns_nothing(tmp_path: Path) -> None:
    value = submission()
    value["items"][0]["exercise"] = value["items"][0]["exercise"].replace("a", "а")
    assert_harmless(
        tmp_path, lambda own: put(own, "a.json", dump(value)), FULL - 2, "is missing from it"
    )

"""What counts, in points worked out by hand: policies, lateness, closing, two files, extra days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from convbook.exercises.course import Assignment, Item, Policy, Student
from convbook.exercises.grading.policy import Handed, settle
from convbook.exercises.grading.results import AttemptResult, StudentResult
from convbook.exercises.grading.times import When

DUE = datetime(2026, 12, 7, 23, 59, tzinfo=UTC)
WORK = Assignment("c", "hw", "Homework", (Item("x", 1, 10.0),), attempts=3)
DATED = replace(WORK, due=DUE, closes=DUE + timedelta(days=3), late_per_day=0.1)
ADA = Student("s1", "Ada")


def handed(
    number: int, points: float, hours: float | None = -1, file: str = "", saved: str = ""
) -> Handed:
    """An attempt that came so many hours after it was due."""
    file = file or f"{number}.json"
    attempt = AttemptResult(number, file, file, None, 0, (), points, points)
    return Handed(attempt, When(None if hours is None else DUE + timedelta(hours=hours)), saved)


def settled(
    *files: Handed, work: Assignment = DATED, student: Student = ADA, **changes: Any
) -> tuple[StudentResult, list[str]]:
    result, problems = settle(replace(work, **changes), student, files)
    again, others = settle(replace(work, **changes), student, reversed(files))
    assert again == result
    assert sorted(others, key=str) == sorted(problems, key=str)
    return result, [f"{p.file}: {p.reason}" for p in problems]


@pytest.mark.parametrize(("policy", "counted", "total"), [("best", 2, 9), ("last", 3, 7)])
@pytest.mark.parametrize("dates", [True, False])
def test_policy_chooses(policy: Policy, counted: int, total: float, dates: bool) -> None:
    files = [handed(1, 4), handed(2, 9), handed(3, 7)]
    result, problems = settled(*files, work=DATED if dates else WORK, policy=policy)
    assert (result.counted, result.total, problems) == (counted, total, [])
    assert settled(*files, policy="first")[0].total == 4


def test_best_is_best_after_lateness_and_the_earlier_of_two_equals() -> None:
    # 9 points two days late are 9 * 0.8 = 7.2; 7.2 in time is as much, and came first.
    result, _ = settled(handed(1, 7.2), handed(2, 9, 25), handed(3, 7))
    assert [a.total for a in result.attempts] == [7.2, 7.2, 7]
    assert (result.counted, result.total) == (1, 7.2)


@pytest.mark.parametrize(
    ("hours", "days", "total"),
    [(0, 0, 8), (1 / 3600, 1, 7.2), (24, 1, 7.2), (24.01, 2, 6.4), (72, 3, 5.6), (72.01, 4, 0)],
)
def test_every_begun_day_costs(hours: float, days: int, total: float) -> None:
    result, problems = settled(handed(1, 8, hours))
    assert (result.attempts[0].days_late, result.total, result.counted) == (days, total, 1)
    assert bool(problems) == (hours > 72)


def test_lateness_never_costs_more_than_all() -> None:
    assert settled(handed(1, 8, 71), late_per_day=0.5)[0].total == 0
    assert settled(handed(1, 8, 24 * 40), closes=None)[0].total == 0
    assert settled(handed(1, 8, 24 * 40), closes=None, late_per_day=0.0)[0].total == 8


def test_extra_days_move_every_date() -> None:
    more = replace(ADA, extra_days=2)
    assert settled(handed(1, 8, 48), student=more)[0].total == 8
    assert settled(handed(1, 8, 49), student=more)[0].total == 7.2
    assert settled(handed(1, 8, 119), student=more)[0].total == 5.6
    assert settled(handed(1, 8, 121), student=more)[0].total == 0
    assert settled(handed(1, 8, 11), student=replace(ADA, extra_days=0.5))[0].total == 8
    assert settled(handed(1, 8, 13), student=replace(ADA, extra_days=0.5))[0].total == 7.2


@pytest.mark.parametrize("policy", ["best", "last", "first"])
def test_attempt_after_closing_takes_nothing_from_an_earlier_one(policy: Policy) -> None:
    result, problems = settled(handed(1, 8), handed(2, 10, 100), policy=policy)
    assert (result.counted, result.total, len(result.attempts)) == (1, 8, 2)
    assert problems == ["2.json: it was handed in after the assignment closed"]


def test_second_file_of_an_attempt() -> None:
    files = [handed(1, 3, -9, "a"), handed(1, 8, 1, "b"), handed(1, 10, 90, "c")]
    result, problems = settled(*files)
    assert (result.attempts[0].file, result.total) == ("b", 7.2)
    assert sorted(problems) == [
        "a: another file stands for attempt 1, as it came later: b",
        "c: another file stands for attempt 1, as this one came after the assignment closed: b",
    ]
    result, problems = settled(*files, policy="first")
    assert (result.attempts[0].file, result.total) == ("a", 3)
    assert "b: another file stands for attempt 1, as it came first: a" in problems


def test_what_a_file_says_of_its_time_only_orders_equals() -> None:
    one = handed(1, 3, -2, "a", saved="2026-12-09"), handed(1, 8, -1, "b", saved="2026-12-01")
    assert settled(*one)[0].total == 8
    two = handed(1, 3, -2, "a", saved="2026-12-09"), handed(1, 8, -2, "b", saved="2026-12-01")
    assert settled(*two)[0].total == 3
    assert settled(*two, policy="first")[0].total == 8
    assert "by when they say" in settled(*two)[1][0]


def test_attempt_beyond_the_allowed_number() -> None:
    result, problems = settled(handed(1, 5), handed(4, 10))
    assert (result.total, problems) == (5, ["4.json: attempt 4 of 3 that are allowed"])
    result, _ = settled(handed(4, 10))
    assert (result.counted, result.total, result.attempts, result.standing) == (None, 0, (), None)


def test_unknown_time_is_in_time_and_reported() -> None:
    result, problems = settled(handed(1, 8, None))
    assert (result.total, result.attempts[0].submitted) == (8, None)
    assert problems == ["1.json: when it was handed in is unknown; it counts as in time"]
    assert settled(handed(1, 8, None), work=WORK) == (result, [])


def test_nothing_handed_in() -> None:
    result, problems = settled()
    assert (result.counted, result.total, problems) == (None, 0, [])

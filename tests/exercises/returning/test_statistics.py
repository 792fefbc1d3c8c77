"""Statistics against numbers worked out by hand."""

from dataclasses import replace

import pytest

from convbook.exercises.returning import statistics
from tests.exercises.returning.classes import handed_in, item, small

# Exercise by exercise: 1 1 0 0, then 1 .5 .5 0, then 0 0 0 0; totals 2, 1.5, 0.5, 0.
SHARES = [[1, 1, 0], [1, 0.5, 0], [0, 0.5, 0], None, [0, 0, 0]]


def test_totals():
    found = statistics.totals(small(SHARES))
    assert (found.values, found.enrolled, found.handed_in) == ((0, 0.5, 1.5, 2), 5, 4)
    assert (found.mean, found.middle) == (1, 1)
    assert found.spread == pytest.approx((10 / 16) ** 0.5)
    assert (found.quarter, found.three_quarters) == (0.375, 1.625)


def test_items():
    first, second, third = statistics.items(small(SHARES))
    assert (first.difficulty, second.difficulty, third.difficulty) == (0.5, 0.5, 0)
    assert (first.full, second.full, third.full) == (0.5, 0.25, 0)
    # First: (1, 1, 0, 0) against the rest (1, .5, .5, 0): covariance 1/8, deviations 1/2, 8^-1/2.
    assert first.discrimination == pytest.approx(0.5**0.5)
    assert second.discrimination == pytest.approx(0.5**0.5)
    assert third.discrimination is None, "nobody's points differ"


def test_empty_exercise_counts_as_nothing_but_not_as_answered():
    result = small([[1, 1], [1, 0]])
    empty = replace(result.students[1].attempts[0].items[1], answered=False, share=1.0)
    first = result.students[1].attempts[0].items[0]
    other = handed_in(result.students[1].student, (first, empty))
    found = statistics.items(replace(result, students=(result.students[0], other)))
    assert (found[1].answered, found[1].difficulty) == (0.5, 0.5)
    assert found[1].discrimination is None, "two attempts are too few"


def test_misconceptions_are_counted_over_attempts_that_stand():
    result = small([[0, 1], [0, 1], [0.5, 1], [0, 0], [0, 1]])
    names = ["b", "a", "b", None, "c"]
    students = []
    for one, name in zip(result.students, names, strict=True):
        items = one.attempts[0].items
        students.append(handed_in(one.student, (replace(items[0], misconception=name), items[1])))
    stray = replace(students[0].attempts[0], attempt=7)
    students[0] = replace(students[0], attempts=(*students[0].attempts, stray))
    first, second = statistics.items(replace(result, students=tuple(students)))
    assert first.misconceptions == (("b", 2), ("a", 1), ("c", 1))
    assert (first.other, second.other, second.misconceptions) == (1, 1, ())


def test_nobody_handed_in():
    result = replace(small([[1]]), students=())
    assert statistics.totals(result).mean is None
    (only,) = statistics.items(result)
    assert (only.attempts, only.difficulty, only.answered, only.discrimination) == (0,) + (
        None,
    ) * 3


def test_one_student():
    found = statistics.totals(small([[0.5]]))
    assert (found.quarter, found.three_quarters, found.spread) == (0.5, 0.5, 0)


def test_correlation_is_the_textbook_one():
    assert statistics.correlation([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    assert statistics.correlation([0, 0, 1, 1], [0, 1, 0, 1]) == 0
    assert statistics.correlation([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]) is None, "only rounding differs"
    assert item("x", 1).points == 1

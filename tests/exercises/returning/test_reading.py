"""What a lecturer and a student read first."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from convbook.exercises.course import Student
from convbook.exercises.grading.results import ClassResult, Problem
from convbook.exercises.registry import family
from convbook.exercises.returning.feedback import lateness, page_of
from convbook.exercises.returning.report import report
from tests.exercises.returning.classes import assignment, handed_in, hostile, item, large, small


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))


def confused(counts: dict[str, int], exercises: int = 2) -> ClassResult:
    """Every misconception by that many students, in the last exercise; the others are right."""
    work = assignment(exercises)
    *right, last = [one.exercise for one in work.items]
    students = []
    for name in [name for name, count in counts.items() for _ in range(count)]:
        items = (*(item(one, 1) for one in right), item(last, 0, misconception=name))
        students.append(handed_in(Student(f"s{len(students)}", "Ada"), items))
    return ClassResult(work, tuple(students), ())


def test_the_worst_exercise_comes_first_with_its_misconception():
    result = confused({"adds-strides": 3, "off-by-one": 1})
    worst = re.findall(r"<li><a href=\"#e(\d+)\">(.*?)</li>", report(result))
    assert [number for number, _ in worst] == ["2"], "what everybody solved is not listed"
    assert "“adds strides”</bdi>: 3 students" in worst[0][1]
    assert "<b>0 %</b>" in worst[0][1]


def test_what_needs_a_look_is_counted():
    result = small([[1], None, [0]])
    problems = (Problem("a.json", "cut"), Problem("b.json", "twice", "s1", True))
    shown = words(report(replace(result, problems=problems), {}, ["s3: missing", "s1: missing"]))
    look = shown.split("What needs a look")[1]
    assert look.startswith(
        " 1 file was not graded 1 file was graded with a doubt 1 student handed in nothing "
        "2 notes on the gradebook"
    )
    nothing = words(report(small([[1], [0]]))).split("What needs a look")[1]
    assert nothing.startswith(" Nothing.")


def test_an_exercise_that_says_nothing_about_the_rest_needs_a_look():
    result = small([[1, 1, 0], [1, 1, 1], [0, 0, 0], [0, 0, 1]])
    assert "1 exercise says little about who can do the rest (no. 3)" in words(report(result))


def test_answers_that_could_not_be_checked_need_a_look():
    result = small([[1], [0]])
    first = result.students[0]
    items = (replace(first.attempts[0].items[0], flagged=True),)
    broken = replace(result, students=(handed_in(first.student, items), *result.students[1:]))
    assert "1 answer could not be checked" in words(report(broken))


def test_ten_most_frequent_misconceptions_then_all():
    counts = {f"belief-{chr(97 + i)}": 12 - i for i in range(12)}
    top, every = report(confused(counts)).split("Misconceptions by exercise")
    assert re.findall(r"belief ([a-z])</bdi><span class=n>", top) == list("abcdefghij")
    assert "The first 10 of 12" in top
    assert re.findall(r"belief ([a-z])</bdi><span class=n>", every) == list("abcdefghijkl")


@pytest.mark.parametrize("made", [large(40, 6), hostile()], ids=["large", "hostile"])
def test_links_of_the_report_lead_somewhere(made):
    text = report(made, {}, ["a note"])
    places = set(re.findall(r' id="([a-z0-9]+)"', text))
    links = set(re.findall(r'href="#([a-z0-9]+)"', text))
    assert links
    assert links <= places


def test_one_is_no_plural():
    work = replace(assignment(1), late_per_day=0)
    one = handed_in(Student("s1", "Ada", extra_days=1), (item("a", 1),))
    text = words(page_of(one, replace(work, attempts=1, due=None), {}))
    assert "1 of 1 point " in text
    assert "You had 1 extra day." in text
    assert "1 exercise, 1 point." in report(ClassResult(work, (one,), ()))


def test_an_attempt_after_closing_is_told_so():
    work = replace(assignment(1, 2), closes=datetime(2026, 3, 1, 13, tzinfo=UTC))
    attempt = handed_in(Student("s1", "Ada"), (item("a", 1, 2),), late=1).attempts[0]
    said = " ".join(lateness(replace(attempt, total=0.0), work))
    assert "the assignment had closed, so the 2 points of this attempt cannot count" in said
    assert "less" not in said
    assert "2 points less 0.2 are 1.8" in " ".join(lateness(attempt, work))


def test_feedback_begins_with_what_to_look_at_and_says_what_to_read():
    known = family("rates-without-gaps")
    items = (
        item("a", 1),
        item(known.id, 0.5, misconception="adds-strides", params=known.generate(1), answer=[]),
        item("c", 0),
        item("d", 0, answered=False),
    )
    text = page_of(handed_in(Student("s1", "Ada"), items), assignment(4), {known.id: known})
    short = words(text).split("In short")[1].split("Exercise by exercise")[0]
    assert short.startswith(" 1 right 1 partly right 1 not right yet 1 left empty Worth another")
    assert re.findall(r'<a href="#e(\d)">', text) == ["2", "3", "4"]
    assert text.count("<b>Hint.</b>") == 1
    assert f"In the book: {known.chapter.replace('-', ' ')}" in words(text)


def test_an_exercise_left_empty_shows_what_was_asked():
    known = family("rates-without-gaps")
    empty = item(known.id, 0, answered=False, params=known.generate(1))
    text = page_of(handed_in(Student("s1", "Ada"), (empty,)), assignment(1), {known.id: known})
    assert "<summary>The exercise</summary>" in text
    assert "Your answer" not in text
    solved = page_of(handed_in(Student("s1", "Ada"), (item("a", 1),)), assignment(1))
    assert "All right. Well done!" in solved

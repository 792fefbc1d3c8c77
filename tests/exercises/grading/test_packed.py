"""A graded class takes little memory, and nothing of it is lost by that."""

import random
from dataclasses import replace
from pathlib import Path

from convbook.exercises.grading.packed import Packed, Packer
from convbook.exercises.grading.regrade import would_change
from convbook.exercises.grading.results import ItemResult
from convbook.exercises.returning import audit, charts, statistics
from tests.exercises.grading.sample import dump, graded, put, submission
from tests.exercises.returning.classes import large

HARD = ItemResult(
    *("é‮\ud800", True, 0.1 + 0.2, 1e-300, 3.0, "line\nline"),
    misconception="half",
    flagged=True,
    answer=[1, 2.0, None, {"": [True, 10**40]}],
    params={"rates": [1, 2]},
)


def test_what_was_packed_comes_back_equal() -> None:
    packed = Packer()
    easy = replace(HARD, exercise="easy", answer=None, params=None)
    for items in ((HARD, easy), (), (easy, HARD, HARD), (HARD,)):
        found = packed(items)
        assert (len(found), tuple(found), found) == (len(items), items, items)
        assert [type(one.share) for one in found] == [float] * len(items)
        assert packed(found) is found
    assert packed((HARD, easy))[1] == easy
    assert packed((HARD, easy))[-1:] == (easy,)
    assert packed((HARD,)) != (easy,)


def test_what_the_first_says_costs_the_others_nothing() -> None:
    packed = Packer()
    noise = random.Random(1).randbytes(3000).hex()
    sizes = [
        len(packed([replace(HARD, message=noise, seed=f"{at:032x}")])._content) for at in range(3)
    ]
    assert max(sizes[1:]) < 200


def test_class_is_packed_also_after_a_journal(tmp_path: Path) -> None:
    for name in ("s1", "s2"):
        put(tmp_path / "in", f"{name}.json", dump(submission(name)))
    journal = tmp_path / "journal"
    first = graded(tmp_path / "in", journal=journal)
    again = graded(tmp_path / "in", journal=journal)
    assert first == again
    for result in (first, again):
        kept = [attempt.items for one in result.students for attempt in one.attempts]
        assert [type(items) for items in kept] == [Packed, Packed]
    audit.append(tmp_path / "audit.jsonl", first)
    assert "totals that would change: 0; that would stay: 2" in would_change(
        again, tmp_path / "audit.jsonl"
    )


def test_pages_are_the_same_from_a_packed_class(tmp_path: Path) -> None:
    plain, packed = large(30), Packer()
    students = tuple(
        replace(one, attempts=tuple(replace(a, items=packed(a.items)) for a in one.attempts))
        for one in plain.students
    )
    small = replace(plain, students=students)
    found = statistics.items(plain)
    assert statistics.items(small) == found
    assert charts.fingerprint(small.students, found) == charts.fingerprint(plain.students, found)
    assert list(audit.decisions(small)) == list(audit.decisions(plain))

"""Files changed at random: no crash, no point that was not earned, a reason for each refusal.

500 of them in `make test`, 10,000 in `make test-long`.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies as st

from convbook.exercises.grading.run import grade_class
from convbook.exercises.grading.workers import Task
from tests.exercises.grading.sample import (
    ASSIGNMENT,
    FAMILIES,
    FULL,
    KEY,
    STUDENTS,
    dump,
    put,
    submission,
)

LONG = hypothesis.settings().max_examples > 60
TASK = Task(ASSIGNMENT, {student.id: student for student in STUDENTS}, KEY)
HONEST = dump(submission("s2"))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([1e308, -0.0, 10**30, "s2", "\ud800", "=1+1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place inside: the list or object that holds it, and its index or key."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A submission of s1 with answers right, wrong or empty, changed as data and as bytes."""
    value = submission(attempt=draw(st.integers(1, 2)), right=draw(st.booleans()))
    for _ in range(draw(st.integers(0, 3))):
        holder, key = draw(st.sampled_from(list(places(value))))
        match draw(st.sampled_from(["replace", "delete", "copy", "steal"])):
            case "replace":
                holder[key] = draw(JSON)
            case "delete":
                del holder[key]
            case "copy":
                other, at = draw(st.sampled_from(list(places(value))))
                holder[key] = json.loads(dump(other[at]))
            case "steal" if isinstance(value.get("items"), list):
                value["items"].append(draw(st.sampled_from(submission("s2")["items"])))
    content = bytearray(dump(value))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 3]))):
        at = draw(st.integers(0, len(content) - 1))
        content[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=3))
    return bytes(content) or b"{"


def deserved(content: bytes) -> float:
    """The most that the checks give to the answers in the file, for the seeds of s1."""
    try:
        items = json.loads(content)["items"]
        answers = {item["exercise"]: item.get("answer") for item in items}
    except (ValueError, TypeError, KeyError, AttributeError):
        return 0
    totals = []
    for attempt in (1, 2):
        seeds = TASK.seeds(STUDENTS[0], attempt)
        shares = [
            family.check(family.generate(seeds[family.id]), answers[family.id]).points
            for family in FAMILIES
            if answers.get(family.id) is not None
        ]
        totals.append(2 * sum(shares))
    return max(totals)


@hypothesis.settings(max_examples=10_000 if LONG else 500)
@hypothesis.given(mutated())
def test_mutated_submission_never_earns_more(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        put(folder, "s2.json", HONEST)
        put(folder, "s1.json", content)
        result = grade_class(folder, ASSIGNMENT, STUDENTS, KEY)
    attacker, honest = result.students
    assert honest.total == FULL
    assert attacker.total <= deserved(content) + 1e-9
    assert attacker.standing is not None or any(p.reason for p in result.problems)
    assert all(p.file == "s1.json" for p in result.problems)

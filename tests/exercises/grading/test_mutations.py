"""Files changed at random: no crash, no point that was not earned, a reason for each refusal."""

import hypothesis
from hypothesis import strategies as st

from convbook.exercises.grading.workers import Task
from tests.exercises.grading.sample import ASSIGNMENT, FULL, KEY, STUDENTS, dump, submission

LONG = hypothesis.settings().max_examples > 60

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@hypothesis.settings(max_examples=10_000 if LONG else 500)
@hypothesis.given(st.data())
def test_mutated_submission_never_earns_more(data: st.DataObject) -> None:
    value = submission(right=data.draw(st.booleans()))
    deserved = FULL if value["items"][0]["answer"] is not None else 0
    place = data.draw(st.sampled_from([value, value["items"][0]]))
    if data.draw(st.booleans()):
        name = data.draw(st.sampled_from([n for n in place if n != "answer" or deserved]))
        place[name] = data.draw(JSON)
    content = bytearray(dump(value))
    for _ in range(data.draw(st.integers(0, 3)) if deserved else 0):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=3))
    task = Task(ASSIGNMENT, {s.id: s for s in STUDENTS}, KEY)
    outcome = task.outcome(bytes(content), "d")
    assert outcome.reason or outcome.attempt
    assert outcome.attempt is None or outcome.attempt.before <= deserved

"""The script of every exercise judges as the library does."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from convbook import exercises
from convbook.exercises.card import Exercise
from convbook.widgets import bundle
from tests.exercises.answers import random_answers

FAMILIES = exercises.families()
NUM_ANSWERS = 40
SCRIPT = """([states, baked]) => states.map((s) =>
  [convbook.modules.exercise.compute(s, baked), convbook.modules.exercise.judged(s, baked)])"""


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>judges</title><body></body></html>")
    page.add_script_tag(content=bundle.host())
    page.add_script_tag(content=bundle.classic("exercise", "exercise"))
    yield page
    page.close()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)
def test_script_judges_as_the_library_does(blank: Page, family: exercises.Family) -> None:
    baked = Exercise(family=family.id).baked
    rng = random.Random(family.id)
    states, expected = [], []
    for index in range(len(baked["variants"])):
        params = family.generate(index)
        for answer in random_answers(family, params, rng, NUM_ANSWERS):
            states.append({"family": family.id, "variant": index, "answer": json.dumps(answer)})
            expected.append([asdict(family.check(params, answer)), _shows(family, params, answer)])
    assert len({json.dumps(one) for one in expected}) > 3
    for state, want, got in zip(states, expected, _run(blank, states, baked), strict=True):
        assert got == want, state


def _shows(family: exercises.Family, params: Any, answer: Any) -> Any:
    verdict = family.verdict(params, answer)
    return None if verdict is None else verdict.shows


def _run(page: Page, states: list[Any], baked: dict[str, Any]) -> list[Any]:
    found: list[Any] = page.evaluate(SCRIPT, [states, baked])
    return found

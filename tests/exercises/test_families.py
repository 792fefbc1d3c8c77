"""Every family: answerable, no degenerate variant, each misconception scores less and is named."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from convbook import exercises
from convbook.exercises.fields import normalized
from tests.exercises.solvers import SOLVERS

FAMILIES = exercises.families()
LONG = hypothesis.settings().max_examples > 60
NUM_SEEDS = 2000 if LONG else 200
BOOK = Path(__file__).parents[2] / "book"
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "x",
    "",
    [],
    [1],
    [[]],
    {},
    {"rates": None},
    [None] * 9,
]

each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)


@each_family
def test_solution_scores_and_misconceptions_are_named(family: exercises.Family) -> None:
    variants = set()
    for seed in range(NUM_SEEDS):
        params = family.generate(seed)
        assert json.loads(json.dumps(params)) == params
        variants.add(json.dumps(params, sort_keys=True))
        answer = SOLVERS[family.id](params)
        said = family.check(params, answer)
        assert said.correct, (seed, params, answer, said)
        assert said.points == 1
        assert said.misconception is None
        for name, wrong in family.misconceptions.items():
            answer = wrong(params)
            assert normalized(family.form(params), answer) == answer, (name, params)
            said = family.check(params, answer)
            assert not said.correct
            assert said.points < 1
            assert said.misconception == name, (seed, params, answer, said)
    assert len(variants) >= 12


@each_family
def test_variant_depends_on_the_seed_alone(family: exercises.Family) -> None:
    assert family.generate(5) == family.generate("5") == family.generate(5)
    assert len({json.dumps(family.generate(seed)) for seed in range(40)}) > 5


@each_family
def test_junk_is_refused_with_a_sentence(family: exercises.Family) -> None:
    params = family.generate(1)
    full = SOLVERS[family.id](params)
    damaged = [full | {name: junk} for name in full for junk in JUNK if junk != full[name]]
    for answer in [*JUNK, *damaged, full | {"more": 1}]:
        said = family.check(params, answer)
        assert said.points < 1 or said.correct
        assert said.message
        if not isinstance(answer, dict) or "more" in answer:
            assert said.points == 0


@each_family
def test_is_complete(family: exercises.Family) -> None:
    assert len(family.misconceptions) >= 3
    assert (BOOK / family.chapter / f"{family.page}.ipynb").exists()
    for text in (family.title, family.hint, *(m.message for m in family.misconceptions.values())):
        assert text.strip() == text
        assert text
    statement = family.statement(family.generate(0))
    assert isinstance(statement[0], str)


def test_solvers_are_of_families() -> None:
    assert set(SOLVERS) == {family.id for family in FAMILIES}


def test_most_are_certificates() -> None:
    kinds = Counter(family.kind for family in FAMILIES)
    assert kinds["certificate"] >= 0.7 * len(FAMILIES)

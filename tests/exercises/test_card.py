"""The card: what it carries, what it refuses, its forms without a script."""

import json

import pytest

from convbook import exercises
from convbook.errors import ConvbookValueError
from convbook.exercises import work_figure
from convbook.exercises.blocks import to_html
from convbook.exercises.card import VARIANTS, Exercise
from convbook.exercises.progress import Progress
from convbook.widgets import bundle, figure_class

FAMILIES = exercises.families()
each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)


@each_family
def test_practice_card_carries_its_variants(family: exercises.Family) -> None:
    card = exercises.practice(family.id)
    variants = card.baked["variants"]
    assert len(variants) == VARIANTS
    assert [one["params"] for one in variants] == [family.generate(s) for s in range(VARIANTS)]
    assert card.answer() is None
    assert family.title in card.describe(card.params)
    assert "<p>" in card.still(card.params)
    assert card.draw(card.params).texts


@each_family
def test_figure_to_work_in_starts_in_a_legal_state_that_holds_the_answer(
    family: exercises.Family,
) -> None:
    if family.work is None:
        assert exercises.practice(family.id).baked["work"] is None
        return
    figure = figure_class(family.work.kind)
    names = {field.name for field in family.form(family.generate(0))}
    assert set(family.work.take) <= names
    for seed in range(VARIANTS):
        state = figure.defaults | family.work.start(family.generate(seed))
        assert state.keys() == figure.defaults.keys()
        figure.check(state)
        for keys in family.work.take.values():
            assert {keys} if isinstance(keys, str) else set(keys) <= state.keys()
    assert f'convbook.define("{family.work.kind}"' in exercises.practice(family.id)._esm


def test_seeded_card_has_one_variant_and_keeps_its_answer() -> None:
    name = FAMILIES[0].id
    card = Exercise(family=name, seed="ab12", answer='{"x": [1]}')
    assert [one["seed"] for one in card.baked["variants"]] == ["ab12"]
    assert card.answer() == {"x": [1]}


@pytest.mark.parametrize("patch", [{"family": "none"}, {"answer": "{"}])
def test_refuses(patch: dict[str, str]) -> None:
    with pytest.raises(ConvbookValueError):
        Exercise(**({"family": FAMILIES[0].id} | patch))


def test_progress_lists_a_chapter_and_refuses_another() -> None:
    listed = Progress(chapter=FAMILIES[0].chapter).baked["exercises"]
    assert [one["id"] for one in listed] == [
        family.id for family in FAMILIES if family.chapter == FAMILIES[0].chapter
    ]
    with pytest.raises(ConvbookValueError, match="chapter"):
        Progress(chapter="none")


def test_progress_lists_first_what_its_order_names() -> None:
    usual = [one["id"] for one in Progress(chapter=FAMILIES[0].chapter).baked["exercises"]]
    other = f"{usual[3]},{usual[1]},gone"
    listed = Progress(chapter=FAMILIES[0].chapter, order=other).baked["exercises"]
    rest = [name for name in usual if name not in (usual[3], usual[1])]
    assert [one["id"] for one in listed] == [usual[3], usual[1], *rest]


def test_html_escapes_and_sets_all_blocks() -> None:
    grid = {"cells": [[-1, 0.125]], "label": "<", "role": "input"}
    table = {"heads": ["<h>"], "rows": [["<r>", 2]]}
    html = to_html(["<b> `a<b`", {"text": "x & y"}, grid, table])
    assert "<b>" not in html
    assert "<code>a&lt;b</code>" in html
    assert "−1</td>" in html
    assert "&lt;h&gt;</th>" in html
    assert "<td>&lt;r&gt;</td><td>2</td>" in html
    assert '<th scope="col">a</th><td></td>' in to_html([{"heads": ["a", ""], "rows": []}])


@pytest.mark.parametrize("kind", sorted({f.work.kind for f in FAMILIES if f.work}))
def test_notebook_has_beside_a_card_what_the_book_loads_for_it(kind: str) -> None:
    script = work_figure.notebook_script(kind)
    state = work_figure.state_script(kind)
    assert script.endswith(state)
    held = json.loads(state.removeprefix(f'convbook.keep("{kind}", ').removesuffix(");\n"))
    figure = figure_class(kind)
    assert held["defaults"] == json.loads(json.dumps(figure.defaults))
    assert held["baked"] == json.loads(json.dumps(figure.bake(dict(figure.defaults))))
    assert "</script" not in state


def test_scripts_of_cards_join() -> None:
    for stem in ("exercise", "exercise_progress"):
        text = bundle.esm(stem)
        assert "import {" not in text
        assert text.count("\nexport default {") == 1

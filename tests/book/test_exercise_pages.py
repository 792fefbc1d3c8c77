"""The pages of exercises: every family once, in a section that names the page it is from."""

import pytest

from convbook import exercises
from tests.book.site import page_of
from tools import notebooks, place_exercises
from tools.place_exercises import CHAPTERS

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
TO_MEND = "run `python -m tools.place_exercises`"


@every_chapter
def test_shows_every_family_of_its_chapter_once(chapter: str) -> None:
    notebook = notebooks.read(place_exercises.page_of(chapter))
    shown = [name for name, _ in place_exercises.placed(notebook)]
    wanted = [family.id for family in exercises.families() if family.chapter == chapter]
    assert sorted(shown) == sorted(wanted), TO_MEND


@every_chapter
def test_sections_follow_the_chapter_and_name_the_page_that_explains(chapter: str) -> None:
    notebook = notebooks.read(place_exercises.page_of(chapter))
    placed = place_exercises.placed(notebook)
    for name, page in placed:
        assert page == exercises.family(name).page, name
    sections = list(dict.fromkeys(page for _, page in placed))
    assert sections == [page for page in place_exercises.order_of(chapter) if page in sections]


@every_chapter
def test_built_page_counts_its_exercises_and_leads_to_each(chapter: str) -> None:
    page = page_of(f"book/{chapter}/exercises")
    cards = [card["id"] for card in page.select("conv-figure[kind=exercise]")]
    still = page.select_one("conv-figure[kind=exercise-progress] .cb-static")
    assert still is not None
    assert f"{len(cards)} exercises" in still.get_text()
    assert [link["href"][1:] for link in still.select("a")] == cards


@every_chapter
def test_built_page_states_every_exercise_without_a_script(chapter: str) -> None:
    for card in page_of(f"book/{chapter}/exercises").select("conv-figure[kind=exercise]"):
        family = exercises.family(card["id"].removeprefix("fig-ex-"))
        said = card.select_one(".cb-static").get_text(" ", strip=True)
        assert family.title in said
        first = family.statement(family.generate(0))[0]
        assert first.replace("`", "")[:40] in said.replace("  ", " ")

"""Exercises in the built page: entered, checked, worked in a figure, by hand and by keyboard."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from convbook import exercises
from tests.browser.exercise_card import CARD, PAGE, enter, rates
from tests.browser.visit import Visit
from tests.exercises.solvers import SOLVERS

WORKED = [family for family in exercises.families() if family.work]


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open(PAGE)


@pytest.fixture
def card(page: Page) -> Locator:
    return page.locator(CARD)


def baked(card: Locator) -> Any:
    return json.loads(card.locator("script").text_content() or "")["baked"]


def scripts_of(visit: Visit) -> set[str]:
    return {Path(url.partition("?")[0]).name for url in visit.requests if ".js" in url}


def open_figure(card: Locator) -> Locator:
    card.get_by_text("Work on it in a live figure").click()
    figure = card.locator(".cb-ex-figure .cb-figure")
    figure.wait_for()
    return figure


def test_says_what_an_answer_does_and_what_is_wrong_with_it(visit: Visit, card: Locator) -> None:
    assert "enter" in enter(card, "")
    assert "enter numbers" in enter(card, "one")
    said = enter(card, "2, 2, 2")
    assert said.startswith("Not yet.")
    assert "2 apart" in (card.locator(".cb-ex-shows").text_content() or "")
    wrong = baked(card)["variants"][0]["wrong"][0]
    said = enter(card, ", ".join(map(str, wrong["answer"]["rates"])))
    assert wrong["message"] in said
    assert visit.troubles == []


def test_words_between_back_quotes_are_set_as_code(page: Page) -> None:
    card = page.locator("#fig-ex-hdc-distances")
    card.get_by_text("Hint", exact=True).click()
    hint = card.locator("details", has_text="Hint")
    assert hint.locator("code").first.text_content() == "M_4"
    assert "`" not in card.locator(".cb-live").inner_text()


def test_another_variant_has_other_numbers_and_an_empty_form(card: Locator) -> None:
    before = card.locator(".cb-ex-statement").text_content()
    enter(card, "1, 2")
    card.get_by_role("button", name="Another variant").click()
    assert card.locator(".cb-ex-statement").text_content() != before
    assert rates(card).input_value() == ""
    assert card.locator(".cb-ex-feedback").text_content() == ""
    assert card.get_by_role("status").filter(has_text="Variant 2 of 6").is_visible()


def test_keyboard_alone_enters_checks_and_opens_the_hint(page: Page, card: Locator) -> None:
    rates(card).focus()
    page.keyboard.type("1, 5, 16")
    page.keyboard.press("Enter")
    assert (card.locator(".cb-ex-feedback").text_content() or "").startswith("✓ Right.")
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.textContent"))
    assert reached == ["Check", "Clear", "Another variant", "Hint"]
    page.keyboard.press("Enter")
    assert card.get_by_text(baked(card)["hint"]).is_visible()


def test_card_is_named_and_speaks_through_live_regions(card: Locator) -> None:
    group = card.get_by_role("group", name="Rates that read everything", exact=True)
    assert group.count() == 1
    feedback = card.locator(".cb-ex-feedback")
    assert feedback.get_attribute("role") == "status"
    assert card.locator(".cb-ex-shows").get_attribute("aria-live") == "polite"
    enter(card, "2, 2")
    assert feedback.get_by_text("Not yet").count() or "Not yet" in (feedback.text_content() or "")
    for control in card.locator(".cb-ex-form input").all():
        assert control.evaluate("(input) => input.labels.length") == 1


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_figure_is_loaded_once_it_is_opened(visit: Visit, scheme: str) -> None:
    card = visit.open(PAGE, scheme).locator(CARD)
    before = scripts_of(visit)
    assert not {"coverage.js", "coverage.state.js"} & before
    rates(card).fill("1, 3, 2")
    figure = open_figure(card)
    assert scripts_of(visit) - before == {"coverage.js", "coverage.state.js"}
    control = figure.get_by_label("Rate of layer 2")
    assert control.input_value() == "3"
    control.fill("4")
    assert rates(card).input_value() == "1, 4, 2"
    rates(card).fill("1, 5, 2")
    assert control.input_value() == "5"
    assert visit.troubles == []


def test_figure_shows_the_answer_that_is_there_when_it_opens(visit: Visit) -> None:
    answer = '{"rates":[1,3,2]}'
    card = visit.open(PAGE, query=f"?ex-rates-without-gaps.answer={answer}").locator(CARD)
    assert rates(card).input_value() == "1, 3, 2"
    assert open_figure(card).get_by_label("Rate of layer 2").input_value() == "3"
    card.get_by_role("button", name="Clear").click()
    figure = card.locator(".cb-ex-figure .cb-figure")  # stays open, and starts again
    figure.wait_for()
    assert figure.get_by_label("Rate of layer 2").input_value() == "1"
    assert rates(card).input_value() == ""


def test_says_so_where_the_figure_cannot_be_loaded(page: Page, card: Locator) -> None:
    page.route("**/coverage.js*", lambda route: route.abort())
    card.get_by_text("Work on it in a live figure").click()
    card.get_by_text("The figure could not be loaded").wait_for()
    assert enter(card, "1, 5, 16").startswith("✓ Right.")
    page.unroute("**/coverage.js*")
    card.get_by_text("Work on it in a live figure").click()
    open_figure(card)


@pytest.mark.parametrize("family", WORKED, ids=lambda family: family.id)
def test_every_figure_takes_the_answer_that_solves_it(
    visit: Visit, family: exercises.Family
) -> None:
    """The solution, put into the address, is checked in the card and shown by its figure."""
    answer = json.dumps(SOLVERS[family.id](family.generate(0)))
    query = f"?ex-{family.id}.answer={answer}"
    card = visit.open(f"book/{family.chapter}/exercises", query=query).locator(
        f"#fig-ex-{family.id}"
    )
    open_figure(card)
    card.get_by_role("button", name="Check").click()
    assert (card.locator(".cb-ex-feedback").text_content() or "").startswith("✓ Right.")
    assert visit.troubles == []


def too_wide(page: Page) -> Any:
    return page.locator(".cb-live .cb-ex-scroll").evaluate_all(
        "(all) => all.filter((one) => one.scrollWidth > one.clientWidth)"
        ".map((one) => one.closest('conv-figure').id)"
    )


@pytest.mark.parametrize("chapter", dict.fromkeys(f.chapter for f in exercises.families()))
def test_no_number_is_out_of_sight_on_a_phone(visit: Visit, chapter: str) -> None:
    page = visit.open(f"book/{chapter}/exercises", viewport={"width": 360, "height": 800})
    assert too_wide(page) == []


def test_long_row_breaks_into_two_equal_lines_on_a_phone(visit: Visit) -> None:
    name = "book/dynamic-pooling/exercises"
    page = visit.open(name, viewport={"width": 360, "height": 800})
    cells = page.locator("#fig-ex-maximum-meets-mean .cb-ex-grid input")
    tops = cells.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().top)")
    assert len(tops) == 12
    assert tops == [tops[0]] * 6 + [tops[6]] * 6
    assert tops[0] < tops[6]


def test_caption_makes_no_cell_wider_and_grids_stand_side_by_side(visit: Visit) -> None:
    page = visit.open("book/deformable-kernels/exercises")
    card = page.locator("#fig-ex-moved-taps-derivative")
    card.get_by_role("group", name="Two taps move").locator(".cb-ex-grid input").nth(1).fill("1")
    shown = card.locator(".cb-ex-shows td.cb-cell")
    assert max(box["width"] for cell in shown.all() if (box := cell.bounding_box())) < 50
    experts = page.locator("#fig-ex-mixture-for-a-kernel .cb-ex-statement .cb-ex-cells")
    tops = [box["y"] for grid in experts.all()[:4] if (box := grid.bounding_box())]
    assert tops == [tops[0]] * 4


def test_table_of_fixed_length_has_no_buttons_for_rows(visit: Visit) -> None:
    page = visit.open("book/kernels-and-padding/exercises")
    table = page.locator("#fig-ex-groups-that-balance .cb-ex-form")
    assert table.locator("tbody tr").count() == 4
    assert table.get_by_role("button").count() == 0
    open_ended = visit.open("book/understanding-convolution/exercises")
    form = open_ended.locator("#fig-ex-field-on-a-budget .cb-ex-form")
    form.get_by_role("button", name="Remove row 1").click()
    form.get_by_role("button", name="Add a row").click()
    assert form.locator("tbody tr").count() == 3

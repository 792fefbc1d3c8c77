"""Exercises in the built page: entered, checked, kept in this browser, given out and read back."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.visit import Visit

PAGE = "book/dilated-convolution/exercises"
CARD = "#fig-ex-rates-without-gaps"
KEPT = "() => JSON.parse(localStorage.getItem('convbook.exercises'))"


@pytest.fixture
def page(visit: Visit) -> Page:
    opened = visit.open(PAGE)
    opened.wait_for_selector(f"{CARD} .cb-live[data-ready]")
    return opened


@pytest.fixture
def card(page: Page) -> Locator:
    return page.locator(CARD)


def enter(card: Locator, rates: str) -> str | None:
    """Type rates, check them, and return what is said."""
    card.get_by_label("Rates, first layer first").fill(rates)
    card.get_by_role("button", name="Check").click()
    return card.locator(".cb-ex-feedback").text_content()


def baked(card: Locator) -> Any:
    return json.loads(card.locator("script").text_content() or "")["baked"]


def test_says_what_an_answer_does_and_what_is_wrong_with_it(visit: Visit, card: Locator) -> None:
    assert "Enter" in (enter(card, "") or "") or "enter" in (enter(card, "") or "")
    assert "enter numbers" in (enter(card, "one") or "")
    said = enter(card, "2, 2, 2")
    assert said is not None
    assert said.startswith("Not yet.")
    assert "2 apart" in said
    assert "at most 2 apart" in (card.locator(".cb-ex-shows").text_content() or "")
    wrong = next(w for w in baked(card)["variants"][0]["wrong"] if w["name"] == "field-means-read")
    said = enter(card, ", ".join(map(str, wrong["answer"]["rates"])))
    assert said is not None
    assert wrong["message"] in said
    assert visit.troubles == []


def test_keeps_what_was_solved_and_gives_it_out(page: Page, card: Locator, tmp_path: Path) -> None:
    said = enter(card, "1, 5, 16")
    assert said is not None
    assert said.startswith("✓ Right.")
    assert card.locator(".cb-ex-badge").text_content() == "✓ solved"
    progress = page.locator("#fig-exercise-progress")
    assert "1 of" in (progress.locator(".cb-ep-count").text_content() or "")
    with page.expect_download() as download:
        progress.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    kept = page.evaluate(KEPT)
    assert json.loads(file.read_text("utf-8")) == kept
    assert kept["rates-without-gaps"]["tries"] == 1
    progress.get_by_role("button", name="Forget everything").click()
    assert page.evaluate(KEPT) == {}
    progress.locator("input[type=file]").set_input_files(file)
    page.wait_for_function("() => document.querySelector('.cb-ep-count').textContent[0] === '1'")
    assert page.evaluate(KEPT) == kept


def test_reads_no_progress_from_another_file(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text('{"rates-without-gaps": 3}', encoding="utf-8")
    progress = page.locator("#fig-exercise-progress")
    progress.locator("input[type=file]").set_input_files(file)
    progress.get_by_text("This file holds no progress").wait_for()
    assert page.evaluate(KEPT) in ({}, None)


def test_another_variant_has_other_numbers_and_an_empty_form(card: Locator) -> None:
    before = card.locator(".cb-ex-statement").text_content()
    enter(card, "1, 2")
    card.get_by_role("button", name="Another variant").click()
    assert card.locator(".cb-ex-statement").text_content() != before
    assert card.get_by_label("Rates, first layer first").input_value() == ""
    assert card.locator(".cb-ex-feedback").text_content() == ""


def test_state_of_the_live_figure_is_the_answer(page: Page, card: Locator) -> None:
    card.get_by_text("Work on it in a live figure").click()
    figure = card.locator(".cb-ex-figure .cb-figure")
    slider = figure.locator("input[type=range]").first
    slider.wait_for()
    field = card.get_by_label("Rates, first layer first")
    field.fill("1, 3, 2")
    control = figure.get_by_label("Rate of layer 2")
    assert control.input_value() == "3"
    control.fill("4")
    assert field.input_value() == "1, 4, 2"

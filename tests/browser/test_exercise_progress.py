"""Progress with exercises: kept in this browser, given out as a file, read back, forgotten."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.exercise_card import CARD, PAGE, enter
from tests.browser.visit import Visit

KEPT = "() => JSON.parse(localStorage.getItem('convbook.exercises'))"
REFUSE = """() => Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); } })"""
SCHEMA = "convbook-progress/1"


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open(PAGE)


def progress_of(page: Page) -> Locator:
    return page.locator("#fig-exercise-progress .cb-live")


def count(page: Page) -> str:
    return progress_of(page).locator(".cb-ep-count").text_content() or ""


def solve(page: Page) -> None:
    assert enter(page.locator(CARD), "1, 5, 16").startswith("✓ Right.")
    assert page.locator(CARD).locator(".cb-ex-badge").text_content() == "✓ solved"
    assert count(page).startswith("1 of")


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        progress_of(page).get_by_role("button", name="Save as a file").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def forget(page: Page) -> None:
    progress_of(page).get_by_role("button", name="Forget everything").click()
    progress_of(page).get_by_role("button", name="Yes, forget them").click()


def read(page: Page, file: Path) -> None:
    progress_of(page).locator("input[type=file]").set_input_files(file)


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_is_saved_forgotten_and_read_again(visit: Visit, tmp_path: Path, scheme: str) -> None:
    page = visit.open(PAGE, scheme)
    solve(page)
    kept = page.evaluate(KEPT)
    assert kept["rates-without-gaps"]["tries"] == 1
    file = saved(page, tmp_path)
    assert file.name == "convbook-progress.json"
    assert json.loads(file.read_text("utf-8")) == {"schema": SCHEMA, "exercises": kept}
    forget(page)
    assert page.evaluate(KEPT) == {}
    assert count(page).startswith("0 of")
    assert page.locator(CARD).locator(".cb-ex-badge").text_content() == ""
    read(page, file)
    progress_of(page).get_by_text("Read: 1 exercise").wait_for()
    assert page.evaluate(KEPT) == kept
    assert page.locator(CARD).locator(".cb-ex-badge").text_content() == "✓ solved"
    assert visit.troubles == []


def test_outlives_the_page(visit: Visit, page: Page) -> None:
    solve(page)
    visit.go(page, PAGE)
    assert count(page).startswith("1 of")


def test_is_forgotten_only_once_that_is_confirmed(page: Page) -> None:
    solve(page)
    progress = progress_of(page)
    for leave in ("click", "Escape"):
        progress.get_by_role("button", name="Forget everything").click()
        keep = progress.get_by_role("button", name="Keep them")
        assert keep.evaluate("(button) => button === document.activeElement")
        keep.click() if leave == "click" else page.keyboard.press(leave)
        first = progress.get_by_role("button", name="Forget everything")
        assert first.evaluate("(button) => button === document.activeElement")
        assert count(page).startswith("1 of")
    forget(page)
    assert progress.get_by_role("status").text_content() == "Nothing is kept any more."


def test_file_adds_to_what_is_kept_and_takes_nothing_away(page: Page, tmp_path: Path) -> None:
    solve(page)
    other = {"tries": 4, "solved": {"3": '{"rates": [1]}'}}
    exercises = {"rates-without-gaps": other, "mend-a-stack": {"tries": 1, "solved": {}}}
    file = tmp_path / "p.json"
    file.write_text(json.dumps({"schema": SCHEMA, "exercises": exercises}), encoding="utf-8")
    read(page, file)
    progress_of(page).get_by_text("Read: 2 exercises").wait_for()
    kept = page.evaluate(KEPT)
    assert set(kept["rates-without-gaps"]["solved"]) == {"0", "3"}
    assert kept["rates-without-gaps"]["tries"] == 4
    assert "tried" in (progress_of(page).locator("li", has_text="gaps of a stack").inner_text())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"exercises": {}}', f'{{"schema": "{SCHEMA}"}}', '{"schema": 1, "x": 2}'],
)
def test_other_files_change_nothing(page: Page, tmp_path: Path, text: str) -> None:
    solve(page)
    before = page.evaluate(KEPT)
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    read(page, file)
    progress_of(page).get_by_text("This file holds no progress").wait_for()
    assert page.evaluate(KEPT) == before


@pytest.mark.parametrize("text", ["{", "3", "[]", '{"rates-without-gaps": {"tries": 1}}'])
def test_spoilt_storage_counts_as_empty(visit: Visit, page: Page, text: str) -> None:
    page.evaluate("(text) => localStorage.setItem('convbook.exercises', text)", text)
    visit.go(page, PAGE)
    assert count(page).startswith("0 of")
    solve(page)
    assert visit.troubles == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_lasts_as_long_as_the_page_where_nothing_is_stored(
    visit: Visit, tmp_path: Path, scheme: str
) -> None:
    page = visit.open(PAGE, scheme)
    page.add_init_script(f"({REFUSE})()")
    visit.go(page, PAGE, scheme)
    assert progress_of(page).get_by_text("stores nothing for this page").is_visible()
    solve(page)
    file = saved(page, tmp_path)
    assert "rates-without-gaps" in json.loads(file.read_text("utf-8"))["exercises"]
    forget(page)
    assert count(page).startswith("0 of")
    read(page, file)
    progress_of(page).get_by_text("Read: 1 exercise").wait_for()
    assert count(page).startswith("1 of")

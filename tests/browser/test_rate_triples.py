"""The figure of rate triples under a reader's hands: choose, walk, change the rule, design."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import RateTriples
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, RateTriples(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def counts(figure: Locator) -> list[str]:
    return figure.locator(".cb-rt-table td").all_inner_texts()


def test_arrow_keys_walk_through_the_triples(page: Page) -> None:
    figure = live(page)
    assert said(page, figure) == "Rates 2, 2, 2, k = 3: the rule passes, but there are holes."
    figure.get_by_role("application").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("PageDown")
    assert said(page, figure) == "Rates 1, 3, 1, k = 3: the rule fails, but there is no hole."
    verdict = figure.locator(".cb-rt-verdict").inner_text()
    assert verdict.startswith("M₁, M₂, M₃ = 3, 5, 1. M₂ = 5 > 3: the rule fails; all 11 px")
    assert verdict.endswith("The rule is wrong.")
    assert figure.get_by_label("r₂").input_value() == "3"


def test_a_click_chooses_and_the_pointer_tells(page: Page) -> None:
    figure = live(page)
    canvas = figure.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    cell = (box["width"] - 22) / 27  # three panels of nine with gaps of 10 and a rim of 1
    # The last panel of the first row is r3 = 3; its lowest left square is 1, 1, 3.
    at = {"x": 1 + 2 * (9 * cell + 10) + cell / 2, "y": 17 + 8.5 * cell}
    canvas.hover(position=at)
    assert said(page, figure) == (
        "Rates 1, 1, 3, k = 3, M₁, M₂, M₃ = 1, 1, 3: the rule passes, and there is no hole."
    )
    assert figure.get_by_label("r₃").input_value() == "2"
    canvas.click(position=at)
    assert figure.get_by_label("r₃").input_value() == "3"
    assert figure.locator(".cb-cov-why").inner_text().startswith("No holes: from the smallest")


def test_rules_and_kernels_change_the_quadrants(page: Page) -> None:
    figure = live(page)
    assert counts(figure) == ["47", "124", "38", "520"]
    figure.get_by_label("Rule").select_option("both")
    assert counts(figure)[1] == "0"
    figure.get_by_label("Kernel k × k").fill("2")
    assert counts(figure)[1] == "3"
    figure.get_by_label("Rule").select_option("exact")
    assert counts(figure)[1:3] == ["0", "0"]
    figure.get_by_label("Rates up to").fill("12")
    assert sum(map(int, counts(figure))) == 12**3


def test_asks_for_a_field_and_shows_the_rates(page: Page) -> None:
    figure = live(page)
    design = figure.locator(".cb-rt-design")
    figure.get_by_label("Design: reach a field of").fill("25")
    assert design.inner_text() == (
        "Rates 1, 3, 9: 3 layers, the fewest that any rates allow, field 27 px. The last rate can "
        "come down to 8: field 25 px, still without a hole. 27 weights a pair of channels; one "
        "dense kernel of 25 × 25 px has 625."
    )
    figure.get_by_role("button", name="Show it in the picture").click()
    assert figure.get_by_label("r₃").input_value() == "8"
    growth = figure.locator(".cb-rt-growth text").all_text_contents()
    assert growth == [
        "3 copies, 1 px apart: 1 ≤ 1",
        "3 copies, 3 px apart: 3 ≤ 3",
        "3 copies, 8 px apart: 8 ≤ 9",
    ]
    figure.get_by_label("Sawtooth 1, 2, …, k").check()
    assert design.inner_text().startswith("Rates 1, 2, 3, 1, 2, 3: 6 layers, the fewest with this")

"""The figure of the sampling points under a reader's hands: drag, point both ways, keys."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from convbook.widgets import SamplingPoints
from tests.browser.figure import alone
from tests.browser.timers import rest

SIDE = 32
REST = {"scale": 1, "turn": 0, "shear": 0, "pull": 0, "spread": 1, "dilation": 2, "layers": 1}


def live(page: Page, **params: Any) -> Locator:
    return alone(page, SamplingPoints(**(REST | params)))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def at(figure: Locator, stage: int, y: float, x: float, side: float = SIDE) -> tuple[float, float]:
    """Where on the page the middle of a place of a stage lies."""
    place = figure.locator(".cb-pts-stage").nth(stage)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    return (
        box["x"] + (x + 0.5) * box["width"] / side,
        box["y"] + (y + 0.5) * box["height"] / side,
    )


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def row(figure: Locator, tap: int) -> list[str]:
    return figure.locator(".cb-pts-table tbody tr").nth(tap).locator("th, td").all_inner_texts()


def test_pointing_both_ways(page: Page) -> None:
    figure = live(page, mode="data", y=15, x=10)
    page.mouse.move(*at(figure, 0, 13, 12))
    text = said(page, figure)
    assert text.startswith("The top right tap reads the photograph at row 13, column 12: ")
    assert figure.locator(".cb-pts-table .cb-pts-looked").count() == 1
    page.mouse.move(*at(figure, 1, 17, 8))
    text = said(page, figure)
    assert text.startswith("Pixel at row 17, column 8, value ")
    assert text.endswith("changes by 0.375 for each step of 1, through the bottom left tap.")
    assert row(figure, 6)[0] == "2, 0"
    assert "cb-pts-looked" in (
        figure.locator(".cb-pts-table tbody tr").nth(6).get_attribute("class") or ""
    )
    page.mouse.move(*at(figure, 1, 16, 9))
    assert said(page, figure).endswith("no path leads from it to the output.")
    scope = figure.locator(".cb-pts-stage").nth(2)
    side = (scope.bounding_box() or {})["width"] / 5
    scope.hover(position={"x": 1.1 * side, "y": 3.9 * side})
    told = figure.locator(".cb-narration")
    expect(told).to_have_text(
        re.compile(r"^Entry of the scope at row 3, column 1, 0.375: taken 1 ")
    )


def test_dragging_points_taps_and_the_output(page: Page) -> None:
    figure = live(page, mode="both", y=15, x=10)
    drag(page, at(figure, 0, 13, 12), at(figure, 0, 10.5, 14.25))
    assert row(figure, 2)[1] == "10.5, 14.25"
    assert "outside the rigid window" in figure.locator(".cb-pts-counts").inner_text()
    weight = row(figure, 2)[3]
    drag(page, at(figure, 2, 1, 3, 5), at(figure, 2, 2, 2, 5))
    assert (weight, row(figure, 2)[3]) == ("0.375", "0.75")
    assert row(figure, 2)[1] == "10.5, 14.25"
    page.mouse.click(*at(figure, 0, 20, 20))
    assert row(figure, 4)[1] == "20, 20"
    figure.get_by_role("button", name="Undo single moves").click()
    assert row(figure, 2)[1] == "18, 22"


def test_equations_hold_and_fail(page: Page) -> None:
    figure = live(page, mode="both", y=15, x=13)
    verdict = figure.locator(".cb-pts-verdict")
    assert verdict.inner_text() == "Equation (11) gives this field exactly."
    figure.get_by_label("Start from").select_option("an equation that fails")
    assert verdict.inner_text().startswith("Equation (11) is off by up to ")
    assert verdict.inner_text().endswith("the lower layer's offsets differ from place to place.")
    figure.get_by_label("Offsets in").select_option("top")
    assert verdict.inner_text() == "Equation (11) gives this field exactly."
    figure.get_by_label("Offsets in").select_option("both")
    assert "stated for one layer" in verdict.inner_text()
    figure.get_by_label("What moves").select_option("rigid")
    assert "equation (3)" in verdict.inner_text()
    assert figure.get_by_label("Turn").is_disabled()


def test_the_kernel_moves_no_point(page: Page) -> None:
    figure = live(page, mode="kernel", spread=0.25)
    assert "9 pixels, 0 of them outside" in figure.locator(".cb-pts-counts").inner_text()
    assert row(figure, 0)[1] == "13, 8"
    assert figure.get_by_role("button", name="Point: arrow keys").is_disabled()


def test_arrow_keys_move_everything(page: Page) -> None:
    figure = live(page, mode="both", y=15, x=10, pull=0.125, cy=15, cx=10)
    figure.get_by_label("Tap", exact=True).select_option("0")
    figure.get_by_role("button", name="Point: arrow keys").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    assert row(figure, 0)[1] == "13.125, 7"
    figure.get_by_role("button", name="Tap over the scope").focus()
    page.keyboard.press("Shift+ArrowRight")
    assert row(figure, 0)[3] == "0.5"
    figure.get_by_role("button", name="Output: arrow keys").focus()
    page.keyboard.press("Shift+ArrowDown")
    assert row(figure, 4)[1] == "22, 10"  # 23, pulled by 1 towards row 15
    figure.get_by_role("button", name="Centre: arrow keys").focus()
    page.keyboard.press("Shift+ArrowDown")
    assert row(figure, 4)[1] == "23, 10"
    assert said(page, figure).startswith("The top left tap reads the photograph at row ")

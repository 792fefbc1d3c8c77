"""Three layers under a reader's hands: pointing in both views, arrow keys, controls, words."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import ThreeLayers
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, ThreeLayers(**params))


def told(figure: Locator) -> str:
    rest(figure.page)
    return figure.locator(".cb-narration").inner_text()


def over(part: Locator) -> None:
    """Move the pointer to the middle of a part, whatever is drawn on top of it."""
    box = part.bounding_box()
    assert box
    part.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def squares(figure: Locator) -> int:
    """Lit squares of the stack of maps, all levels together."""
    paths = figure.locator("path.cb-tl-lit").evaluate_all(
        "(all) => all.map((p) => p.getAttribute('d'))"
    )
    return sum(d.count("M") for d in paths)


def test_pointing_in_the_cross_section_shows_what_is_read_and_who_reads(page: Page) -> None:
    figure = live(page)
    assert told(figure) == (
        "Row 8, column 8 of layer 3 reads 9 units of layer 2, 81 units of layer 1 and 169 px of "
        "the image. Its field is 13 × 13 px. Up to 9 paths lead from a px to it."
    )
    assert squares(figure) == 169 + 81 + 9 + 1
    assert figure.locator("circle.cb-tl-lit").count() == 13 + 9 + 3 + 1
    dots = figure.locator("circle.cb-tl-dot.cb-role-output")
    over(dots.nth(5))  # layer 1
    assert told(figure) == (
        "Row 8, column 5 of layer 1 reads 9 px of the image. Its field is 3 × 3 px. One path leads "
        "from a px to it. It is read by 9 units of layer 2 and 81 units of layer 3."
    )
    over(figure.locator("circle.cb-tl-dot.cb-role-input").nth(8))
    assert told(figure) == (
        "Row 8, column 8 of the image is read by 9 units of layer 1, 49 units of layer 2 and "
        "169 units of layer 3."
    )
    assert figure.get_by_label("Look at layer").input_value() == "0"


def test_pointing_at_a_map_picks_its_square(page: Page) -> None:
    figure = live(page)
    planes = figure.locator(".cb-tl-plane")
    box = planes.nth(3).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert told(figure).startswith("Row 8, column 8 of layer 3")
    image = planes.nth(0).bounding_box()
    assert image
    page.mouse.move(image["x"] + image["width"] / 2, image["y"] + 2)
    assert told(figure).startswith("Row 0, column ")
    assert "of the image is read by" in told(figure)


def test_arrow_keys_walk_both_views(page: Page) -> None:
    figure = live(page, rate_1=2, rate_2=2, rate_3=2)
    stack, side = figure.get_by_role("application").all()
    stack.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert told(figure).startswith("Row 7, column 7 of layer 3 reads")
    assert "Its field is 13 × 13 px, of which 120 are skipped." in told(figure)
    page.keyboard.press("PageDown")
    assert told(figure).startswith("Row 7, column 7 of layer 2 reads 9 units of layer 1")
    side.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert told(figure).startswith("Row 7, column 8 of layer 1 reads 9 px of the image.")
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    assert figure.get_by_label("Look at layer").input_value() == "3"


def test_controls_keep_the_middle_and_say_what_the_padding_does(page: Page) -> None:
    figure = live(page)
    line, remark = figure.locator(".cb-tl-result"), figure.locator(".cb-tl-remark")
    assert line.inner_text() == "Field 13 × 13 px, 27 weights, map 17 → 17 → 17 → 17"
    figure.get_by_label("Start from").select_option("one pixel of padding at rate 2")
    assert line.inner_text() == "Field 13 × 13 px, 27 weights, map 17 → 15 → 13 → 11"
    assert "the layers here need 2, 2 and 2." in remark.inner_text()
    figure.get_by_label("Padding").select_option("none")
    assert line.inner_text().endswith("map 17 → 13 → 9 → 5")
    assert told(figure).startswith("Row 2, column 2 of layer 3")
    figure.get_by_label("Rate of layer 3").fill("9")
    # The image grows to what three layers need: 1 + 2 (2 + 2 + 9).
    assert line.inner_text() == "Field 27 × 27 px, 27 weights, map 27 → 23 → 19 → 1"
    figure.get_by_label("Kernel").fill("5")
    assert figure.get_by_label("Rate of layer 3").input_value() == "5"


def test_a_corner_reads_padding_drawn_dashed_and_a_phone_is_wide_enough(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page, **ThreeLayers.preset("a corner"))
    assert "5 of its 9 taps read padding." in told(figure)
    dashed = figure.locator(".cb-tl-zeros").evaluate_all(
        "(all) => all.map((p) => p.getAttribute('d'))"
    )
    assert all(dashed)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for drawing in figure.locator(".cb-tl-drawing").all():
        box = drawing.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 320

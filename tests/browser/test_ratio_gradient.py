"""The figure of a ratio's gradient under a reader's hands: drag, point both ways, descend."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import RatioGradient
from tests.browser.figure import alone
from tests.browser.timers import rest

LEFT, INNER, WIDTH = 40, 270, 320


def live(page: Page, **params: Any) -> Locator:
    return alone(page, RatioGradient(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def chart(figure: Locator, number: int) -> dict[str, float]:
    picture = figure.locator(".cb-rg-chart svg").nth(number)
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    return box  # type: ignore[return-value]


def press(page: Page, figure: Locator, number: int, share: float) -> None:
    """Press at a share of the axis of a chart."""
    box = chart(figure, number)
    x = box["x"] + (LEFT + share * INNER) * box["width"] / WIDTH
    page.mouse.move(x, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()


def slopes(figure: Locator) -> list[float]:
    texts = figure.locator(".cb-rg-chart b").all_inner_texts()
    return [float(text.replace("−", "-")) for text in texts]


def test_dragging_any_curve_moves_the_ratio(page: Page) -> None:
    figure = live(page)
    assert slopes(figure) == [16, -0.25, -2, 0.03125]
    press(page, figure, 0, 0.25)  # r = 0.5
    found = slopes(figure)
    assert abs(found[2] + 1 / (2 * 16 * 0.5**2)) < 0.01
    assert found[3] == 0.03125
    press(page, figure, 3, 0.25)  # alpha = 4
    assert abs(slopes(figure)[1] + 1) < 0.02
    text = said(page, figure)
    assert text.startswith("Ratio 0.25, alpha 4: 16 px become 4.")
    assert "every ratio from 0.2188 to 0.2813, so its true slope is 0" in text


def test_pointing_at_cells_and_pixels(page: Page) -> None:
    figure = live(page, alpha=4, size=8)
    strip = figure.locator(".cb-rg-strip")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.15 * box["height"])
    assert said(page, figure) == (
        "Cell 1 of 2: its points lie at 4.5 and 6.5 px, between px 4 and 5 and between px 6 and 7."
    )
    assert figure.locator(".cb-rg-box.cb-role-input.cb-on").count() == 4
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.85 * box["height"])
    assert said(page, figure) == "Input px 2: cell 0 reads it."
    assert figure.locator(".cb-rg-box.cb-role-output.cb-on").count() == 1
    page.mouse.move(0, 0)
    figure.get_by_role("button", name="Point at a cell").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert said(page, figure).startswith("Cell 1 of 2")
    page.keyboard.press("ArrowDown")
    assert said(page, figure).startswith("Input px 0:")


def test_descents_arrive_or_not(page: Page) -> None:
    figure = live(page)
    arrivals = figure.locator(".cb-rg-arrivals")
    start = RatioGradient.compute(RatioGradient.defaults)
    assert arrivals.inner_text() == (
        "in r: not within 1 % of the goal after 24 steps; "
        f"in alpha: within 1 % of the goal from step {start['near_alpha']}."
    )
    figure.get_by_label("Step", exact=True).fill("2")
    text = said(page, figure)
    assert text.startswith("After step 2 of 24: in r ratio 12.12, 194 px; in alpha ratio 0.2857")
    figure.get_by_label("Ratio, and start").fill("-42")
    assert "in r: within" in arrivals.inner_text()


def test_pointing_at_a_step_reads_it_out(page: Page) -> None:
    figure = live(page)
    box = chart(figure, 4)
    x = box["x"] + (LEFT + 6 / 24 * INNER) * box["width"] / WIDTH
    page.mouse.move(x, box["y"] + box["height"] / 2)
    assert said(page, figure).startswith("After step 6 of 24")
    assert figure.get_by_label("Step", exact=True).input_value() == "6"

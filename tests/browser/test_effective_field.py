"""The figure of the effective field under a reader's hands: pixels, depth, weights, ReLU."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import EffectiveField
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, EffectiveField(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def facts(figure: Locator) -> list[str]:
    return figure.locator(".cb-eff-facts dd").all_inner_texts()


def test_pointing_at_a_pixel_tells_its_paths(page: Page) -> None:
    figure = live(page, depth=2)
    assert said(page, figure) == (
        "2 layers of 3 × 3: theoretically the output sees 5 × 5 px; 25 of these 25 pixels count "
        "for more than 4.55 % of the middle one (100 %)."
    )
    canvas = figure.locator(".cb-eff-canvas")
    box = canvas.bounding_box()
    assert box is not None
    cell = box["width"] / 5
    canvas.hover(position={"x": 0.5 * cell, "y": 1.5 * cell})
    assert said(page, figure) == (
        "Pixel 1 px up, 2 px left of the middle: 2 · 1 = 2 paths, 2.5 % of all, "
        "22.2 % of the middle one."
    )
    figure.get_by_role("application").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert said(page, figure).startswith("Pixel 1 px up of the middle: 2 · 3 = 6 paths, 7.4 %")


def test_the_chart_and_the_slider_choose_the_depth(page: Page) -> None:
    figure = live(page)
    assert facts(figure)[0] == "21 × 21 px"
    chart = figure.locator(".cb-eff-chart")
    box = chart.bounding_box()
    assert box is not None
    chart.click(position={"x": box["width"] - 12, "y": 40})
    assert facts(figure)[:3] == ["65 × 65 px", "4225 of 4225", "421 px = 20.5²"]
    figure.get_by_label("Layers", exact=True).fill("3")
    assert facts(figure)[0] == "7 × 7 px"
    assert facts(figure)[-3:] == ["1.41 px", "1.41 px", "1 px"]


def test_growing_steps_limit_the_depth_and_flatten_the_field(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Kernel", exact=True).fill("2")
    figure.get_by_label("Dilations", exact=True).select_option("double")
    assert figure.get_by_label("Layers", exact=True).get_attribute("max") == "7"
    assert facts(figure)[:4] == ["128 × 128 px", "16384 of 16384", "16384 px = 128.0²", "100 %"]
    assert "At most 7 layers here" in figure.locator(".cb-eff-note").first.inner_text()
    figure.get_by_label("Layers", exact=True).fill("1")
    figure.get_by_label("Dilations", exact=True).select_option("same")
    figure.get_by_label("Dilation d").fill("2")
    assert facts(figure)[:3] == ["3 × 3 px", "4 of 9", "no centre"]
    assert "no path leads from the pixel in the middle" in said(page, figure)


def test_random_signs_with_relu_are_drawn_again(page: Page) -> None:
    figure = live(page, depth=6)
    again = figure.get_by_role("button", name="Again")
    assert again.is_disabled()
    figure.get_by_label("Weights").select_option("signs")
    figure.get_by_label("ReLU between layers").check()
    before = facts(figure)
    again.click()
    assert facts(figure) != before
    canvas = figure.locator(".cb-eff-canvas")
    canvas.hover(position={"x": 150, "y": 150})
    assert "a change of 1 moves the output by" in said(page, figure)
    figure.get_by_label("Weights").select_option("binomial")
    note = figure.locator(".cb-eff-right .cb-eff-note").inner_text()
    assert "only the ReLU after the first layer closes paths" in note

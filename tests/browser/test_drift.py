"""The figure of the drift under a reader's hands: both pictures, the controls, the keyboard."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Drift
from tests.browser.figure import alone
from tests.browser.timers import rest

SIDE = 64


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Drift(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def point(figure: Locator, picture: int, y: int, x: int) -> None:
    stage = figure.locator(".cb-dr-stage").nth(picture)
    box = stage.bounding_box()
    assert box
    stage.hover(
        position={"x": (x + 0.5) * box["width"] / SIDE, "y": (y + 0.5) * box["height"] / SIDE}
    )


def framed(figure: Locator, picture: int) -> list[int]:
    """Top, left, height and width of the frame in a picture, in px of the image."""
    frame = figure.locator(".cb-dr-marks").nth(picture).locator("rect").first
    return [int(frame.get_attribute(name) or -1) for name in ("y", "x", "height", "width")]


def test_pointing_both_ways(page: Page) -> None:
    figure = live(page, depth=10)
    point(figure, 1, 20, 30)
    assert framed(figure, 0) == [20, 30, 11, 11], "an output reads what lies below and to the right"
    assert framed(figure, 1) == [20, 30, 1, 1]
    text = said(page, figure)
    assert "through 10 layers of C2 it reads rows 20 to 30, columns 30 to 40." in text
    assert text.endswith("lies 5 px down and 5 px to the right of the pixel.")
    point(figure, 0, 20, 30)
    assert framed(figure, 0) == [20, 30, 1, 1]
    assert framed(figure, 1) == [10, 20, 11, 11]
    text = said(page, figure)
    assert text.endswith("their middle has moved 5 px up and 5 px to the left.")


def test_kernel_and_corner_decide_the_way(page: Page) -> None:
    figure = live(page, depth=10, image="pixel")
    moved = figure.locator(".cb-dr-value").first
    assert moved.inner_text() == "5 px up and 5 px to the left"
    corner = figure.get_by_label("Larger padding at the")
    corner.select_option("top left")
    assert moved.inner_text() == "5 px down and 5 px to the right"
    corner.select_option("alternating")
    assert moved.inner_text() == "nowhere"
    assert figure.locator(".cb-dr-predicted").count() == 0
    corner.select_option("bottom left")
    assert figure.locator(".cb-dr-predicted").count() == 1
    kernel = figure.get_by_label("Kernel", exact=True)
    kernel.select_option("C2sp")
    assert moved.inner_text() == "nowhere"
    assert corner.is_disabled(), "the corner is of no consequence here"
    assert figure.locator(".cb-dr-chosen").text_content() == "C2sp"


def test_play_walks_to_the_last_layer_and_stops(page: Page) -> None:
    figure = live(page, depth=38)
    play = figure.get_by_role("button", name="Play")
    play.click()
    page.wait_for_timeout(1200)
    assert figure.get_by_label("Layers").input_value() == "40"
    assert play.inner_text() == "Play"
    figure.get_by_role("button", name="One layer less").click()
    assert figure.get_by_label("Layers").input_value() == "39"
    assert figure.locator("figcaption").nth(1).inner_text() == "after 39 layers of C2"


def test_play_is_not_offered_to_those_who_want_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    figure = live(page)
    assert figure.get_by_role("button", name="Play").count() == 0
    page.emulate_media(reduced_motion="no-preference")


def test_arrow_keys_move_the_pixel(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("button", name="Move the pixel").focus()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert said(page, figure).startswith("Output pixel row 33, column 25, value ")
    for _ in range(9):
        page.keyboard.press("Shift+ArrowLeft")
    assert said(page, figure).startswith("Output pixel row 33, column 0, value ")

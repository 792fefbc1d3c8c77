"""The receptive field under a reader's hands: fans both ways, the table, pasting, words."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from convbook.widgets import ReceptiveField
from tests.browser.figure import alone, press
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, ReceptiveField(**params))


def told(figure: Locator) -> str:
    rest(figure.page)
    return figure.locator(".cb-narration").inner_text()


def painted(figure: Locator) -> None:
    figure.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(true)))")


def lit(figure: Locator, role: str) -> int:
    painted(figure)
    return figure.locator(f"circle.cb-rf-lit.cb-role-{role}").count()


def remarks(figure: Locator) -> list[str]:
    return figure.locator(".cb-rf-remarks li").all_text_contents()


def row(figure: Locator, number: int) -> list[str]:
    painted(figure)
    return (
        figure.locator(".cb-stack-table tbody tr")
        .nth(number)
        .locator(".cb-stack-number")
        .all_text_contents()
    )


def test_pointing_at_a_unit_shows_what_it_reads_and_what_it_reaches(page: Page) -> None:
    figure = live(page)
    assert told(figure).startswith(
        "Unit 4 of layer 3 sees px 4 to 12: 9 px, all in the image of 16."
    )
    assert (lit(figure, "input"), lit(figure, "output")) == (9, 1 + 3 + 7)
    stage = figure.locator(".cb-rf-drawing")
    dots = stage.locator("circle.cb-rf-dot.cb-role-output")
    dots.nth(4).hover()  # layer 1, unit 4
    assert told(figure) == (
        "Unit 4 of layer 1 sees px 3 to 5: 3 px, all in the image of 16. "
        "One path leads from a px to it. It reaches outputs 1 to 3 of layer 3 (3 of 8)."
    )
    assert (lit(figure, "input"), lit(figure, "output")) == (3, 1 + 1 + 3)
    stage.locator("circle.cb-rf-dot.cb-role-input").first.hover()
    assert (
        told(figure) == "Px 0 of the image of 16 px. It reaches outputs 0 to 2 of layer 3 (3 of 8)."
    )
    assert figure.get_by_label("Look at layer").input_value() == "0"


def test_arrow_keys_walk_units_and_layers(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("application").focus()
    page.keyboard.press("ArrowDown")
    assert told(figure).startswith("Unit 4 of layer 2 sees px 6 to 10: 5 px")
    page.keyboard.press("ArrowDown")
    assert told(figure).startswith("Unit 8 of layer 1 sees px 7 to 9: 3 px")
    page.keyboard.press("ArrowLeft")
    assert told(figure).startswith("Unit 7 of layer 1 sees px 6 to 8")
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    rest(page)
    assert figure.get_by_label("Look at layer").input_value() == "3"


def test_arrows_that_come_within_one_frame_are_all_walked(page: Page) -> None:
    figure = live(page)
    press(figure.get_by_role("application"), "ArrowDown", "ArrowDown", "ArrowLeft")
    assert told(figure).startswith("Unit 7 of layer 1 sees px 6 to 8")


def test_at_the_border_part_of_the_field_is_padding_and_drawn_dashed(page: Page) -> None:
    figure = live(page, unit=0)
    assert "sees px −4 to 4: 9 px, 5 of them in the image of 16" in told(figure)
    zeros = figure.locator(".cb-rf-zeros").get_attribute("d")
    assert zeros
    assert figure.locator(".cb-rf-pad").count() == 6


def test_holes_are_left_pale_and_counted(page: Page) -> None:
    figure = live(page, **ReceptiveField.preset("Dilation 2, 2, 2: holes"))
    assert "It reads 7 of these; 6 are holes." in told(figure)
    assert lit(figure, "input") == 7


def test_the_table_edits_moves_adds_and_removes(page: Page) -> None:
    figure = live(page)
    assert row(figure, 2) == ["8", "5", "2", "−2", "0", "1"]
    figure.get_by_label("Move up layer 2").click()
    assert row(figure, 3) == ["8", "11", "2", "−5", "0", "0"]
    figure.get_by_label("Kernel of layer 3").fill("5")
    assert figure.locator(".cb-rf-result").inner_text() == (
        "6 outputs, field 15 px, jump 2 px, start −5 px"
    )
    figure.get_by_role("button", name="Add pooling").click()
    assert row(figure, 4) == ["3", "17", "4", "−5", "3", "0"]
    figure.get_by_label("Remove layer 1").click()
    painted(figure)
    assert figure.locator(".cb-stack-table tbody tr").count() == 4
    figure.get_by_label("Kind of layer 3").select_option("avg pool")
    painted(figure)
    assert figure.get_by_label("Dilation of layer 3").is_disabled()


def test_size_slider_mends_the_rest_and_says_what_does_not_fit(page: Page) -> None:
    figure = live(page, **ReceptiveField.preset("Two 3 × 3"))
    figure.get_by_label("Image size").fill("4")
    assert remarks(figure)[0] == (
        "Layer 2 does not fit: its kernel spans 3 units, and 2 are there, padding included. "
        "It and the layers behind it are left out."
    )
    assert row(figure, 2)[0] == "no fit"
    figure.get_by_label("Start from").select_option("Three layers, one with stride 2")
    assert remarks(figure)[:2] == [
        "Layer 2 uses its padding unevenly: its windows leave 1 unit at the end unread.",
        "The outputs’ centres lie 0.5 px left of the middle of the image, on average.",
    ]
    figure.get_by_label("Image size").fill("17")
    assert not any("unevenly" in text for text in remarks(figure))


def test_large_networks_are_drawn_as_bars(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Start from").select_option("ResNet-50, strides last")
    assert figure.locator(".cb-rf-result").inner_text().startswith("7 outputs, field 483 px")
    painted(figure)
    assert figure.locator(".cb-rf-bar").count() == 51
    assert figure.locator(".cb-rf-down").count() == 1
    assert figure.locator(".cb-rf-ends").text_content() == "−145 to 337: 483 px"


@pytest.mark.parametrize(
    ("code", "said", "result"),
    [
        (
            "nn.Sequential(nn.Conv2d(3, 8, 3, padding='same', dilation=2), nn.ReLU(), "
            "nn.MaxPool2d(2))",
            "2 layers loaded; ReLU reads one position and does not count.",
            "8 outputs, field 6 px, jump 2 px, start −2 px",
        ),
        (
            "(0): Conv2d(3, 8, kernel_size=(5, 3), stride=(1, 1))\n(1): AdaptiveAvgPool2d(1)",
            "1 layer loaded; from AdaptiveAvgPool2d on everything sees the whole image, "
            "so the stack ends before it.",
            "12 outputs, field 5 px, jump 1 px, start 0 px",
        ),
        (
            "nn.ConvTranspose2d(3, 3, 2)",
            "Not loaded: ConvTranspose2d is no layer the drawing knows.",
            "8 outputs, field 9 px, jump 2 px, start −4 px",
        ),
        (
            "nn.MaxPool2d(2, ceil_mode=True)",
            "Not loaded: MaxPool2d rounds up (ceil_mode), which the drawing does not do.",
            "8 outputs, field 9 px, jump 2 px, start −4 px",
        ),
        (
            "nn.Conv2d(3, 3, 41)",
            "Not loaded: Conv2d has kernel_size 41, and the drawing takes 1 to 31.",
            "8 outputs, field 9 px, jump 2 px, start −4 px",
        ),
    ],
)
def test_pasted_networks_are_loaded_or_refused_in_words(
    page: Page, code: str, said: str, result: str
) -> None:
    figure = live(page)
    figure.get_by_text("Paste PyTorch").click()
    figure.get_by_label("Layer as Python").fill(code)
    figure.get_by_role("button", name="Load").click()
    assert figure.locator(".cb-paste-said").inner_text() == said
    assert figure.locator(".cb-rf-result").inner_text() == result


def test_narrow_screens_scroll_only_inside(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page, **ReceptiveField.preset("VGG-16, to pool5"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    drawing = figure.locator(".cb-rf-drawing").bounding_box()
    assert drawing
    assert drawing["x"] + drawing["width"] <= 320

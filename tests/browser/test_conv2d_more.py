"""The rarer abilities of conv2d: pins, the brush, borders, the turned kernel, speed."""

import pytest
from playwright.sync_api import Page

from convbook.widgets import Conv2d
from tests.browser.test_conv2d import fields, lit, live, shapes, tags, told, total


def test_a_click_pins_and_the_pointer_may_leave(page: Page) -> None:
    figure = live(page)
    maps = figure.get_by_role("grid", name="output")
    maps.get_by_label("row 1, column 1: 1").click()
    pin = figure.get_by_role("button", name="Unpin")
    assert pin.get_attribute("aria-pressed") == "true"
    maps.get_by_label("row 2, column 2: −4").hover()
    figure.get_by_role("grid", name="input").get_by_label("row 0, column 4").hover()
    assert total(figure).startswith("output[0, 1, 1] = 1")
    assert lit(maps) == ["1"]
    maps.get_by_label("row 2, column 1: 5").click()
    assert total(figure).startswith("output[0, 2, 1] = 5")
    page.keyboard.press("Escape")
    assert figure.get_by_role("button", name="Pin", exact=True).is_visible()
    maps.get_by_label("row 2, column 2: −4").hover()
    assert total(figure).startswith("output[0, 2, 2] = (−4)")


def test_enter_pins_an_input_and_its_outputs_stay_lit(page: Page) -> None:
    figure = live(page)
    maps = figure.get_by_role("grid", name="output")
    figure.get_by_role("grid", name="input").get_by_label("row 1, column 0: 0").focus()
    page.keyboard.press("Enter")
    figure.get_by_text("products").hover()
    maps.get_by_label("row 2, column 2: −4").hover()
    assert tags(maps) == ["0", "1"]
    figure.get_by_label("Output position").fill("3")
    assert tags(maps) == []
    assert lit(maps) == ["2"]


def test_pin_button_keeps_the_present_output(page: Page) -> None:
    figure = live(page, look=4)
    figure.get_by_role("button", name="Pin", exact=True).click()
    figure.get_by_role("grid", name="output").get_by_label("row 0, column 0: 3").hover()
    assert total(figure).startswith("output[0, 1, 1] = 1")
    figure.get_by_role("button", name="Unpin").click()
    figure.get_by_role("grid", name="output").get_by_label("row 0, column 0: 3").hover()
    assert total(figure).startswith("output[0, 0, 0] = 3")


def test_brush_paints_a_stroke_and_wipes_one_that_begins_on_its_number(page: Page) -> None:
    figure = live(page, **Conv2d.preset("a canvas to paint on"))
    figure.get_by_label("Number painted").fill("3")
    grid = figure.get_by_role("grid", name="input")

    def stroke(first: str, last: str) -> None:
        for move, label in ((False, first), (True, last)):
            cell = grid.get_by_label(label, exact=False).first.bounding_box()
            assert cell
            place = (cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2)
            page.mouse.move(*place, steps=12 if move else 1)
            if not move:
                page.mouse.down()
        page.mouse.up()

    stroke("row 1, column 2:", "row 1, column 6:")
    row = fields(grid)[16:32]
    assert row == ["0", "0", "3", "3", "3", "3", "3", *["0"] * 9]
    # Under the Laplacian a line of 3 five long answers 3·(1 − 4) = −9 at its end.
    assert (
        figure.get_by_role("grid", name="output").get_by_label("row 1, column 2: −9").count() == 1
    )
    stroke("row 1, column 4:", "row 1, column 9:")
    assert fields(grid)[16:32] == ["0", "0", "3", "3", *["0"] * 12]
    grid.get_by_label("row 0, column 0:").focus()
    page.keyboard.press("Enter")
    assert fields(grid)[0] == "3"
    assert not grid.get_by_label("row 0, column 0:").is_editable()


def test_a_circular_border_shows_its_source_and_counts_every_copy(page: Page) -> None:
    figure = live(page, **Conv2d.preset("a border that wraps round"))
    assert figure.locator("summary").first.inner_text() == "More: circular padding"
    grid = figure.get_by_role("grid", name="input")
    # Before 1 0 2 1 0 stands its last number, after it the first.
    assert grid.locator("[role=row]").nth(1).locator(".cb-pad").all_inner_texts() == ["0", "1"]
    grid.get_by_label("row 0, column 0: 1").hover()
    # The corner stands in the padding three times: below, at the right, and at the far corner.
    assert len(lit(grid)) == 4
    maps = figure.get_by_role("grid", name="output")
    assert sorted(tags(maps)) == sorted(["1", "0", "−1", "0", "2", "0", "−1", "0", "1"])
    assert ", 3 times in the padding too, is read by 9 outputs" in told(page, figure)
    figure.get_by_text("More:").click()
    figure.get_by_label("Padding holds").select_option("zeros")
    assert grid.locator("[role=row]").nth(1).locator(".cb-pad").all_inner_texts() == ["0", "0"]


def test_one_output_may_read_an_input_through_several_taps(page: Page) -> None:
    figure = live(page, padding_h=1, padding_w=1, padding_mode="replicate")
    figure.get_by_role("grid", name="input").get_by_label("row 0, column 0: 1").hover()
    # The corner's own output reads it four times: 1 + 0 + 0 + 2.
    assert tags(figure.get_by_role("grid", name="output"))[0] == "1+0+0+2"


def test_true_convolution_turns_the_kernel_in_both_axes(page: Page) -> None:
    figure = live(page, weight=[1, 2, 3, 4, 5, 6, 7, 8, 9])
    window = figure.get_by_role("grid", name="input")
    assert tags(window) == list("123456789")
    figure.get_by_text("More:").click()
    figure.get_by_label("Operation").select_option("true convolution (∗)")
    assert tags(window) == list("987654321")
    # 1·9 + 0·8 + 2·7 + 0·6 + 3·5 + 1·4 + 2·3 + 1·2 + 0·1
    assert total(figure) == "output[0, 0, 0] = 50 + bias 0 = 50"
    assert "weight[0, c, 2 − i, 2 − j]" in figure.locator(".cb-c2-formula").inner_text()
    assert " ∗ " in shapes(figure)
    kernel = figure.get_by_role("grid", name="kernel")
    assert fields(kernel) == list("123456789")
    kernel.get_by_label("row 0, column 0: 1").hover()
    # Weight 0, 0 meets the lower right of every window: rows and columns 2 to 4.
    assert lit(window) == ["0", "1", "3", "2", "0", "1", "1", "3", "0"]


def test_sides_are_padded_each_on_its_own(page: Page) -> None:
    figure = live(page, padding_h=1, padding_w=1)
    figure.get_by_text("More:").click()
    figure.get_by_label("Padding, bottom").fill("0")
    figure.get_by_label("Padding, right").fill("3")
    assert shapes(figure).startswith("(1, 1, 5, 5) ⋆ (1, 1, 3, 3) → (1, 1, 4, 7)")
    figure.get_by_label("Padding, bottom").fill("-1")
    assert shapes(figure).startswith("(1, 1, 5, 5) ⋆ (1, 1, 3, 3) → (1, 1, 5, 7)")


@pytest.mark.timing
def test_speed_slider_sets_the_steps_a_second(page: Page) -> None:
    figure = live(page, padding_h=1, padding_w=1)
    figure.get_by_label("Speed").fill("8")
    figure.get_by_role("button", name="Play").click()
    page.wait_for_timeout(700)
    assert 3 <= int(figure.get_by_label("Output position").input_value()) <= 6


def test_largest_input_stays_within_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    large = {"height": 20, "width": 20, "input": [99] * 400, "padding_h": 3, "padding_w": 3}
    figure = live(page, **large)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cell = figure.get_by_role("grid", name="input").locator(".cb-cell").nth(100).bounding_box()
    assert cell
    assert cell["width"] >= 15

"""The lowered matrix under a reader's hands: patch and column, copies, rows, sizes, costs."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from convbook.widgets import Im2col
from tests.browser.figure import alone
from tests.browser.timers import rest

BY_HAND = "2 channels, by hand"


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Im2col(**params))


def lit(part: Locator, mark: str = "cb-on") -> list[str]:
    """What the marked squares of a part hold, in the order of the page."""
    values: list[str] = part.locator(f".cb-cell.{mark}, .cb-i2-matrix .{mark}").evaluate_all(
        "(cells) => cells.map((cell) => cell.value ?? cell.textContent)"
    )
    return values


def entries(part: Locator, mark: str) -> list[int]:
    """Flat indices of the marked entries of a matrix."""
    found: list[int] = part.locator(f".{mark}[data-i]").evaluate_all(
        "(cells) => cells.map((cell) => Number(cell.dataset.i))"
    )
    return found


def entry(part: Locator, index: int) -> Locator:
    return part.locator(f"[data-i='{index}']")


def told(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def parts(figure: Locator) -> tuple[Locator, Locator, Locator, Locator]:
    names = ("input", "lowered", "weight", "product")
    first, *others = (figure.locator(f".cb-i2-{name}") for name in names)
    return first.first, *others  # type: ignore[return-value]


def test_slider_lights_patch_column_row_and_product(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Entry of the product").fill("22")
    image, lowered, weight, product = parts(figure)
    patch = ["2", "0", "3", "1", "3", "1", "1", "1", "0"]
    assert lit(image) == lit(lowered) == patch
    assert entries(lowered, "cb-on") == [16 * k + 6 for k in range(9)]
    assert lit(weight) == ["0", "1", "0", "1", "−2", "1", "0", "1", "0"]
    assert (entries(product, "cb-picked"), lit(product)) == ([22], ["−3"])
    assert told(page, figure) == (
        "Column 6 holds the patch of output row 1, column 2. Row 1 of W times this column: "
        "0·2 + 1·0 + 0·3 + 1·1 + (−2)·3 + 1·1 + 0·1 + 1·1 + 0·0 = −3."
    )


def test_pointing_at_a_product_moves_there(page: Page) -> None:
    figure = live(page)
    image, lowered, _, product = parts(figure)
    entry(product, 16).hover()
    # The corner's patch has five squares of padding, and they are lit as well.
    assert lit(image) == lit(lowered) == ["0", "0", "0", "0", "1", "2", "0", "0", "1"]
    assert figure.get_by_label("Entry of the product").input_value() == "16"


def test_pointing_at_an_entry_lights_its_pixel_and_every_copy(page: Page) -> None:
    figure = live(page)
    image, lowered, _, product = parts(figure)
    # Row 4 is the middle tap, column 6 the patch at (1, 2): the entry copies pixel (1, 2).
    entry(lowered, 4 * 16 + 6).hover()
    copies = entries(lowered, "cb-i2-same")
    assert copies == [11, 26, 41, 55, 70, 85, 99, 114, 129]
    assert lit(lowered, "cb-i2-same") == ["3"] * 9
    assert lit(image, "cb-i2-same") == ["3"]
    assert image.locator("input.cb-i2-same").get_attribute("aria-label") == "row 1, column 2: 3"
    # Its column became the column looked at, and the outputs that read the pixel are lit.
    assert entries(product, "cb-picked") == [6]
    assert entries(product, "cb-on") == [1, 2, 3, 5, 6, 7, 9, 10, 11]
    assert told(page, figure) == (
        "Input 0, 1, 2 = 3 is copied 9 times, into columns 1, 2, 3, 5, 6, 7, 9, 10, 11: "
        "once for every patch that covers it."
    )


def test_pointing_at_a_pixel_of_the_second_channel_lights_only_its_rows(page: Page) -> None:
    figure = live(page, **Im2col.preset(BY_HAND))
    _, lowered, _, _ = parts(figure)
    second = figure.get_by_role("grid", name="input, channel 1")
    second.get_by_label("row 0, column 1: 0").hover()
    # Tap (0, 1) of the patch at (0, 0), tap (0, 0) of that at (0, 1): rows 5 and 4.
    assert entries(lowered, "cb-i2-same") == [4 * 4 + 1, 5 * 4 + 0]
    assert told(page, figure) == (
        "Input 1, 0, 1 = 0 is copied 2 times, into columns 0, 1: "
        "once for every patch that covers it."
    )
    figure.locator(".cb-i2-fact").hover()
    assert entries(lowered, "cb-i2-same") == []


def test_padding_and_skipped_pixels_are_named(page: Page) -> None:
    figure = live(page)
    image, lowered, _, _ = parts(figure)
    entry(lowered, 0).hover()
    assert lit(image, "cb-i2-same") == ["0"]
    assert told(page, figure) == (
        "A zero of the padding, copied once, into column 0 like any other number."
    )
    figure.get_by_label("Padding", exact=True).fill("0")
    figure.get_by_label("Kernel rows").fill("1")
    figure.get_by_label("Stride", exact=True).fill("3")
    image.get_by_label("row 1, column 0: 0").hover()
    assert told(page, figure) == "Input 0, 1, 0 = 0 is in no patch: the windows step over it."


def test_pointing_at_a_weight_lights_its_row_of_the_matrix(page: Page) -> None:
    figure = live(page)
    image, lowered, weight, product = parts(figure)
    weight.get_by_label("filter 1, channel 0, tap 1, 1: −2").hover()
    assert entries(lowered, "cb-on") == list(range(4 * 16, 5 * 16))
    # The middle tap reads every pixel of the channel, and no padding.
    pixels = [str(n) for n in Im2col.defaults["input"]]
    assert lit(lowered) == pixels
    assert lit(image) == pixels
    assert entries(product, "cb-on")[-16:] == list(range(16, 32))
    assert told(page, figure) == (
        "Weight 1, 0, 1, 1 = −2 multiplies row 4 of the matrix: input channel 0 read from "
        "row 0, column 0 on, 16 numbers."
    )


def test_arrows_walk_the_matrix_and_names_are_spoken(page: Page) -> None:
    figure = live(page)
    _, lowered, _, _ = parts(figure)
    lowered.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    spoken = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert spoken == "row 1, column 6: 0"
    assert figure.get_by_label("Entry of the product").input_value() == "6"


def test_numbers_are_edited_and_drawn(page: Page) -> None:
    figure = live(page)
    image, lowered, weight, _ = parts(figure)
    image.get_by_label("row 1, column 1: 1").fill("-0.5")
    assert lowered.get_by_text("−0.5").count() == 9
    weight.get_by_label("filter 0, channel 0, tap 1, 1: 2").fill("4")
    figure.get_by_label("Entry of the product").focus()
    page.mouse.move(0, 0)
    assert "4·(−0.5)" in told(page, figure)
    figure.get_by_role("button", name="Random numbers").click()
    assert lowered.get_by_text("−0.5").count() == 0


def test_sizes_change_the_matrix_and_keep_the_numbers(page: Page) -> None:
    figure = live(page)
    fact = figure.locator(".cb-i2-fact")
    assert "×9 16 numbers become 9 × 16 = 144, 44 of them padding." in fact.inner_text().replace(
        "\n", " "
    )
    figure.get_by_label("Padding", exact=True).fill("0")
    figure.get_by_label("Kernel rows").fill("1")
    figure.get_by_label("Kernel columns").fill("1")
    assert "16 numbers become 1 × 16 = 16." in fact.inner_text()
    assert "nothing need be copied" in fact.inner_text()
    _, lowered, _, _ = parts(figure)
    values = lowered.locator("[data-i]").all_inner_texts()
    assert values == [str(n) for n in Im2col.defaults["input"]]
    figure.get_by_label("Height").fill("1")
    figure.get_by_label("Kernel rows").fill("4")
    assert "does not fit" in figure.locator(".cb-i2-note").inner_text()
    assert figure.get_by_label("Kernel rows").input_value() == "1"


def test_large_matrices_turn_into_tints(page: Page) -> None:
    page.set_viewport_size({"width": 760, "height": 900})
    figure = live(page, **Im2col.preset("3 channels, 8×8"))
    _, lowered, _, _ = parts(figure)
    assert lowered.locator(".cb-i2-dense").count() == 1
    assert lowered.locator("[data-i]").count() == 27 * 64
    entry(lowered, 13 * 64 + 20).hover()
    assert len(entries(lowered, "cb-i2-same")) == 9
    assert "Input 1, 2, 4 = 4 is copied 9 times" in told(page, figure)


def rows(figure: Locator) -> dict[str, list[str]]:
    lines = [
        [cell.inner_text() for cell in row.locator("th, td").all()]
        for row in figure.locator(".cb-i2-costs tbody tr").all()
    ]
    return {name: cells for name, *cells in lines}


def test_costs_follow_the_layer(page: Page) -> None:
    figure = live(page)
    table = rows(figure)
    assert table["direct"] == ["116 M", "", "0"]
    assert table["im2col"] == ["116 M", "same", "1.81 M"]
    assert table["Winograd F(2, 3)"] == ["51.4 M", "÷ 2.3", "1.67 M"]
    assert table["Winograd F(4, 3)"] == ["31.5 M", "÷ 3.7", "1.05 M"]
    figure.get_by_label("Layer's kernel").fill("1")
    assert rows(figure)["im2col"][2] == "0"
    assert rows(figure)["FFT, tile 8"][1] == "× 2.7"
    figure.get_by_label("Layer's kernel").fill("3")
    figure.get_by_label("Layer's stride").fill("2")
    assert "Winograd F(2, 3)" not in rows(figure)
    verdict = figure.locator(".cb-i2-verdict")
    assert "Output: 64 channels of 28 × 28." in verdict.inner_text()
    assert "Winograd's tiles need stride 1." in verdict.inner_text()


def test_pointing_at_a_chart_chooses_the_kernel(page: Page) -> None:
    figure = live(page)
    chart = figure.get_by_role("img", name="multiplications")
    box = chart.bounding_box()
    assert box
    chart.hover(position={"x": box["width"] * (50 + 288 * 10 / 30) / 350, "y": 40})
    assert figure.get_by_label("Layer's kernel").input_value() == "11"
    assert rows(figure)["direct"][0] == "1.55 G"


@pytest.mark.parametrize("preset", ["3×3, padding 1", "3 channels, 8×8"])
def test_narrow_screens_stack_the_matrices(browser: Browser, preset: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    figure = live(page, **Im2col.preset(preset))
    assert figure.locator(".cb-i2-stacked").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()

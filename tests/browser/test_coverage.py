"""The figure of coverage under a reader's hands: neighbours, pixels, typed rates, layers."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Coverage
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Coverage(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def facts(figure: Locator) -> list[str]:
    return figure.locator(".cb-cov-facts dd").all_inner_texts()


def lit(figure: Locator) -> list[str]:
    """Outputs that read the pixel under the pointer."""
    cells = figure.locator(".cb-cov-outputs .cb-on")
    labels = cells.evaluate_all("(all) => all.map((cell) => cell.getAttribute('aria-label'))")
    return [label.split(":")[0] for label in labels]


def test_pointing_at_an_output_shows_what_it_shares(page: Page) -> None:
    figure = live(page)
    assert said(page, figure) == (
        "3 layers of 3 × 3: output A reads 49 of 169 pixels over 729 paths, "
        "with gaps of up to 2 px."
    )
    figure.get_by_label("output 1 right: 0", exact=True).hover()
    assert said(page, figure) == "Output A and the output 1 right share no pixel at all."
    figure.get_by_label("output 2 up, 2 left: 73", exact=True).hover()
    assert (
        said(page, figure)
        == "Output A and the output 2 up, 2 left share 36 of their 49 pixels each (73 %)."
    )
    figure.locator("select").select_option("1, 2, 3: the same field, full")
    figure.get_by_label("output 1 right: 92", exact=True).focus()
    assert "share 156 of their 169 pixels each (92 %)" in said(page, figure)


def test_pointing_at_a_pixel_shows_its_paths_and_the_outputs_that_read_it(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("application").focus()
    page.keyboard.press("ArrowUp")  # row 5, which no sum of steps reaches
    assert said(page, figure).startswith("Row 5, column 6 of the field: a hole")
    assert lit(figure)
    assert all("1 " in name or "3 " in name for name in lit(figure))
    page.keyboard.press("ArrowUp")
    assert said(page, figure) == "Row 4, column 6 of the field: 6 · 7 = 42 paths to output A."
    assert "output A" in lit(figure)
    canvas = figure.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    cell = box["width"] / 19  # 13 pixels and three on each side
    canvas.hover(position={"x": 3.5 * cell, "y": 5.5 * cell})
    assert said(page, figure) == "Row 2, column 0 of the field: 3 · 1 = 3 paths to output A."


def test_rates_are_typed_and_mended(page: Page) -> None:
    figure = live(page)
    typed = figure.get_by_label("Rates, the layer nearest the input first")
    typed.fill("[1, 2, 9]")
    assert facts(figure) == ["25 × 25 px", "441 of 625, 70.6 %", "3 px", "4"]
    why = figure.locator(".cb-cov-why")
    assert why.inner_text() == (
        "Holes: layer 3 has rate 9, but rates 1, 2 fill only 7 px, so pixel 7 from each edge is "
        "missed."
    )
    typed.fill("1 2 90")
    assert figure.locator(".cb-cov-hint").inner_text() == "1 to 5 whole numbers from 1 to 12"
    assert facts(figure)[0] == "25 × 25 px"
    typed.blur()
    assert typed.input_value() == "1, 2, 9"
    typed.fill("5 2 1")
    assert why.inner_text().endswith("fits into what the smaller ones fill (1 ≤ 1, 2 ≤ 3, 5 ≤ 7).")


def test_layers_are_added_removed_and_counted_one_by_one(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Count through layer").fill("2")
    assert facts(figure)[:2] == ["9 × 9 px", "25 of 81, 30.9 %"]
    figure.get_by_role("button", name="Add a layer").click()
    assert facts(figure)[0] == "17 × 17 px"
    figure.get_by_label("Rate of layer 4").fill("1")
    assert facts(figure)[2] == "1 px, no hole"
    rows = figure.locator(".cb-cov-table tbody tr").all_inner_texts()
    assert rows[0].split() == ["4", "1", "1", "px", "1", "≤", "1", "3", "px"]
    for _ in range(3):
        figure.get_by_role("button", name="Remove the last").click()
    assert facts(figure)[:2] == ["5 × 5 px", "9 of 25, 36.0 %"]
    assert figure.get_by_role("button", name="Remove the last").is_disabled()

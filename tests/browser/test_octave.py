"""The octave figure under a reader's hands: links both ways through all paths, and counts."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Octave
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Octave(**params))


def told(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def grid(figure: Locator, name: str) -> Locator:
    return figure.get_by_role("grid", name=name, exact=True)


def lit(figure: Locator, name: str) -> list[int]:
    cells = grid(figure, name).locator("[role=gridcell]").all()
    marks = (
        cell.evaluate("(c) => !!(c.matches('.cb-on') || c.querySelector('.cb-on'))")
        for cell in cells
    )
    return [index for index, on in enumerate(marks) if on]


def rows(figure: Locator) -> list[list[str]]:
    return [
        [cell.inner_text() for cell in row.locator("th, td").all()]
        for row in figure.locator(".cb-oct-table tbody tr").all()
    ]


def block(side: int, top: int, left: int, size: int) -> list[int]:
    return [y * side + x for y in range(top, top + size) for x in range(left, left + size)]


def test_pointing_at_a_high_output_shows_what_both_paths_read(page: Page) -> None:
    figure = live(page)
    grid(figure, "Output, high").locator("[role=gridcell]").nth(8 * 5 + 2).hover()
    assert lit(figure, "Input, high") == block(8, 4, 1, 3)
    assert lit(figure, "Input, low") == block(4, 1, 0, 3)  # around low [2, 1]
    assert told(page, figure).startswith("High output [5, 2] = ")
    assert told(page, figure).endswith(
        "It reads 9 high numbers (3 × 3) and 9 low numbers (3 × 3, then every sum 2 × 2 times)."
    )


def test_pointing_at_a_low_output_shows_36_high_numbers(page: Page) -> None:
    figure = live(page)
    grid(figure, "Output, low").locator("[role=gridcell]").nth(4 + 1).hover()
    assert lit(figure, "Input, high") == block(8, 0, 0, 6)
    assert lit(figure, "Input, low") == block(4, 0, 0, 3)
    names = figure.locator(".cb-oct-products:visible .cb-oct-name").all_inner_texts()
    assert names == ["H→L: pool 2 × 2, then 3 × 3", "L→L: 3 × 3"]
    assert "36 high numbers (pool 2 × 2, then 3 × 3)" in told(page, figure)


def test_pointing_at_an_input_shows_the_outputs_that_read_it(page: Page) -> None:
    figure = live(page)
    grid(figure, "Input, high").locator("input").nth(8 * 2 + 4).focus()
    assert lit(figure, "Output, high") == block(8, 1, 3, 3)
    assert lit(figure, "Output, low") == block(4, 0, 1, 3)
    assert told(page, figure) == (
        "High input [2, 4] = 3 is read by 9 high outputs through high to high and by 9 low "
        "outputs through high to low, 1/4 of it each."
    )
    page.keyboard.press("ArrowDown")
    assert lit(figure, "Output, high") == block(8, 2, 3, 3)
    grid(figure, "Input, low").locator("input").nth(4 + 2).focus()
    assert lit(figure, "Output, high") == block(8, 0, 2, 6)
    assert lit(figure, "Output, low") == block(4, 0, 1, 3)


def test_the_products_are_those_of_the_sum(page: Page) -> None:
    figure = live(page)
    shown = figure.locator(".cb-oct-products:visible .cb-oct-terms").all_inner_texts()
    assert " ".join(shown[0].split()) == "2·0 2·(−1) 3·0 2·(−1) 7·4 3·(−1) 4·0 7·(−1) 3·0"
    assert figure.locator(".cb-oct-sum:visible").all_inner_texts() == ["sum 14", "sum 9"]
    assert figure.locator(".cb-oct-total").inner_text() == "high[4, 4] = 14 + 9 = 23"
    grid(figure, "Kernel H→H").locator("input").nth(4).fill("5")
    assert figure.locator(".cb-oct-total").inner_text() == "high[4, 4] = 21 + 9 = 30"


def test_the_slider_moves_channels_and_keeps_weights(page: Page) -> None:
    figure = live(page)
    assert rows(figure) == [
        ["weights", "2,304", "2,304", "100 %"],
        ["multiply-adds", "99,072", "147,456", "67.2 %"],
        ["numbers of the output", "832", "1,024", "81.3 %"],
    ]
    figure.get_by_label("Low share α").fill("0.5")
    assert [row[3] for row in rows(figure)] == ["100 %", "43.8 %", "62.5 %"]
    assert figure.locator(".cb-oct-count-in").inner_text() == "input: 8 high, 8 low channels"
    assert told(page, figure).startswith("α = 0.5: 8 high and 8 low channels in, 8 high and 8 low")
    figure.get_by_label("Paths between the maps").uncheck()
    assert [row[3] for row in rows(figure)] == ["50 %", "31.3 %", "62.5 %"]


def test_first_and_last_layer_lack_a_map(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Layer").select_option("first")
    assert grid(figure, "Input, low").count() == 0
    assert grid(figure, "Kernel L→H").count() == 0
    assert [row[3] for row in rows(figure)] == ["100 %", "81.3 %", "81.3 %"]
    figure.get_by_label("Layer").select_option("last")
    assert grid(figure, "Output, low").count() == 0
    assert grid(figure, "Input, low").count() == 1
    figure.get_by_label("Layer").select_option("own")
    figure.get_by_label("Low share of the output").fill("1")
    assert grid(figure, "Output, high").count() == 0


def test_a_channel_lights_its_partners_and_says_its_paths(page: Page) -> None:
    figure = live(page, layer="last", look=0)
    grid(figure, "Input channels").locator("[role=gridcell]").nth(13).focus()
    assert len(lit(figure, "Output channels")) == 16
    assert told(page, figure) == (
        "Input channel 13 of 16 (from 0) is low, 4 × 4 numbers; read by output channels: 16 high "
        "through low to high."
    )
    page.keyboard.press("Home")
    figure.locator('.cb-oct-block[data-path="hh"]').hover()
    assert told(page, figure).startswith("High to high (3 × 3): 16 × 12 kernels, 1,728 weights")


def test_stride_2_makes_low_to_high_as_dear_as_high_to_high(page: Page) -> None:
    figure = live(page)
    busy = figure.locator(".cb-oct-busy")
    assert [b.get_attribute("data-path") for b in busy.all()] == ["hh"]
    figure.get_by_label("Stride").select_option("2")
    assert [b.get_attribute("data-path") for b in busy.all()] == ["hh", "lh"]
    assert [row[3] for row in rows(figure)] == ["100 %", "81.3 %", "81.3 %"]


def test_a_narrow_screen_needs_no_sideways_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    live(page, high=[-12.375] * 64)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    scrolls = page.locator(".cb-oct-scroll[tabindex='0']")
    assert scrolls.count() >= 1

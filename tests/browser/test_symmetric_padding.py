"""The figure of symmetric padding under a reader's hands: both maps, groups, order, keyboard."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import SymmetricPadding
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, SymmetricPadding(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def numbers(figure: Locator, role: str) -> list[list[str]]:
    """Numbers of a map, row by row, without the empty squares."""
    rows = figure.locator(f".cb-role-{role} [role=row]").all()
    texts = [row.locator(".cb-cell").all_inner_texts() for row in rows]
    return [kept for kept in ([text for text in row if text] for row in texts) if kept]


def cell(figure: Locator, role: str, index: int) -> Locator:
    return figure.locator(f".cb-role-{role} .cb-cell").nth(index)


def values(figure: Locator) -> list[str]:
    return figure.locator(".cb-sp-value").all_inner_texts()


def test_pointing_both_ways(page: Page) -> None:
    figure = live(page)
    cell(figure, "output", 7 * 2 + 4).hover()
    assert numbers(figure, "input") == [["1", "2", "1"], ["2", "4", "2"], ["1", "2", "1"]]
    text = said(page, figure)
    assert text.startswith(
        "Output row 2, column 4: through one layer it reads rows 1 to 3, columns"
    )
    assert "zeros bottom right: rows 2 to 3, columns 4 to 5;" in text
    cell(figure, "input", 0).hover()
    assert numbers(figure, "output") == [["4", "2"], ["2", "1"]]
    assert numbers(figure, "input") == []
    text = "Input row 0, column 0: through one layer, 4 outputs read it, rows 0 to 1, columns"
    assert said(page, figure).startswith(text)


def test_windows_stand_at_four_corners_of_the_output(page: Page) -> None:
    figure = live(page)
    windows = figure.locator(".cb-sp-window").all()
    corners = [[window.get_attribute(name) for name in ("y", "x")] for window in windows]
    assert corners == [["3", "3"], ["2", "2"], ["3", "2"], ["2", "3"]]
    figure.get_by_label("Order of the groups").select_option("poster")
    captions = figure.locator(".cb-sp-group figcaption").all_inner_texts()
    assert [text.split("zeros ")[1] for text in captions] == [
        *("bottom right", "bottom left", "top right", "top left"),
    ]


def test_channels_that_four_does_not_divide_lean(page: Page) -> None:
    figure = live(page)
    assert values(figure)[1] == "centred"
    figure.get_by_label("Channels", exact=True).fill("5")
    assert values(figure)[1:3] == ["0.1 px down, 0.1 px right", "2 + 1 + 1 + 1"]
    figure.get_by_label("Channels", exact=True).fill("1")
    assert figure.locator(".cb-sp-empty").count() == 3
    assert values(figure)[0] == "2 × 2 px"


def test_depth_stride_and_kernel_change_field_and_cost(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Layers").fill("2")
    assert values(figure)[0] == "5 × 5 px"
    assert max(int(text) for row in numbers(figure, "input") for text in row) == 36
    figure.get_by_label("Kernel", exact=True).select_option("4")
    assert values(figure)[0] == "9 × 9 px"
    assert values(figure)[3] == "1024; 576 (16/9)"
    figure.get_by_label("Stride of the first layer").select_option("2")
    assert values(figure)[0] == "13 × 13 px"
    assert figure.locator(".cb-role-output .cb-cell").count() == 16


def test_keyboard_looks_at_a_cell(page: Page) -> None:
    figure = live(page)
    figure.locator(".cb-role-output [tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert said(page, figure).startswith("Output row 0, column 1: ")

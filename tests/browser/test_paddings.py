"""The padding figure under a reader's hands: rows, photographs, the keyboard, what is refused."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Paddings
from convbook.widgets.paddings import MODES
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Paddings(**({"row": [1, 2, 3, 4, 5]} | params)))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def line(figure: Locator, mode: str) -> Locator:
    return figure.locator(f".cb-pz-line[data-mode={mode}]")


def point(figure: Locator, mode: str, place: int) -> None:
    """Point at a box of a padded row, counted from its left end."""
    figure.page.locator(f".cb-pz-line[data-mode={mode}] rect").nth(place).hover(force=True)


def lit(figure: Locator, mode: str) -> list[int]:
    boxes = line(figure, mode).locator("rect")
    flags = boxes.evaluate_all("(all) => all.map((b) => b.classList.contains('cb-pz-lit'))")
    return [i for i, flag in enumerate(flags) if flag]


def test_pointing_at_padding_shows_its_source_in_every_row(page: Page) -> None:
    figure = live(page, mode="zeros")
    point(figure, "reflect", 1)  # position -1
    assert said(page, figure).startswith("Reflect, position −1: a copy of cell 1, value 2")
    assert lit(figure, "reflect") == [1, 3]
    assert lit(figure, "symmetric") == [1, 2]
    assert lit(figure, "circular") == [1, 6]
    assert lit(figure, "zeros") == [1]
    # Two local means of five cells: the whole row of five is one of them.
    assert lit(figure, "distribution") == [1, 2, 3, 4, 5, 6]
    assert line(figure, "reflect").locator(".cb-pz-arrow.cb-pz-lit").count() == 1


def test_pointing_at_a_cell_shows_its_copies_and_uses(page: Page) -> None:
    figure = live(page, mode="zeros", at=0)
    point(figure, "reflect", 3)  # cell 1
    text = said(page, figure)
    assert text.startswith("Reflect, cell 1, value 2: copied to position −1. ")
    assert "The 5 windows use it 6 times; far from a border it would be 5." in text
    assert lit(figure, "reflect") == [1, 3]
    assert lit(figure, "replicate") == [3]
    counts = line(figure, "reflect").locator(".cb-pz-count").all_text_contents()
    assert counts == ["3", "6", "7", "6", "3"]


def test_rows_are_those_of_the_library_after_edits(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("cell 4").fill("-7")
    figure.get_by_label("Padding p").fill("1")
    found = Paddings.compute(Paddings.defaults | {"row": [1, 2, 3, 4, -7], "padding": 1})
    for mode, row in zip(MODES, found["padded"], strict=True):
        if mode == "partial":
            continue
        shown = line(figure, mode).locator(".cb-pz-value").all_text_contents()
        numbers = [float(text.replace("−", "-")) for text in shown]
        assert all(abs(a - b) <= 0.005 for a, b in zip(numbers, row, strict=True)), mode


def test_says_what_is_refused(page: Page) -> None:
    figure = live(page, row=[1, 2], padding=2, at=0, kernel=3)
    refusals = {mode: line(figure, mode).locator(".cb-pz-refusal").inner_text() for mode in MODES}
    assert refusals["reflect"].startswith("torch refuses: needs p < 2")
    assert refusals["distribution"] == "refused: 2 cells, needs 2p + 1 = 5"
    assert refusals["circular"] == refusals["replicate"] == ""
    assert line(figure, "valid").locator(".cb-pz-end").inner_text() == "no window fits"


def test_photographs_mark_one_place_and_its_sources(page: Page) -> None:
    figure = live(page)
    panel = figure.locator(".cb-pz-picture[data-mode=symmetric] .cb-pz-stage")
    box = panel.bounding_box()
    assert box
    # 64 px and a border of 16: the middle of the pixel at row -3, column 10.
    unit = box["width"] / 96
    panel.hover(position={"x": (16 + 10.5) * unit, "y": (16 - 2.5) * unit})
    told = "Symmetric, row −3, column 10: a copy of the pixel at row 2, column 10."
    assert said(page, figure) == told
    ends = figure.locator(".cb-pz-there").evaluate_all(
        "(all) => all.map((c) => c.getAttribute('cy'))"
    )
    by_mode = dict(zip(MODES, ends, strict=True))
    assert [by_mode[m] for m in ("circular", "reflect", "replicate")] == ["61.5", "3.5", "0.5"]


def test_arrow_keys_walk_rows_and_photographs(page: Page) -> None:
    figure = live(page, mode="reflect", at=-1)
    figure.locator(".cb-pz-lines").focus()
    page.keyboard.press("ArrowLeft")
    assert said(page, figure).startswith("Reflect, position −2: a copy of cell 2, value 3")
    page.keyboard.press("ArrowDown")
    assert said(page, figure).startswith("Replicate, position −2: a copy of cell 0, value 1")
    figure.locator(".cb-pz-gallery").focus()
    page.keyboard.press("Shift+ArrowRight")
    assert said(page, figure).startswith(
        "Replicate, row −8, column 52: a copy of the pixel at row 0"
    )

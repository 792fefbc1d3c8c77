"""The figure of the pooling of learned size under a reader's hands."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import DynamicPool
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, DynamicPool(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def cells(figure: Locator, which: str) -> Locator:
    return figure.get_by_role("grid", name=which).locator(".cb-cell")


def marked(figure: Locator, which: str, name: str) -> list[int]:
    script = f"(all) => all.flatMap((c, i) => (c.classList.contains('{name}') ? [i] : []))"
    found: list[int] = cells(figure, which).evaluate_all(script)
    return found


def test_pointing_both_ways(page: Page) -> None:
    figure = live(page)
    cells(figure, "Output").nth(6).hover()
    assert marked(figure, "Output", "cb-picked") == [6]
    assert marked(figure, "Input", "cb-on") == [18, 19], "the two pixels of the winning point"
    assert figure.locator(".cb-dp-point").count() == 4
    assert figure.locator(".cb-dp-won").get_attribute("cx") == "2.775"
    text = said(page, figure)
    assert "spans 2 to 4 px down and 1.6 to 3.2 px across" in text
    assert text.endswith("The largest is 7.9, above right.")
    cells(figure, "Input").nth(18).hover()
    assert marked(figure, "Input", "cb-picked") == [18]
    assert marked(figure, "Output", "cb-on") == [6]
    assert figure.locator(".cb-dp-point").count() == 0
    assert "1 output reads it, (1, 1)" in said(page, figure)


def test_table_and_facts_by_hand(page: Page) -> None:
    figure = live(page, alpha_w=2)
    rows = figure.locator(".cb-dp-table tbody tr")
    assert rows.nth(0).inner_text().split("\t") == ["above left", "2, 2", "1 × 9", "9"]
    assert rows.nth(4).inner_text().split("\t") == ["largest", "above left", "9"]
    facts = figure.locator(".cb-dp-fact")
    assert facts.nth(2).inner_text() == "is the same map"
    figure.get_by_label("Of the four values").select_option("mean")
    assert rows.nth(4).inner_text().split("\t") == ["mean", "(9 + 5 + 4 + 7) / 4", "6.25"]
    assert facts.nth(2).inner_text() == "differs in 12 of 12 px"
    figure.get_by_role("button", name="r = 1/2, size 7").click()
    assert facts.nth(0).inner_text().startswith("4 × 4 px (7 / 2 = 3.5 → 4;")
    assert facts.nth(2).inner_text() == "has another size, 3 × 3"


def test_pixels_nobody_reads(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("button", name="r = 1/8").click()
    assert figure.locator(".cb-dp-fact").nth(1).inner_text() == "48 of 64"
    unread = marked(figure, "Input", "cb-dp-unread")
    assert len(unread) == 48
    output = cells(figure, "Output").first.inner_text()
    cells(figure, "Input").first.fill("99")
    assert cells(figure, "Output").first.inner_text() == output
    assert said(page, figure).endswith("Whatever stands there, the output is the same.")
    cells(figure, "Input").nth(9).fill("99")
    assert cells(figure, "Output").first.inner_text() != output


def test_dragging_the_point_of_the_plane_sets_both_ratios(page: Page) -> None:
    figure = live(page)
    figure.locator(".cb-dp-ground").scroll_into_view_if_needed()
    box = figure.locator(".cb-dp-ground").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 1)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert abs(float(figure.get_by_label("α across").input_value()) - 4) < 0.1
    assert abs(float(figure.get_by_label("α down").input_value()) - 0.5) < 0.05
    size = figure.locator(".cb-dp-plane svg").get_attribute("data-size")
    down, across = (int(part) for part in (size or "").split("x"))
    assert cells(figure, "Output").count() == down * across


def test_photographs_answer_each_other(page: Page) -> None:
    figure = live(page, alpha_h=4, alpha_w=8, row=0, column=0)
    stages = figure.locator(".cb-dp-stage")
    stages.nth(1).scroll_into_view_if_needed()
    stages.nth(1).hover(position={"x": 1, "y": 4})
    frame = stages.nth(0).locator(".cb-dp-frame")
    read = [frame.get_attribute(name) for name in ("x", "y", "width", "height")]
    assert read == ["0", "4", "8", "4"]
    assert "its cell spans 4 to 8 px down and 0 to 8 px across" in said(page, figure)
    stages.nth(0).hover(position={"x": 30, "y": 3})
    frame = stages.nth(1).locator(".cb-dp-frame")
    assert [frame.get_attribute(name) for name in ("x", "y")] == ["1", "0"]


def test_pixels_stay_when_the_size_changes(page: Page) -> None:
    figure = live(page)
    columns = figure.get_by_label("Columns")
    columns.focus()
    page.keyboard.press("ArrowLeft")
    assert cells(figure, "Input").count() == 42
    values = [cells(figure, "Input").nth(i).input_value() for i in (6, 7, 8)]
    assert values == ["1", "4", "6"]

"""The paths under a reader's hands: both ends, single paths, gates, a changed layer."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Paths
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Paths(**params))


def said(figure: Locator) -> str:
    rest(figure.page)
    return figure.locator(".cb-narration").inner_text()


def over(part: Locator) -> None:
    """Move the pointer to the middle of a part, whatever is drawn on top of it."""
    rest(part.page)  # what is drawn anew replaces the part
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    part.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def lit(figure: Locator, kind: str = "open") -> int:
    """Taps on the lit paths."""
    d = figure.locator(f"path.cb-pth-{kind}").get_attribute("d")
    return (d or "").count("M")


def test_pointing_at_both_ends_and_between(page: Page) -> None:
    figure = live(page)
    assert (
        said(figure) == "Pixel 3 and output 1: raise the pixel by 1, and the output changes by 22."
    )
    assert lit(figure) == 3 + 6 + 3, "three taps of layer 3, six of layer 2, three of layer 1"
    over(figure.locator("circle.cb-pth-input").nth(6))
    assert said(figure).startswith("Pixel 6 and output 1:")
    assert figure.locator(".cb-pth-result").inner_text() == (
        "R(6; 1) = −5: the sum over 3 paths, and the derivative of output 1 by pixel 6."
    )
    over(figure.locator("circle.cb-pth-output").nth(0))
    assert (
        said(figure) == "Pixel 3 and output 0: raise the pixel by 1, and the output changes by 18."
    )
    assert figure.locator(".cb-pth-caption").inner_text() == "Field R(i; 0) for every pixel i."
    over(figure.locator("circle.cb-pth-hidden").nth(2))  # unit 2 of layer 1
    assert said(figure) == "Unit 2 of layer 1: 2 of the 6 paths pass through it and bring 14."
    page.mouse.move(1, 1)
    assert said(figure).startswith("Pixel 3 and output 1")
    assert figure.get_by_label("Pixel i").input_value() == "3", "pointing does not choose"


def test_clicks_drags_and_keys_choose(page: Page) -> None:
    figure = live(page)
    over(figure.locator("circle.cb-pth-input").nth(5))
    page.mouse.down()
    over(figure.locator("circle.cb-pth-input").nth(4))
    page.mouse.up()
    page.mouse.move(1, 1)
    assert figure.get_by_label("Pixel i").input_value() == "4"
    figure.locator("circle.cb-pth-output").nth(2).click(force=True)
    page.mouse.move(1, 1)
    assert figure.get_by_label("Output j").input_value() == "2"
    figure.get_by_role("application").focus()
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    assert figure.get_by_label("Pixel i").input_value() == "3"
    assert figure.get_by_label("Output j").input_value() == "1"
    assert said(figure).startswith("Path 1 of 6: from output 1 through tap 0 of layer 3,")
    over(figure.locator("rect.cb-pth-bar").nth(7))
    assert said(figure).startswith("Pixel 7 and output 1")


def test_paths_one_by_one(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("button", name="Next path").click()
    assert said(figure) == (
        "Path 1 of 6: from output 1 through tap 0 of layer 3, tap 0 of layer 2, tap 2 of layer 1 "
        "to pixel 1 + 0 + 0 + 2 = 3. Its product is 1 · 1 · 2 = 2."
    )
    assert lit(figure) == 3
    assert figure.locator(".cb-pth-weight").all_text_contents() == ["1", "1", "2"]
    figure.get_by_role("button", name="Previous path").click()
    figure.get_by_role("button", name="Previous path").click()
    assert "Path 6 of 6" in said(figure)
    assert "1 · 1 · (−1) = −1." in said(figure)
    figure.locator(".cb-pth-term").nth(1).hover()
    assert "2 · 3 · 2 = 12." in said(figure)
    figure.get_by_role("button", name="All paths").click()
    assert said(figure).startswith("Pixel 3 and output 1")


def test_gates_close_and_the_input_opens_them(page: Page) -> None:
    figure = live(page, **Paths.preset("ReLU closes gates"))
    assert said(figure) == (
        "Pixel 3 and output 1: closed gates stop 3 of 6 paths; the open ones add up to −1."
    )
    assert figure.locator(".cb-pth-dead").count() == 3
    assert lit(figure, "shut") == 7
    figure.get_by_role("button", name="Next path").click()
    assert said(figure).endswith(
        "The gate at unit 1 of layer 2 is closed (value −17), so −1 · 1 · 2 counts 0."
    )
    inputs = figure.get_by_role("grid", name="Input").locator("input")
    inputs.nth(3).fill("-4")
    figure.get_by_role("button", name="All paths").click()
    rest(page)
    assert "0 of them open" in figure.locator(".cb-pth-result").inner_text()
    figure.get_by_label("ReLU before every layer").uncheck()
    rest(page)
    assert "of them open" not in figure.locator(".cb-pth-result").inner_text()
    assert not figure.get_by_role("grid", name="Input").is_visible()


def test_a_layer_is_replaced_and_its_taps_move(page: Page) -> None:
    figure = live(page)
    change = figure.get_by_label("Change")
    change.select_option("one")
    rest(page)
    remark = figure.locator(".cb-pth-remark")
    assert remark.inner_text() == (
        "Equation (4): every path crosses layer 2 straight, times 3. Equation (5) puts the layer "
        "back: R(3; 1, 0) + R(3; 2, 1) + R(3; 3, 2) = 3 + 15 + 4 = 22 = R(3; 1) of the whole stack."
    )
    assert figure.locator("input.cb-pth-out").count() == 2
    change.select_option("moved")
    tap = figure.get_by_label("Tap 1 reads at")
    tap.fill("0.5")
    rest(page)
    assert "1 + 0.5: weight 2.5" in figure.locator(".cb-pth-moves").inner_text()
    assert "instead of 22 at rest." in remark.inner_text()
    assert figure.locator("rect.cb-pth-ghost").count() > 0
    change.select_option("none")
    rest(page)
    assert remark.inner_text() == ""
    figure.get_by_role("grid", name="Weights of layer 3").locator("input").nth(2).fill("0")
    rest(page)
    assert "R(3; 1) = 23" in figure.locator(".cb-pth-result").inner_text()
    figure.get_by_label("Start from").select_option("paths that cancel")
    rest(page)
    assert figure.get_by_label("Start from").input_value() == "paths that cancel"
    assert "the products cancel or are 0" in said(figure)


def test_a_wide_stack_scrolls_within_the_figure_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    figure = live(page, layers=5, taps=5, pixel=11)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = figure.locator(".cb-pth-scroll")
    assert box.evaluate("(b) => b.scrollWidth > b.clientWidth")
    assert box.get_attribute("tabindex") == "0"

"""Formula against measurement under a reader's hands: the chart both ways, controls, verdicts."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import SizeFormulas
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, SizeFormulas(**params))


def told(figure: Locator) -> str:
    rest(figure.page)
    return figure.locator(".cb-narration").inner_text()


def lines(figure: Locator) -> list[str]:
    return figure.locator(".cb-sf-lines span").all_text_contents()


def point(figure: Locator, x: float, y: float) -> None:
    box = figure.locator(".cb-sf-plot").bounding_box()
    assert box
    figure.page.mouse.move(box["x"] + x * box["width"], box["y"] + y)


def test_pointing_at_an_input_and_at_an_output(page: Page) -> None:
    figure = live(page)
    assert told(figure) == (
        "An input of 8 px gives 2. The inputs 7 and 8 both give 2. "
        "4 of the 8 px are never read: 1, 3, 5 and 7."
    )
    assert lines(figure) == [
        "⌊(8 + 2·0 − 2·(3 − 1) − 1) / 2⌋ + 1 = ⌊1.5⌋ + 1 = 2",
        "(8 + 2·0 − 2·(3 − 1)) / 2 + 1 = 3: wrong",
    ]
    point(figure, 0.999, 100)
    assert told(figure).startswith("An input of 40 px gives 18. The inputs 39 and 40 both give 18.")
    point(figure, 0.02, 218)  # beside the axis, near output 0 or 1
    assert "gives 1. The inputs 5 and 6 both give 1." in told(figure)


def test_arrow_keys_walk_inputs_and_outputs(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    assert told(figure).startswith("An input of 9 px gives 3.")
    page.keyboard.press("ArrowUp")
    assert told(figure).startswith("An input of 11 px gives 4.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert told(figure).startswith("An input of 8 px gives 2.")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    assert told(figure) == "An input of 2 px: torch refuses it, for no window fits."
    assert lines(figure)[0].endswith("/ 2 = −3 / 2 < 0: no window fits")


def test_verdicts_follow_the_layer(page: Page) -> None:
    figure = live(page)
    hits = figure.locator(".cb-sf-hits")
    assert "right for 0 of them as printed, for 18 after rounding down." in hits.inner_text()
    painted = "() => new Promise((done) => requestAnimationFrame(() => done(true)))"
    page.evaluate(painted)
    assert figure.locator(".cb-sf-cross").count() == 18
    assert figure.locator(".cb-sf-refused").count() == 4
    figure.get_by_label("Operation").select_option("conv")
    page.evaluate(painted)
    assert figure.locator(".cb-sf-cross").count() == 0
    assert figure.locator(".cb-sf-ring").count() == 19
    assert figure.get_by_label("Dilation").is_disabled()
    figure.get_by_label("Operation").select_option("transposed")
    figure.get_by_label("Output padding").fill("1")
    assert "right for 0 of them as printed." in hits.inner_text()
    figure.get_by_label("Operation").select_option("dilated-transposed")
    assert "right for 40 of them as printed." in hits.inner_text()


def test_rounding_up_reads_the_last_pixel(page: Page) -> None:
    figure = live(page, **SizeFormulas.preset("pooling: kernel 2, stride 2"))
    assert told(figure).endswith("1 of the 15 px is never read: 14.")
    figure.get_by_label("round up (ceil_mode)").check()
    assert told(figure).endswith("Every px is read.")
    assert lines(figure)[1] == "(15 + 2·0 − 2) / 2 + 1 = 7.5: wrong, also rounded down"
    figure.get_by_label("Padding", exact=True).fill("1")
    assert figure.locator(".cb-sf-squares rect").count() == 15


def test_narrow_screens_scroll_only_inside(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    start = "transposed: kernel 3, stride 2, output padding 1"
    figure = live(page, **SizeFormulas.preset(start))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = figure.locator(".cb-sf-plot").bounding_box()
    assert box
    assert box["x"] + box["width"] <= 320

"""The foveation figure under a reader's hands: the map, the profile, the table, the stack."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Foveation
from tests.browser.figure import alone
from tests.browser.timers import rest

ONE = {"size": 8, "depths": [1], "pool": "none", "y": 4, "x": 4}


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Foveation(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def table(figure: Locator, mode: str) -> list[str]:
    button = figure.get_by_role("button", name=mode)
    return button.locator("xpath=ancestor::tr").locator("td").all_text_contents()


def test_pointing_at_the_map_tells_paths(page: Page) -> None:
    figure = live(page, **ONE)
    stage = figure.locator(".cb-fv-stage canvas")
    box = stage.bounding_box()
    assert box
    unit = box["width"] / 8
    stage.hover(position={"x": 7.5 * unit, "y": 2.5 * unit}, force=True)
    # Two taps along one axis, three along the other, three channels.
    assert said(page, figure) == "Pixel at row 2, column 7: 18 paths, 0.6667 of the centre’s."


def test_arrow_keys_walk_the_map(page: Page) -> None:
    figure = live(page, **ONE)
    figure.locator(".cb-fv-stage").focus()
    page.keyboard.press("ArrowUp")
    assert said(page, figure) == "Pixel at row 3, column 4: 27 paths, as many as the centre."
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    assert said(page, figure) == "Pixel at row 0, column 0: 12 paths, 0.4444 of the centre’s."


def test_table_compares_paddings_and_takes_one(page: Page) -> None:
    figure = live(page)
    assert table(figure, "zeros, SAME") == ["32", "1", "0.0038", "0.0615"]
    assert table(figure, "reflect") == ["32", "1.2059", "0.0581", "0.2411"]
    assert table(figure, "zeros, FULL")[0] == "46"
    figure.get_by_role("button", name="reflect").click()
    assert figure.get_by_label("Padding", exact=True).input_value() == "reflect"
    assert "largest 2.619 × 10¹³" in figure.locator(".cb-fv-result").inner_text()


def test_stack_can_be_changed_and_presets_are_named(page: Page) -> None:
    figure = live(page)
    stack = figure.get_by_label("Stack")
    names = stack.locator("option").evaluate_all("(all) => all.map((o) => o.value).filter(Boolean)")
    for name in names:
        stack.select_option(name)
        assert stack.input_value() == name
    stack.select_option("VGG-19, 127 px")
    assert "at px 55 of both axes" in figure.locator(".cb-fv-result").inner_text()
    figure.get_by_label("Convolutions in block 1").fill("3")
    assert stack.input_value() == ""
    assert figure.locator(".cb-fv-result").inner_text().startswith("21 layers")
    figure.get_by_label("Blocks", exact=True).fill("2")
    assert figure.get_by_label("Convolutions in block 3").is_hidden()


def test_says_what_does_not_fit(page: Page) -> None:
    figure = live(page, mode="valid", size=16, kernel=7, y=0, x=0)
    text = figure.locator(".cb-fv-result").inner_text()
    # 16 px, 10, 4, then 2 by the pooling, in which no kernel of 7 fits.
    assert text.startswith("3 layers, 2 × 2 outputs.")
    assert text.endswith("Layer 4 of 20 does not fit; it and what follows are left out.")


def test_map_follows_the_theme(page: Page) -> None:
    figure = live(page)
    shot = "(c) => c.toDataURL()"
    before = figure.locator(".cb-fv-stage canvas").evaluate(shot)
    page.evaluate("() => (document.documentElement.dataset.theme = 'dark')")
    rest(page)
    assert figure.locator(".cb-fv-stage canvas").evaluate(shot) != before

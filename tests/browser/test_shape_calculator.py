"""The shape calculator under a reader's hands: words, drawing, backwards search, narrow screens."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from convbook.widgets import ShapeCalculator
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, ShapeCalculator(**params))


def shapes(figure: Locator) -> str:
    return figure.locator(".cb-shape-result").inner_text()


def drawn(figure: Locator, part: str) -> list[str]:
    """Numbers that stand in the cells of the drawing's upper or lower row."""
    figure.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(true)))")
    outputs = ".cb-shape-window .cb-shape-number"
    selector = outputs if part == "outputs" else f".cb-shape-number:not({outputs})"
    return figure.locator(selector).all_text_contents()


def remarks(figure: Locator) -> list[str]:
    return figure.locator(".cb-shape-remarks li").all_text_contents()


def test_size_slider_changes_formula_drawing_and_remark(page: Page) -> None:
    figure = live(page)
    assert shapes(figure) == "1 × 3 × 8 × 8 → 1 × 16 × 3 × 3"
    assert remarks(figure) == ["1 of 8 inputs is never read: the floor drops the end."]
    figure.locator("input[type=range]").first.press("ArrowRight")
    assert shapes(figure) == "1 × 3 × 9 × 9 → 1 × 16 × 4 × 4"
    assert (
        figure.get_by_text("= ⌊(9 + 2·0 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊6 / 2⌋ + 1 = 4").count() == 1
    )
    assert remarks(figure) == []
    assert drawn(figure, "outputs") == ["0", "1", "2", "3"]
    assert drawn(figure, "inputs") == [str(i) for i in range(9)]


def test_looking_by_pointer_and_by_arrow_keys_tell_the_same(page: Page) -> None:
    figure = live(page)
    glance = figure.get_by_label("Look at output")
    glance.press("ArrowRight")
    rest(page)
    told = figure.locator(".cb-narration")
    assert told.inner_text() == "Output 1 reads inputs 2, 3 and 4."
    assert figure.locator("rect.cb-role-input.cb-on").count() == 3
    glance.press("ArrowRight")
    box = figure.locator(".cb-shape-window").nth(1).locator(".cb-role-output").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    rest(page)
    assert told.inner_text() == "Output 1 reads inputs 2, 3 and 4."
    assert glance.input_value() == "1"


@pytest.mark.parametrize(("label", "value"), [("Input", "5"), ("Padding", "1"), ("Kernel", "3")])
def test_a_layer_that_does_not_fit_is_explained_and_mended(
    page: Page, label: str, value: str
) -> None:
    figure = live(page, input_size=[3, 3], kernel_size=[5, 5], stride=[1, 1])
    assert remarks(figure) == [
        "The kernel spans 5 px and the padded input only 3: no window fits. "
        "It takes an input of at least 5, or a padding of 1, or a kernel of 3."
    ]
    assert shapes(figure).endswith("→ does not fit")
    assert drawn(figure, "outputs") == []
    figure.get_by_label(label, exact=True).fill(value)
    assert shapes(figure).endswith("→ 1 × 16 × 1 × 1")


def test_layers_found_backwards_load_and_give_the_wanted_size(page: Page) -> None:
    figure = live(page, op="transpose", input_size=[5, 5], goal="double")
    figure.get_by_role("button", name="Show all").click()
    buttons = figure.locator(".cb-shape-layers button")
    for i in range(0, buttons.count(), 5):
        buttons.nth(i).click()
        assert shapes(figure) == "1 × 3 × 5 × 5 → 1 × 16 × 10 × 10"
        drawn(figure, "outputs")
        assert buttons.nth(i).get_attribute("aria-current") == "true"
    figure.get_by_label("Wanted size").fill("9")
    figure.get_by_role("button", name="k3 s2 p1", exact=True).click()
    assert shapes(figure).endswith("→ 1 × 16 × 9 × 9")


def test_axes_of_their_own_are_set_and_loaded_one_by_one(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("all axes alike").uncheck()
    figure.get_by_role("group", name="Width").get_by_label("Input").fill("20")
    assert shapes(figure) == "1 × 3 × 8 × 20 → 1 × 16 × 3 × 9"
    figure.get_by_label("Axis drawn").select_option("Width")
    assert drawn(figure, "outputs") == [str(i) for i in range(9)]
    figure.get_by_role("button", name="k2 s2 p0", exact=True).click()
    assert shapes(figure) == "1 × 3 × 8 × 20 → 1 × 16 × 3 × 10"


def test_outputs_without_an_input_and_inserted_zeros_are_shown(page: Page) -> None:
    figure = live(page, op="transpose", input_size=[3, 3], kernel_size=[2, 2], stride=[3, 3])
    assert remarks(figure) == ["2 outputs read no input at all."]
    # Two zeros between neighbours, and one cell of padding at each end.
    assert drawn(figure, "inputs") == ["0", "0", "0", "0", "1", "0", "0", "2", "0"]
    hatched = figure.locator(".cb-shape-window:has(rect[fill^=url]) .cb-shape-number")
    assert hatched.all_text_contents() == ["2", "5"]


def test_a_long_axis_shows_both_ends_and_follows_the_eye(page: Page) -> None:
    figure = live(page, input_size=[224, 224], kernel_size=[7, 7], padding=[3, 3])
    seen = drawn(figure, "outputs")
    assert (seen[0], seen[-1]) == ("0", "111")
    assert "60" not in seen
    figure.get_by_label("Look at output").fill("60")
    assert "60" in drawn(figure, "outputs")
    assert figure.locator(".cb-shape-window.cb-on .cb-shape-number").text_content() == "60"
    assert drawn(figure, "outputs")[-1] == "111"


def test_of_many_overlapping_windows_the_one_looked_at_is_drawn(page: Page) -> None:
    figure = live(page, input_size=[24, 24], kernel_size=[5, 5], stride=[1, 1], dilation=[3, 3])
    assert drawn(figure, "outputs") == [str(t) for t in range(12)]
    assert figure.locator(".cb-shape-taps").count() == 8
    figure.get_by_label("Look at output").fill("5")
    assert figure.locator(".cb-shape-taps").count() == 9
    assert figure.locator(".cb-shape-window.cb-on .cb-shape-taps").count() == 1
    lit = figure.locator("rect.cb-on + .cb-shape-number")
    assert lit.all_text_contents() == ["5", "8", "11", "14", "17"]


def test_code_pads_each_axis_by_hand_where_torch_has_no_such_padding(page: Page) -> None:
    live(page)
    sizes = {"input_size": [8, 9], "kernel_size": [3, 4], "rule": "same", "square": False}
    # Height 8: one zero below; width 9: one zero before and two after. Torch counts from the end.
    call = "(params) => convbook.modules['shape-calculator'].torchCode(params)"
    code = page.evaluate(call, ShapeCalculator(**sizes).params)
    assert "nn.ZeroPad2d((1, 2, 0, 1))" in code
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["result"] == (1, 16, 4, 5)


def test_same_with_a_stride_warns_that_torch_refuses_it(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Padding is").select_option("same")
    assert any(text.startswith('PyTorch refuses padding="same"') for text in remarks(figure))
    figure.get_by_label("Stride").fill("1")
    assert remarks(figure) == []


@pytest.mark.parametrize("params", [{}, {"input_size": [1024, 1024], "op": "transpose"}])
def test_nothing_is_wider_than_a_small_phone(page: Page, params: dict[str, Any]) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page, **params)
    figure.get_by_role("button", name="PyTorch").click()
    rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    stage = figure.locator(".cb-shape-stage").bounding_box()
    drawing = figure.locator(".cb-shape-drawing").bounding_box()
    assert stage
    assert drawing
    assert drawing["width"] <= stage["width"]

"""The figure of the taps under a reader's hands: drag, point both ways, keys, sliders."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import KernelTaps
from tests.browser.figure import alone
from tests.browser.timers import rest

MARGIN = 1


def live(page: Page, **params: Any) -> Locator:
    return alone(page, KernelTaps(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def kernel(figure: Locator) -> list[str]:
    return figure.locator(".cb-kt-kernel .cb-cell").all_inner_texts()


def place(figure: Locator, y: float, x: float, scope: int = 4) -> tuple[float, float]:
    """Where a place of the scope is on the screen."""
    box = figure.locator(".cb-kt-scope").bounding_box()
    assert box
    unit = box["width"] / (scope + 2 * MARGIN)
    return box["x"] + (x + 0.5 + MARGIN) * unit, box["y"] + (y + 0.5 + MARGIN) * unit


def drag(page: Page, figure: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(figure, *start))
    page.mouse.down()
    page.mouse.move(*place(figure, *end), steps=4)
    page.mouse.up()


def test_drags_one_tap_or_all(page: Page) -> None:
    figure = live(page)
    drag(page, figure, (0.5, 0.5), (0, 0))
    assert kernel(figure) == ["−1", "4", "1.5", "4", "9", "4", "1.5", "4", "1.5"]
    assert said(page, figure) == "Tap row 0, column 0 lies at (0, 0) and reads 1 · (−1) = −1."
    # Held beyond the rim, the tap is clamped; without the clamp it fades.
    drag(page, figure, (0, 0), (-0.5, 0))
    assert "lies at (−0.5, 0), clamped to (0, 0) and reads 1 · (−1)" in said(page, figure)
    figure.get_by_label("Clamp").uncheck()
    assert kernel(figure)[0] == "−0.5"
    figure.get_by_role("button", name="Taps to rest").click()
    drag(page, figure, (3.2, 0), (3.7, 1))
    assert figure.get_by_label("Down", exact=True).input_value() == "0.5"
    assert figure.get_by_label("Right", exact=True).input_value() == "1"
    assert kernel(figure)[:3] == ["9", "4", "−0.5"]


def test_points_from_tap_to_kernel_and_from_entry_to_taps(page: Page) -> None:
    figure = live(page)
    page.mouse.move(*place(figure, 1.5, 0.5))
    picked = figure.locator(".cb-kt-kernel .cb-picked")
    assert picked.inner_text() == "4"
    assert "Tap row 1, column 0 lies at (1.5, 0.5) and reads 0.25 · (−1) + 0.25 · 9" in said(
        page, figure
    )
    page.mouse.move(*place(figure, 1, 1))
    assert said(page, figure) == (
        "Scope row 1, column 1: 9, read by 4 taps with weights that add to 1."
    )
    assert figure.locator(".cb-kt-kernel [data-tag]").count() == 4
    assert figure.locator(".cb-kt-square.cb-kt-chosen").count() == 4
    figure.locator(".cb-kt-kernel .cb-cell").nth(8).hover()
    assert "Tap row 2, column 2 lies at (2.5, 2.5)" in said(page, figure)
    assert figure.locator(".cb-kt-square.cb-kt-chosen").count() == 1


def test_points_at_both_photographs(page: Page) -> None:
    figure = live(page, spread=1.5)
    for picture, role in ((1, "kernel"), (0, "input")):
        stage = figure.locator(".cb-kt-stage").nth(picture)
        box = stage.bounding_box()
        assert box
        stage.hover(position={"x": 20.5 * box["width"] / 128, "y": 40.5 * box["height"] / 128})
        frame = figure.locator(".cb-kt-marks").nth(0).locator(f".cb-kt-{role} rect").first
        corner = [frame.get_attribute(name) for name in ("x", "y", "width")]
        assert corner == (["19", "39", "3"] if picture else ["20", "40", "1"])
        text = said(page, figure)
        assert text.startswith(
            "Output row 40, column 20: the sum of 9 products"
            if picture
            else "Photograph row 40, column 20: "
        )
    value = KernelTaps.compute(KernelTaps.defaults | {"spread": 1.5})["output"][40 * 128 + 20]
    figure.get_by_role("button", name="Move the pixel").press("Shift")
    figure.get_by_role("button", name="Move the pixel").press("ArrowRight")
    figure.get_by_role("button", name="Move the pixel").press("ArrowLeft")
    assert f"is {value:g}".replace("-", "−") in said(page, figure)


def test_arrow_keys_move_a_tap_by_an_eighth(page: Page) -> None:
    figure = live(page)
    figure.locator(".cb-kt-kernel .cb-cell").nth(4).focus()
    keys = figure.get_by_role("button", name="Move the tap")
    keys.press("ArrowRight")
    keys.press("Shift+ArrowDown")
    assert "Tap row 1, column 1 lies at (2.5, 1.625)" in said(page, figure)
    assert kernel(figure)[4] == "4"


def test_sliders_and_surfaces(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Spread", exact=True).fill("1.5")
    assert kernel(figure) == ["−1"] * 4 + ["9"] + ["−1"] * 4
    assert "the largest offset is 0.5, and the kernel adds to 1." in said(page, figure)
    figure.get_by_role("button", name="Taps to rest").click()
    figure.get_by_label("Surface", exact=True).select_option("slope")
    assert kernel(figure)[:3] == ["−2", "0", "2"]
    figure.get_by_label("Turn", exact=True).fill("90")
    assert kernel(figure) == ["2"] * 3 + ["0"] * 3 + ["−2"] * 3
    figure.get_by_label("Scope S").fill("6")
    assert figure.get_by_label("Surface", exact=True).input_value() == "slope"
    figure.get_by_label("Surface", exact=True).select_option("checkerboard")
    assert kernel(figure) == ["0"] * 9
    figure.get_by_label("Kernel K").fill("4")
    assert len(kernel(figure)) == 16
    figure.get_by_label("Scope S").fill("3")
    assert len(kernel(figure)) == 9


def test_numbers_of_the_scope_can_be_written(page: Page) -> None:
    figure = live(page)
    figure.locator(".cb-kt-editor summary").click()
    figure.get_by_label("row 0, column 0").nth(1).fill("3")
    assert kernel(figure)[0] == "2.5"
    assert figure.get_by_label("Surface", exact=True).input_value() == "own"

"""The sizes a network wants under a reader's hands: ends of strips, number line, table, pasting."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from convbook.widgets import InputSizes
from tests.browser.figure import alone, press
from tests.browser.timers import rest

PITCH, CELL = 78, 17  # px of input_sizes_strips.mjs


def live(page: Page, **params: Any) -> Locator:
    return alone(page, InputSizes(**params))


def painted(figure: Locator) -> None:
    figure.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(true)))")


def told(figure: Locator) -> str:
    rest(figure.page)
    return figure.locator(".cb-narration").inner_text()


def verdict(figure: Locator) -> str:
    painted(figure)
    return figure.locator(".cb-isz-verdict").inner_text()


def point(figure: Locator, layer: int, x: float, y: float) -> None:
    """Point at x px from the left (negative: right) and y px from a strip's top."""
    drawing = figure.locator(".cb-isz-drawing")
    box = drawing.bounding_box()
    assert box
    strips = round((box["height"] + 8) / PITCH)
    top = 46 + (strips - layer) * PITCH
    place = {"x": x if x >= 0 else box["width"] + x, "y": top + y}
    drawing.hover(position=place)


def test_five_strikes_vanish_from_224_to_225(page: Page) -> None:
    figure = live(page)
    assert verdict(figure) == (
        "224 px: padding is used unevenly in all 5 padded strided layers. "
        "Nearest clean: 193 and 225."
    )
    assert figure.locator(".cb-isz-strike").count() == 5
    assert figure.locator(".cb-isz-digits").inner_text().startswith("224 − 1 in base 2 is …11111")
    figure.get_by_label("Input size").fill("225")
    assert verdict(figure) == "225 px is clean: every padded strided layer uses both sides alike."
    assert figure.locator(".cb-isz-strike").count() == 0
    assert "No layer is uneven. Sizes from layer to layer: 225 → 113 → 57" in told(figure)
    figure.get_by_role("button", name="next clean size up: 257").click()
    assert verdict(figure).startswith("257 px is clean")
    figure.get_by_label("Padding", exact=True).select_option("same")
    figure.get_by_label("Input size").fill("224")
    painted(figure)
    assert figure.locator(".cb-isz-used").nth(0).text_content() == "224 → 112 · padding read 2 | 3"
    assert figure.locator(".cb-isz-formulas").is_hidden()


def test_pointing_shows_readers_of_a_cell_and_cells_of_an_output(page: Page) -> None:
    figure = live(page)
    point(figure, 1, -CELL / 2, 8)
    assert told(figure) == (
        "Row 226 at layer 1, padding after: no window reads it, "
        "since the next one would need 1 more row."
    )
    point(figure, 1, 1 + 3.5 * CELL, 8)
    assert told(figure) == "Row 0 at layer 1, of the image: read by outputs 0 to 1."
    assert figure.locator(".cb-isz-dot").count() == 2
    point(figure, 1, 1 + 3.5 * CELL, -21)
    assert told(figure) == "Output 0 of layer 1 reads rows −3 to 3, 3 of them padding."
    assert figure.locator(".cb-isz-lit").count() == 7
    stage = figure.get_by_role("application")
    stage.focus()
    page.keyboard.press("ArrowRight")
    assert told(figure) == "Output 1 of layer 1 reads rows −1 to 5, 1 of them padding."
    page.keyboard.press("ArrowUp")
    assert told(figure).startswith("Row 1 at layer 2, of the map of 112: read by output")
    press(stage, "ArrowDown", "ArrowDown")
    assert told(figure).startswith("Row 2 at layer 1")


def test_the_number_line_chooses_a_size(page: Page) -> None:
    figure = live(page)
    line = figure.locator(".cb-isz-line")
    box = line.bounding_box()
    assert box
    # 129 sizes, 224 in the middle: 257 is 33 steps further.
    line.click(position={"x": box["width"] * (64.5 + 33) / 129, "y": 60})
    assert verdict(figure).startswith("257 px is clean")
    assert figure.locator(".cb-isz-here").text_content() == "257"
    assert figure.locator(".cb-isz-clean").count() == 5


def test_the_table_builds_a_stack_and_the_formula_follows(page: Page) -> None:
    figure = live(page, **InputSizes.preset("Two layers on 9 px"))
    formula = figure.locator(".cb-isz-formula")
    assert formula.inner_text() == "Every row is read at h₀ = 4 h₂ − 3: 5, 9, 13, 17, …"
    figure.get_by_label("Kernel of layer 2").fill("4")
    painted(figure)
    assert formula.inner_text().startswith("Every row is read at h₀ = 4 h₂ − 1:")
    assert "h₀ = 2 · 2 · h₂ − (1 + 0 · 2)" in figure.locator(".cb-isz-long").inner_text()
    figure.get_by_role("button", name="Add pooling").click()
    painted(figure)
    assert figure.locator(".cb-stack-table tbody tr").count() == 3
    figure.get_by_label("Remove layer 2").click()
    figure.get_by_label("Input size").fill("2")
    assert verdict(figure) == "2 px: layer 2 of 2 does not fit."
    figure.get_by_label("Network", exact=True).select_option("VGG")
    assert verdict(figure).startswith("224 px: no strided layer has padding here")


@pytest.mark.parametrize(
    ("code", "said", "layers"),
    [
        (
            "nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), "
            "nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, stride=2, padding=2, dilation=2), nn.Flatten())",
            "3 layers loaded; 1 that keeps the size reads all of the padding and is left out; "
            "from Flatten on any size is taken.",
            ["conv 7, stride 2, padding 3", "pool 2, stride 2", "conv 5, stride 2, padding 2"],
        ),
        (
            "nn.MaxPool2d(2, ceil_mode=True)",
            "Not loaded: MaxPool2d rounds up (ceil_mode), which the figure does not do.",
            ["conv 7, stride 2, padding 3"],
        ),
        (
            "nn.Sequential(nn.Conv2d(3, 3, 3, padding=1))",
            "Not loaded: no layer in it changes the size.",
            ["conv 7, stride 2, padding 3"],
        ),
        (
            "nn.ConvTranspose2d(3, 3, 2)",
            "Not loaded: ConvTranspose2d is no layer the figure knows.",
            ["conv 7, stride 2, padding 3"],
        ),
    ],
)
def test_pasted_networks_are_loaded_or_refused_in_words(
    page: Page, code: str, said: str, layers: list[str]
) -> None:
    figure = live(page)
    figure.get_by_text("Paste PyTorch").click()
    figure.get_by_label("Layer as Python").fill(code)
    figure.get_by_role("button", name="Load").click()
    assert figure.locator(".cb-paste-said").inner_text() == said
    painted(figure)
    names = figure.locator(".cb-isz-name").all_text_contents()
    for number, (name, layer) in enumerate(zip(names, layers, strict=False)):
        assert name.startswith(f"{number + 1} · {layer}")


def test_narrow_screens_scroll_only_inside(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page)
    painted(figure)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    drawing = figure.locator(".cb-isz-drawing").bounding_box()
    assert drawing
    assert drawing["x"] + drawing["width"] <= 320

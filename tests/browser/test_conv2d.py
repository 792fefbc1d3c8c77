"""The 2-D convolution under a reader's hands: links both ways, editing, sizes, misfits."""

from typing import Any

from playwright.sync_api import Browser, Locator, Page

from convbook.widgets import Conv2d
from tests.browser.figure import alone
from tests.browser.timers import rest

TWO_FILTERS = "3 channels to 2, stride 2, padding 1"
BEAT_MS = 1000


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Conv2d(**params))


def lit(grid: Locator) -> list[str]:
    """What the lit squares of a grid hold, padding and fields alike."""
    values: list[str] = grid.locator(".cb-on").evaluate_all(
        "(cells) => cells.map((cell) => cell.value ?? cell.textContent)"
    )
    return values


def tags(grid: Locator) -> list[str]:
    """The weights written on the lit squares."""
    found: list[str] = grid.locator("[data-tag]").evaluate_all(
        "(cells) => cells.map((cell) => cell.dataset.tag)"
    )
    return found


def fields(grid: Locator) -> list[str]:
    """What the fields of a grid hold."""
    return [cell.input_value() for cell in grid.locator("input").all()]


def total(figure: Locator) -> str:
    return figure.locator(".cb-c2-total").inner_text()


def shapes(figure: Locator) -> str:
    return figure.locator(".cb-c2-shapes").inner_text()


def told(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def test_pointing_at_an_output_lights_its_window_and_writes_its_sum(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("grid", name="output").get_by_label("row 1, column 1: 1").hover()
    window = figure.get_by_role("grid", name="input")
    assert lit(window) == ["3", "1", "2", "1", "0", "1", "0", "2", "0"]
    assert tags(window) == ["1", "0", "−1", "0", "2", "0", "−1", "0", "1"]
    assert total(figure) == "output[0, 1, 1] = 1 + bias 0 = 1"
    assert told(page, figure) == (
        "Output 0, 1, 1: 3·1 + 1·0 + 2·(−1) + 1·0 + 0·2 + 1·0 + 0·(−1) + 2·0 + 0·1 = 1; "
        "with bias 0: 1."
    )


def test_slider_walks_every_filter_and_shows_its_weights_and_padding(page: Page) -> None:
    figure = live(page, **Conv2d.preset(TWO_FILTERS))
    figure.get_by_label("Output position").fill("9")
    assert total(figure) == "output[1, 0, 0] = 1 + (−1) + 0 + bias 0 = 0"
    first = figure.get_by_role("grid", name="input, channel 0")
    assert lit(first) == ["0", "0", "0", "0", "0", "2", "0", "1", "0"]
    filters = figure.get_by_role("grid", name="filter 1, channel 0")
    assert fields(filters) == ["0", "0", "1", "1", "−1", "0", "0", "1", "0"]
    assert shapes(figure) == (
        "(1, 3, 5, 5) ⋆ (2, 3, 3, 3) → (1, 2, 3, 3), multiplications 1·2·3·3·3·3·3 = 486"
    )
    assert figure.locator(".cb-c2-formula").inner_text() == (
        "output[1, 0, 0] = bias[1] + "
        "Σ input[c, 0·2 + i − 1, 0·2 + j − 1] · weight[1, c, i, j], over c, i, j"
    )


def test_pointing_at_an_input_lights_its_outputs_with_their_weights(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("grid", name="input").get_by_label("row 1, column 0: 0").hover()
    # Row 1 is row 1 of the windows at row 0 and row 0 of those at row 1; column 0 only column 0.
    maps = figure.get_by_role("grid", name="output")
    assert (lit(maps), tags(maps)) == (["3", "2"], ["0", "1"])
    assert told(page, figure) == (
        "Input 0, 1, 0 = 0 is read by 2 outputs of each channel; "
        "its weights in channel 0: (0, 0): 0, (1, 0): 1."
    )
    figure.get_by_text("products").hover()
    assert lit(maps) == ["3"]


LOPSIDED: dict[str, Any] = {
    "height": 6,
    "width": 8,
    "kernel_h": 2,
    "kernel_w": 3,
    "stride_h": 1,
    "stride_w": 3,
    "padding_h": 0,
    "padding_w": 2,
    "dilation_h": 3,
    "dilation_w": 1,
    "input": list(range(10, 58)),
    "weight": [1, 2, 3, 4, 5, 6],
}


def test_rows_and_columns_are_not_confused(page: Page) -> None:
    # Output 0, 2, 1 reads rows 2 and 5, and columns 3 − 2 = 1 to 3, of rows of eight from 10 on.
    figure = live(page, **LOPSIDED, look=2 * 4 + 1)
    window = figure.get_by_role("grid", name="input")
    assert lit(window) == ["27", "28", "29", "51", "52", "53"]
    assert tags(window) == ["1", "2", "3", "4", "5", "6"]
    whole = 27 * 1 + 28 * 2 + 29 * 3 + 51 * 4 + 52 * 5 + 53 * 6
    assert total(figure) == f"output[0, 2, 1] = {whole} + bias 0 = {whole}"
    maps = figure.get_by_role("grid", name="output")
    assert maps.locator(".cb-picked").inner_text() == str(whole)
    # Row 3 is the lower row of the windows at row 0 alone; column 4 the first of those at column 2.
    window.get_by_label("row 3, column 4: 38").hover()
    assert tags(maps) == ["4"]
    reader = maps.locator(".cb-on").get_attribute("aria-label")
    assert reader
    assert reader.startswith("row 0, column 2: ")


def test_pointing_at_a_weight_lights_every_input_it_meets(page: Page) -> None:
    figure = live(page, **Conv2d.preset(TWO_FILTERS))
    filters = figure.get_by_role("grid", name="filter 0, channel 1")
    filters.get_by_label("row 1, column 1: 1").hover()
    # Stride 2, padding 1: the middle tap meets rows and columns 0, 2 and 4 of the channel.
    met = lit(figure.get_by_role("grid", name="input, channel 1"))
    assert met == ["1", "0", "1", "1", "2", "2", "0", "0", "1"]
    assert lit(figure.get_by_role("grid", name="input, channel 0")) == []
    assert told(page, figure) == (
        "Weight 0, 1, 1, 1 = 1 multiplies 9 numbers of input channel 1, "
        "one for each output of channel 0."
    )


def test_numbers_are_edited_in_place_and_the_arrow_keys_walk(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("grid", name="input").get_by_label("row 1, column 1: 3").fill("-0.5")
    assert total(figure) == "output[0, 0, 0] = (−4) + bias 0 = −4"
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "row 2, column 1: 1"
    figure.get_by_label("bias[0]").fill("1.5")
    assert total(figure) == "output[0, 0, 0] = (−4) + bias 1.5 = −2.5"
    figure.get_by_label("Type into the cells").uncheck()
    kernel = figure.get_by_role("grid", name="kernel")
    assert not kernel.get_by_label("row 1, column 1").is_editable()


def test_sizes_grow_and_shrink_without_moving_the_numbers(page: Page) -> None:
    figure = live(page)
    before = fields(figure.get_by_role("grid", name="input"))
    grown = {"Width": "7", "Input channels": "3", "Padding": "2", "Kernel": "5"}
    for label, value in grown.items():
        figure.get_by_label(label, exact=True).fill(value)
    assert shapes(figure).startswith("(1, 3, 5, 7) ⋆ (1, 3, 5, 5) → (1, 1, 5, 7)")
    shrunk = {"Width": "5", "Input channels": "1", "Padding": "0", "Kernel": "3"}
    for label, value in shrunk.items():
        figure.get_by_label(label, exact=True).fill(value)
    assert fields(figure.get_by_role("grid", name="input")) == before
    assert total(figure) == "output[0, 0, 0] = 3 + bias 0 = 3"


def test_a_kernel_that_does_not_fit_is_refused_in_words(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Dilation", exact=True).fill("3")
    assert figure.locator(".cb-c2-note").inner_text() == (
        "That does not fit: 3 taps with dilation 3 span 7 rows, the padded input has 5. "
        "A larger input, more padding, less dilation or a smaller kernel makes room. Kept at 2."
    )
    assert figure.get_by_label("Dilation", exact=True).input_value() == "2"
    figure.get_by_label("Padding", exact=True).fill("1")
    assert figure.locator(".cb-c2-note").inner_text() == ""
    figure.get_by_label("Dilation", exact=True).fill("3")
    assert shapes(figure).startswith("(1, 1, 5, 5) ⋆ (1, 1, 3, 3) → (1, 1, 1, 1)")


def test_rows_and_columns_take_steps_of_their_own(page: Page) -> None:
    figure = live(page)
    assert not figure.get_by_label("Stride, columns").is_visible()
    figure.get_by_label("Rows and columns alike").uncheck()
    figure.get_by_label("Stride, columns").fill("2")
    assert shapes(figure).startswith("(1, 1, 5, 5) ⋆ (1, 1, 3, 3) → (1, 1, 3, 2)")
    figure.get_by_label("Rows and columns alike").check()
    assert shapes(figure).startswith("(1, 1, 5, 5) ⋆ (1, 1, 3, 3) → (1, 1, 3, 3)")


def test_lines_that_no_window_reads_are_hatched_and_named(page: Page) -> None:
    figure = live(page, **Conv2d.preset("stride 2 that leaves a row unread"))
    # Windows of three at 0 and 2 end with line 4 of six.
    assert figure.locator(".cb-c2-unread").count() == 11
    assert figure.locator(".cb-c2-unread-note").inner_text() == (
        "No window reads row 5 and column 5 of the padded input (hatched); "
        "the stride leaves a rest, and PyTorch rounds the size down."
    )


def test_presets_seeds_and_photographs_fill_the_figure(page: Page) -> None:
    figure = live(page)
    start = figure.get_by_label("Start from")
    start.select_option(TWO_FILTERS)
    assert shapes(figure).endswith("= 486")
    figure.get_by_role("button", name="Random numbers").click()
    drawn = total(figure)
    assert start.input_value() == ""
    figure.get_by_label("Seed").fill("1")
    figure.get_by_role("button", name="Random numbers").click()
    assert total(figure) == drawn
    start.select_option("edges in a photograph")
    photo = Conv2d.preset("edges in a photograph")
    blue = figure.get_by_role("grid", name="input, channel 2 (blue)")
    assert list(map(int, fields(blue))) == Conv2d.input(photo)[2].flatten().tolist()
    figure.get_by_label("Window, first column").fill("30")
    moved = list(map(int, fields(blue)))
    assert moved == Conv2d.input(photo | {"photo_x": 30})[2].flatten().tolist()
    figure.get_by_role("button", name="Edit these pixels").click()
    kept = figure.get_by_role("grid", name="input, channel 2", exact=True)
    assert list(map(int, fields(kept))) == moved
    assert figure.get_by_label("Input", exact=True).input_value() == "numbers"


def test_play_steps_to_the_last_output_and_stops(page: Page) -> None:
    figure = live(page, look=7)
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Pause").wait_for()
    figure.get_by_role("button", name="Play").wait_for(timeout=5 * BEAT_MS)
    assert figure.get_by_label("Output position").input_value() == "8"
    figure.get_by_role("button", name="Previous output").click()
    assert figure.get_by_label("Output position").input_value() == "7"


def test_without_motion_there_is_no_play_button(browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    figure = live(context.new_page())
    assert not figure.get_by_role("button", name="Play").is_visible()
    assert figure.get_by_role("button", name="Next output").is_visible()
    context.close()


def test_narrow_screen_shows_one_channel_and_scrolls_inside(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page, **Conv2d.preset(TWO_FILTERS) | {"padding_h": 3, "padding_w": 3, "look": 0})
    first, second = (figure.get_by_role("grid", name=f"input, channel {c}") for c in (0, 1))
    assert (first.is_visible(), second.is_visible()) == (True, False)
    figure.get_by_role("button", name="Channel 1").click()
    assert (first.is_visible(), second.is_visible()) == (False, True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    figure.get_by_label("Output position").fill("4")
    page.wait_for_timeout(200)
    region = figure.get_by_role("region", name="input, channel 1").bounding_box()
    window = second.locator(".cb-on").last.bounding_box()
    assert region
    assert window
    assert region["x"] <= window["x"] <= region["x"] + region["width"] - window["width"]

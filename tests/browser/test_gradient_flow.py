"""The backward pass under a reader's hands: stamps, links both ways, the gathering grid, sizes."""

from typing import Any

from playwright.sync_api import Browser, Locator, Page

from convbook.widgets import GradientFlow
from tests.browser.figure import alone
from tests.browser.timers import rest

BEAT_MS = 800
TO_INPUT = "∂L/∂x, gradient of the input"
TO_KERNEL = "∂L/∂w, of the kernel"
OF_OUTPUT = "e = ∂L/∂y, of the output"
SPREAD = "e with zeros put in and around it"
STEPPED: dict[str, Any] = {"stride": 2, "padding": 1, "gradient": [1, 0, 2, 0, -1, 0, 3, 0, 1]}


def live(page: Page, **params: Any) -> Locator:
    return alone(page, GradientFlow(**params))


def grid(figure: Locator, name: str) -> Locator:
    return figure.get_by_role("grid", name=name, exact=True)


def values(cells: Locator) -> list[str]:
    """What the cells of a grid hold, fields alike."""
    found: list[str] = cells.locator(".cb-cell").evaluate_all(
        "(cells) => cells.map((cell) => cell.value ?? cell.textContent)"
    )
    return found


def lit(cells: Locator) -> list[str]:
    found: list[str] = cells.locator(".cb-on").evaluate_all(
        "(cells) => cells.map((cell) => cell.value ?? cell.textContent)"
    )
    return found


def tags(cells: Locator) -> list[str]:
    found: list[str] = cells.locator("[data-tag]").evaluate_all(
        "(cells) => cells.map((cell) => cell.dataset.tag)"
    )
    return found


def told(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def test_pointing_at_an_output_gradient_lights_its_stamp_and_its_window(page: Page) -> None:
    figure = live(page)
    grid(figure, OF_OUTPUT).get_by_label("row 1, column 1: 2").hover()
    assert tags(grid(figure, TO_INPUT)) == ["+2", "+4", "+0", "+0", "+6", "−2", "+2", "+0", "+2"]
    assert tags(grid(figure, TO_KERNEL)) == ["+6", "+2", "+4", "+2", "+0", "+2", "+0", "+4", "+0"]
    assert lit(grid(figure, "input x")) == ["3", "1", "2", "1", "0", "1", "0", "2", "0"]
    assert lit(grid(figure, "output y")) == ["4"]
    assert told(page, figure) == (
        "e[1, 1] = 2 adds 2 · the kernel to ∂L/∂x, at rows 1, 2, 3 and columns 1, 2, 3, "
        "and 2 · the same window of x to ∂L/∂w."
    )


def test_pointing_at_an_input_gradient_lights_what_it_sums(page: Page) -> None:
    figure = live(page)
    for name in (TO_INPUT, "input x"):
        grid(figure, name).get_by_label("row 1, column 1:").hover()
        assert lit(grid(figure, OF_OUTPUT)) == ["1", "0", "0", "2"]
        assert tags(grid(figure, OF_OUTPUT)) == ["3", "0", "2", "1"]
        assert lit(grid(figure, "kernel w")) == ["1", "2", "0", "3"]
        assert told(page, figure) == (
            "∂L/∂x[1, 1] = w[1, 1]·e[0, 0] + w[1, 0]·e[0, 1] + w[0, 1]·e[1, 0] + w[0, 0]·e[1, 1] "
            "= 3·1 + 0·0 + 2·0 + 1·2 = 5."
        )


def test_pointing_at_a_weight_gradient_lights_inputs_and_gradients(page: Page) -> None:
    figure = live(page)
    grid(figure, TO_KERNEL).get_by_label("row 0, column 2: 3").hover()
    assert lit(grid(figure, "input x")) == ["2", "1", "0", "1", "2", "1", "0", "1", "3"]
    assert tags(grid(figure, "input x")) == ["1", "0", "0", "0", "2", "0", "0", "0", "−1"]
    assert told(page, figure) == (
        "∂L/∂w[0, 2] = Σ x·e over the inputs that this tap met = "
        "2·1 + 1·0 + 0·0 + 1·0 + 2·2 + 1·0 + 0·0 + 1·0 + 3·(−1) = 3."
    )


def test_stamps_are_laid_one_by_one(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Stamps laid").fill("1")
    grown = values(grid(figure, TO_INPUT))
    assert grown == [*"12000", "0", "3", "−1", "0", "0", *"10100", *"00000", *"00000"]
    figure.get_by_role("button", name="Step back").click()
    assert set(values(grid(figure, TO_INPUT))) == {"0"}
    assert told(page, figure) == "No stamp is laid: both gradients are 0."
    grid(figure, OF_OUTPUT).get_by_label("row 1, column 1: 2").hover()
    assert told(page, figure) == "e[1, 1] = 2 has not left its stamp yet."
    for _ in range(10):
        figure.get_by_role("button", name="Step forward").click()
    assert values(grid(figure, TO_KERNEL)) == ["7", "1", "3", "0", "3", "2", "1", "2", "0"]


def test_gathering_lays_the_turned_kernel_on_the_stretched_gradient(page: Page) -> None:
    figure = live(page, **STEPPED)
    assert not grid(figure, SPREAD).is_visible()
    scattered = values(grid(figure, TO_INPUT))
    figure.get_by_label("∂L/∂x as").select_option("gather")
    assert figure.locator(".cb-gf-zero").count() == 25 - 9
    gathered = values(grid(figure, TO_INPUT))
    inner = [row * 7 + column for row in range(1, 6) for column in range(1, 6)]
    assert [gathered[i] for i in inner] == [scattered[i] for i in inner]
    figure.get_by_label("Cell of ∂L/∂x").fill("7")
    assert lit(grid(figure, SPREAD)) == ["0", "0", "0", "0", "0", "0", "0", "−1", "0"]
    assert tags(grid(figure, SPREAD)) == ["1", "0", "1", "−1", "3", "0", "0", "2", "1"]
    assert told(page, figure) == (
        "∂L/∂x[1, 2] = w[2, 1]·e[0, 1] + w[0, 1]·e[1, 1] = 0·0 + 2·(−1) = −2."
    )
    figure.locator(".cb-gf-zero").first.hover()
    assert told(page, figure) == "A zero put between the gradients, because the stride is 2."


def test_padding_drops_its_gradient_and_a_rest_is_named(page: Page) -> None:
    figure = live(page, **STEPPED)
    grid(figure, TO_INPUT).get_by_label("padding: 1").first.hover()
    assert told(page, figure).endswith("= 1·1 = 1. It lies in the padding and is dropped.")
    figure.get_by_label("Input rows").fill("6")
    assert figure.locator(".cb-gf-line-rest").inner_text() == (
        "The stride leaves a rest: no window reaches the last 1 row of the padded input, "
        "where the gradient is 0."
    )
    assert values(grid(figure, TO_INPUT))[-7:] == ["0"] * 7


def test_buttons_put_gradients_and_the_squared_loss_follows_the_output(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("button", name="A single 1").click()
    assert values(grid(figure, OF_OUTPUT)) == ["0", "0", "0", "0", "1", "0", "0", "0", "0"]
    figure.get_by_role("button", name="All ones").click()
    assert values(grid(figure, OF_OUTPUT)) == ["1"] * 9
    figure.get_by_role("button", name="Of ½ Σ y²").click()
    assert values(grid(figure, OF_OUTPUT)) == values(grid(figure, "output y"))
    grid(figure, "kernel w").get_by_label("row 0, column 0: 1").fill("−2")
    assert values(grid(figure, "output y"))[0] == "8"
    assert values(grid(figure, OF_OUTPUT))[0] == "8"
    figure.get_by_role("button", name="My numbers").click()
    assert values(grid(figure, OF_OUTPUT)) == ["1"] * 9


def test_a_size_that_does_not_fit_is_refused_in_words(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Dilation").fill("2")
    figure.get_by_label("Input rows").fill("4")
    assert figure.locator(".cb-gf-note").inner_text() == (
        "That does not fit: the kernel spans 5 rows, the padded input has 4."
    )
    assert figure.get_by_label("Input rows").input_value() == "5"
    figure.get_by_label("Kernel rows").fill("2")
    assert figure.locator(".cb-gf-note").inner_text() == ""
    assert len(values(grid(figure, OF_OUTPUT))) == 3


def test_play_lays_the_last_stamp_and_stops(page: Page) -> None:
    figure = live(page, stamps=8)
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Pause").wait_for()
    figure.get_by_role("button", name="Play").wait_for(timeout=5 * BEAT_MS)
    assert figure.get_by_label("Stamps laid").input_value() == "9"


def test_without_motion_there_is_no_play_button(browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    figure = live(context.new_page())
    assert not figure.get_by_role("button", name="Play").is_visible()
    assert figure.get_by_role("button", name="Step forward").is_visible()
    context.close()


def test_narrow_screen_scrolls_inside(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    live(page, **STEPPED | {"view": "gather"})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

"""The sliding figure under a reader's hands: links both ways, the turned kernel, leftovers."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Slide1d
from tests.browser.figure import alone

SLIDE_MS = 900


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Slide1d(**params))


def lines(figure: Locator) -> list[str]:
    return figure.locator(".cb-slide-equation p").all_inner_texts()


def lit_outputs(figure: Locator) -> list[str]:
    return figure.locator(".cb-slide-outputs .cb-on").all_inner_texts()


def tap_labels(figure: Locator) -> list[str]:
    """Labels of the kernel's squares as they stand from left to right."""
    taps = figure.locator(".cb-slide-kernel .cb-slide-tap").all()
    placed = [(tap.bounding_box(), tap.locator(".cb-slide-tick").inner_text()) for tap in taps]
    return [label for _, label in sorted(placed, key=lambda item: item[0]["x"])]  # type: ignore[index]


def test_pointing_at_an_output_moves_the_window_there(page: Page) -> None:
    figure = live(page)
    assert lines(figure)[2] == "= 3·2 + 4·1 + 5·(−1) = 5"
    figure.get_by_label("y[4]: 13").hover()
    # x[4..6] = 5, 1, −2
    assert lines(figure)[:3] == [
        "y[4] = Σj = 0…2 x[4 + j]·h[j]",
        "= x[4]·h[0] + x[5]·h[1] + x[6]·h[2]",
        "= 5·2 + 1·1 + (−2)·(−1) = 13",
    ]
    reads = figure.locator(".cb-slide-signal .cb-on")
    assert [cell.input_value() for cell in reads.all()] == ["5", "1", "−2"]


def test_pointing_at_an_input_shows_the_outputs_that_read_it(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("x[3]: 4").focus()
    assert lit_outputs(figure) == ["−1", "5", "12"]
    told = "x[3] = 4 is read by y[1] (times h[2]), y[2] (times h[1]), y[3] (times h[0])."
    assert lines(figure)[3] == told
    figure.get_by_label("Output", exact=True).focus()
    assert lit_outputs(figure) == ["5"]


def test_convolution_turns_the_kernel_and_keeps_its_labels(page: Page) -> None:
    figure = live(page)
    assert tap_labels(figure) == ["h[0]", "h[1]", "h[2]"]
    figure.get_by_label("Operation").select_option("convolution")
    page.wait_for_timeout(SLIDE_MS)
    assert tap_labels(figure) == ["h[2]", "h[1]", "h[0]"]
    assert lines(figure)[0] == "y[2] = Σj = 0…2 x[4 − j]·h[j]"
    assert lines(figure)[2] == "= 3·(−1) + 4·1 + 5·2 = 11"


def test_signal_is_edited_in_place_and_the_arrow_keys_walk(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("x[3]: 4").fill("-0.5")
    assert lines(figure)[2] == "= 3·2 + (−0.5)·1 + 5·(−1) = 0.5"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "x[4]: 5"


def test_numbers_that_no_window_reads_are_marked_and_named(page: Page) -> None:
    figure = live(page, signal=[1, 2, 3, 4, 5, 6, 7, 8], stride=3, position=1)
    # Windows of three at 0 and 3 end with x[5].
    assert "= 2. No window reads x[6], x[7]." in lines(figure)[4]
    assert [cell.input_value() for cell in figure.locator(".cb-unread").all()] == ["7", "8"]
    assert figure.get_by_label("x[6], never read: 7").count() == 1


def test_a_kernel_that_does_not_fit_is_explained_and_mended(page: Page) -> None:
    figure = live(page, signal=[1, 2, 3, 4], kernel=[1, 1, 1], dilation=2, position=0)
    assert lines(figure)[0].startswith("No output: the kernel is 5 long (3 taps, 2 apart), the ")
    assert figure.get_by_label("Output", exact=True).is_disabled()
    figure.get_by_label("Dilation").fill("1")
    assert lines(figure)[2] == "= 1·1 + 2·1 + 3·1 = 6"
    assert lit_outputs(figure) == ["6"]


def test_play_steps_to_the_last_output_and_stops(page: Page) -> None:
    figure = live(page, position=3)
    speed = figure.get_by_label("Speed")
    assert speed.get_attribute("max") == "8"
    speed.fill("4")
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Pause").wait_for()
    figure.get_by_role("button", name="Play").wait_for(timeout=5000)
    assert figure.get_by_label("Output", exact=True).input_value() == "5"
    assert figure.get_by_role("button", name="Next").is_disabled()


def test_speed_slider_sets_the_steps_a_second(page: Page) -> None:
    figure = live(page, mode="full", position=0)
    output = figure.get_by_label("Output", exact=True)
    figure.get_by_label("Speed").fill("8")
    figure.get_by_role("button", name="Play").click()
    page.wait_for_timeout(700)
    quick = int(output.input_value())
    figure.get_by_label("Speed").fill("0.5")
    page.wait_for_timeout(700)
    # Eight a second make five steps, one in two seconds none.
    assert 3 <= quick <= 6
    assert int(output.input_value()) <= quick + 1


def test_causal_mode_ends_every_window_at_its_own_place(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Mode").select_option("causal")
    assert lines(figure)[2] == "= 2·2 + 0·1 + 3·(−1) = 1"
    assert "Padding: 2 before, 0 after." in lines(figure)[4]
    assert lines(figure)[4].endswith("what came before it, never what comes after.")
    figure.get_by_label("Output", exact=True).fill("0")
    assert lines(figure)[1] == "= 0·h[0] + 0·h[1] + x[0]·h[2]"
    figure.get_by_label("x[3]: 4").focus()
    assert lit_outputs(figure) == ["−1", "5", "12"]
    assert lines(figure)[3].startswith("x[3] = 4 is read by y[3] (times h[2]), y[4]")


def test_window_stays_in_sight_on_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page, mode="full", kernel=[1, 2, 3, 4, 5, 6], signal=list(range(12)), position=0)
    figure.get_by_label("Output", exact=True).fill("16")
    page.wait_for_timeout(SLIDE_MS)
    frame = figure.locator(".cb-slide-scroll").bounding_box()
    output = figure.locator(".cb-slide-outputs .cb-picked").bounding_box()
    assert frame
    assert output
    assert frame["x"] <= output["x"] <= frame["x"] + frame["width"] - output["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

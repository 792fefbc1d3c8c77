"""The figure of groups under a reader's hands: links both ways, shuffle, divisors, matrices."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import Groups
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Groups(**params))


def lit(figure: Locator, role: str) -> list[str]:
    """Names of the channels of one colour that are lit, such as x[4]."""
    cells = figure.locator(f".cb-gr-net .cb-role-{role} .cb-on")
    labels = cells.evaluate_all("(all) => all.map((cell) => cell.getAttribute('aria-label'))")
    return [label.split(":")[0] for label in labels]


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def test_pointing_at_an_output_shows_the_inputs_of_its_group(page: Page) -> None:
    figure = live(page)
    figure.locator(".cb-gr-net .cb-role-output .cb-cell").nth(9).hover()
    assert lit(figure, "input") == ["x[8]", "x[9]", "x[10]", "x[11]"]
    told = said(page, figure)
    assert told == "y[9] = 2·1 + 1·1 + 3·1 + 0·1 = 6. It depends on inputs 8 to 11: 4 of 12."
    numbers = figure.locator(".cb-gr-matrix .cb-on").all_inner_texts()
    assert numbers == ["1", "1", "1", "1"]


def test_pointing_at_an_input_shows_the_outputs_it_reaches(page: Page) -> None:
    figure = live(page, in_channels=6, out_channels=12)
    figure.get_by_label("x[2]: 0", exact=True).focus()
    assert lit(figure, "output") == ["y[4]", "y[5]", "y[6]", "y[7]"]
    assert said(page, figure) == "x[2] = 0 reaches outputs 4 to 7: 4 of 12."
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert lit(figure, "output") == ["y[8]", "y[9]", "y[10]", "y[11]"]


def test_the_slider_stops_at_common_divisors_only(page: Page) -> None:
    figure = live(page, in_channels=12, out_channels=8, groups=1)
    slider = figure.get_by_label("Groups", exact=True)
    seen = []
    for place in range(int(str(slider.get_attribute("max"))) + 1):
        slider.fill(str(place))
        seen.append(figure.locator(".cb-slider output").first.inner_text())
    assert seen == ["1", "2", "4"]
    assert figure.locator(".cb-gr-mixing").inner_text() == (
        "4 groups: each output depends on 3 of 12 input channels."
    )
    # Another number of channels takes the nearest smaller divisor.
    figure.get_by_label("Channels in").fill("6")
    assert figure.locator(".cb-slider output").first.inner_text() == "2"


def test_the_shuffle_joins_the_groups(page: Page) -> None:
    figure = live(page, arrangement="two", look=0)
    assert lit(figure, "input") == ["x[0]", "x[1]", "x[2]", "x[3]"]
    figure.get_by_label("Channel shuffle between them").check()
    assert len(lit(figure, "input")) == 12
    # The four shuffled channels that y[0] reads come from h[0], h[4], h[8] and h[1].
    assert [name for name in lit(figure, "output") if name[0] == "h"] == [
        "h[0]",
        "h[1]",
        "h[4]",
        "h[8]",
    ]
    figure.get_by_label("Groups", exact=True).fill("4")
    assert figure.locator(".cb-gr-mixing").inner_text() == (
        "6 groups, shuffle, 6 groups: after the shuffle, 2 neighbouring channels come from 2 of 6 "
        "groups, so each output depends on 4 of 12 input channels."
    )


def test_a_square_of_a_matrix_lights_its_wire_or_says_that_there_is_none(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("y[5] from x[4]: 1").hover()
    assert (lit(figure, "input"), lit(figure, "output")) == (["x[4]"], ["y[5]"])
    assert said(page, figure) == "Weight 1 leads from x[4] to y[5]."
    figure.get_by_label("y[5] from x[0]: empty").hover()
    assert lit(figure, "input") == []
    assert said(page, figure) == "No weight: y[5] is in another group than x[0]."


def test_paths_are_counted_and_traced(page: Page) -> None:
    figure = live(page, arrangement="two", shuffle=True)
    paths = figure.get_by_role("grid", name="Number of paths, x to y")
    paths.get_by_label("y[0] from x[0]: 2").hover()
    assert said(page, figure) == "2 paths lead from x[0] to y[0]."
    # Through h[0] and h[1], which lie at places 0 and 3 after the shuffle.
    assert lit(figure, "output") == ["y[0]", "s[0]", "s[3]", "h[0]", "h[1]"]


def test_inputs_are_edited_in_place(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("x[4]: 1", exact=True).fill("-9")
    figure.get_by_label("x[4]: −9", exact=True).blur()
    told = said(page, figure)
    assert (
        told == "y[5] = (−9)·1 + 1·2 + 2·(−1) + 0·(−1) = −9. It depends on inputs 4 to 7: 4 of 12."
    )


def test_separable_is_depthwise_at_first_and_stays_so(page: Page) -> None:
    figure = live(page, in_channels=8, out_channels=6, groups=2)
    figure.get_by_label("Layers").select_option("separable")
    mixing = figure.locator(".cb-gr-mixing")
    assert mixing.inner_text().startswith("Depthwise separable: every channel by itself")
    figure.get_by_label("Channels in").fill("9")
    assert mixing.inner_text().startswith("Depthwise separable: every channel by itself")
    cells = figure.locator(".cb-gr-table td").all_inner_texts()
    # 9·9 + 6·9 of 6·9·9 weights, on 28 × 28 positions.
    assert cells == ["", "135", "486", "27.78 %", "105,840", "381,024", "27.78 %"]


def test_narrow_screens_scroll_the_net_alone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    figure = live(page, arrangement="two", shuffle=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    net = figure.locator(".cb-gr-net")
    assert net.get_attribute("tabindex") == "0"
    assert net.evaluate("(node) => node.scrollWidth > node.clientWidth")

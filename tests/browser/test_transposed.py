"""Both convolutions under a reader's hands: the same wires both ways, sizes, output padding."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from convbook.widgets import Transposed
from tests.browser.figure import alone

FOURTH = "pair 4: i 6, k 3, s 2, p 1"


def live(page: Page, **params: Any) -> Locator:
    return alone(page, Transposed(**params))


def grid(figure: Locator, name: str) -> Locator:
    return figure.get_by_role("grid", name=name)


def lit(part: Locator) -> list[str]:
    """What the lit squares of a grid hold, with the weights written on them."""
    found: list[str] = part.locator('[role="gridcell"]').evaluate_all("""(cells) => cells
        .map((cell) => [cell.querySelector("input") ?? cell, cell.dataset.tag])
        .filter(([cell]) => cell.classList.contains("cb-on"))
        .map(([cell, tag]) => (cell.value ?? cell.textContent) + (tag ? ` by ${tag}` : ""))""")
    return found


def said(figure: Locator) -> list[str]:
    return figure.locator(".cb-tr-said").all_inner_texts()


def facts(figure: Locator) -> list[str]:
    return figure.locator(".cb-tr-fact").all_inner_texts()


def extra(figure: Locator) -> list[str]:
    return [text.strip() for text in figure.locator(".cb-tr-choice").all_inner_texts()]


def wires(figure: Locator, kind: str) -> list[list[float]]:
    """The ends [x, x] of the drawn wires, lower row first, in each picture in sight."""
    paths: list[str] = figure.locator(f".cb-tr-{kind}:visible").evaluate_all(
        "(paths) => paths.map((path) => path.getAttribute('d'))"
    )
    pieces = [piece for path in paths for piece in path.split("M")[1:]]
    ends = [piece.split("L") for piece in pieces]
    return sorted([float(low.split()[0]), float(high.split()[0])] for low, high in ends)


def test_pointing_at_an_output_of_the_transpose_lights_what_it_collects(page: Page) -> None:
    figure = live(page)
    grid(figure, "output Cᵀy, 1 cropped").get_by_label("Cᵀy[3]: 2").hover()
    # Its two copies: the last tap of the second number, the first of the third.
    assert lit(grid(figure, "input y")) == ["1 by −1", "3 by 1"]
    assert lit(grid(figure, "input x, padding 1")) == ["2"]
    assert lit(grid(figure, "output Cx")) == ["1 by −1", "2 by 1"]
    assert said(figure) == [
        "x[3] is read by Cx[1], Cx[2]: column 3 of C.",
        "Cᵀy[3] = 1·(−1) + 3·1 = 2: row 3 of Cᵀ.",
    ]


def test_the_lit_wires_of_one_are_those_of_the_other_upside_down(page: Page) -> None:
    figure = live(page)
    grid(figure, "output Cx").get_by_label("Cx[1]: 1").hover()
    # Middles of padded squares 2, 3, 4 to the middle of the window, and back.
    assert wires(figure, "on") == sorted(
        [[2.5, 3.5], [3.5, 3.5], [4.5, 3.5], [3.5, 2.5], [3.5, 3.5], [3.5, 4.5]]
    )
    assert lit(grid(figure, "input x, padding 1")) == ["3 by 1", "0 by 2", "2 by −1"]
    assert lit(grid(figure, "output Cᵀy, 1 cropped")) == ["−1 by 1", "2 by 2", "2 by −1"]
    assert said(figure) == [
        "Cx[1] = 3·1 + 0·2 + 2·(−1) = 1: row 1 of C.",
        "y[1] = 1 leaves a copy of the kernel, times itself, on the lit squares: column 1 of Cᵀ.",
    ]


def test_pointing_at_inputs_works_as_well(page: Page) -> None:
    figure = live(page)
    grid(figure, "input x, padding 1").get_by_label("x[4]: 1").focus()
    assert lit(grid(figure, "output Cx")) == ["2 by 2"]
    grid(figure, "input y").get_by_label("y[0]: 2").focus()
    assert said(figure)[0] == "Cx[0] = 0·1 + 1·2 + 3·(−1) = −1: row 0 of C."
    page.keyboard.press("ArrowRight")
    assert said(figure)[0] == "Cx[1] = 3·1 + 0·2 + 2·(−1) = 1: row 1 of C."


def test_zeros_view_turns_the_kernel_and_says_which_taps_meet_a_zero(page: Page) -> None:
    figure = live(page)
    figure.get_by_label("Draw Cᵀ by").select_option("zeros")
    stretched = grid(figure, "input y, stretched")
    assert stretched.locator("input").count() == 3
    assert stretched.locator(".cb-pad").count() == 5
    grid(figure, "output Cᵀy").get_by_label("Cᵀy[3]: 2").hover()
    assert lit(stretched) == ["1 by −1", "0 by 2", "3 by 1"]
    assert (
        said(figure)[1] == "Cᵀy[3] = 1·(−1) + 3·1 = 2 (1 of the 3 taps meet a zero): row 3 of Cᵀ."
    )
    assert grid(figure, "kernel w, turned").inner_text().split() == ["−1", "2", "1"]


def test_matrix_rows_answer_to_the_pointer_and_both_bands_agree(page: Page) -> None:
    figure = live(page)
    matrices = figure.locator(".cb-tr-matrix")
    box = matrices.nth(1).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 4.5 / 6)
    assert said(figure)[1] == "Cᵀy[4] = 3·2 = 6: row 4 of Cᵀ."
    assert matrices.nth(0).get_attribute("aria-label") == "Matrix C, 3 by 6, column 4 lit"
    assert matrices.nth(1).get_attribute("aria-label") == "Matrix Cᵀ, 6 by 3, row 4 lit"


def test_output_padding_offers_what_torch_takes_and_says_why_not_more(page: Page) -> None:
    figure = live(page)
    assert extra(figure) == ["0 → 5", "1 → 6 (as x)", "2", "3"]
    boxes = figure.get_by_role("radio")
    assert [box.is_disabled() for box in boxes.all()] == [False, False, True, True]
    words = figure.locator(".cb-tr-extra .cb-tr-note")
    assert words.inner_text() == (
        "Inputs of 5, 6 all give 3 under C; output padding says which is meant. "
        "2, 3 refused: it must be below max(stride, dilation) = 2."
    )
    boxes.nth(0).check()
    assert (
        facts(figure)[0] == "Cᵀ of this C has output padding 1. With 0 the sizes differ (6 and 5)."
    )
    grid(figure, "input x, padding 1").get_by_label("x[5]: 2").focus()
    assert said(figure) == [
        "x[5] is read by Cx[2]: column 5 of C.",
        "There is no Cᵀy[5]: the output padding is too small.",
    ]


def test_sizes_keep_the_numbers_and_restore_the_input_size(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("slider", name="Stride").fill("3")
    assert extra(figure) == ["0 → 4", "1 → 5", "2 → 6 (as x)", "3"]
    assert figure.get_by_role("radio").nth(2).is_checked()
    cells = grid(figure, "input x, padding 1").locator("input")
    assert [cell.input_value() for cell in cells.all()] == ["1", "3", "0", "2", "1", "2"]
    assert facts(figure)[1] == "Even: away from the ends each output gets 1 tap."


def test_a_kernel_that_does_not_fit_stops_where_it_does(page: Page) -> None:
    figure = live(page)
    figure.get_by_role("slider", name="Dilation").fill("2")
    figure.get_by_role("slider", name="Kernel").fill("5")
    assert figure.get_by_role("slider", name="Kernel").input_value() == "4"
    assert figure.locator(".cb-tr-sizes [role=status]").inner_text() == (
        "Kept at 4: the kernel would span 9, the padded input has 6 + 2·1 = 8."
    )


def test_chain_feeds_the_output_and_shows_no_inverse(page: Page) -> None:
    figure = live(page)
    assert facts(figure)[0] == "Adjoint: ⟨Cx, y⟩ = 5 and ⟨x, Cᵀy⟩ = 5."
    figure.get_by_label("Feed Cᵀ the output of C").check()
    y = grid(figure, "input y").locator("input")
    assert [cell.input_value() for cell in y.all()] == ["−1", "1", "2"]
    assert not y.nth(0).is_editable()
    assert facts(figure)[0].endswith("= 6. But CᵀCx ≠ x: not an inverse.")
    cells = grid(figure, "input x, padding 1").locator("input")
    cells.nth(0).fill("2")
    assert y.nth(0).input_value() == "1"


def test_fourth_pair_has_its_extra_row_and_column(page: Page) -> None:
    figure = live(page, **Transposed.preset(FOURTH))
    stretched = grid(figure, "input y, stretched")
    assert stretched.locator(".cb-tr-unread").count() == 8 + 7
    assert figure.locator(".cb-tr-sizing").all_inner_texts() == [
        "6 → 3: ⌊(6 + 2·1 − 3) / 2⌋ + 1 = 3",
        "3 → 6: (3 − 1)·2 − 2·1 + 3 + 1 = 6",
    ]
    tally = figure.locator(".cb-tr-tally:visible")
    assert tally.inner_text().split() == [*"121211242422"] * 2 + [*"121211"] * 2
    assert figure.get_by_label("Start from").input_value() == FOURTH


def test_presets_keep_no_trace_of_the_state_before(page: Page) -> None:
    figure = live(page, chain=True, pick="row", look=2)
    figure.get_by_label("Start from").select_option(FOURTH)
    assert figure.get_by_label("Dimensions").input_value() == "2"
    assert not figure.get_by_label("Feed Cᵀ the output of C").is_checked()


@pytest.mark.parametrize("width", [320, 360])
def test_narrow_screen_has_no_sideways_scroll(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    figure = live(page, **Transposed.preset("even overlap: k 4, s 2"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    figure.get_by_role("slider", name="Padding").fill("3")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

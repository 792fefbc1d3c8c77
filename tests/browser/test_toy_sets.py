"""The figure of the toy sets under a reader's hands: drag, keys, sets, pointing both ways."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import ToySets
from tests.browser.figure import alone
from tests.browser.timers import rest

SIDE = 64


def live(page: Page, **params: Any) -> Locator:
    return alone(page, ToySets(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def boxes(figure: Locator, picture: int) -> list[list[int]]:
    """Top, left, height and width of the frames in a picture."""
    frames = figure.locator(".cb-ts-marks").nth(picture).locator(".cb-ts-ink").all()
    return [[int(f.get_attribute(n) or -1) for n in ("y", "x", "height", "width")] for f in frames]


def place(figure: Locator, picture: int, y: float, x: float) -> tuple[float, float]:
    stage = figure.locator(".cb-ts-stage").nth(picture)
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    px = box["width"] / SIDE
    return box["x"] + x * px, box["y"] + y * px


def test_the_window_is_dragged_and_its_part_of_the_picture_follows(page: Page) -> None:
    figure = live(page, **ToySets.preset("tiled"), y=10, x=10, height=10, width=12)
    page.mouse.move(*place(figure, 1, 15, 15))
    page.mouse.down()
    page.mouse.move(*place(figure, 1, 25.2, 18.1), steps=4)
    page.mouse.up()
    assert boxes(figure, 1) == [[20, 13, 10, 12]]
    # Rows 20 to 29 are 4 to 13 of the tile; columns 13 to 24 are 13 to 15 and 0 to 8.
    assert boxes(figure, 0) == [[4, 0, 10, 9], [4, 13, 10, 3]]
    text = said(page, figure)
    read = (
        "it reads rows 4 to 13 and columns 0 to 8 and 13 to 15 of the picture astronaut, 10 and 12"
    )
    assert read in text
    # A press beside the window puts its middle there, within the image.
    page.mouse.move(*place(figure, 1, 60, 60))
    page.mouse.down()
    page.mouse.up()
    assert boxes(figure, 1) == [[54, 52, 10, 12]]


def test_pointing_at_the_picture_shows_where_it_appears(page: Page) -> None:
    figure = live(page, **ToySets.preset("tiled"))
    page.mouse.move(*place(figure, 0, 3.5, 5.5))
    assert boxes(figure, 0) == [[3, 5, 1, 1]]
    assert sorted(boxes(figure, 1)) == sorted(
        [y, x, 1, 1] for y in (3, 19, 35, 51) for x in (5, 21, 37, 53)
    )
    assert said(page, figure).startswith("Picture pixel row 3, column 5: it appears at 16 places")
    page.mouse.move(*place(figure, 0, 40, 40))
    assert said(page, figure).startswith("Window of 16 × 16 px")


def test_the_set_changes_what_the_window_holds(page: Page) -> None:
    figure = live(page)
    shares = figure.locator(".cb-ts-number")
    sets = figure.get_by_label("Set", exact=True)
    for name in ("original", "stretched", "tiled", "enlarged"):
        sets.select_option(name)
        found = ToySets.compute(ToySets.defaults | ToySets.preset(name))
        shown = shares.all_inner_texts()
        for text, key in zip(shown, ("share", "taller", "wider"), strict=True):
            assert abs(float(text.removesuffix(" %")) - 100 * found[key]) <= 0.5
    cells = figure.locator(".cb-ts-table td").all_inner_texts()
    assert [cells[1], cells[4]] == [f"{len(found[k])} of 16" for k in ("rows", "columns")]
    figure.get_by_label("laid over, down").fill("40")
    assert sets.input_value() == "own"


def test_keys_move_and_resize_the_window(page: Page) -> None:
    figure = live(page, y=20, x=20, height=10, width=10)
    figure.get_by_role("button", name="Move the window").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert boxes(figure, 1) == [[22, 21, 10, 10]]
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    assert [box[2:] for box in boxes(figure, 1)] == [[11, 9]]
    figure.get_by_role("button", name="Point at the picture").focus()
    page.keyboard.press("ArrowDown")
    assert boxes(figure, 0) == [[1, 0, 1, 1]]
    assert said(page, figure).startswith("Picture pixel row 1, column 0: it ")


def test_the_plane_tells_and_chooses_the_size(page: Page) -> None:
    figure = live(page)
    cell = figure.locator(".cb-ts-plane .cb-cell").nth(7 * 5 + 3)
    cell.hover()
    found = ToySets.compute(ToySets.defaults | {"height": 32, "width": 8})
    across = ToySets.compute(ToySets.defaults | {"height": 8, "width": 32})
    text = said(page, figure)
    assert f"32 × 8 px hold {100 * found['share']:.0f} %" in text
    assert f"8 × 32, {100 * across['share']:.0f} %" in text
    cell.click()
    assert [box[2:] for box in boxes(figure, 1)] == [[32, 8]]
    assert "cb-picked" in (cell.get_attribute("class") or "")
    # Windows of 256 px: 4 x 64, 8 x 32, 16 x 16, 32 x 8, 64 x 4.
    assert figure.locator(".cb-ts-alike").count() == 5

"""The figure of blind spots under a reader's hands: drag, point, arrow keys, border, threshold."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import BlindSpots
from convbook.widgets.blind_spots import inner_place, scores
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, BlindSpots(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def place(figure: Locator) -> tuple[int, int]:
    sliders = figure.locator("input[type=range]")
    x, y = (int(sliders.nth(k).input_value()) for k in (0, 1))
    return y, x


def box_of(part: Locator) -> dict[str, float]:
    box = part.bounding_box()
    assert box
    return box  # type: ignore[return-value]


def test_the_face_follows_the_pointer_and_snaps(page: Page) -> None:
    figure = live(page, y=64, x=128)
    face, stage = figure.locator(".cb-bs-face"), figure.locator(".cb-bs-stage")
    box, px = box_of(face), box_of(stage)["width"] / 192
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5 + 17.3 * px, box["y"] + 5 - 9.2 * px, steps=4)
    page.mouse.up()
    y, x = place(figure)
    assert abs(y - (64 - 9.2)) <= 1.1
    assert abs(x - (128 + 17.3)) <= 1.1
    assert y % 2 == x % 2 == 0
    moved = box_of(face)
    assert abs(moved["x"] - box["x"] - (x - 128) * px) < 1
    # Beyond the edge the face stays inside; a press beside it puts it there.
    page.mouse.move(moved["x"] + 5, moved["y"] + 5)
    page.mouse.down()
    page.mouse.move(moved["x"] + 500, moved["y"] + 900)
    page.mouse.up()
    assert place(figure) == (152, 160)
    stage.click(position={"x": 20 * px, "y": 30 * px})
    assert place(figure) == (10, 4)
    assert said(page, figure).startswith("Face 10 px from the top, 4 px from the left edge: score")


def test_pointing_at_the_map_puts_the_face_there(page: Page) -> None:
    figure = live(page)
    field = figure.locator(".cb-bs-field")
    px = box_of(field)["width"] / 192
    field.hover(position={"x": 150.2 * px, "y": 50.1 * px})
    assert place(figure) == (30, 134)
    score = scores("same")[15, 67] / 1000
    assert figure.locator(".cb-bs-score").inner_text().startswith(f"{score:.2f}")


def test_arrow_keys_move_the_face(page: Page) -> None:
    figure = live(page, y=64, x=128)
    face = figure.get_by_role("button", name="Face")
    face.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert place(figure) == (68, 114)
    for _ in range(6):
        page.keyboard.press("Shift+ArrowUp")
    assert place(figure) == (0, 114)


def test_every_border_has_its_own_score_and_share(page: Page) -> None:
    figure = live(page, y=72, x=0)
    shown = []
    for border in ("same", "even", "odd", "reflect"):
        figure.locator(f"input[value={border}]").check()
        score = scores(border)[36, 0]
        middle = scores(border)[inner_place(36, 0)]
        seen = "missed" if score < 500 else "found"
        start = (
            f"Face 72 px from the top, 0 px from the left edge: score {score / 1000:.2f}, {seen}"
        )
        text = said(page, figure)
        assert text.startswith(start)
        assert f"gives {middle / 1000:.2f}." in text
        row = figure.locator(f"label:has(input[value={border}])").inner_text()
        assert f"{score / 1000:.2f}" in row
        label = figure.locator(".cb-bs-field canvas").get_attribute("aria-label")
        share = 100 * (scores(border) < 500).mean()
        assert label
        assert f"{share:.1f} %" in label or f"{share:.0f} %" in label
        sides = figure.locator(".cb-bs-read").evaluate_all("(all) => all.map((s) => s.className)")
        shown.append(sorted(name.split()[1].removeprefix("cb-bs-") for name in sides))
    every = ["bottom", "left", "right", "top"]
    assert shown == [["bottom", "right"], ["left", "top"], every, ["bottom", "right"]]


def test_threshold_and_view_recolour_the_map(page: Page) -> None:
    figure = live(page)
    canvas = figure.locator(".cb-bs-field canvas")
    picture = "(c) => c.toDataURL()"
    seen = [canvas.evaluate(picture)]
    figure.get_by_label("Missed below").fill("95")
    seen.append(canvas.evaluate(picture))
    assert "missed" in figure.locator(".cb-bs-score").inner_text()
    figure.get_by_label("Map shows").select_option("change")
    seen.append(canvas.evaluate(picture))
    assert len(set(seen)) == 3
    middle = canvas.evaluate("""(c) => [...c.getContext("2d").getImageData(36, 34, 8, 8).data]""")
    assert set(middle) == {128, 255}, "the middle differs from itself nowhere"

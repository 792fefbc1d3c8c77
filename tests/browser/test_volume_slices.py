"""The volume figure under a reader's hands: both pictures, the 27 products, the keyboard."""

from typing import Any

from playwright.sync_api import Locator, Page

from convbook.widgets import VolumeSlices
from convbook.widgets.volume_slices import voxels
from tests.browser.figure import alone
from tests.browser.timers import rest


def live(page: Page, **params: Any) -> Locator:
    return alone(page, VolumeSlices(**params))


def said(page: Page, figure: Locator) -> str:
    rest(page)
    return figure.locator(".cb-narration").inner_text()


def point(figure: Locator, picture: int, y: int, x: int, shape: tuple[int, int]) -> None:
    """Move the pointer onto the middle of a voxel."""
    stage = figure.locator(".cb-vs-stage").nth(picture)
    box = stage.bounding_box()
    assert box
    at = {"x": (x + 0.5) * box["width"] / shape[1], "y": (y + 0.5) * box["height"] / shape[0]}
    stage.hover(position=at)


def frame_sizes(figure: Locator) -> list[float]:
    """Edge of the frame in each picture, in voxels of a slice 40 wide."""
    frames = figure.locator(".cb-vs-frame").all()
    widths = [frame.evaluate("(f) => parseFloat(f.style.width)") for frame in frames]
    return [round(width * 40 / 100, 3) for width in widths]


def numbers(figure: Locator, role: str) -> list[str]:
    cells = figure.locator(f".cb-role-{role} .cb-cell")
    return cells.evaluate_all("(all) => all.map((c) => c.value ?? c.textContent)")  # type: ignore[no-any-return]


def test_pointing_at_a_response_shows_its_27_products(page: Page) -> None:
    figure = live(page)
    point(figure, 1, 20, 9, (48, 40))
    brain = voxels("brain").astype(int)
    window = brain[10:13, 19:22, 8:11]
    assert numbers(figure, "input") == [str(v) for v in window.flatten()]
    assert frame_sizes(figure) == [3, 1], "it reads three by three voxels of this slice"
    text = said(page, figure)
    assert text.startswith("Response at depth 11, height 20, width 9. Slice 10: ")
    assert f"{window[0, 0, 0]}·(−1) + {window[0, 0, 2]}·1 + " in text
    total = int((window[:, :, 2] - window[:, :, 0]).ravel() @ [1, 2, 1, 2, 4, 2, 1, 2, 1])
    assert text.endswith(f"Together {total}.".replace("-", "−"))


def test_pointing_at_an_input_frames_the_responses_that_read_it(page: Page) -> None:
    figure = live(page)
    point(figure, 0, 20, 9, (48, 40))
    assert frame_sizes(figure) == [1, 3]
    value = voxels("brain")[11, 20, 9]
    start = f"Voxel at depth 11, height 20, width 9, value {value}: 27 responses read it"
    assert said(page, figure).startswith(start)


def test_in_a_corner_eight_responses_read_a_voxel_and_padding_is_dashed(page: Page) -> None:
    figure = live(page, slice=0, y=0, x=0)
    point(figure, 0, 0, 0, (48, 40))
    assert said(page, figure).endswith("8 responses read it.")
    assert figure.locator(".cb-role-input .cb-pad").count() == 27 - 8
    assert figure.locator(".cb-vs-title").first.inner_text() == "slice −1: zeros"


def test_pointing_at_a_weight_names_its_product(page: Page) -> None:
    figure = live(page)
    figure.locator(".cb-role-kernel .cb-cell").nth(11).hover()
    voxel = voxels("brain")[11, 11, 21]
    told = f"Slice 11, row 11, column 21: {voxel}·2 = {2 * int(voxel)}, one of 27 products."
    assert said(page, figure) == told
    assert figure.locator(".cb-role-input .cb-picked").inner_text() == str(voxel)
    figure.locator("input[type=range]").hover()
    assert figure.locator(".cb-picked").count() == 0


def test_kernel_planes_follow_the_cut(page: Page) -> None:
    figure = live(page, kernel=[1, 2, *[0] * 24, 3])
    assert numbers(figure, "kernel")[:2] == ["1", "2"]
    figure.get_by_label("Cut across").select_option("width")
    kernel = numbers(figure, "kernel")
    # Planes lie along width now: 1 is the first of the first plane, 2 of the second.
    assert [kernel[0], kernel[9], kernel[26]] == ["1", "2", "3"]
    figure.locator(".cb-role-kernel .cb-cell").nth(9).fill("-5")
    figure.get_by_label("Cut across").select_option("depth")
    assert numbers(figure, "kernel")[:2] == ["1", "−5"]
    assert figure.get_by_label("Kernel", exact=True).input_value() == "own"


def test_arrow_and_page_keys_move_the_crosshair(page: Page) -> None:
    figure = live(page)
    walk = figure.get_by_role("button", name="Move the crosshair")
    walk.focus()
    for key in ("ArrowRight", "ArrowDown", "PageDown"):
        page.keyboard.press(key)
    assert said(page, figure).startswith("Response at depth 12, height 13, width 21.")
    for _ in range(12):
        page.keyboard.press("Shift+ArrowLeft")
    assert said(page, figure).startswith("Response at depth 12, height 13, width 0.")


def test_every_preset_is_named_when_chosen_and_the_torus_can_be_taken(page: Page) -> None:
    figure = live(page)
    select = figure.get_by_label("Kernel", exact=True)
    names = select.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
    assert len(names) == 8
    for name in names[:-1]:
        select.select_option(name)
        assert select.input_value() == name
    figure.get_by_label("Volume", exact=True).select_option("torus")
    select.select_option("sum of 27 (27 times the mean)")
    caption = figure.locator("figcaption").nth(1).inner_text()
    assert caption.startswith("response, slice 9: from 0 to 27")

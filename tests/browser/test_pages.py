"""Every page of the table of contents, in Chromium."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from convbook import exercises
from convbook.exercises.progress import Progress
from convbook.sphinx_ext.figures import CARDS
from convbook.viz import format_number
from tests.book.site import HTML, NAMES
from tests.browser.visit import PHOTOGRAPHS, Visit, settle, transfer_size

FIRST_VISIT = 800_000
FURTHER_PAGE = 250_000
OWN_SCRIPT = 60_000
NARROW = {"width": 320, "height": 640}
# A card loads the figure to work in when its place is opened.
OPEN_DETAILS = """async () => {
  document.querySelectorAll("details").forEach((d) => (d.open = true));
  const rooms = [...document.querySelectorAll(".cb-ex-figure")];
  while (rooms.some((room) => room.childElementCount === 0)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
# Words of code that look alike, as many as 5,000 on a page: one of each kind stays marked.
UNMARK_REPEATED_WORDS = """() => {
  const known = new Set();
  for (const word of document.querySelectorAll(".highlight pre span[class]")) {
    if (word.attributes.length > 1 || word.children.length) continue;
    const parents = [];
    for (let box = word.parentElement; box.tagName !== "MAIN"; box = box.parentElement) {
      parents.push(box.className);
    }
    const kind = JSON.stringify([word.className, parents]);
    if (known.has(kind)) word.replaceWith(...word.childNodes);
    known.add(kind);
  }
  document.querySelectorAll(".highlight pre").forEach((code) => code.normalize());
}"""
MODE = "() => document.documentElement.dataset.theme"
UNREACHABLE = """() => [...document.querySelectorAll("main *")].filter((box) =>
    box.checkVisibility() && box.scrollWidth > box.clientWidth + 2 && box.tabIndex < 0 &&
    ["auto", "scroll"].includes(getComputedStyle(box).overflowX) &&
    !box.querySelector("[tabindex='0'], a, button, input, select")
).map((box) => box.outerHTML.slice(0, 150))"""

# A figure out of sight is not laid out, and learns what does not fit when it comes into view.
SEE_FIGURES = """async () => {
  for (const figure of document.querySelectorAll(".cb-live")) {
    figure.scrollIntoView();
    for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
  }
}"""

every_page = pytest.mark.parametrize("name", NAMES)


@every_page
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_is_light_and_loads_without_trouble(visit: Visit, name: str, scheme: str) -> None:
    page = visit.open(name, scheme)
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert visit.troubles == []
    own = visit.http if scheme == "http" else HTML.as_uri()
    assert visit.requests
    assert [u for u in visit.requests if not u.startswith((own, "data:", "blob:"))] == []
    if scheme == "http":
        assert_light(visit)


def assert_light(visit: Visit) -> None:
    """A first visit stays within its budget, photographs apart, and so do the page's scripts."""
    sizes = {f: transfer_size(f) for f in visit.own_files() if f.suffix not in PHOTOGRAPHS}
    assert sum(sizes.values()) <= FIRST_VISIT, sorted(sizes.items(), key=lambda item: -item[1])
    scripts = [f for f in sizes if f.suffix == ".js"]
    own = [f for f in scripts if f.parent.name == "convbook" or f.name == "book.js"]
    assert own
    assert sum(sizes[file] for file in own) <= OWN_SCRIPT


@every_page
def test_axe_finds_nothing(regular: Visit, name: str) -> None:
    """All rules on the light page, and those on colours again when it turns dark."""
    page = regular.open(name, color_scheme="light", reduced_motion="reduce")
    page.evaluate(OPEN_DETAILS)
    page.evaluate(UNMARK_REPEATED_WORDS)
    assert page.evaluate(MODE) == "light"
    assert_axe_clean(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({MODE})() === 'dark'")
    page.wait_for_timeout(300)  # colours of the theme change gradually
    assert_axe_clean(page, runOnly=["color-contrast"])


def assert_axe_clean(page: Page, **options: Any) -> None:
    # Passes are not asked for: to list them takes longer than to find them.
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    assert results.violations_count == 0, results.generate_report()


@every_page
def test_fits_a_narrow_screen(regular: Visit, name: str) -> None:
    """The page never scrolls sideways; what scrolls inside it is reached by keyboard."""
    page = regular.open(name, viewport=NARROW)
    page.evaluate(OPEN_DETAILS)
    page.evaluate(SEE_FIGURES)
    page.evaluate("() => scrollTo(1000, 0)")
    assert page.evaluate("() => [document.documentElement.scrollWidth, scrollX]") == [320, 0]
    page.wait_for_timeout(400)  # the theme looks 300 ms after the last change
    assert page.evaluate(UNREACHABLE) == []


def test_further_pages_are_lighter(visit: Visit) -> None:
    page = visit.open(NAMES[0])
    for name in NAMES[1:]:
        known = visit.own_files()
        visit.go(page, name)
        new = visit.own_files() - known
        sizes = {f: transfer_size(f) for f in new if f.suffix not in PHOTOGRAPHS}
        assert sum(sizes.values()) <= FURTHER_PAGE, (name, sizes)


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_search_finds_every_page_by_its_title(visit: Visit, scheme: str) -> None:
    page = visit.open(NAMES[0], scheme)
    for name in NAMES:
        visit.go(page, name, scheme)
        words = "+".join(word for word in page.inner_text("h1").split() if word.isalpha())
        visit.go(page, "search", scheme, f"?q={words}")
        page.wait_for_selector(f"#search-results a[href*='{name}.html']")
        page.wait_for_load_state("networkidle")  # summaries of the results still come in
    assert visit.troubles == []


@every_page
def test_print_shows_the_text_and_static_figures(quick: Visit, name: str) -> None:
    page = quick.open(name)
    page.emulate_media(media="print", color_scheme="dark")
    assert visible(page, ".bd-sidebar-primary, .bd-header-article, .bd-footer-content") == []
    assert visible(page, ".prev-next-footer, .cb-live, button") == []
    assert visible(page, "article h1") != []
    assert_figures_stand_still(page)
    colour = page.locator("article h1").evaluate("(h1) => getComputedStyle(h1).color")
    assert colour == "rgb(0, 0, 0)"


@every_page
def test_without_scripts_figures_stand_still(visit: Visit, name: str) -> None:
    page = visit.open(name, java_script_enabled=False)
    assert visible(page, "article h1") != []
    assert visible(page, ".pst-js-only") == []
    assert_figures_stand_still(page)


def visible(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("""(all) => all.filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && box.height && getComputedStyle(e).visibility === "visible";
    }).map((e) => e.outerHTML.slice(0, 150))""")
    return found


def assert_figures_stand_still(page: Page) -> None:
    # A browser that prints loads pictures that wait to be scrolled to.
    lazy = page.locator("img[loading=lazy]")
    lazy.evaluate_all("(all) => Promise.all(all.map((i) => ((i.loading = 'eager'), i.decode())))")
    for figure in page.locator("conv-figure").all():
        # A card of an exercise is words: its task, or a list.
        card = figure.get_attribute("kind") in CARDS
        still = figure.locator(".cb-static " + (".cb-exercise" if card else ":is(svg, img)")).first
        assert still.is_visible()
        if card:
            assert_states_the_exercise(figure, still)
        box = still.bounding_box()
        assert box is not None
        assert box["width"] > 100
        assert box["height"] > 50


def assert_states_the_exercise(figure: Locator, still: Locator) -> None:
    """All that a card says without its script is seen: the task, its numbers, what is asked."""
    name = (figure.get_attribute("id") or "").removeprefix("fig-ex-")
    if figure.get_attribute("kind") == Progress.kind:
        assert still.locator("li a").count() > 0
        return
    family = exercises.family(name)
    params = family.generate(0)
    still.scroll_into_view_if_needed()  # what is out of sight is not laid out, and has no words
    expect(still).to_contain_text(family.title, use_inner_text=True)
    said = " ".join(still.inner_text().split())
    for block in family.statement(params):
        if isinstance(block, str):
            assert " ".join(block.replace("`", "").split()) in said
        else:
            assert all(number in said for number in numbers_of(block))
    for field in family.form(params):
        assert field.label.replace("`", "") in said
    assert visible_parts(still) == still.locator("p, td, th, caption").count()


def numbers_of(block: dict[str, Any]) -> list[str]:
    lists = block.get("cells") or block.get("rows") or []
    return [format_number(n) for values in lists for n in values if isinstance(n, int | float)]


def visible_parts(still: Locator) -> int:
    parts = still.locator("p, td, th, caption").all()
    return sum(part.is_visible() or part.inner_text() == "" for part in parts)


def test_dark_pages_are_printed_in_light_colours(visit: Visit) -> None:
    page = visit.open(NAMES[-1], color_scheme="dark")
    for event, theme in (("beforeprint", "light"), ("afterprint", "dark")):
        page.evaluate("(name) => dispatchEvent(new Event(name))", event)
        assert page.evaluate("() => document.documentElement.dataset.theme") == theme


def test_colour_mode_turns_and_is_named(visit: Visit) -> None:
    page = visit.open(NAMES[0], color_scheme="light")
    button = page.locator("button.theme-switch-button").first
    seen = []
    for _ in range(3):
        button.click()
        mode = page.evaluate("() => document.documentElement.dataset.mode")
        assert button.get_attribute("aria-label") == f"Colour mode: {mode}"
        assert button.locator(f"[data-mode={mode}]").is_visible()
        seen.append(mode)
    assert sorted(seen) == ["auto", "dark", "light"]


def test_citation_is_copied(visit: Visit) -> None:
    page = visit.open(NAMES[-1])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("summary:has-text('Cite this page')")
    page.click("button:has-text('Copy BibTeX')")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator(".cb-cite-bibtex").text_content()
    assert copied.startswith("@misc{convbook-")
    assert page.locator(".cb-cite-body [role=status]").text_content() == "Copied"


def test_sidebars_open_and_close_on_a_phone(visit: Visit) -> None:
    page = visit.open(NAMES[-1], viewport=NARROW)
    for toggle, modal in ((".primary-toggle", "primary"), (".secondary-toggle", "secondary")):
        page.click(f".bd-header-article {toggle}")
        assert page.locator(f"#pst-{modal}-sidebar-modal").is_visible()
        settle(page)
        assert_axe_clean(page)
        page.keyboard.press("Escape")
        page.locator(f"#pst-{modal}-sidebar-modal").wait_for(state="hidden", timeout=2000)

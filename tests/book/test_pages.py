"""Every page of the table of contents, as built."""

from urllib.parse import urlsplit

import pytest

from tests.book import checks
from tests.book.site import CONTENT, HTML, NAMES, NOTEBOOKS, file_of, page_of
from tools import pages, project

every_page = pytest.mark.parametrize("name", NAMES)


@every_page
def test_loads_nothing_from_elsewhere(name: str) -> None:
    checks.assert_loads_nothing_external(page_of(name))
    checks.assert_no_foreign_code(page_of(name))


@every_page
def test_loads_only_files_that_exist(name: str) -> None:
    file = file_of(name)
    missing = [
        address
        for address in checks.loaded_addresses(page_of(name))
        if not address.startswith(("data:", "#"))
        and not (file.parent / urlsplit(address).path).is_file()
    ]
    assert not missing


@every_page
def test_links_land(name: str) -> None:
    checks.assert_links_land(page_of(name), file_of(name), HTML)


@every_page
def test_pictures_have_text(name: str) -> None:
    checks.assert_pictures_have_text(page_of(name))


@every_page
def test_tables_are_set(name: str) -> None:
    """No output shows the bars of a table in Markdown."""
    texts = [paragraph.get_text().strip() for paragraph in page_of(name).find_all("p")]
    assert [text for text in texts if text.startswith("|")] == []


@every_page
def test_ids_are_unique(name: str) -> None:
    checks.assert_unique_ids(page_of(name))


@every_page
def test_one_heading_of_first_rank(name: str) -> None:
    assert len(page_of(name).select("article h1")) == 1


@every_page
def test_page_tools(name: str) -> None:
    checks.assert_page_tools(page_of(name), project.read().repository, name)


@pytest.mark.parametrize("name", CONTENT)
def test_summary_and_exercises(name: str) -> None:
    checks.assert_has_summary_and_exercises(page_of(name))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_colab_button_opens_the_page(name: str) -> None:
    buttons = page_of(name).select("a.cb-launch")
    assert [colab_path(button["href"]) for button in buttons] == [f"{name}.ipynb"]


@every_page
def test_colab_links_lead_to_files(name: str) -> None:
    for link in page_of(name).select("a[href^='https://colab.research.google.com/']"):
        assert (pages.ROOT / colab_path(link["href"])).is_file(), link["href"]


def colab_path(address: str) -> str:
    """The file of the repository that a Colab link opens."""
    before = f"https://colab.research.google.com/github/{project.read().slug}/blob/main/"
    assert address.startswith(before), address
    return address.removeprefix(before)


def test_style_sheets_are_local() -> None:
    sheets = sorted(HTML.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        checks.assert_css_is_local(sheet.read_text("utf-8"), sheet)


def test_root_leads_to_the_landing_page() -> None:
    assert f"{NAMES[0]}.html" in (HTML / "index.html").read_text("utf-8")


def test_icon_font_is_dropped() -> None:
    assert not list(HTML.rglob("fa-*")) + list(HTML.rglob("fontawesome*"))


def test_fonts_stay_within_their_budget() -> None:
    fonts = list((HTML / "_static" / "fonts").glob("*.woff2"))
    assert len(fonts) == 4
    assert sum(font.stat().st_size for font in fonts) <= 170_000

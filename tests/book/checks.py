"""What every page of the built book owes, each as an `assert_*` that takes the parsed page."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

# Where a browser loads something by itself, as opposed to where a reader may go.
LOADING = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "form": ("action",),
}
CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)(?:"([^"]*)"|'([^']*)'|([^"')\s]+))""")
FILE_NAME = re.compile(r"^[\w./-]*\.(png|jpe?g|svg|gif|webp)$")
FOREIGN_CODE = ("requirejs", "require.min.js", "html-manager", "thebe", "polyfill.io")


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def is_external(address: str) -> bool:
    parts = urlsplit(address.strip())
    return parts.scheme not in ("", "data", "blob") or bool(parts.netloc)


def loaded_addresses(page: BeautifulSoup) -> list[str]:
    """Every address the browser fetches while it shows the page, apart from style sheets' own."""
    found = []
    for tag in page.find_all(LOADING):
        if tag.name == "link" and {"next", "prev", "search", "canonical"} & set(tag.get("rel", [])):
            continue
        for attribute in LOADING[tag.name]:
            value = tag.get(attribute)
            if value and attribute == "srcset":
                found += [part.split()[0] for part in value.split(",") if part.strip()]
            elif value:
                found.append(value)
    for tag in page.find_all(style=True):
        found += css_addresses(tag["style"])
    for tag in page.find_all("style"):
        found += css_addresses(tag.get_text())
    return found


def css_addresses(css: str) -> list[str]:
    return ["".join(groups) for groups in CSS_URL.findall(css)]


def assert_loads_nothing_external(page: BeautifulSoup) -> None:
    external = [address for address in loaded_addresses(page) if is_external(address)]
    assert not external, f"the page loads from elsewhere: {external}"


def assert_css_is_local(css: str, file: Path) -> None:
    for address in css_addresses(css):
        assert not is_external(address), f"{file.name} loads {address}"
        if not address.startswith(("data:", "#")):
            target = file.parent / urlsplit(address).path
            assert target.is_file(), f"{file.name}: no file {address}"


def assert_no_foreign_code(page: BeautifulSoup) -> None:
    for script in page.find_all("script"):
        text = (script.get("src", "") + script.get_text()).lower()
        for name in FOREIGN_CODE:
            assert name not in text, f"the page carries {name}"


def anchors(page: BeautifulSoup) -> set[str]:
    return {tag["id"] for tag in page.find_all(id=True)} | {
        tag["name"] for tag in page.find_all("a", attrs={"name": True})
    }


@cache
def anchors_of(file: Path) -> set[str]:
    """Anchors of a built page, which many others link to."""
    return anchors(parse(file.read_text("utf-8")))


def assert_links_land(page: BeautifulSoup, file: Path, root: Path) -> None:
    """Every link within the book leads to a file of it and, with a fragment, to an anchor."""
    broken = []
    own = anchors(page)
    for link in page.find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file.resolve()
        if not target.is_file() or not target.is_relative_to(root.resolve()):
            broken.append(link["href"])
        elif parts.fragment and target.suffix == ".html":
            there = own if target == file.resolve() else anchors_of(target)
            if unquote(parts.fragment) not in there:
                broken.append(link["href"])
    assert not broken, f"links that lead nowhere: {broken}"


def assert_unique_ids(page: BeautifulSoup) -> None:
    counts = Counter(tag["id"] for tag in page.find_all(id=True))
    twice = sorted(name for name, count in counts.items() if count > 1)
    assert not twice, f"ids that occur twice: {twice}"


def assert_pictures_have_text(page: BeautifulSoup) -> None:
    """Every picture of the article says in words what it shows, and no two say the same."""
    article = page.find("article")
    assert isinstance(article, Tag), "the page has no article"
    seen: set[str] = set()
    for picture in article.find_all(["img", "svg"]):
        if picture.get("aria-hidden") == "true" or picture.find_parent(class_="sd-summary-icon"):
            continue
        title = picture.find("title", recursive=False)
        text = picture.get("alt") or picture.get("aria-label") or (title and title.get_text()) or ""
        text = text.strip()
        assert len(text.split()) >= 3, f"a picture without a text alternative: {str(picture)[:150]}"
        assert not FILE_NAME.match(text), f"a file name is no text alternative: {text}"
        assert text not in seen, f"two pictures with the same text alternative: {text}"
        seen.add(text)


def assert_has_summary_and_exercises(page: BeautifulSoup, at_least: int = 4) -> None:
    headings = [h.find(string=True, recursive=False) for h in page.find_all("h2")]
    assert "Summary" in headings, f"no section Summary among {headings}"
    exercises = page.select("div.exercise")
    assert len(exercises) >= at_least, f"{len(exercises)} exercises, needs {at_least}"
    for number, exercise in enumerate(exercises, start=1):
        # The first of the two kinds that follows must be a solution, not the next exercise.
        solution = exercise.find_next_sibling(class_=["exercise", "sd-dropdown"])
        folded = solution is not None and solution.name == "details"
        assert folded, f"exercise {number} has no solution folded under it"
        assert not solution.has_attr("open"), f"the solution of exercise {number} stands open"


def assert_page_tools(page: BeautifulSoup, repository: str, name: str) -> None:
    """Search, citation, a way to report an error, and the neighbouring pages."""
    assert page.select("form.bd-search[action$='search.html']"), "no search field"
    plain, bibtex = page.select_one(".cb-cite-plain"), page.select_one(".cb-cite-bibtex")
    assert plain is not None, "no citation"
    assert bibtex is not None, "no BibTeX entry"
    for text in (plain.get_text(), bibtex.get_text()):
        assert f"/{name}.html" in text, f"the citation lacks the page's address: {text}"
    report = page.select_one("a.cb-report")
    assert report is not None, "no link to report an error"
    assert report["href"].startswith(f"{repository}/issues/new?"), report["href"]
    assert name in unquote(report["href"]), "the report does not name the page"
    assert page.select("a[rel=prev], a[rel=next]"), "no next or previous page"

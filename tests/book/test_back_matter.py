"""Glossary, bibliography, credits and the library reference are complete."""

import importlib
import re

import pytest
from pybtex.database import parse_file

from convbook.data.assets import table
from convbook.sphinx_ext.docstrings import prepared
from tests.book.site import NAMES, page_of
from tools.project import ROOT

MODULES = ("geometry", "ops", "analysis", "nets", "data", "viz", "errors")
CONSTANTS = {"PADDING_MODES", "REDUCTIONS", "LIGHT", "DARK"}
ENTRIES = parse_file(ROOT / "book/references.bib").entries
HAN = re.compile("[\u4e00-\u9fff]")


def names_of(module: str) -> list[str]:
    loaded = importlib.import_module(f"convbook.{module}")
    listed = getattr(loaded, "__all__", [name for name in dir(loaded) if name[0] != "_"])
    return [name for name in listed if name not in CONSTANTS]


@pytest.mark.parametrize("module", MODULES)
def test_reference_has_every_public_name(module: str) -> None:
    page = page_of("book/back-matter/api")
    missing = [n for n in names_of(module) if page.find(id=f"convbook.{module}.{n}") is None]
    assert missing == []


def test_docstrings_are_prepared() -> None:
    lines = ["Sum.", "", "y = |a|", "  + b", "", "Raises:", "    ConvbookValueError: c = d."]
    assert prepared([*lines, "See: understanding-convolution/octave"]) == [
        *["Sum.", "", r"| y = \|a\|", "|   + b", "", "Raises:"],
        "    ~convbook.errors.ConvbookValueError: c = d.",
        *["", "`More in the book <../understanding-convolution/octave.html>`__"],
    ]


def address_of(key: str) -> str:
    """Where a work is on the web; empty for a book."""
    fields = ENTRIES[key].fields
    return fields.get("url") or (f"https://doi.org/{fields['doi']}" if "doi" in fields else "")


@pytest.mark.parametrize("key", ENTRIES)
def test_every_work_is_pointed_to_by_a_page(key: str) -> None:
    address, title = address_of(key), ENTRIES[key].fields["title"]
    pages = [page_of(name) for name in NAMES if name != "book/back-matter/bibliography"]
    if address:
        assert any(page.find("a", href=address) for page in pages), address
    else:
        assert any(title.lower() in page.get_text().lower() for page in pages), title


def test_every_paper_that_a_page_points_to_is_in_the_bibliography() -> None:
    known = set(map(address_of, ENTRIES))
    linked = {
        link["href"]
        for name in NAMES
        for link in page_of(name).select("article a[href^='https://']")
        if re.match(r"https://(arxiv\.org/abs|doi\.org|distill\.pub)/", link["href"])
    }
    assert linked - known == set()


def test_glossary_has_both_languages() -> None:
    terms = [
        [term.get_text() for term in definition.find_previous_siblings("dt")]
        for definition in page_of("book/back-matter/glossary").select("dl.glossary > dd")
    ]
    assert len(terms) >= 40
    names = page_of("book/back-matter/glossary").select("dl.glossary > dt")
    chinese = [name for name in names if HAN.search(name.get_text())]
    assert len(chinese) >= len(terms)
    for definition in page_of("book/back-matter/glossary").select("dl.glossary > dd"):
        assert definition.find("a", href=re.compile(r"\.html"))


def test_credits_name_every_asset() -> None:
    text = page_of("book/back-matter/credits").select_one("article").get_text()
    for asset in table():
        assert asset.licence in text
        assert asset.credit in text, asset.name

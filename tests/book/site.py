"""The built book that the page tests read."""

from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

from tests.book import checks
from tools import pages

HTML = pages.ROOT / "_build" / "html"
NAMES = pages.names()
NOTEBOOKS = [str(file.relative_to(pages.ROOT).with_suffix("")) for file in pages.notebooks()]
# Chapter openings, the landing page and pages of exercises ask; the others answer, with a summary.
ASKING = ("index", "exercises")
CONTENT = [n for n in NAMES if Path(n).name not in ASKING and "back-matter" not in n]


def file_of(name: str) -> Path:
    file = HTML / f"{name}.html"
    assert file.is_file(), f"{file} is missing: run `make book` first"
    return file


@cache
def page_of(name: str) -> BeautifulSoup:
    return checks.parse(file_of(name).read_text("utf-8"))

"""The built book that the page tests read."""

from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

from tests.book import checks
from tools import pages

HTML = pages.ROOT / "_build" / "html"
NAMES = pages.names()
NOTEBOOKS = [str(file.relative_to(pages.ROOT).with_suffix("")) for file in pages.notebooks()]
# Chapter openings and the landing page ask; the other pages answer, with summary and exercises.
CONTENT = [name for name in NAMES if Path(name).name != "index" and "back-matter" not in name]


def file_of(name: str) -> Path:
    file = HTML / f"{name}.html"
    assert file.is_file(), f"{file} is missing: run `make book` first"
    return file


@cache
def page_of(name: str) -> BeautifulSoup:
    return checks.parse(file_of(name).read_text("utf-8"))

"""Prepares the library's docstrings for autodoc: equations, errors, and where a page says more."""

import re
from typing import Any

from sphinx.application import Sphinx

_SECTION = re.compile(r"^(Args|Returns|Raises|Example|Attributes|Yields|Source|See):")
_EQUATION = re.compile(r"^[\w()\[\], '^/*{}.]+ = ")
_ERROR = re.compile(r"^(\s+)(Convbook\w+Error|DisagreementError|AssetUnavailableError):")
_HOME = {"AssetUnavailableError": "convbook.data.assets"}
# Bars mean absolute values here, and substitutions in reStructuredText.
_BAR = re.compile(r"\|(?=[^`]*(?:`[^`]*`[^`]*)*$)")
_PAGE = re.compile(r"^See: (\S+)$")


def prepared(lines: list[str]) -> list[str]:
    """The lines of a docstring as autodoc shows them best.

    A paragraph that starts with an equation keeps its lines, errors get their full names, and
    "See:" becomes a link from the page of the library reference.

    Example:
        >>> prepared(["Sum.", "", "y = a + b", "", "See: back-matter/atlas"])
        ['Sum.', '', '| y = a + b', '', '`More in the book <atlas.html>`__']
    """
    text: list[str] = []
    section = equation = False
    for line in lines:
        section = section or bool(_SECTION.match(line))
        equation = bool(line.strip()) and (equation or (not section and _starts(line, text)))
        page = _PAGE.match(line)
        if page:
            text += ["", f"`More in the book <{_address(page[1])}>`__"]
        else:
            named = _ERROR.sub(_full_name, _BAR.sub(r"\|", line))
            text.append(f"| {named}" if equation else named)
    return _single_blanks(text)


def _starts(line: str, before: list[str]) -> bool:
    return bool(_EQUATION.match(line)) and (not before or not before[-1].strip())


def _full_name(found: re.Match[str]) -> str:
    return f"{found[1]}~{_HOME.get(found[2], 'convbook.errors')}.{found[2]}:"


def _address(page: str) -> str:
    folder, _, name = page.rpartition("/")
    return f"{name}.html" if folder == "back-matter" else f"../{page}.html"


def _single_blanks(lines: list[str]) -> list[str]:
    return [line for i, line in enumerate(lines) if line.strip() or i == 0 or lines[i - 1].strip()]


def _process(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    # What a module is for stands on the page itself.
    lines[:] = [] if what == "module" else prepared(lines)


def setup(app: Sphinx) -> None:
    """Run before napoleon, which reads the sections."""
    app.connect("autodoc-process-docstring", _process, priority=400)

"""Makes text harmless: in a cell, in a page, in a name."""

import re
import unicodedata
from html import escape

from convbook.exercises.filing import file_name as file_name
from convbook.exercises.filing import replace_file as replace_file

# A spreadsheet runs a cell that begins with one of these, plain or in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def points(value: float) -> str:
    """Points as people write them: at most two decimals, no zeros at the end.

    Example:
        >>> points(7.0), points(7.126), points(-0.0)
        ('7', '7.13', '0')
    """
    text = f"{value + 0.0:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def cell(text: str) -> str:
    """A text of ours as a CSV cell: never a formula, quoted where it must be.

    Example:
        >>> cell("=cmd()"), cell('a "b", c'), cell("Ada")
        ("'=cmd()", '"a ""b"", c"', 'Ada')
    """
    text = clean(text)
    if text.lstrip(" \u00a0\ufeff").startswith(FORMULA) or text.startswith(FORMULA):
        text = "'" + text
    if any(mark in text for mark in ',;"\r\n\t') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(cells: list[str]) -> str:
    """A line of CSV from texts of ours."""
    return ",".join(cell(text) for text in cells) + "\r\n"


def clean(text: str) -> str:
    """The text without characters that no file may hold: controls, lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    kept = ("\t", "\n", "\r")
    return "".join(
        "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") and char not in kept else char
        for char in text
    )


def html(text: str) -> str:
    """The text for a page, as an element's content or an attribute."""
    return escape(clean(text), quote=True)


def prose(text: str) -> str:
    """A sentence for a page; what stands between back quotes is set as code.

    Example:
        >>> prose("try `a < b`")
        'try <code>a &lt; b</code>'
    """
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html(text))

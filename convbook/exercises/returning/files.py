"""Makes text harmless: in a cell, in a page, in a name."""

import re
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from convbook.exercises.filing import file_name as file_name
from convbook.exercises.filing import replace_file as replace_file

# A spreadsheet runs a cell that begins with one of these, plain or in full width.
SIGN = "[=+\\-@＝＋－＠]"
BLANKS = "[\\s\u200b-\u200f\u2060\ufeff]*"
BEGIN = re.compile(f"{BLANKS}{SIGN}|[\t\r\n]")
INSIDE = re.compile(f'([,;\t\r\n"]{BLANKS}"?)(?={SIGN})')
HUNDREDTH = Decimal("0.01")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def points(value: float) -> str:
    """Points as people write and round them: at most two decimals, no zeros at the end.

    Example:
        >>> points(7.0), points(2.675), points(0.125), points(-0.0)
        ('7', '2.68', '0.13', '0')
    """
    # As a decimal number: of the binary ones some halves lie above and some below.
    hundredths = Decimal(repr(float(value))).quantize(HUNDREDTH, ROUND_HALF_UP)
    text = f"{hundredths:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def cell(text: str) -> str:
    """A text of ours as a CSV cell: never a formula, quoted where it must be.

    What begins like a formula gets an apostrophe in front; so does what would begin a cell if a
    program took semicolons, tabs, quotes or line ends inside the text for the ends of cells.
    https://owasp.org/www-community/attacks/CSV_Injection

    Example:
        >>> cell("=cmd()"), cell('a "b", c'), cell("Ada")
        ("'=cmd()", '"a ""b"", c"', 'Ada')
        >>> cell("x;=cmd") == chr(34) + "x;'=cmd" + chr(34)
        True
    """
    text = INSIDE.sub(r"\1'", clean(text))
    if BEGIN.match(text):
        text = "'" + text
    if any(mark in text for mark in ',;"\r\n\t') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(cells: list[str]) -> str:
    """A line of CSV from texts of ours."""
    return ",".join(cell(text) for text in cells) + "\r\n"


def clean(text: str) -> str:
    """The text without characters that no file may hold: controls, lone surrogates."""
    return UNFIT.sub("\ufffd", text)


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

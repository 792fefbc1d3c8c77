"""The notebook of a sheet: statements to read, cards to work in, a cell to hand in."""

import re
from collections.abc import Mapping
from importlib.metadata import metadata
from typing import Any

from convbook import __version__
from convbook.exercises import blocks
from convbook.exercises.assigning.form_words import field_words, skeleton
from convbook.exercises.assigning.sheet_reading import SheetData, SheetItem, read_sheet
from convbook.exercises.assigning.sheet_view import moment_words
from convbook.exercises.fields import Field
from convbook.exercises.returning.files import clean, points

# Words that nbgrader takes for marks of its own, even in a student's name.
MARK = re.compile("BEGIN|END|AUTOTEST")
# The same as in every page of the book.
SETUP = """\
import importlib.util

if importlib.util.find_spec("convbook") is None:
    %pip install -q --no-deps "convbook @ git+{repository}@v{version}"

import convbook

convbook.setup_notebook()"""

OPEN = """\
# Your sheet. Run this cell first; run again, it brings back what you answered.
SHEET = {sheet}

from convbook.exercises import open_sheet

sheet = open_sheet(SHEET)
sheet"""

HOW = """\
**How it works.** Run the cells from the top. Each exercise has a card; whatever you enter in it is
saved at once beside this notebook, so that a restart of the kernel loses nothing. “Check” says what
is right or wrong, as often as you like. At the end, run the last cell of “Hand in”: it shows what
is recorded, writes the file `submission-….json`, and in Colab downloads it. Hand in that file, not
the notebook.

- In Colab, files vanish when the runtime ends. Hand in before you leave, or keep them in your
  Drive: `from google.colab import drive; drive.mount("/content/drive")`, then
  `sheet = open_sheet(SHEET, folder="/content/drive/MyDrive")`. A file that you downloaded comes
  back with `sheet.restore("its name")`.
- No card on the screen, or a screen reader? Every exercise can be answered from code, in a new
  cell; its statement says how. `sheet.check("its name")` says what the check says, and `sheet`
  alone in a cell lists what is recorded.
"""

MORE = """\
- You have {attempts} attempts, each with numbers of its own. Once an attempt is handed in, the next
  one opens; `sheet.attempt = 1` goes back to the first. Handing an attempt in again replaces it.
"""

HAND_IN = """\
## Hand in

This shows what is recorded and writes the file to hand in. Run it again after a change."""

POINTS = """\
## Points

For courses that collect notebooks with nbgrader: these cells count the points of the last attempt
handed in, by the same check. Where the course grades the files, they do not matter."""


def notebook_of(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook of a sheet (nbformat 4.5), the same for the same sheet.

    The cells that are the same for everybody are locked for nbgrader; what differs between
    students (the sheet, the statements) it must not restore from the course's own copy, so those
    are read-only for Jupyter alone.

    Raises:
        ConvbookValueError: it is no sheet of this release.

    Example:
        >>> seed = {"exercise": "rates-without-gaps", "version": 1, "points": 1, "seeds": ["a1"]}
        >>> sheet = {"schema": "convbook-sheet/1", "course": "c", "assignment": "hw1",
        ...          "title": "First", "student": "s1", "name": "Ada", "attempts": 1,
        ...          "due": None, "items": [seed]}
        >>> [cell["id"] for cell in notebook_of(sheet)["cells"]][:3]
        ['setup', 'about', 'sheet']
    """
    data = read_sheet(sheet)
    cells = [
        _code("setup", _setup(), _nbgrader("setup")),
        _markdown("about", _about(data)),
        _code("sheet", OPEN.format(sheet=_literal(sheet)), {}),
    ]
    for number, item in enumerate(data.items, 1):
        name = f"card-{item.exercise}"
        cells.append(_markdown(f"statement-{item.exercise}", _statement(number, item)))
        cells.append(_code(name, f'sheet.show("{item.exercise}")', _nbgrader(name)))
    cells.append(_markdown("about-hand-in", HAND_IN))
    cells.append(_code("hand-in", "sheet.hand_in()", _nbgrader("hand-in")))
    cells.append(_markdown("about-points", POINTS))
    for item in data.items:
        name = f"points-{item.exercise}"
        source = f'sheet.points("{item.exercise}")'
        cells.append(_code(name, source, _nbgrader(name, item.points)))
    about = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}


def _code(name: str, source: str, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"deletable": False, "editable": False, **more},
        "outputs": [],
        "source": source,
    }


def _markdown(name: str, source: str) -> dict[str, Any]:
    about = {"deletable": False, "editable": False}
    return {"cell_type": "markdown", "id": name, "metadata": about, "source": source}


def _nbgrader(name: str, worth: float | None = None) -> dict[str, Any]:
    about = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": "code",
        "grade": worth is not None,
        "locked": True,
        "solution": False,
        "task": False,
    }
    return {"nbgrader": about if worth is None else {**about, "points": worth}}


def _setup() -> str:
    entries = metadata("convbook").get_all("Project-URL") or []
    addresses = dict(entry.split(", ", 1) for entry in entries)
    return SETUP.format(repository=addresses["Repository"].rstrip("/"), version=__version__)


def _about(data: SheetData) -> str:
    due = f"Due {moment_words(data.due)}. " if data.due else ""
    total = points(sum(item.points for item in data.items))
    facts = f"{due}{len(data.items)} exercises, {total} points."
    more = MORE.format(attempts=data.attempts) if data.attempts > 1 else ""
    whose = f"For {_plain(data.name)} ({_plain(data.student)}), course {_plain(data.course)}."
    return f"# {_plain(data.title)}\n\n{whose} {facts}\n\n{HOW}{more}".rstrip()


def _statement(number: int, item: SheetItem) -> str:
    family, form = item.family, item.family.form(item.params(1))
    worth = f"{points(item.points)} point{'' if item.points == 1 else 's'}"
    parts = [f"## {number}. {family.title}", f"*{worth}; its name in code is `{item.exercise}`*"]
    parts.append(blocks.to_html(family.statement(item.params(1))))
    parts += [_other(item, attempt, form) for attempt in range(2, len(item.seeds) + 1)]
    fields = "\n".join(f"- {field_words(field)}" for field in form)
    code = f"```python\n{skeleton(item.exercise, form)}\n```"
    return "\n\n".join([*parts, "From code instead of the card:", code, fields])


def _other(item: SheetItem, attempt: int, first: tuple[Field, ...]) -> str:
    """The statement of a later attempt, folded; with its fields, where they are others."""
    params = item.params(attempt)
    form = item.family.form(params)
    words = [] if form == first else [field_words(field) for field in form]
    body = blocks.to_html([*item.family.statement(params), *words])
    return f"<details><summary>Attempt {attempt}</summary>\n{body}\n</details>"


def _plain(text: str) -> str:
    """A text from outside that Markdown shows as it is: marks become entities."""
    words = "".join(
        f"&#{ord(char)};" if char.isascii() and not char.isalnum() and char not in " ,-" else char
        for char in " ".join(clean(text).split())
    )
    return MARK.sub(lambda found: f"&#{ord(found[0][0])};{found[0][1:]}", words)


def _literal(value: Any, indent: str = "") -> str:
    """Plain data as Python source in ASCII, in which no tool finds a mark of its own."""
    deeper = indent + "    "
    if isinstance(value, Mapping):
        inner = [f"{deeper}{_literal(k)}: {_literal(v, deeper)},\n" for k, v in value.items()]
        return "{\n" + "".join(inner) + indent + "}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[\n" + "".join(f"{deeper}{_literal(v, deeper)},\n" for v in value) + indent + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, str):
        source = ascii(value).replace("</", "<\\x2f")
        return MARK.sub(lambda found: f"\\x{ord(found[0][0]):x}{found[0][1:]}", source)
    return repr(value)

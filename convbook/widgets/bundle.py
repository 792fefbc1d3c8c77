"""Joins a figure's module with the shared ones, since relative imports fail inside notebooks.

A module may import named exports of the other modules of this folder and nothing else. All names
live in one scope after joining, so no two modules may define the same one; a test checks it.
"""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.mjs";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?(function|const|class)\b)", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)


def modules(stem: str) -> list[Path]:
    """The figure's module after those it imports, in the order that they are joined."""
    found: dict[Path, None] = {}

    def visit(path: Path) -> None:
        for other in _IMPORT.findall(path.read_text(encoding="utf-8")):
            visit(HERE / f"{other}.mjs")
        found.setdefault(path)

    visit(HERE / f"{stem}.mjs")
    return list(found)


@cache
def esm(stem: str) -> str:
    """The figure as one ES module with ``export default``, as anywidget runs it."""
    texts = (path.read_text(encoding="utf-8") for path in modules(stem))
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


def classic(stem: str, kind: str) -> str:
    """The same module as a classic script that hands itself to the book's host script."""
    body = _DEFAULT.sub("return ", esm(stem))
    return f'convbook.define("{kind}", (function () {{\n"use strict";\n{body}}})());\n'


def stylesheet(*stems: str) -> str:
    """The figures' CSS: the common part, then that of the figures named."""
    files = [HERE / "figure.css", *(HERE / f"{stem}.css" for stem in stems)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def host() -> str:
    """The book's host script."""
    return (HERE / "host.js").read_text(encoding="utf-8")

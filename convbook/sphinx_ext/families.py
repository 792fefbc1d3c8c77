"""The table of all exercise families, for those who choose what to ask."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from convbook.exercises.family import Family
from convbook.exercises.registry import families
from convbook.sphinx_ext.ledger import parsed

KINDS = {"certificate": "object", "value": "values"}


def family_lines(found: Sequence[Family]) -> list[str]:
    """The families in Markdown, a table for every chapter.

    Args:
        found: families in the order in which they are shown.
    """
    lines: list[str] = []
    for chapter in dict.fromkeys(family.chapter for family in found):
        rows = [family for family in found if family.chapter == chapter]
        title = chapter.replace("-", " ").capitalize()
        lines += [f":::{{rubric}} {title}: {len(rows)} families", ":heading-level: 3", ":::", ""]
        lines += ["| family | what it is | handed in | mistakes it names |", "|---|---|---|---|"]
        lines += [*map(_row, rows), ""]
    return lines


def _row(family: Family) -> str:
    page = f"[{family.title}](../{family.chapter}/{family.page}.ipynb)"
    fields = ", ".join(field.label for field in family.form(family.generate(0)))
    said = fields.replace("|", "\\|").replace("$", "\\$").replace("*", "\\*")
    kind = KINDS[family.kind]
    return f"| `{family.id}` | {page} | {kind}: {said} | {len(family.misconceptions)} |"


class Families(Directive):  # type: ignore[misc]
    """``:::{families}``: every family, chapter by chapter."""

    def run(self) -> list[nodes.Node]:
        """Parse the tables."""
        return parsed(self, family_lines(families()))


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("families", Families)

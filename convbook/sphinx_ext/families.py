"""The list of all exercise families, for those who choose what to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from convbook.exercises.family import Family
from convbook.exercises.registry import families
from convbook.sphinx_ext.ledger import parsed

KINDS = {"certificate": "An object", "value": "Values"}


def family_lines(found: Sequence[Family]) -> list[str]:
    """The families in Markdown: for every chapter a fold with a list of definitions.

    Args:
        found: families in the order in which they are shown.
    """
    lines: list[str] = []
    for chapter in dict.fromkeys(family.chapter for family in found):
        rows = [family for family in found if family.chapter == chapter]
        title = chapter.replace("-", " ").capitalize()
        lines += [f":::{{dropdown}} {title}: {len(rows)} families", ""]
        lines += [line for row in rows for line in _definition(row)]
        lines += [":::", ""]
    return lines


def _definition(family: Family) -> list[str]:
    page = f"[{family.title}](../{family.chapter}/{family.page}.ipynb)"
    fields = "; ".join(field.label for field in family.form(family.generate(0)))
    said = re.sub(r"([*_$|\\`\[\]])", r"\\\1", fields)
    kind, mistakes = KINDS[family.kind], len(family.misconceptions)
    return [
        f"{page} `{family.id}`",
        f": {kind}: {said}. It names {mistakes} mistakes.",
        "",
    ]


class Families(Directive):  # type: ignore[misc]
    """``:::{families}``: every family, chapter by chapter."""

    def run(self) -> list[nodes.Node]:
        """Parse the list."""
        return parsed(self, family_lines(families()))


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("families", Families)

"""The back matter's tables: the ledger of claims, and the credits of everything from outside."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from convbook.data.assets import TABLE, table
from convbook.errors import ConvbookValueError, message

CLAIMS = Path("book/back-matter/claims.yml")
VERDICTS = ("holds", "holds if", "wrong", "not verifiable here")
KINDS = {
    "browser": "in the built book",
    "photo": "in the package",
    "mini": "in the package",
    "data": "fetched by `convbook assets --all`",
    "weights": "fetched by `convbook assets --all`",
}


def verdict_of(claim: dict[str, Any]) -> str:
    """The class of a verdict: "holds if the sizes are even" is "holds if".

    Raises:
        ConvbookValueError: the verdict is of no known class.

    Example:
        >>> verdict_of({"claim": "A kernel has a centre", "verdict": "holds if it is odd"})
        'holds if'
    """
    text = claim["verdict"]
    for name in sorted(VERDICTS, key=len, reverse=True):
        if text == name or (name == "holds if" and text.startswith("holds if ")):
            return name
    rule = f"a verdict must be one of {', '.join(VERDICTS)}"
    raise ConvbookValueError(message("claims.yml", rule, repr(text), claim["claim"]))


def read_claims(file: Path, article: str) -> list[dict[str, Any]]:
    """The rows of one article, as they stand in the file."""
    rows: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [row for row in rows if row["article"] == article]


def tally(claims: list[dict[str, Any]]) -> str:
    """How many claims there are, verdict by verdict.

    Example:
        >>> tally([{"claim": "", "verdict": "wrong"}, {"claim": "", "verdict": "holds"}])
        '2 claims: 1 holds, 1 wrong.'
    """
    counts = Counter(map(verdict_of, claims))
    words = {"holds": ("holds", "hold"), "holds if": ("holds under a condition",) * 2}
    words["holds if"] = ("holds under a condition", "hold under a condition")
    parts = [
        f"{counts[name]} {words.get(name, (name, name))[counts[name] != 1]}"
        for name in VERDICTS
        if counts[name]
    ]
    return f"{len(claims)} claims: {', '.join(parts)}."


def cell_label(page: str, cell: str) -> str:
    """The anchor of a notebook's cell; the same in every page's ledger.

    Example:
        >>> cell_label("understanding-convolution/backward", "94c6c209")
        'cell-backward-94c6c209'
    """
    return f"cell-{page.rpartition('/')[2]}-{cell}"


def claim_lines(claims: list[dict[str, Any]], root: Path, repository: str) -> list[str]:
    """The ledger of one article in Markdown: a tally, then the claims of each page.

    Args:
        claims: rows of the file, in the article's order.
        root: folder that holds ``book``.
        repository: address under which tests are linked.
    """
    lines = [tally(claims), ""]
    for page in dict.fromkeys(claim["page"] for claim in claims):
        suffix = ".ipynb" if (root / f"book/{page}.ipynb").is_file() else ".md"
        lines += [f":::{{rubric}} [](../{page}{suffix})", ":heading-level: 3", ":::", ""]
        rows = [claim for claim in claims if claim["page"] == page]
        lines += [line for row in rows for line in _claim(row, suffix, repository)]
    return lines


def _claim(claim: dict[str, Any], suffix: str, repository: str) -> list[str]:
    page, kind = claim["page"], verdict_of(claim).replace(" ", "-")
    note = " ".join(claim["note"].split())
    places = [f"[](../{page}{suffix}#{claim['anchor']})"]
    if "cell" in claim:
        places.append(f"[the cell](#{cell_label(page, claim['cell'])})")
    if "test" in claim:
        file, _, test = claim["test"].partition("::")
        places.append(f"test [{test}]({repository}/blob/main/{file})")
    return [
        f"{claim['claim'].strip().rstrip('.')}.",
        f": [{claim['verdict']}]{{.cb-verdict .cb-verdict-{kind}}} {note}",
        f"  Settled in {', '.join(places)}.",
        "",
    ]


def credit_lines() -> list[str]:
    """Everything from outside in Markdown, one table row an asset."""
    lines = ["| what | where it is | from | licence |", "|---|---|---|---|"]
    for asset in table():
        source = f"{asset.registry} `{asset.package}` {asset.version}"
        lines.append(f"| {asset.credit} | {KINDS[asset.kind]} | {source} | {asset.licence} |")
    return lines


class Claims(Directive):  # type: ignore[misc]
    """``:::{claims} 002``: the ledger of one article."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read the file of claims and parse what it gives."""
        env = self.state.document.settings.env
        file = Path(env.srcdir) / CLAIMS
        env.note_dependency(str(file))
        repository = env.config.html_theme_options["repository_url"].rstrip("/")
        claims = read_claims(file, self.arguments[0])
        return parsed(self, claim_lines(claims, Path(env.srcdir), repository))


class Credits(Directive):  # type: ignore[misc]
    """``:::{credits}``: the table of files from outside."""

    def run(self) -> list[nodes.Node]:
        """Parse the rows of assets.toml."""
        self.state.document.settings.env.note_dependency(str(TABLE))
        return parsed(self, credit_lines())


def parsed(directive: Directive, lines: list[str]) -> list[nodes.Node]:
    """The nodes of lines of Markdown."""
    box = nodes.container()
    directive.state.nested_parse(StringList(lines, source=""), 0, box)
    children: list[nodes.Node] = box.children
    return children


def label_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give every code cell of a notebook an anchor, so that the ledger can point at it."""
    docname = app.env.docname
    source = Path(app.env.doc2path(docname))
    if source.suffix != ".ipynb":
        return
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    labels = app.env.domaindata["std"]["anonlabels"]
    for node in doctree.findall(nodes.container):
        if node.get("nb_element") == "cell_code":
            name = cell_label(docname, cells[node["cell_index"]]["id"])
            node["ids"].append(name)
            labels[name] = docname, name


def setup(app: Sphinx) -> None:
    """Register the directives, and the anchors of cells."""
    app.add_directive("claims", Claims)
    app.add_directive("credits", Credits)
    app.connect("doctree-read", label_cells)

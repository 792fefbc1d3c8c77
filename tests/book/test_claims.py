"""The ledger of claims: every row leads somewhere, and names what settles it."""

import ast
from functools import cache
from typing import Any

import nbformat
import pytest
import yaml

from convbook.errors import ConvbookValueError
from convbook.sphinx_ext.ledger import CLAIMS, cell_label, tally, verdict_of
from tests.book import checks
from tests.book.site import NAMES, file_of, page_of
from tools.project import ROOT

ROWS: list[dict[str, Any]] = yaml.safe_load((ROOT / CLAIMS).read_text(encoding="utf-8"))
KEYS = {"article", "claim", "verdict", "note", "page", "anchor", "cell", "test"}
# At least so many claims of each article whose chapter is written.
LEAST = {"002": 45, "001": 40, "000": 30, "003": 20, "004": 30}

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim"][:60])


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@cache
def cells_of(page: str) -> set[str]:
    cells = nbformat.read(ROOT / f"book/{page}.ipynb", as_version=4).cells
    return {cell.id for cell in cells if cell.cell_type == "code"}


@cache
def ids_of(name: str) -> set[str]:
    return checks.anchors(page_of(name))


def test_enough_claims_of_each_article() -> None:
    counts = {article: sum(row["article"] == article for row in ROWS) for article in LEAST}
    assert {a: n for a, n in counts.items() if n < LEAST[a]} == {}


def test_no_claim_stands_twice() -> None:
    claims = [row["claim"] for row in ROWS]
    assert len(claims) == len(set(claims))


@every_row
def test_row_is_complete(row: dict[str, Any]) -> None:
    assert row.keys() <= KEYS
    assert {"article", "claim", "verdict", "note", "page", "anchor"} <= row.keys()
    assert len(row["note"].split()) >= 3
    settled = verdict_of(row) != "not verifiable here"
    assert ("test" in row and "cell" in row) or not settled


@every_row
def test_row_leads_to_a_heading_of_the_book(row: dict[str, Any]) -> None:
    name = f"book/{row['page']}"
    assert name in NAMES
    assert row["anchor"] in ids_of(name)


@every_row
def test_cell_is_on_the_page(row: dict[str, Any]) -> None:
    if "cell" in row:
        assert row["cell"] in cells_of(row["page"])
        assert cell_label(row["page"], row["cell"]) in ids_of(f"book/{row['page']}")


@every_row
def test_named_test_exists(row: dict[str, Any]) -> None:
    """That it passes is what the whole suite shows."""
    if "test" in row:
        file, _, function = row["test"].partition("::")
        assert function.partition("[")[0] in functions_of(file)


def test_page_shows_every_claim_and_its_links_land() -> None:
    page = page_of("book/back-matter/claims")
    shown = len(page.select("dd .cb-verdict"))
    assert shown == len(ROWS)
    checks.assert_links_land(page, file_of("book/back-matter/claims"), ROOT / "_build" / "html")


def test_unknown_verdict_is_refused() -> None:
    with pytest.raises(ConvbookValueError, match=r"claims.yml: a verdict must be one of holds"):
        verdict_of({"claim": "Kernels are blue", "verdict": "perhaps"})
    with pytest.raises(ConvbookValueError, match="a verdict must be one of"):
        verdict_of({"claim": "Kernels are blue", "verdict": "holds iffy"})


def test_tally_counts_each_verdict() -> None:
    verdicts = ["holds", "holds", "holds if k is odd", "wrong", "not verifiable here"]
    assert tally([{"claim": "", "verdict": verdict} for verdict in verdicts]) == (
        "5 claims: 2 hold, 1 holds under a condition, 1 wrong, 1 not verifiable here."
    )

"""The notebooks behind the pages: run, stored, described."""

import ast
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.book.site import NOTEBOOKS
from tools import pages, project

IGNORED = "nbval-ignore-output"
MAX_IGNORED_SHARE = 0.05
MAX_COLUMNS = 75
MAGIC = re.compile(r"^( *)[%!].*", re.MULTILINE)
HIDDEN = {"remove-cell", "remove-input", "hide-input", "hide-cell"}

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


def notebook_of(name: str) -> Any:
    return nbformat.read(pages.ROOT / f"{name}.ipynb", as_version=4)


def code_cells(name: str) -> list[Any]:
    return [cell for cell in notebook_of(name).cells if cell.cell_type == "code"]


def tags(cell: Any) -> set[str]:
    return set(cell.metadata.get("tags", []))


def parsed(cell: Any) -> ast.Module:
    return ast.parse(MAGIC.sub(r"\1pass", cell.source))


def assert_stored(cell: Any) -> None:
    """The cell was run without error, and kept the output that its last line promises."""
    where = cell.source[:60]
    assert cell.execution_count, f"never run: {where}"
    kinds = [output.output_type for output in cell.outputs]
    assert "error" not in kinds, f"an error is stored: {where}"
    streams = [output for output in cell.outputs if output.output_type == "stream"]
    assert all(stream.name == "stdout" for stream in streams), f"a warning is stored: {where}"
    statements = parsed(cell).body
    last = statements[-1] if statements else None
    if isinstance(last, ast.Expr) and not cell.source.rstrip().endswith(";"):
        shown = not isinstance(last.value, ast.Call | ast.Await)
        printed = isinstance(last.value, ast.Call) and ast.unparse(last.value.func) == "print"
        assert cell.outputs or not (shown or printed), f"no output is stored: {where}"


def pictures(cell: Any) -> list[list[str]]:
    """Per output that shows a picture, the picture's types."""
    types = [[m for m in o.get("data", {}) if m.startswith("image/")] for o in cell.outputs]
    return [found for found in types if found]


def assert_described(cell: Any) -> str:
    """A cell with a picture has one, and says in words what it shows."""
    shown = pictures(cell)
    assert len(shown) == 1, f"{len(shown)} pictures in one cell: {cell.source[:60]}"
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    assert len(alt.split()) >= 5, f"no text alternative: {cell.source[:60]}"
    if "image/png" in shown[0]:
        assert len(cell.outputs) > 1, f"a photograph without a printed digest: {cell.source[:60]}"
    return str(alt)


@every_notebook
def test_is_valid(name: str) -> None:
    nbformat.validate(notebook_of(name))


@every_notebook
def test_setup_cell_comes_first_and_hidden(name: str) -> None:
    first = code_cells(name)[0]
    assert first.source == project.read().setup_cell()
    assert "remove-cell" in tags(first)
    assert not first.outputs


@every_notebook
def test_every_cell_is_run_and_stored(name: str) -> None:
    for cell in code_cells(name):
        assert_stored(cell)


@every_notebook
def test_every_picture_is_described(name: str) -> None:
    texts = [assert_described(cell) for cell in code_cells(name) if pictures(cell)]
    assert len(set(texts)) == len(texts)


@every_notebook
def test_code_fits_the_page(name: str) -> None:
    wide = [
        line
        for cell in code_cells(name)
        if not tags(cell) & HIDDEN
        for line in cell.source.splitlines()
        if len(line) > MAX_COLUMNS
    ]
    assert not wide


def test_few_outputs_are_ignored_and_those_assert() -> None:
    cells = [cell for name in NOTEBOOKS for cell in code_cells(name)]
    ignored = [cell for cell in cells if IGNORED in tags(cell) or "NBVAL_IGNORE" in cell.source]
    assert len(ignored) <= MAX_IGNORED_SHARE * len(cells)
    for cell in ignored:
        assert any(isinstance(node, ast.Assert) for node in ast.walk(parsed(cell)))


def test_each_page_has_one_source_and_each_source_a_page() -> None:
    listed = {file.relative_to(pages.ROOT) for file in pages.sources()}
    book = pages.ROOT / "book"
    own = [f for suffix in pages.SUFFIXES for f in book.rglob(f"*{suffix}")]
    present = {f.relative_to(pages.ROOT) for f in own if not _is_aside(f.relative_to(book))}
    assert present == listed


def _is_aside(file: Path) -> bool:
    return any(part.startswith((".", "_")) for part in file.parts)

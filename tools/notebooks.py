"""Execute, normalise, check and edit the notebooks of the book.

    python -m tools.notebooks execute [PAGE ...]     run in a fresh kernel, then normalise
    python -m tools.notebooks normalise [PAGE ...]   drop what differs between machines
    python -m tools.notebooks check [PAGE ...]       list what is not normal; exit 1 if anything
    python -m tools.notebooks text PAGE [--outputs]  print the page as MyST Markdown
    python -m tools.notebooks update PAGE TEXT       put edited Markdown back into the page
    python -m tools.notebooks new PAGE --title T     start a page

A PAGE is a path such as book/index.ipynb; without one, all notebooks of _toc.yml are meant.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from jupytext.combine import combine_inputs_with_outputs
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import pages, project

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_CELL_METADATA = ("mystnb", "tags")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
TEXT_FORMAT = "md:myst"
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TIMEOUT_S = 120


def read(path: Path) -> NotebookNode:
    """Return the notebook at `path`."""
    # nbformat.read would repair missing and repeated cell ids with random ones.
    notebook: NotebookNode = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    return notebook


def dumps(notebook: NotebookNode) -> str:
    """Return the notebook's text as it is committed."""
    text = nbformat.writes(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return text.rstrip("\n") + "\n"


def write(path: Path, notebook: NotebookNode) -> None:
    """Write the normalised `notebook` to `path`."""
    path.write_text(dumps(normalise(notebook)), encoding="utf-8")


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what differs between machines and runs; idempotent."""
    cells, ids, count = [], set(), 0
    for old in notebook.cells:
        source = old.source.rstrip("\n")
        ident = _cell_id(old.get("id", ""), f"{old.cell_type}\n{source}", ids)
        ids.add(ident)
        metadata = {key: old.metadata[key] for key in KEPT_CELL_METADATA if old.metadata.get(key)}
        cell = NotebookNode(cell_type=old.cell_type, id=ident, metadata=metadata, source=source)
        if old.cell_type == "code":
            executed = old.get("execution_count") is not None
            count += executed
            cell.execution_count = count if executed else None
            cell.outputs = _outputs(old.outputs, cell.execution_count)
        cells.append(cell)
    return NotebookNode(cells=cells, metadata=METADATA, nbformat=4, nbformat_minor=5)


def _cell_id(ident: str, content: str, taken: set[str]) -> str:
    if CELL_ID.fullmatch(ident) and ident not in taken:
        return ident
    number = 0
    while (ident := hashlib.sha256(f"{number}\n{content}".encode()).hexdigest()[:8]) in taken:
        number += 1
    return ident


def _outputs(outputs: list[NotebookNode], count: int | None) -> list[NotebookNode]:
    kept: list[NotebookNode] = []
    for old in outputs:
        output = NotebookNode(old)
        if output.output_type == "stream":
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
                continue
        elif output.output_type != "error":
            output.data = {key: old.data[key] for key in old.data if key != WIDGET_VIEW}
            output.metadata = {}
            if output.output_type == "execute_result":
                output.execution_count = count
        kept.append(output)
    return kept


def execute(path: Path) -> None:
    """Run the page in a fresh kernel, in an empty folder, and write it back.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the page is left as it was.
    """
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook,
            timeout=TIMEOUT_S,
            kernel_name="python3",
            store_widget_state=False,
            resources={"metadata": {"path": folder}},
        ).execute()
    write(path, notebook)


def problems(path: Path) -> list[str]:
    """Return what is wrong with the notebook at `path`, one sentence each."""
    text = path.read_text(encoding="utf-8")
    notebook = read(path)
    found = [] if text == dumps(normalise(notebook)) else ["not normalised: run `normalise`"]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        where = f"cell {number}"
        if not cell.source.strip():
            found.append(f"{where} is an empty code cell")
        elif cell.get("execution_count") is None:
            found.append(f"{where} was never executed")
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if any(output.output_type == "error" for output in cell.outputs) and not expected:
            found.append(f"{where} stores an error and has no tag raises-exception")
    return found


def to_text(path: Path, outputs: bool = False) -> str:
    """Return the notebook as MyST Markdown; with `outputs`, a readable trace of them follows."""
    notebook = normalise(read(path))
    notebook.metadata = NotebookNode(jupytext={"notebook_metadata_filter": "-all"})
    text: str = jupytext.writes(notebook, fmt=TEXT_FORMAT)
    if outputs:
        for number, cell in enumerate(notebook.cells):
            for output in cell.get("outputs", []):
                text += f"\n[output of cell {number}]\n{_readable(output)}\n"
    return text


def _readable(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    lines = []
    for key in sorted(output.data):
        digest = hashlib.sha256(repr(output.data[key]).encode()).hexdigest()[:12]
        lines.append(output.data[key] if key == "text/plain" else f"{key} sha256 {digest}")
    return "\n".join(lines)


def update(path: Path, text: str) -> None:
    """Put `text` into the page; a code cell that did not change keeps its outputs."""
    old = normalise(read(path))
    sources = {cell.id: cell.source for cell in old.cells}
    new = combine_inputs_with_outputs(jupytext.reads(text, fmt=TEXT_FORMAT), old, fmt=TEXT_FORMAT)
    new.nbformat_minor = 5
    for cell in new.cells:
        if cell.cell_type == "code" and sources.get(cell.get("id")) != cell.source:
            cell.outputs, cell.execution_count = [], None
    write(path, new)


def new(path: Path, title: str) -> None:
    """Start a page: its title and the setup cell."""
    if path.exists():
        raise SystemExit(f"notebooks.py: {path} exists already")
    setup = new_code_cell(project.read().setup_cell(), metadata={"tags": ["remove-cell"]})
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, new_notebook(cells=[new_markdown_cell(f"# {title}"), setup]))
    print(f"{path}: add it to _toc.yml, then execute it")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="notebooks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("execute", "normalise", "check"):
        commands.add_parser(name).add_argument("pages", nargs="*", type=Path)
    text = commands.add_parser("text")
    text.add_argument("page", type=Path)
    text.add_argument("--outputs", action="store_true", help="what a diff should show")
    put = commands.add_parser("update")
    put.add_argument("page", type=Path)
    put.add_argument("text", type=Path)
    start = commands.add_parser("new")
    start.add_argument("page", type=Path)
    start.add_argument("--title", required=True)
    return parser


def main(argv: list[str] | None = None) -> int:
    arguments = build_parser().parse_args(argv)
    if arguments.command == "text":
        print(to_text(arguments.page, arguments.outputs), end="")
    elif arguments.command == "update":
        update(arguments.page, arguments.text.read_text(encoding="utf-8"))
    elif arguments.command == "new":
        new(arguments.page, arguments.title)
    else:
        return _each(arguments.command, arguments.pages or pages.notebooks())
    return 0


def _each(command: str, paths: list[Path]) -> int:
    wrong = 0
    for path in paths:
        if command == "execute":
            print(f"execute {path}", flush=True)
            execute(path)
        elif command == "normalise":
            write(path, read(path))
        else:
            found = problems(path)
            wrong += len(found)
            for problem in found:
                print(f"{path}: {problem}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

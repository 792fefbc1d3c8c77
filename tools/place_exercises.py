"""Put the exercises that a chapter's page does not have yet on it, and run that page.

    python -m tools.place_exercises            every page of exercises
    python -m tools.place_exercises --check    list what is missing; exit 1 if anything

An exercise comes last in the section of the page that explains it; move its cell if it is easier
than the ones before. A section that is missing is made, in the order of the chapter.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from convbook import exercises
from tools import notebooks, pages

CARD = re.compile(r'^exercises\.practice\("([a-z0-9-]+)"\)$', re.MULTILINE)
SECTION = re.compile(r"^## .*?\]\(([a-z0-9-]+)\.ipynb[)#]", re.DOTALL)
CHAPTERS = tuple(dict.fromkeys(family.chapter for family in exercises.families()))


def page_of(chapter: str) -> Path:
    """The page of exercises of a chapter."""
    return pages.ROOT / "book" / chapter / "exercises.ipynb"


def order_of(chapter: str) -> list[str]:
    """The pages of a chapter, in reading order."""
    return [Path(name).name for name in pages.names() if Path(name).parent.name == chapter]


def placed(notebook: NotebookNode) -> list[tuple[str, str]]:
    """The exercises of a page with the page that their section names, from top to bottom."""
    found, section = [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            section = section_of(cell) or section
        else:
            found += [(name, section) for name in CARD.findall(cell.source)]
    return found


def section_of(cell: NotebookNode) -> str:
    """The page that the section below a heading is about; empty if this is no such heading."""
    match = SECTION.match(cell.source) if cell.cell_type == "markdown" else None
    return match[1] if match else ""


def missing(notebook: NotebookNode, chapter: str) -> list[exercises.Family]:
    """The families of a chapter that its page does not show."""
    shown = {name for name, _ in placed(notebook)}
    return [f for f in exercises.families() if f.chapter == chapter and f.id not in shown]


def place(notebook: NotebookNode, family: exercises.Family, order: list[str]) -> None:
    """Add a family to its section, which is made if need be."""
    sections = [(at, page) for at, cell in enumerate(notebook.cells) if (page := section_of(cell))]
    mine = [at for at, page in sections if page == family.page]
    place_of = order.index(family.page)
    start = mine[0] if mine else -1
    later = [at for at, page in sections if at > start and (mine or order.index(page) > place_of)]
    end = min(later, default=len(notebook.cells))
    card = new_code_cell(f'exercises.practice("{family.id}")', metadata={"tags": ["remove-input"]})
    heading = new_markdown_cell(_heading(family))
    notebook.cells[end:end] = [card] if mine else [heading, card]


def _heading(family: exercises.Family) -> str:
    source = notebooks.read(page_of(family.chapter).with_name(f"{family.page}.ipynb"))
    title = source.cells[0].source.splitlines()[0].removeprefix("# ")
    return f"## {title}\n\nThese exercises are about the page [{title}]({family.page}.ipynb)."


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="place_exercises",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(argv).check
    lacking = 0
    for chapter in CHAPTERS:
        path = page_of(chapter)
        notebook = notebooks.read(path)
        new = missing(notebook, chapter)
        lacking += len(new)
        for family in new:
            print(f"{path.relative_to(pages.ROOT)}: {family.id}")
            place(notebook, family, order_of(chapter))
        if new and not check:
            notebooks.write(path, notebook)
            notebooks.execute(path)
    return 1 if check and lacking else 0


if __name__ == "__main__":
    sys.exit(main())

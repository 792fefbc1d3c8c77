"""Placing exercises on the page of their chapter."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from convbook import exercises
from tools import place_exercises

FAMILIES = [f for f in exercises.families() if f.chapter == "dilated-convolution"]
ORDER = place_exercises.order_of("dilated-convolution")


def named(page: str) -> exercises.Family:
    return next(family for family in FAMILIES if family.page == page)


def section(page: str, name: str) -> list[object]:
    heading = new_markdown_cell(f"## A title\n\nAbout [a page]({page}.ipynb).")
    return [heading, new_code_cell(f'exercises.practice("{name}")')]


def test_exercise_comes_last_in_its_section() -> None:
    notebook = new_notebook(cells=[*section("gridding", "a"), *section("output-sizes", "b")])
    family = named("gridding")
    place_exercises.place(notebook, family, ORDER)
    assert place_exercises.placed(notebook) == [
        ("a", "gridding"),
        (family.id, "gridding"),
        ("b", "output-sizes"),
    ]
    assert notebook.cells[2].metadata["tags"] == ["remove-input"]


def test_missing_section_is_made_in_the_order_of_the_chapter() -> None:
    notebook = new_notebook(cells=[*section("gridding", "a"), *section("output-sizes", "b")])
    for page in ("what-is-dilated", "hdc"):
        place_exercises.place(notebook, named(page), ORDER)
    assert [page for _, page in place_exercises.placed(notebook)] == [
        "what-is-dilated",
        "gridding",
        "hdc",
        "output-sizes",
    ]


def test_lists_what_a_page_lacks() -> None:
    cells = [cell for f in FAMILIES[1:] for cell in section(f.page, f.id)]
    found = place_exercises.missing(new_notebook(cells=cells), "dilated-convolution")
    assert [family.id for family in found] == [FAMILIES[0].id]


def test_pages_of_the_book_lack_nothing() -> None:
    assert place_exercises.main(["--check"]) == 0

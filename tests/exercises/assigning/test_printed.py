"""Printed pages: the notebook's numbers, room for every answer, nothing from outside."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from convbook import exercises
from convbook.exercises import blocks
from convbook.exercises.assigning.paper import room
from convbook.exercises.assigning.printed import class_page, printed_of
from convbook.exercises.assigning.sheet_data import sheet_of
from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.fields import Column, choice, grid, number, numbers, table
from tests.exercises.assigning.sample import KEY, STUDENTS, WORK, content, out, record, sheet_in

ALL = tuple(Item(family.id, family.version, 1.0) for family in exercises.families())
HOSTILE = 'x"}</style></title><script>alert(1)</script>\\'


class Outline(HTMLParser):
    """Tags that stand open at the end, and texts of headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.heads: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] in (["h1"], ["h2"]):
            self.heads.append(data)


def test_every_exercise_is_there_with_the_numbers_of_the_notebook(tmp_path: Path) -> None:
    out(tmp_path)
    sheet = sheet_in(tmp_path / "notebooks/s1/hw1.ipynb")
    text = (tmp_path / "printed/s1.html").read_text("utf-8")
    for item in sheet["items"]:
        family = exercises.family(item["exercise"])
        for seed in item["seeds"]:
            assert blocks.to_html(family.statement(family.generate(seed))) in text
            assert f"{family.id}@1 {seed[:8]}" in text
    assert text.count("<article") == 6
    assert "Ada Lovelace" in text


def test_all_families_print_with_room_for_all_fields() -> None:
    work = Assignment("c", "all", "All", ALL)
    sheet = sheet_of(work, STUDENTS[0], KEY)
    text = printed_of(sheet)
    outline = Outline(text)
    assert outline.open == []
    assert len(outline.heads) == len(ALL) + 1
    for item in sheet["items"]:
        family = exercises.family(item["exercise"])
        params = family.generate(item["seeds"][0])
        for field in family.form(params):
            assert room(field) in text


def test_the_record_gives_the_same_page(tmp_path: Path) -> None:
    out(tmp_path)
    for student in STUDENTS:
        sheet = sheet_of(WORK, student, KEY)
        assert printed_of(sheet) == printed_of(sheet, record(tmp_path)["students"][student.id])


def test_the_class_has_the_first_attempt_of_everybody(tmp_path: Path) -> None:
    out(tmp_path)
    text = content(tmp_path)["printed/class.html"].decode()
    assert Outline(text).open == []
    assert text.count("<article") == 9
    for student in record(tmp_path)["students"].values():
        for name, (first, second) in student["exercises"].items():
            assert f"{name}@1 {first['seed'][:8]}" in text
            assert f"{name}@1 {second['seed'][:8]}" not in text


def test_a_student_called_class_has_a_page_of_their_own(tmp_path: Path) -> None:
    out(tmp_path, [Student("class", "Ada")])
    assert len(list((tmp_path / "printed").iterdir())) == 2


@pytest.mark.parametrize("whole_class", [False, True])
def test_nothing_comes_from_outside_and_names_stay_text(whole_class: bool, tmp_path: Path) -> None:
    student = Student(HOSTILE, HOSTILE)
    sheet = sheet_of(replace(WORK, title=HOSTILE, course=HOSTILE), student, KEY)
    out(tmp_path, [student])
    entry = record(tmp_path)["students"][HOSTILE]
    text = class_page([(sheet, entry)]) if whole_class else printed_of(sheet)
    outline = Outline(text)
    assert outline.open == []
    assert not {"script", "img", "link", "iframe"} & outline.tags
    assert not re.search(r"\s(?:src|href)=|url\(|@import", text)
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        (number("n", "Size", 1, 9), ["whole number from 1 to 9", "blank"]),
        (number("n", "Share", 0, 1, 0.125), ["multiple of 0.125 from 0 to 1"]),
        (numbers("n", "Rates", 1, 9, fewest=1, most=3), ["1 to 3 whole numbers from 1 to 9"]),
        (grid("n", "Taps", 2, 3), ["<td></td><td></td><td></td></tr><tr>", "whole numbers"]),
        (choice("n", "Which", (("a", "The <first>"),)), ["<li>The &lt;first&gt;</li>"]),
        (
            table("n", "Layers", (Column("k", "Kernel", 1, 7),), fewest=1, most=2, start=[3]),
            ["1 to 2 rows; Kernel 1 to 7", '<th scope="col">Kernel</th>', "<td></td></tr><tr><td>"],
        ),
    ],
)
def test_every_shape_of_field_has_its_room(field: object, parts: list[str]) -> None:
    text = room(field)  # type: ignore[arg-type]
    for part in parts:
        assert part in text

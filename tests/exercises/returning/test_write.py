"""Everything beside each other, the same bytes twice, and nothing of it can attack a reader."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.registry import family
from convbook.exercises.returning.feedback import page_of
from convbook.exercises.returning.report import report
from convbook.exercises.returning.write import write_returns
from tests.exercises.returning.classes import handed_in, hostile, item, large, small


class Tags(HTMLParser):
    """Collects the tags, and every attribute that could load or run something."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.risks = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.risks += [(tag, k, v) for k, v in attributes if k in ("src", "href") or k[:2] == "on"]


def content(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("kind", ["canvas", "moodle", "gradescope"])
def test_twice_changes_no_byte(tmp_path, kind):
    result = large(20, 4)
    write_returns(result, tmp_path / "grades.csv", kind)
    first = content(tmp_path)
    assert len(first) == 23
    assert {str(p) for p in first} >= {"grades.csv", "report.html", "audit.jsonl"}
    write_returns(result, tmp_path / "grades.csv", kind)
    assert content(tmp_path) == first


def test_hostile_names_stay_inside_and_harmless(tmp_path):
    out = tmp_path / "deep" / "grades.csv"
    result = hostile()
    write_returns(result, out, "canvas")
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    pages = list((out.parent / "feedback").iterdir())
    assert len(pages) == len(result.students)
    for path in [*pages, out.parent / "report.html"]:
        found = Tags(path.read_text())
        assert found.tags.count("script") == (path.name == "report.html")
        assert "img" not in found.tags
        for tag, attribute, value in found.risks:
            assert (tag, attribute) == ("a", "href")
            assert re.fullmatch(r"#[a-z0-9]+|feedback/[a-z0-9_-]+\.html", value)


def test_refusal_writes_nothing(tmp_path):
    with pytest.raises(ConvbookValueError, match="format must be one of 'canvas'"):
        write_returns(small([[1]]), tmp_path / "a.csv", "excel")
    book = tmp_path / "book.csv"
    book.write_text("SIS User ID,Other\n")
    for out in (book, tmp_path / "a.csv"):
        with pytest.raises(ConvbookValueError, match=r"must be another file|have a column"):
            write_returns(small([[1]]), out, "canvas", book)
    assert list(tmp_path.iterdir()) == [book]


def test_students_missing_in_the_gradebook_are_reported(tmp_path):
    book = tmp_path / "book.csv"
    book.write_text("SIS User ID,Week 1\ns1,\n")
    write_returns(small([[1, 1, 1], [1, 1, 0]]), tmp_path / "a.csv", "canvas", book)
    assert (tmp_path / "a.csv").read_text() == "SIS User ID,Week 1\ns1,3\n"
    for name in ("report.html", "audit.jsonl"):
        assert "Student 2 (s2): not in the gradebook" in (tmp_path / name).read_text()


def test_feedback_of_a_student_who_left_is_removed_and_other_files_stay(tmp_path):
    result = small([[1], [0]])
    write_returns(result, tmp_path / "a.csv", "moodle")
    (tmp_path / "feedback" / "mine.html").write_text("notes")
    write_returns(replace(result, students=result.students[:1]), tmp_path / "a.csv", "moodle")
    assert sorted(p.name for p in (tmp_path / "feedback").iterdir()) == ["mine.html", "s1.html"]


def test_feedback_says_what_counts():
    result = small([[1, 0.5]])
    items = (item("a", 1), item("b", 0.5, misconception="adds-strides"))
    one = handed_in(result.students[0].student, items, late=2)
    text = page_of(
        one,
        result.assignment,
        {"b": replace(family("rates-without-gaps"), title="The <b> exercise")},
    )
    assert "1.2<small> of 2 points" in text
    assert "late by 2 days" in text
    assert "1.5 points less 0.3 are 1.2" in text
    assert "adds strides" in text
    assert "The &lt;b&gt; exercise" in text
    assert "<code>&lt; 2</code> leave &lt;gaps&gt;" in text


def test_report_of_nobody_is_a_page():
    result = replace(small([[1]]), students=())
    assert "of 0 (–)" in report(result)

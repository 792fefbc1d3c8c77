"""A school's file goes through and differs in one column, byte for byte."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.returning import canvas, gradescope, moodle
from tests.exercises.returning.classes import hostile, small

SYSTEMS = {"canvas": canvas, "moodle": moodle, "gradescope": gradescope}
CANVAS = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,"Week 1 (4711)",Week 10 (4712),Total\r\n'
    ",,,,,Manual Posting,,(read only)\r\n"
    "    Points Possible,,,,,3,10,(read only)\r\n"
    '"Brown, ""Bo""\n=x",901,s1,login1,"A, and B",,9.50,a\r\n'
    "=cmd(),902,s2,login2,B,{two},9,  b \r\n"
    '"Ü, X",903,s9,login9,B,"",,\r\n'
    '"Three, T",904,,LOGIN3,B,"{three}",8,c\r\n'
    '"Student, Test",905,,abc,B,,,'
)


def fill(system, tmp_path: Path, text: str | bytes, result):
    book = tmp_path / "export.csv"
    book.write_bytes(text if isinstance(text, bytes) else text.encode())
    return system.grades(result, book)


def test_canvas_keeps_every_other_byte(tmp_path):
    result = small([[1, 0.5, 0], [1, 1, 1], [0, 0.125, 0], [1, 1, 0], None])
    filled = fill(canvas, tmp_path, CANVAS.format(two="77", three="old"), result)
    wanted = CANVAS.format(two="3", three="0.13").replace('B",,9.50', 'B",1.5,9.50')
    assert filled.content == wanted.encode()
    assert filled.notes == (
        "Student 4 (s4): not in the gradebook",
        "Student 5 (s5): not in the gradebook",
        "Ü, X: in the gradebook, not in the roster",
    )


def test_nothing_handed_in_keeps_the_cell(tmp_path):
    text = CANVAS.format(two="77", three="5")
    result = small([[1, 1, 1], None])
    assert b"B,77,9" in fill(canvas, tmp_path, text, result).content


def test_zero_is_written(tmp_path):
    filled = fill(canvas, tmp_path, CANVAS.format(two="", three=""), small([[0, 0, 0]]))
    assert b'A, and B",0,9.50' in filled.content


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", [True, False])
def test_moodle_keeps_its_separator_and_line_ends(tmp_path, ending, mark, end):
    lines = [
        ["First name", "Last name", "ID number", "Email address", "Assignment: Week 1 (Real)"],
        ['"A;b,c"', '"o"', "s1", "x@y", "-"],
        ["B", "c", "", "S2@uni.example", '"-"'],
        ["C", "d", "s3", "s3@uni.example", ""],
    ]
    text = ending.join(mark.join(line) for line in lines) + ending * end
    filled = fill(moodle, tmp_path, text, small([[1, 1, 1], [0.5, 0, 0], [1, 0, 0]]))
    lines[1][4], lines[2][4], lines[3][4] = "3", '"0.5"', "1"
    assert filled.content.decode() == ending.join(mark.join(line) for line in lines) + ending * end
    assert filled.notes == ()


def test_bytes_that_are_no_utf8_survive(tmp_path):
    text = b"First Name,Last Name,SID,Email,Week 1,Week 1 - Max Points\nM\xfcller,\xff,s1,,,3\n"
    filled = fill(gradescope, tmp_path, text, small([[1, 0, 0]]))
    assert filled.content == text.replace(b"s1,,,3", b"s1,,1,3")


def test_percentage_is_no_place_for_points(tmp_path):
    heads = "ID number,Assignment: Week 1 (Percentage)\ns1,\n"
    with pytest.raises(ConvbookValueError, match=r"'Week 1', got .*display type Real"):
        fill(moodle, tmp_path, heads, small([[1, 1, 1]]))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "have a line of column names"),
        ('SIS User ID,Week 1\ns1,"open', "close every quote"),
        ("Name,Week 1\nx,", "have one of the columns SIS User ID, ID"),
        ("SIS User ID,Week 2\ns1,", "have a column for 'Week 1'"),
        ("SIS User ID,Week 1,Week 1 (2)\ns1,,", "have one column for 'Week 1'"),
        ("SIS User ID,Week 1".encode("utf-16"), "be CSV in UTF-8"),
    ],
)
def test_unusable_gradebook_is_refused(tmp_path, text, rule):
    with pytest.raises(ConvbookValueError, match="the gradebook must " + rule):
        fill(canvas, tmp_path, text, small([[1, 1, 1]]))


def test_missing_gradebook_is_refused(tmp_path):
    with pytest.raises(ConvbookValueError, match="be a file that can be read"):
        canvas.grades(small([[1, 1, 1]]), tmp_path / "none.csv")


def test_two_rows_of_one_student_are_not_guessed(tmp_path):
    text = "SIS User ID,Week 1\ns1,\ns1,\ns2,\n"
    filled = fill(canvas, tmp_path, text, small([[1, 1, 1], [1, 0, 0]]))
    assert filled.content == b"SIS User ID,Week 1\ns1,\ns1,\ns2,1\n"
    assert "several rows or students fit" in filled.notes[0]


def test_number_of_one_column_does_not_catch_that_of_another(tmp_path):
    """The roster's numbers are SIS numbers; a Canvas number that looks like one is not it."""
    text = "ID,SIS User ID,Week 1\ns2,s1,\ns1,s2,\n"
    filled = fill(canvas, tmp_path, text, small([[1, 1, 1], [1, 0, 0]]))
    assert filled.content == b"ID,SIS User ID,Week 1\ns2,s1,3\ns1,s2,1\n"


def test_short_row_is_reported(tmp_path):
    filled = fill(canvas, tmp_path, "SIS User ID,Section,Week 1\ns1\n", small([[1, 1, 1]]))
    assert filled.content == b"SIS User ID,Section,Week 1\ns1\n"
    assert "the row ends before" in filled.notes[0]


MOODLE = "Assignment: Week 1 (Real)"
HEADS = {
    "canvas": ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Week 1"],
    "moodle": ["First name", "Last name", "ID number", "Email address", MOODLE],
    "gradescope": ["First Name", "Last Name", "SID", "Email", "Sections", "Week 1"],
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_new_file_goes_through_its_own_round_trip(tmp_path, name):
    result = small([[1, 0.5, 0], [1, 1, 1], None], ["Ada King Lovelace", "Zhang, Wei", "Cher"])
    made = SYSTEMS[name].grades(result).content
    rows = list(csv.reader(io.StringIO(made.decode(), newline="")))
    assert rows[0][: len(HEADS[name])] == HEADS[name]
    at = rows[0].index(MOODLE if name == "moodle" else "Week 1")
    assert [row[at] for row in rows[1:]][-3:] == ["1.5", "3", ""]
    better = replace(result.students[0], total=2.75)
    changed = replace(result, students=(better, *result.students[1:]))
    filled = fill(SYSTEMS[name], tmp_path, made, changed)
    assert filled.content == made.replace(b"1.5", b"2.75")
    assert filled.notes == ()


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_cell_of_a_new_file_is_a_formula(name):
    result = hostile()
    made = SYSTEMS[name].grades(result).content.decode()
    rows = list(csv.reader(io.StringIO(made, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == len(result.students) + (2 if name == "canvas" else 1)
    for row in rows:
        for cell in row:
            for part in re.split('[,;\t\r\n"]', cell):
                assert not part.strip().startswith(("=", "+", "-", "@", "＝")), cell


def test_accents_are_found_however_they_are_written(tmp_path):
    result = small([[1, 1, 1]])
    student = replace(result.students[0], student=replace(result.students[0].student, id="\u00e9"))
    work = replace(result.assignment, title="Premi\u00e8re")
    result = replace(result, assignment=work, students=(student,))
    text = "Student,SIS User ID,Premie\u0300re (1)\nx,e\u0301,\n"
    filled = fill(canvas, tmp_path, text, result)
    assert filled.content.decode() == text[:-1] + "3\n"

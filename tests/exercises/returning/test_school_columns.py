"""Which column a number goes into, decimal commas, and rows that must not be mistaken."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.course import Student
from convbook.exercises.returning import canvas, gradescope, moodle
from tests.exercises.returning.classes import small


def fill(system, tmp_path, text, result):
    book = tmp_path / "export.csv"
    book.write_bytes(text.encode())
    return system.grades(result, book)


def rows(filled):
    return list(csv.DictReader(io.StringIO(filled.content.decode(), newline="")))


def one(student, shares=(1, 0.5, 0)):
    result = small([list(shares)])
    return replace(result, students=(replace(result.students[0], student=student),))


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("SIS User ID", ("", "77", "ada")),
        ("", ("", "77", "ada")),
        ("id", ("77", "", "ada")),
        ("ID", ("77", "", "ada")),
        ("SIS Login ID", ("", "", "ada")),
        ("ID number", ("", "", "ada")),
        ("Email", ("", "", "ada")),
    ],
)
def test_canvas_number_goes_only_where_it_came_from(column, wanted):
    student = Student("77", "Ada", login="ada", section="A", id_column=column)
    row = rows(canvas.grades(one(student)))[1]
    assert (row["ID"], row["SIS User ID"], row["SIS Login ID"]) == wanted
    assert row["Week 1"] == "1.5"


def test_canvas_login_may_be_the_id():
    student = Student("ada7", "Ada", id_column="SIS Login ID")
    assert rows(canvas.grades(one(student)))[1]["SIS Login ID"] == "ada7"


@pytest.mark.parametrize(
    ("column", "number", "sid"),
    [("ID number", "77", ""), ("SID", "", "77"), ("", "77", "77"), ("SIS User ID", "", "")],
)
def test_moodle_and_gradescope_numbers(column, number, sid):
    student = Student("77", "Ada", "a@x.example", id_column=column)
    assert rows(moodle.grades(one(student)))[0]["ID number"] == number
    assert rows(gradescope.grades(one(student)))[0]["SID"] == sid
    assert rows(gradescope.grades(one(student)))[0]["Email"] == "a@x.example"


def test_moodle_says_by_which_column_to_import():
    assert moodle.grades(one(Student("7", "A", "a@x.example"))).notes == ()
    (note,) = moodle.grades(one(Student("7", "A"))).notes
    assert note.startswith("map from ID number")
    (note,) = moodle.grades(one(Student("7", "A", id_column="Username"))).notes
    assert "no column tells all students apart" in note


def test_gradescope_has_the_four_columns_of_its_export():
    result = small([[1, 0.5, 0], None])
    due = datetime(2026, 3, 1, 12, tzinfo=UTC)
    late = (due + timedelta(days=1, hours=2, minutes=3)).isoformat()
    attempt = replace(result.students[0].attempts[0], submitted=late)
    students = (replace(result.students[0], attempts=(attempt,)), result.students[1])
    first, second = rows(gradescope.grades(replace(result, students=students)))
    assert first["Week 1 - Submission Time"] == "2026-03-02 14:03:00 +0000"
    assert first["Week 1 - Lateness (H:M:S)"] == "26:03:00"
    assert (first["Week 1"], first["Week 1 - Max Points"]) == ("1.5", "3")
    assert (second["Week 1"], second["Week 1 - Lateness (H:M:S)"]) == ("", "")


def test_gradescope_export_of_one_assignment(tmp_path):
    text = "Name,SID,Email,Total Score,Max Points,Status\nAda,s1,x@y,,5.0,Missing\n"
    filled = fill(gradescope, tmp_path, text, small([[1, 1, 0]]))
    assert filled.content.decode() == text.replace("x@y,,", "x@y,2,")
    assert filled.notes == ("the gradebook has 5.0 possible points, the assignment 3",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('ID number,Assignment: Week 1 (Real)\ns1,"0,25"\ns2,-\n', '"1,5"'),
        ("ID number;Assignment: Week 1 (Real)\ns1;0,25\ns2;-\n", "1,5"),
        ("ID number;Quiz: X (Real);Assignment: Week 1 (Real)\ns1;0,25;\ns2;7,5;-\n", "1,5"),
        ("ID number;Assignment: Week 1 (Real)\ns1;\ns2;-\n", "1.5"),
        ("ID number;Quiz: X (Real);Assignment: Week 1 (Real)\ns1;0,25;3.5\ns2;7,5;-\n", "1.5"),
    ],
)
def test_decimal_comma_is_kept(tmp_path, text, wanted):
    filled = fill(moodle, tmp_path, text, small([[1, 0.5, 0], None])).content.decode()
    head, first, second = text.splitlines()
    mark = ";" if ";" in head else ","
    cell = first[: first.rindex(mark, 0, len(first) if '"' not in first else first.index('"'))]
    assert filled.splitlines() == [head, cell + mark + wanted, second]


def test_real_column_is_filled_and_the_percentage_stays(tmp_path):
    text = (
        "Email address,Assignment: Week 1 (Percentage),Assignment: Week 1 (Real),"
        "Assignment: Week 1 (Feedback)\n"
        'S1@uni.example,"12.00 %",0.36,"good, ""really"""\n'
    )
    filled = fill(moodle, tmp_path, text, small([[1, 1, 0]]))
    assert filled.content.decode() == text.replace("0.36", "2")


def test_number_unknown_in_one_column_is_not_sought_in_the_next(tmp_path):
    """A student who left has the SIS number 902; Canvas gave 902 to a stranger."""
    text = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1\nA,901,s1,,,\nStranger,902,s9,,,\n"
    result = small([[1, 1, 1], [1, 0, 0]])
    left = replace(result.students[1], student=Student("902", "Bo"))
    filled = fill(canvas, tmp_path, text, replace(result, students=(result.students[0], left)))
    assert filled.content.decode() == text.replace("s1,,,", "s1,,,3")
    assert filled.notes[0] == "Bo (902): not in the gradebook"


def test_login_of_a_row_with_another_number_is_no_match(tmp_path):
    text = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1\nA,901,s1,x,,\nB,902,s9,login2,,\n"
    filled = fill(canvas, tmp_path, text, small([[1, 1, 1], [1, 0, 0]]))
    assert filled.content.decode() == text.replace("x,,", "x,,3")
    assert filled.notes[0] == "Student 2 (s2): the row with this login has another number"


def test_excused_student_stays_excused(tmp_path):
    text = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (7)\nA,901,s1,x,,EX\n"
    filled = fill(canvas, tmp_path, text, small([[1, 1, 1]]))
    assert filled.content.decode() == text
    assert filled.notes == ("Student 1 (s1): EX stays, 3 not filled",)


def test_other_possible_points_are_reported(tmp_path):
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (7)\r\n"
        "    Points Possible,,,,,100\r\n\r\nA,901,s1,x,,\r\n\r\n"
    )
    filled = fill(canvas, tmp_path, text, small([[1, 1, 1]]))
    assert filled.content.decode() == text.replace("x,,", "x,,3")
    assert filled.notes == ("the gradebook has 100 possible points, the assignment 3",)


def test_two_activities_of_one_name_are_not_guessed(tmp_path):
    text = "ID number,Assignment: Week 1 (Real),Quiz: Week 1 (Real)\ns1,,\n"
    with pytest.raises(ConvbookValueError, match="must have one column for 'Week 1'"):
        fill(moodle, tmp_path, text, small([[1, 1, 1]]))


@pytest.mark.parametrize("name", ["x;=cmd()", 'Ada",  +1', "a\t@SUM(1)", "a\n\u3000-2", "\u200b=1"])
def test_no_formula_begins_where_another_program_may_see_a_cell(name):
    made = canvas.grades(one(Student("7", name))).content.decode()
    assert not re.search('(^|[,;\t\r\n"])[\\s\u200b]*"?[=+@-]', made)

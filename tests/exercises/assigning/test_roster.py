"""Rosters as Canvas, Moodle, Gradescope and people write them."""

from pathlib import Path

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.roster import read_roster
from convbook.exercises.course import Assignment, Item, Student
from convbook.exercises.grading.results import AttemptResult, ClassResult, StudentResult
from convbook.exercises.returning import canvas, gradescope, moodle

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (77)\r\n"
    ",,,,,Manual Posting\r\n"
    "    Points Possible,,,,,10\r\n"
    '"Lovelace, Ada",101,s1,ada,Group A,\r\n'
    '"Pascal, Blaise",102,s2,blaise,"Group A and Group B",\r\n'
    '"Student, Test",103,,abc123,Group A,\r\n'
)
MOODLE = (
    "First name,Last name,ID number,Email address,Homework\n"
    "Ada,King Lovelace,s1,ada@uni.example,\nBlaise,Pascal,s2,blaise@uni.example,\n"
)
GRADESCOPE = (
    "First Name,Last Name,SID,Email,Sections,Homework\n"
    "Ada,Lovelace,s1,ada@uni.example,A,\nBlaise,Pascal,s2,blaise@uni.example,B,\n"
)
PLAIN = "id,name,email,section\ns1,Ada Lovelace,ada@uni.example,A\ns2,Blaise Pascal,,\n"


def put(folder: Path, text: str | bytes) -> Path:
    path = folder / "class.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, text: str | bytes) -> list[Student]:
    return read_roster(put(folder, text))


SIS = "sis user id"


def test_canvas(tmp_path: Path) -> None:
    assert read(tmp_path, CANVAS) == [
        Student("s1", "Lovelace, Ada", login="ada", section="Group A", id_column=SIS),
        Student(
            *("s2", "Pascal, Blaise"),
            login="blaise",
            section="Group A and Group B",
            id_column=SIS,
        ),
    ]


def test_moodle(tmp_path: Path) -> None:
    students = read(tmp_path, MOODLE)
    assert students[0] == Student(
        "s1", "Ada King Lovelace", "ada@uni.example", id_column="id number"
    )
    surname = MOODLE.replace("Last name", "Surname")
    assert read(tmp_path, surname) == students


def test_gradescope(tmp_path: Path) -> None:
    students = read(tmp_path, GRADESCOPE)
    assert students[1] == Student(
        "s2", "Blaise Pascal", "blaise@uni.example", section="B", id_column="sid"
    )


def test_gradescope_lists_teachers_too(tmp_path: Path) -> None:
    text = "Name,SID,Email,Role\nAda,s1,a@x,Student\nProf,,p@x,Instructor\nTutor,s9,t@x,TA\n"
    assert [student.id for student in read(tmp_path, text)] == ["s1"]


def test_plain(tmp_path: Path) -> None:
    assert read(tmp_path, PLAIN) == [
        Student("s1", "Ada Lovelace", "ada@uni.example", section="A"),
        Student("s2", "Blaise Pascal"),
    ]
    assert read(tmp_path, "ID\ns1\n") == [Student("s1", "")]


@pytest.mark.parametrize("text", [CANVAS, MOODLE, GRADESCOPE, PLAIN])
def test_marks_byte_orders_quotes_and_empty_lines_do_not_matter(text: str, tmp_path: Path) -> None:
    wanted = read(tmp_path, text)
    head, _, rest = text.partition("\n")
    assert read(tmp_path, "\ufeff" + text) == wanted
    assert read(tmp_path, head + "\n\n,,\n" + rest + "\n\n") == wanted
    assert read(tmp_path, text.replace("\r\n", "\n").replace("\n", "\r\n")) == wanted
    if '"' not in text:
        assert read(tmp_path, text.replace(",", ";")) == wanted
        assert read(tmp_path, text.replace(",", "\t")) == wanted
        quoted = ['"' + '","'.join(row.split(",")) + '"' for row in text.splitlines()]
        assert read(tmp_path, "\n".join(quoted)) == wanted
        semicolons = [row.replace('","', '";"') for row in quoted]
        assert read(tmp_path, "\n".join(semicolons)) == wanted


def without(text: str, *columns: str) -> str:
    rows = [row.split(",") for row in text.replace("\r", "").splitlines()]
    keep = [i for i, head in enumerate(rows[0]) if head not in columns]
    return "\n".join(",".join(row[i] for i in keep) for row in rows)


CANVAS_BARE = CANVAS.replace('"Lovelace, Ada"', "Ada").replace('"Pascal, Blaise"', "Blaise")
CANVAS_BARE = CANVAS_BARE.replace('"Student, Test",103,,abc123,Group A,\r\n', "")


@pytest.mark.parametrize(
    ("text", "system", "ids"),
    [
        (CANVAS_BARE, canvas, ["s1", "s2"]),
        (without(CANVAS_BARE, "SIS User ID"), canvas, ["ada", "blaise"]),
        (without(CANVAS_BARE, "SIS User ID", "SIS Login ID"), canvas, ["101", "102"]),
        (CANVAS_BARE.replace(",s1,", ",,").replace(",s2,", ",,"), canvas, ["ada", "blaise"]),
        (MOODLE, moodle, ["s1", "s2"]),
        (without(MOODLE, "ID number"), moodle, ["ada@uni.example", "blaise@uni.example"]),
        (MOODLE.replace("Email address", "Username"), moodle, ["s1", "s2"]),
        (
            without(MOODLE, "ID number").replace("Email address", "Username"),
            moodle,
            ["ada@uni.example", "blaise@uni.example"],
        ),
        (GRADESCOPE, gradescope, ["s1", "s2"]),
        (without(GRADESCOPE, "SID"), gradescope, ["ada@uni.example", "blaise@uni.example"]),
    ],
)
def test_grades_find_the_rows_of_the_roster(
    text: str, system: object, ids: list[str], tmp_path: Path
) -> None:
    path = put(tmp_path, text)
    students = read_roster(path)
    assert [student.id for student in students] == ids
    attempt = AttemptResult(1, "f", "d", None, 0, (), 7.25, 7.25)
    results = tuple(StudentResult(student, (attempt,), 1, 7.25) for student in students)
    work = Assignment("c", "hw", "Homework", (Item("x", 1, 10.0),))
    filled = system.grades(ClassResult(work, results, ()), path)  # type: ignore[attr-defined]
    assert filled.content.count(b"7.25") == 2
    assert filled.notes == ()


MISTAKES = [
    ("name,section\nAda,A\n", "must have the columns id,name,email,section"),
    ("", "no line of column names"),
    ("id,name\n", "must have a student"),
    ("id,name\ns1,Ada\ns1,Ada\n", "every id may occur once.*line 2.*line 3"),
    ("id,name\nS1,Ada\ns1,Bob\n", "differ by case"),
    ("id,name\n\u00e9,Ada\ne\u0301,Bob\n", "may occur once"),
    ("id,name\n\uff53\uff11,Ada\ns1,Bob\n", "differ by case or encoding"),
    ("id,name\ns1,Ada\n,Bob\n", "every student must have an id.*none in line 3"),
    ("id,name\n,Ada\n,Bob\n", "ids must stand in the column id"),
    ("id,name\na|b,Ada\n", r"line 2: id must not hold \|"),
    ("id,name\na\x07,Ada\n", "control characters"),
    ('id,name\n"a\nb",Ada\n', "control characters"),
    ("id,name\na\u200b,Ada\n", "nobody sees"),
    ("id,name\ns\u202e1,Ada\n", "nobody sees"),
    (f"id,name\n{'s' * 101},Ada\n", "at most 100 characters"),
    (f"id,name\ns1,{'A' * 301}\n", "at most 300 characters"),
    ('id,name\ns1,"Ada\n', "a quote may have been left open"),
    ("id,name,id\ns1,Ada,s2\n", "every column once"),
    ("id,name\ns1,Ada\n".encode("utf-16"), "UTF-16"),
    ("id,name\ns1,Ada\n".encode("utf-16-le"), "UTF-16"),
    (b"PK\x03\x04", "a workbook or a zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "a workbook or a zip"),
    ("s1,Ada\ns2,Bob\n", "got s1, Ada .the first line must name the columns"),
    ("id,name\ns1;Ada\n", "parted by the same mark, got 's1;Ada' in line 2"),
    ("id;name\ns1,Ada\n", "parted by the same mark, got 's1,Ada' in line 2"),
    ("id,name\ns1,Lovelace, Ada\n", "at most 2 cells, got 3 cells in line 2.*quotes"),
    ("id,name\ns1,Ren\u00e9\n".encode("latin-1"), "something else in line 2.*save it as CSV UTF-8"),
    (CANVAS.replace(",s2,", ",,"), "stands in the column 'sis user id', got none in line 5"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=[said for _, said in MISTAKES])
def test_a_mistake_is_named(text: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match=said) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("roster class.csv")


def test_a_name_over_two_lines_shifts_no_line_number(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="line 4: id"):
        read(tmp_path, 'id,note\ns1,"two\nlines"\na|b,\n')


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="No such file"):
        read_roster(tmp_path / "class.csv")


def test_ids_have_one_encoding(tmp_path: Path) -> None:
    assert read(tmp_path, "id,name\ne\u0301t,e\u0301\n") == [Student("\u00e9t", "\u00e9")]

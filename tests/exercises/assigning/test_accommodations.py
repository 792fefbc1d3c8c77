"""More time and other numbers for some."""

from pathlib import Path

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.accommodations import (
    Accommodation,
    joined,
    read_accommodations,
)
from convbook.exercises.course import Student


def read(folder: Path, text: str) -> list[Accommodation]:
    path = folder / "more.csv"
    path.write_text(text, encoding="utf-8")
    return read_accommodations(path)


def test_they_are_read(tmp_path: Path) -> None:
    text = "student,extra_days,reseed,note\ns1,3,,exam\ns2,,again,\ns3,1.5,b,\n"
    assert read(tmp_path, text) == [
        Accommodation("s1", 3.0),
        Accommodation("s2", 0.0, "again"),
        Accommodation("s3", 1.5, "b"),
    ]
    assert read(tmp_path, "student;extra_days\ns1;0,5\n") == [Accommodation("s1", 0.5)]


def test_they_reach_their_students_only() -> None:
    students = [Student("s1", "Ada", "a@x"), Student("s2", "Blaise")]
    found = joined(students, [Accommodation("s1", 2.0, "b")])
    assert found == [Student("s1", "Ada", "a@x", extra_days=2.0, reseed="b"), students[1]]


def test_a_student_who_is_not_in_the_roster_is_named() -> None:
    with pytest.raises(ConvbookValueError, match="did you mean s1001"):
        joined([Student("s1001", "Ada")], [Accommodation("s101", 2.0)])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Ada Lovelace", "did you mean s1001"),
        ("ada@x", "did you mean s1001"),
        ("Blaise Pascal", "delete the line"),
        ("", "delete the line"),
    ],
)
def test_a_name_instead_of_an_id_leads_to_the_id(text: str, hint: str) -> None:
    students = [Student("s1001", "Lovelace, Ada", "ada@x")]
    students += [Student("s2", "Blaise Pascal"), Student("s3", "Pascal, Blaise")]
    with pytest.raises(ConvbookValueError, match=hint):
        joined(students, [Accommodation(text, 2.0)])
    with pytest.raises(ConvbookValueError, match="delete the line"):
        joined([Student("s7", "")], [Accommodation("", 2.0)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,extra_days\ns1,1\n", "must have the columns student,extra_days,reseed"),
        ("student,extra days\ns1,1\n", "columns must be among.*'extra days'"),
        ("student,days\ns1,1\n", "did you mean extra_days"),
        ("student,extra_days\ns1,1\ns1,2\n", "line 3: a student may occur once"),
        ("student,extra_days\ns1,-1\n", "must be a number from 0 to 366"),
        ("student,extra_days\ns1,nan\n", "must be a number from 0"),
        ("student,extra_days\ns1,inf\n", "must be a number from 0"),
        ("student,extra_days\ns1,two\n", "line 2: extra_days must be a number"),
        ("student,reseed\ns1,a|b\n", r"reseed must not hold \|"),
        ("student,reseed\n,b\n", "student must not be empty"),
    ],
)
def test_a_mistake_is_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match=said):
        read(tmp_path, text)

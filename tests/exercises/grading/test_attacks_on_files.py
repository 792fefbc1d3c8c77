"""Hostile folders, names and zips: nothing outside is read or written, the others are graded."""

import io
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convbook.exercises.grading import collect as collecting
from convbook.exercises.grading.archive import LIMITS, Limits
from convbook.exercises.grading.collect import Found, collect
from convbook.exercises.grading.results import Problem
from tests.exercises.grading.hostile import assert_harmless, bombs, nested, packed, patched, several
from tests.exercises.grading.sample import FULL, dump, graded, put, submission

OWN = dump(submission())
OTHER = dump(submission() | {"items": submission("s2")["items"]})


def socket_at(path: Path) -> None:
    # The address of a socket must be short, so it is bound where it is and moved.
    short = f"/tmp/convbook-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(short)
    os.rename(short, path)


LINKS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "to a file": (lambda at: at.symlink_to("../../outside/a.json"), "link"),
    "to a folder": (lambda at: at.symlink_to("../../outside"), "link"),
    "to itself": (lambda at: at.symlink_to(at), "link"),
    "to the folder that holds it": (lambda at: at.symlink_to("."), "link"),
    "to nowhere": (lambda at: at.symlink_to("nowhere"), "link"),
    "to the other student": (lambda at: at.symlink_to("../s2"), "link"),
    "to all files": (lambda at: at.symlink_to("/"), "link"),
    "to a device": (lambda at: at.symlink_to("/dev/zero"), "link"),
    "a pipe": (lambda at: os.mkfifo(at), "pipe"),
    "a socket": (socket_at, "cannot be opened"),
}


@pytest.mark.parametrize("kind", LINKS)
def test_links_pipes_and_sockets_are_not_read(kind: str, tmp_path: Path) -> None:
    put(tmp_path, "outside/a.json", OWN)
    make, reason = LINKS[kind]
    result = assert_harmless(tmp_path, lambda own: make(own / "link.json"), 0, reason)
    assert [p.file for p in result.problems] == ["s1/link.json"]


NAMES = {
    "up": "../../out.json",
    "root": "/etc/out.json",
    "drive": "C:\\out.json",
    "share": "\\\\host\\out.json",
    "screen codes": "a\x1b[2J.json",
    "line end": "a\n.json",
    "reserved": "CON.json",
    "trailing dot": "a.json.",
    "right to left": "a\u202enosj.json",
    "formula": "=cmd|' /C calc'!A0.json",
    "script": "<script>alert(1)</script>.json",
    "very long": "x" * 60_000 + ".json",
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_in_zips_are_only_names(kind: str, tmp_path: Path) -> None:
    data = packed(NAMES[kind], OWN)
    result = assert_harmless(tmp_path, lambda own: put(own, "a.zip", data), FULL)
    file = result.students[0].attempts[0].file
    assert file.isprintable()
    assert len(file) < 300


@pytest.mark.parametrize("name", [b"\xff\xfe.json", b"a\n\x1b[2J.json", b"x" * 250 + b".json"])
def test_names_on_the_disk_are_only_names(name: bytes, tmp_path: Path) -> None:
    def attack(own: Path) -> None:
        with open(os.path.join(os.fsencode(own), name), "wb") as stream:
            stream.write(OWN)

    result = assert_harmless(tmp_path, attack, FULL)
    assert result.students[0].attempts[0].file.isprintable()


def test_members_of_one_name_are_two_files(tmp_path: Path) -> None:
    data = several(("a.json", OWN), ("a.json", OTHER))
    assert_harmless(tmp_path, lambda own: put(own, "a.zip", data), FULL, "seed")


def test_size_that_is_stated_too_large_gives_no_more_than_there_is(tmp_path: Path) -> None:
    data = patched(nested(1), 22, 24, b"\xff\xaf\x00\x00")
    assert_harmless(tmp_path, lambda own: put(own, "a.zip", data), FULL)


def test_bombs_in_the_zip_of_a_school_leave_the_others_their_grades(tmp_path: Path) -> None:
    # The school's zip holds a student's zip of zips, and behind it an honest student's file.
    school = several(("s1/a.zip", bombs(5)), ("s2/b.json", dump(submission("s2"))))
    path = put(tmp_path, "all.zip", school)
    result = graded(path)
    assert [student.total for student in result.students] == [0, FULL]
    assert any("more members than are read" in p.reason for p in result.problems)


def test_what_zips_in_a_zip_unpack_to_is_bounded_together() -> None:
    limits = Limits(total=45_000_000)
    reader = collecting._Reader(collecting.UTC, limits, True)
    school = several(*((f"{n}.zip", bombs(1)) for n in range(4)), ("s2.json", OWN))
    found = list(reader._zip("a.zip", io.BytesIO(school), 1, None, ""))
    unpacked = sum(len(one.content) for one in found if isinstance(one, Found))
    assert unpacked < 45_000_000 + len(OWN)
    assert any(isinstance(one, Found) and one.content == OWN for one in found)
    assert sum(isinstance(one, Problem) and "too much" in one.reason for one in found) == 2


def test_file_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: Any) -> None:
    opened = os.open

    def refuse(path: Any, *more: Any) -> int:
        if str(path).endswith("locked.json"):
            raise PermissionError
        return opened(path, *more)

    monkeypatch.setattr(os, "open", refuse)
    assert_harmless(tmp_path, lambda own: put(own, "locked.json", OWN), 0, "cannot be opened")


def test_folder_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: Any) -> None:
    listed = os.listdir

    def refuse(path: Any) -> list[str]:
        if str(path).endswith("locked"):
            raise PermissionError
        return listed(path)

    monkeypatch.setattr(os, "listdir", refuse)
    assert_harmless(
        tmp_path, lambda own: put(own, "locked/a.json", OWN), 0, "folder cannot be read"
    )


def test_file_of_two_billion_bytes_is_not_read(tmp_path: Path) -> None:
    path = put(tmp_path, "in/s1/a.json", b"[")
    os.truncate(path, 2_000_000_000)
    put(tmp_path, "in/s2/a.json", dump(submission("s2")))
    result = graded(tmp_path / "in")
    assert [student.total for student in result.students] == [0, FULL]
    assert [p.reason for p in result.problems] == ["it is larger than 1000000 bytes"]


def test_folders_without_end_are_left(tmp_path: Path) -> None:
    assert_harmless(
        tmp_path, lambda own: put(own, "d/" * 200 + "a.json", OWN), 0, "folders nest deeper"
    )


def test_files_beyond_the_bound_are_reported(tmp_path: Path) -> None:
    assert LIMITS.files == 200_000
    for number in range(6):
        put(tmp_path, f"{number}.json", b"{" * (number + 1))
    found = list(collect(tmp_path, limits=Limits(files=4)))
    assert [type(one) for one in found] == [Found] * 4 + [Problem]
    assert "more than 4 files" in found[-1].reason


def test_members_behind_links_and_devices_are_read(tmp_path: Path) -> None:
    data = packed("a.json", b"/etc/passwd", 0o120777)
    with zipfile.ZipFile(put(tmp_path, "s1.zip", data), "a") as archive:
        archive.writestr("b.json", OWN)
    result = graded(tmp_path)
    assert result.students[0].total == FULL
    assert ["link" in p.reason for p in result.problems] == [True]

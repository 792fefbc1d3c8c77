"""Hostile files: the run ends, nobody else's grade moves, no point is earned, each is reported."""

import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.exercises.grading.sample import FULL, dump, graded, put, submission


def changed(**changes: Any) -> bytes:
    return dump(submission() | changes)


def item(**changes: Any) -> bytes:
    value = submission()
    value["items"][0] |= changes
    return dump(value)


def without(name: str) -> bytes:
    return dump({k: v for k, v in submission().items() if k != name})


def text(old: str, new: str) -> bytes:
    return dump(submission()).replace(old.encode(), new.encode(), 1)


def packed(name: str, content: bytes, mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = method
        archive.writestr(info, content)
    return data.getvalue()


def nested(times: int) -> bytes:
    content = dump(submission())
    for _ in range(times):
        content = packed("a.zip" if content[:2] == b"PK" else "a.json", content)
    return content


def many(count: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.json", b"{")
    return data.getvalue()


WRONG = [None, True, 1.5, [], {}, "", -1, 10**25]
REFUSED: dict[str, tuple[bytes, str]] = {
    "edited seed": (item(seed="0" * 32), "seed"),
    "seed with other letters": (item(seed=submission()["items"][0]["seed"].upper() + "é"), "seed"),
    "seed of another student": (item(seed=submission("s2")["items"][0]["seed"]), "seed"),
    "own work in another's name": (dump(submission("s2") | {"student": "s1"}), "seed"),
    "replayed attempt": (changed(attempt=2), "seed"),
    "attempt beyond the limit": (dump(submission(attempt=3)), "attempt 3 of 2"),
    "attempt of 10^9": (changed(attempt=10**9), "attempt must lie"),
    "empty file in a student's name": (changed(items=[]), "no exercise"),
    "another course": (changed(course="other"), "another course"),
    "another assignment": (changed(assignment="hw2"), "another assignment"),
    "nobody's id": (changed(student="s9"), "no student"),
    "Cyrillic look-alike": (changed(student="ѕ1"), "only looks like"),
    "full-width look-alike": (changed(student="ｓ１"), "only looks like"),
    "zero-width look-alike": (changed(student="s\u200b1"), "only looks like"),
    "look-alike with a space": (changed(student="s1 "), "only looks like"),
    "formula as an id": (changed(student='=HYPERLINK("http://x")'), "no student"),
    "path as an id": (changed(student="../../s1"), "no student"),
    "wrong schema": (changed(schema="convbook-submission/2"), "schema"),
    "wrong version": (item(version=99), "version 99"),
    "exercise twice": (dump(submission() | {"items": submission()["items"] * 2}), "twice"),
    "NaN": (text('"attempt": 1', '"attempt": NaN'), "NaN"),
    "infinity": (text('"attempt": 1', '"attempt": -Infinity'), "Infinity"),
    "1e999": (text('"attempt": 1', '"attempt": 1e999'), "too large"),
    "million digits": (text('"attempt": 1', '"attempt": ' + "9" * 900_000), "characters"),
    "deep lists": (b"[" * 999_999, "nests deeper"),
    "deep objects": (b'{"a":' * 190_000, "nests deeper"),
    "deep answer": (text('"attempt": 1', '"attempt": ' + "[" * 500 + "]" * 500), "nests deeper"),
    "quotes without end": (b'{"' + b'\\"' * 400_000, "too early|Unterminated"),
    "huge file": (b'{"a": "' + b"x" * 3_000_000 + b'"}', "larger than"),
    "duplicate key": (text('"attempt": 1', '"attempt": 1, "attempt": 1'), "occurs twice"),
    "duplicate keys by the thousand": (
        b"{" + b",".join(b'"%d":1' % (i // 2) for i in range(80_000)) + b"}",
        "occurs twice",
    ),
    "lone surrogate": (text('"hw1"', '"\\ud800"'), "surrogate"),
    "not UTF-8": (text('"hw1"', '"hw1"').replace(b"hw1", b"\xff\xfe1"), "UTF-8"),
    "UTF-16": (b"\xff\xfe" + dump(submission()).decode().encode("utf-16-le"), "JSON|UTF-8"),
    "truncated": (dump(submission())[:-20], "no JSON"),
    "nothing": (b"", "empty"),
    "trailing text": (dump(submission()) + b"}", "no JSON"),
    "a list": (dump([submission()]), "outermost|schema"),
    "a pickle": (b"\x80\x04cos\nsystem\n.", "UTF-8|neither"),
    "broken zip": (b"PK\x03\x04" + b"x" * 100, "broken zip"),
    "truncated zip": (packed("a.json", dump(submission()))[:-30], "broken zip"),
    "zip bomb": (packed("a.json", b" " * 900_000), "times its size"),
    "large member": (packed("a.json", b" " * 1_500_000), "unpacks to more"),
    "zips in zips in zips": (nested(4), "zips nest"),
    "zip of too many members": (packed("a.zip", many(600)), "members"),
    "link in a zip": (packed("a.json", b"/etc/passwd", 0o120777), "link"),
    "other compression": (packed("a.json", b"{}", 0, zipfile.ZIP_LZMA), "deflate"),
    "notebook": (packed("a.ipynb", b"{}"), "notebook"),
    **{f"missing {name}": (without(name), name) for name in ("student", "attempt", "items")},
    **{f"student is {v!r}": (changed(student=v), "student|id") for v in WRONG},
    **{f"items are {v!r}": (changed(items=v), "items|no exercise") for v in WRONG},
    **{f"seed is {v!r}": (item(seed=v), "seed") for v in WRONG},
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    folder = tmp_path / "in"
    put(folder, "s2/submission-hw1-s2-1.json", dump(submission("s2")))
    put(folder, "s1/submission-hw1-s1-1.json", content)
    before = sorted(tmp_path.rglob("*"))
    result = graded(folder)
    assert sorted(tmp_path.rglob("*")) == before
    assert [student.total for student in result.students] == [0, FULL]
    assert result.problems
    assert any(re.search(reason, p.reason) for p in result.problems), result.problems
    assert all(p.file.startswith("s1/") for p in result.problems)


@pytest.mark.parametrize("answer", [*WRONG, [[[]]], {"rates": "x"}, {"points": 1}, "=1+1"])
def test_wrong_answer_earns_nothing(answer: Any, tmp_path: Path) -> None:
    put(tmp_path, "a.json", item(answer=answer))
    put(tmp_path, "b.json", dump(submission("s2")))
    result = graded(tmp_path)
    assert [student.total for student in result.students] == [FULL - 2, FULL]


def test_score_in_the_file_is_ignored_and_reported(tmp_path: Path) -> None:
    value = submission(right=False) | {"score": 100, "total": 100}
    value["items"][0] |= {"points": 100}
    put(tmp_path, "a.json", dump(value))
    result = graded(tmp_path)
    assert result.students[0].total == 0
    assert any("score" in p.reason and p.graded for p in result.problems)


@pytest.mark.parametrize(
    "name", ["../../out.json", "/etc/out.json", "C:\\out.json", "a\x1b[2J.json"]
)
def test_names_in_zips_are_only_names(name: str, tmp_path: Path) -> None:
    put(tmp_path, "in/a.zip", packed(name, dump(submission())))
    before = sorted(tmp_path.rglob("*"))
    result = graded(tmp_path / "in")
    assert sorted(tmp_path.rglob("*")) == before
    assert result.students[0].total == FULL
    assert "\x1b" not in result.students[0].attempts[0].file


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "to a file": lambda link, to: link.symlink_to(to / "a.json"),
    "to a folder": lambda link, to: link.symlink_to(to),
    "to itself": lambda link, to: link.symlink_to(link),
    "to nowhere": lambda link, to: link.symlink_to("nowhere"),
    "a pipe": lambda link, to: os.mkfifo(link),
}


@pytest.mark.parametrize("kind", LINKS)
def test_links_and_pipes_are_not_read(kind: str, tmp_path: Path) -> None:
    put(tmp_path, "outside/a.json", dump(submission()))
    put(tmp_path, "in/b.json", dump(submission("s2")))
    LINKS[kind](tmp_path / "in/link.json", tmp_path / "outside")
    result = graded(tmp_path / "in")
    assert [student.total for student in result.students] == [0, FULL]
    assert [(p.file, "link" in p.reason or "pipe" in p.reason) for p in result.problems] == [
        ("link.json", True)
    ]

"""Hostile files: the run ends, nobody else's grade moves, no point is earned, each is reported."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.exercises.grading.hostile import (
    assert_harmless,
    bombs,
    large_kind,
    nested,
    packed,
    patched,
    pointed,
)
from tests.exercises.grading.sample import dump, put, submission


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


WRONG = [None, True, 1.5, [], {}, "", -1, 10**25]
REFUSED: dict[str, tuple[bytes, str]] = {
    "edited seed": (item(seed="0" * 32), "seed"),
    "seed with other letters": (item(seed=submission()["items"][0]["seed"].upper() + "é"), "seed"),
    "seed of another student": (item(seed=submission("s2")["items"][0]["seed"]), "seed"),
    "seed that is too long": (item(seed=submission()["items"][0]["seed"] + "0"), "seed"),
    "another student's item": (
        dump(submission() | {"items": submission("s2")["items"][:1] + submission()["items"][1:]}),
        "seed",
    ),
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
    "look-alike in other composed form": (changed(student="s\u0331" + "1"), "only looks like"),
    "right-to-left override": (changed(student="\u202e1s"), "no student"),
    "right-to-left mark": (changed(student="s1\u200f"), "only looks like"),
    "look-alike with a dot": (changed(student="s1."), "no student"),
    "look-alike in capitals": (changed(student="S1"), "only looks like"),
    "id with a null byte": (changed(student="s1\x00"), "only looks like"),
    "reserved name as an id": (changed(student="CON"), "no student"),
    "script as an id": (changed(student="<script>alert(1)</script>"), "no student"),
    "id of 900,000 letters": (changed(student="s" * 900_000), "no student"),
    "formula as an id": (changed(student='=HYPERLINK("http://x")'), "no student"),
    "path as an id": (changed(student="../../s1"), "no student"),
    **{
        f"schema is {v!r}": (changed(schema=v), "schema")
        for v in ("convbook-submission/2", "convbook-submission/1 ", 1, None, [])
    },
    "no schema": (without("schema"), "schema"),
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
    "UTF-16 without a mark": (dump(submission()).decode().encode("utf-16-le"), "JSON|UTF-8"),
    "UTF-32": (dump(submission()).decode().encode("utf-32"), "JSON|UTF-8|neither"),
    "null bytes": (dump(submission()) + b"\0" * 1000, "no JSON"),
    "only null bytes": (b"\0" * 100_000, "no JSON"),
    "null byte in a text": (text('"hw1"', '"hw1\0"'), "no JSON"),
    "two marks": (b"\xef\xbb\xbf" * 2 + dump(submission()), "no JSON"),
    "UTF-16": (b"\xff\xfe" + dump(submission()).decode().encode("utf-16-le"), "JSON|UTF-8"),
    "truncated": (dump(submission())[:-20], "no JSON"),
    "nothing": (b"", "empty"),
    "whole numbers as decimals": (text('"attempt": 1', '"attempt": 1.0'), "whole number"),
    "attempt of 0": (changed(attempt=0), "attempt must lie"),
    "attempt is true": (changed(attempt=True), "whole number"),
    "501 items": (dump(submission() | {"items": [{}] * 501}), "more than 500"),
    "trailing text": (dump(submission()) + b"}", "no JSON"),
    "a list": (dump([submission()]), "outermost|schema"),
    "a pickle": (b"\x80\x04cos\nsystem\n.", "UTF-8|neither"),
    "broken zip": (b"PK\x03\x04" + b"x" * 100, "broken zip"),
    "truncated zip": (packed("a.json", dump(submission()))[:-30], "broken zip"),
    "zip bomb": (packed("a.json", b" " * 900_000), "times its size"),
    "large member": (packed("a.json", b" " * 1_500_000), "unpacks to more"),
    "zips in zips in zips": (nested(4), "zips nest"),
    "zips of bombs": (packed("a.zip", bombs(20)), "more members than are read"),
    "zip of too many members": (packed("a.zip", pointed(600)), "more members than"),
    "zip of 20,001 members": (pointed(20_001), "more members than"),
    "zip of 100,000 members": (pointed(100_000), "list of members is too long"),
    "zip of overlapping members": (pointed(300), "overlap"),
    "zip of the large kind": (large_kind(nested(1)), "zip64"),
    "encrypted member": (patched(nested(1), 6, 8, b"\x01\x00"), "encrypted"),
    "member with a smaller size": (patched(nested(1), 22, 24, b"\x20\x00\x00\x00"), "damaged"),
    "member with another checksum": (patched(nested(1), 14, 16, b"abcd"), "damaged"),
    "member of no bytes": (packed("a.json", b""), "empty"),
    "member with a name of 60,000 letters": (packed("../" * 20_000 + "a.json", b"{"), "no JSON"),
    "device in a zip": (packed("a.json", b"{}", 0o020666), "device"),
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
    assert_harmless(tmp_path, lambda own: put(own, "submission-hw1-s1-1.json", content), 0, reason)

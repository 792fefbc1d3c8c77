"""The record of what was handed out: written whole, read with care."""

import json
from pathlib import Path
from typing import Any

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.keys import fingerprint
from convbook.exercises.assigning.parameters import read_record, seeds_of
from convbook.exercises.course import Student
from tests.exercises.assigning.sample import KEY, out, record


def test_it_names_the_key_and_the_rules(tmp_path: Path) -> None:
    out(tmp_path)
    found = read_record(tmp_path / "parameters.json")
    assert found["schema"] == "convbook-parameters/1"
    assert found["key"] == fingerprint(KEY)
    assert found["rules"]["attempts"] == 2
    assert found["unfinished"] == []


def test_names_of_any_script_are_kept(tmp_path: Path) -> None:
    out(tmp_path, [Student("\u00e9t\u00e9 1", '\u05d0"\\'), Student("z", "\U0001f600")])
    assert record(tmp_path)["students"]["\u00e9t\u00e9 1"]["name"] == '\u05d0"\\'
    assert {who for who, *_ in seeds_of(tmp_path / "parameters.json")} == {"\u00e9t\u00e9 1", "z"}


BROKEN: dict[str, Any] = {
    "a list": [],
    "another schema": {"schema": "convbook-sheet/1"},
    "a key that is no text": {"key": 5},
    "no rules": {"rules": {}},
    "no students": {"students": None},
    "a student of nothing": {"students": {"s1": {}}},
    "a student without seeds": {"students": {"s1": {"exercises": {"x": [{"params": {}}]}}}},
    "seeds that are no text": {"students": {"s1": {"exercises": {"x": [{"seed": 1}]}}}},
    "exercises that are a list": {"students": {"s1": {"exercises": [1]}}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_changed_by_hand_is_refused(name: str, tmp_path: Path) -> None:
    out(tmp_path)
    path = tmp_path / "parameters.json"
    change = BROKEN[name]
    value = record(tmp_path) | change if isinstance(change, dict) else change
    path.write_text(json.dumps(value), "utf-8")
    for read in (seeds_of, read_record):
        with pytest.raises(ConvbookValueError, match="parameters"):
            read(path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "parameters.json").write_bytes(content)
    with pytest.raises(ConvbookValueError, match="must be JSON"):
        seeds_of(tmp_path / "parameters.json")


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="No such file"):
        seeds_of(tmp_path / "parameters.json")

"""Course keys: made once, for their owner only, never in a message."""

import os
from pathlib import Path

import pytest

from convbook.errors import ConvbookValueError
from convbook.exercises.assigning.keys import create_key, fingerprint, read_key

KEY = b"\x07" * 32


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_key_is_read_as_it_was_made(tmp_path: Path) -> None:
    path = tmp_path / "course.key"
    key = create_key(path)
    assert read_key(path) == key
    assert len(key) == 32
    assert path.read_bytes() == key.hex().encode() + b"\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_keys_differ(tmp_path: Path) -> None:
    keys = {create_key(tmp_path / name) for name in "abc"}
    assert len(keys) == len({fingerprint(key) for key in keys}) == 3


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = written(tmp_path / "course.key", b"precious")
    with pytest.raises(ConvbookValueError, match="must not exist yet"):
        create_key(path)
    assert path.read_bytes() == b"precious"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "course.key"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConvbookValueError, match="must not exist yet"):
        create_key(link)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="No such file"):
        create_key(tmp_path / "nowhere" / "course.key")


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        create_key(tmp_path / "course.key")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o644])
def test_a_key_that_others_can_reach_is_refused(mode: int, tmp_path: Path) -> None:
    path = written(tmp_path / "course.key", KEY.hex().encode(), mode)
    with pytest.raises(ConvbookValueError, match="chmod 600") as caught:
        read_key(path)
    assert KEY.hex() not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"07" * 31, b"07" * 33, b"07" * 100, b"07" * 31 + b"0g", b"\xff" * 64, b"0" * 63],
)
def test_what_is_no_key_is_refused_and_not_shown(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match="must hold 64 hex digits") as caught:
        read_key(written(tmp_path / "course.key", content))
    assert "0707" not in str(caught.value)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path, 0o600)
    with pytest.raises(ConvbookValueError, match="must be a file"):
        read_key(path)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConvbookValueError, match=r"no file .*course.key .*--parameters"):
        read_key(tmp_path / "course.key")


def test_a_fingerprint_says_nothing_of_the_key() -> None:
    assert len(fingerprint(KEY)) == 16
    assert fingerprint(KEY) not in KEY.hex()
    assert fingerprint(KEY) != fingerprint(b"\x08" + KEY[1:])

"""tools/build_book.py: what makes it build every page again, and how it fails."""

import subprocess

import pytest

from tools import build_book


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A repository of one shared file, and a jupyter-book that records how it is called."""
    (tmp_path / "convbook").mkdir()
    (tmp_path / "convbook" / "a.py").touch()
    monkeypatch.setattr(build_book, "ROOT", tmp_path)
    monkeypatch.setattr(build_book, "calls", [], raising=False)
    monkeypatch.setattr(build_book, "code", 0, raising=False)

    def jupyter_book(command, **_):
        build_book.calls.append(command)
        (tmp_path / "_build" / ".doctrees").mkdir(parents=True, exist_ok=True)
        return subprocess.CompletedProcess(command, build_book.code)

    monkeypatch.setattr(build_book.subprocess, "run", jupyter_book)
    return tmp_path


def built_everything():
    return "--all" in build_book.calls[-1]


def test_first_build_is_whole_and_the_next_is_not(place):
    assert build_book.build(place) == 0
    assert built_everything()
    assert build_book.build(place) == 0
    assert not built_everything()


def test_warnings_are_errors(place):
    build_book.build(place)
    assert {"-W", "-n", "--keep-going"} <= set(build_book.calls[0])


def test_changed_library_builds_every_page(place):
    build_book.build(place)
    later = (place / "convbook" / "a.py").stat().st_mtime + 10
    build_book.os.utime(place / "convbook" / "a.py", (later, later))
    build_book.build(place)
    assert built_everything()
    build_book.build(place)
    assert not built_everything()


def test_failed_build_is_not_followed_by_a_quiet_one(place):
    build_book.build(place)
    build_book.code = 1
    assert build_book.build(place) == 1
    assert not (place / "_build" / ".doctrees").exists()
    build_book.build(place)
    assert built_everything()

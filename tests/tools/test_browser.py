"""tools/browser.py: which browser is taken, and what happens where there is none."""

import subprocess
import sys

import pytest

from tools import browser


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty PATH; `add` puts a command on it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def add(name, code):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
        return str(tmp_path / name)

    return add


def test_first_that_starts_is_taken(path):
    path("chromium", 1)
    chrome = path("google-chrome", 0)
    path("chromium-browser", 0)
    assert browser.find() == browser.require() == chrome


def test_none_is_one_sentence_that_names_the_package(path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["browser"])
    assert browser.main() == 1
    error = capsys.readouterr().err
    assert "install the package `chromium`" in error
    assert error.count("\n") == 1
    with pytest.raises(RuntimeError, match="was not found"):
        browser.require()


@pytest.fixture
def apt(path, monkeypatch):
    """Record what would be run; apt-get exists, no browser does."""
    path("apt-get", 0)
    calls = []

    def record(command, **options):
        calls.append(command[1:])
        assert options["stdin"] == subprocess.DEVNULL, "nobody is there to answer"
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(browser.subprocess, "run", record)
    monkeypatch.setattr(sys, "argv", ["browser", "--install"])
    return calls


def test_root_on_debian_installs_it(apt, monkeypatch, capsys):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.main() == 1, "the recorded apt-get installs nothing"
    assert [call[1] for call in apt] == ["update", "install"]
    assert "chromium" in apt[1]
    assert "-y" in apt[1]
    assert "was not found" in capsys.readouterr().err


def test_others_are_asked_to(apt, monkeypatch):
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser.main() == 1
    assert apt == []


def test_present_browser_installs_nothing(path, monkeypatch):
    path("apt-get", 3)
    path("chromium", 0)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "argv", ["browser", "--install"])
    monkeypatch.setattr(browser, "install", lambda: pytest.fail("installed again"))
    assert browser.main() == 0

"""tools/run_tests.py: every step runs, and one failure fails the run."""

import re
import sys

import pytest

from tools import run_tests
from tools.run_tests import Step


def python(code):
    return [sys.executable, "-c", code]


@pytest.fixture
def three_steps(monkeypatch):
    chosen = (
        Step("one", (python("print('=== 3 passed in 1s ===')"),)),
        Step("two", (python("print('broken'); raise SystemExit(4)"), python("print('later')"))),
        Step("three", (python("print('fine')"),)),
    )
    monkeypatch.setattr(run_tests, "steps", lambda long: chosen)


def test_failure_does_not_stop_the_next_step(three_steps, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["run_tests"])
    assert run_tests.main() == 1
    output = capsys.readouterr().out
    assert "\nlater\n" in output
    summary = output.split("=== summary")[1].splitlines()[1:]
    assert [line.split()[:2] for line in summary] == [
        ["one", "ok"],
        ["two", "FAILED"],
        ["three", "ok"],
    ]
    assert summary[0].endswith("3 passed in 1s")
    assert summary[1].endswith("broken")


def test_chosen_steps_only(three_steps, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["run_tests", "three"])
    assert run_tests.main() == 0
    assert "3 passed" not in capsys.readouterr().out


def test_unknown_step_is_refused(three_steps, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["run_tests", "four"])
    with pytest.raises(SystemExit):
        run_tests.main()
    assert "no step four; there are one, two, three" in capsys.readouterr().err


def test_no_folder_of_tests_is_left_out():
    text = " ".join(
        " ".join(command) for step in run_tests.steps(False) for command in step.commands
    )
    ignored = re.findall(r"--ignore=(\S+)", text)
    assert ignored == ["tests/colab", "tests/nbgrader", "tests/browser"]
    for folder in ignored:
        assert folder in text.replace(f"--ignore={folder}", "")
    assert "--deselect" not in text
    assert " -k" not in text

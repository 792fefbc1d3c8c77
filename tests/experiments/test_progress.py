"""The bar of a study: what it shows on a terminal, and that it keeps quiet elsewhere."""

import io
import sys

import pytest

from convbook.experiments import progress
from convbook.experiments.progress import CLEAR, Progress, bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""
    times = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: times[0])
    return times


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 8, f"[{'.' * 24}]   0 % of 8 steps"),
        (2, 8, f"[{'#' * 6}{'.' * 18}]  25 % of 8 steps"),
        (8, 8, f"[{'#' * 24}] 100 % of 8 steps"),
        (0, 0, f"[{'.' * 24}]   0 % of 0 steps"),
    ],
)
def test_bar_by_hand(done, total, expected):
    assert bar(done, total) == expected
    assert bar(done, total, 59.6) == f"{expected}, 1 min 0 s left"
    assert bar(done, total, 3.2) == f"{expected}, 3 s left"


def test_terminal_shows_pace_of_the_steps_done_here(monkeypatch, clock):
    """40 steps came from a checkpoint; 20 in 10 s leave 40 steps, 20 s."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    shown = Progress(100)
    clock[0] = 1.0
    shown.advance(40)
    clock[0] = 11.0
    shown.advance(20)
    clock[0] = 11.1
    shown.advance(1)  # too soon to draw again
    shown.tell("epoch 1")
    shown.end()
    first, second = bar(40, 100), bar(60, 100, 20.0)
    assert stream.getvalue() == f"{CLEAR}{first}{CLEAR}{second}{CLEAR}epoch 1\n{CLEAR}"


def test_file_gets_lines_alone(monkeypatch, clock):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    shown = Progress(10)
    clock[0] = 5.0
    shown.advance(5)
    shown.tell("epoch 1")
    shown.end()
    assert stream.getvalue() == "epoch 1\n"
    assert shown.counter.value == 5


def test_one_draws_what_several_count(monkeypatch, clock):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    drawing = Progress(10)
    counting = Progress(10, drawing.counter, draws=False)
    clock[0] = 1.0
    counting.advance(4)
    assert stream.getvalue() == ""
    drawing.draw()
    assert stream.getvalue() == CLEAR + bar(4, 10)

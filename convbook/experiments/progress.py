"""One bar for all trainings of a study, on a terminal; elsewhere lines after epochs are all."""

import multiprocessing
import sys
import time
from typing import Any

WIDTH, PAUSE = 24, 0.2  # characters of the bar; seconds between two drawings
CLEAR = "\r\x1b[K"


class Progress:
    """Counts steps and draws them.

    Attributes:
        total: steps of all trainings.
        counter: of the steps done, a `multiprocessing.Value`, which several processes may share;
            a new one by default.
        draws: whether this process draws the bar.
    """

    def __init__(self, total: int, counter: Any = None, draws: bool = True) -> None:
        self.total = total
        self.counter = multiprocessing.Value("q", 0) if counter is None else counter
        self.draws = draws and sys.stderr.isatty()
        self._began: tuple[float, int] | None = None
        self._drawn = 0.0

    def advance(self, num_steps: int = 1) -> None:
        """Count steps that were done; those that a checkpoint held are counted in one call."""
        with self.counter.get_lock():
            self.counter.value += num_steps
        self.draw()

    def draw(self) -> None:
        """Draw the bar again, unless that was done a moment ago."""
        now = time.monotonic()
        if not self.draws or now - self._drawn < PAUSE:
            return
        self._drawn = now
        if self._began is None:
            self._began = now, self.counter.value
        sys.stderr.write(CLEAR + bar(self.counter.value, self.total, self._left(now)))
        sys.stderr.flush()

    def tell(self, line: str) -> None:
        """Print a line above the bar."""
        start = CLEAR if sys.stderr.isatty() else ""
        print(f"{start}{line}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Remove the bar."""
        if self.draws:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()

    def _left(self, now: float) -> float | None:
        """Return the seconds that the rest will take at the pace so far, if there was any."""
        began, first = self._began or (now, self.counter.value)
        done = self.counter.value - first
        return (now - began) * (self.total - self.counter.value) / done if done else None


def bar(done: int, total: int, seconds_left: float | None = None) -> str:
    """Return a bar in characters.

    >>> bar(1, 4, 75.0)
    '[######..................]  25 % of 4 steps, 1 min 15 s left'
    """
    share = min(1.0, done / max(1, total))
    filled = round(WIDTH * share)
    text = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {100 * share:3.0f} % of {total} steps"
    if seconds_left is None:
        return text
    minutes, seconds = divmod(round(seconds_left), 60)
    return f"{text}, {f'{minutes} min ' if minutes else ''}{seconds} s left"

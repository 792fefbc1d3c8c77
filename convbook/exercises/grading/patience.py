"""A bound on how long a piece of work may take."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TooLong(BaseException):
    """The time is over; no `except Exception` of the work stops it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Break off what runs inside after so many seconds.

    It does so in the main thread of a process and where the system has such a clock (Linux,
    macOS); elsewhere the work goes on.

    Raises:
        TooLong: the time is over.
    """
    alarm = hasattr(signal, "setitimer") and (threading.current_thread() is threading.main_thread())
    if seconds <= 0:
        raise TooLong
    if not alarm:
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(number: int, frame: Any) -> None:
    raise TooLong

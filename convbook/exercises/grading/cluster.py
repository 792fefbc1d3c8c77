"""Checks answers on other machines, through the scheduler of a Dask cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import convbook
from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment
from convbook.exercises.grading.journal import Outcome
from convbook.exercises.grading.workers import Asked, Pending, Submit, check

PATIENCE = 30.0
STAY = "the cluster must stay until the end"


@contextmanager
def cluster(address: str) -> Iterator[tuple[Submit, int]]:
    """How to hand a batch to the cluster at `address`, and how many it should have at a time.

    A batch whose worker dies is given to another one by the scheduler.

    Raises:
        ConvbookValueError: the package is missing, nobody answers, no worker is there, or, while
            batches are waited for, the scheduler or the last worker is lost.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        rule = "--scheduler needs the package distributed"
        hint = "pip install convbook[cluster]"
        raise ConvbookValueError(message("convbook grade", rule, "none", hint)) from None
    with _told("a Dask scheduler must answer at the address", address):
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    with client:
        with _told("the scheduler must have a worker", address):
            client.wait_for_workers(1, timeout=PATIENCE)
            threads = sum(client.nthreads().values())

        def submit(assignment: Assignment, asked: list[Asked]) -> Pending:
            with _told(STAY, address):
                # Not pure: the scheduler must not answer from an earlier run.
                work = (check_as, convbook.__version__, assignment, asked)
                return _Batch(client, address, client.submit(*work, pure=False))

        yield submit, 2 * threads


def check_as(release: str, assignment: Assignment, asked: list[Asked]) -> list[Outcome]:
    """What a worker of a cluster does with a batch, if it has the same release.

    Raises:
        ConvbookValueError: it has another one, which may grade otherwise.
    """
    if convbook.__version__ != release:
        rule = f"every worker must have convbook {release}"
        raise ConvbookValueError(message("convbook grade", rule, convbook.__version__))
    return check(assignment, asked)


@dataclass(frozen=True)
class _Batch:
    client: Any
    address: str
    future: Any

    def result(self) -> list[Outcome]:
        with _told(STAY, self.address):
            while True:
                try:
                    found: list[Outcome] = self.future.result(timeout=PATIENCE)
                    return found
                except TimeoutError:
                    # A slow worker is waited for; where there is none, nobody would ever answer.
                    if not self.client.nthreads():
                        raise


@contextmanager
def _told(rule: str, address: str) -> Iterator[None]:
    """Whatever a cluster may raise, as one error that says what to do."""
    try:
        yield
    except ConvbookValueError:
        raise
    except Exception as error:
        why = " ".join(f"{type(error).__name__} {error}".split())
        hint = f"{why}; the same command goes on from what is graded"
        raise ConvbookValueError(message("convbook grade", rule, address, hint)) from error

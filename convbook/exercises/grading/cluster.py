"""Checks answers on other machines, through the scheduler of a Dask cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import convbook
from convbook.errors import ConvbookValueError, message
from convbook.exercises.course import Assignment
from convbook.exercises.grading.journal import Outcome
from convbook.exercises.grading.workers import Asked, Pending, Submit, check

PATIENCE = 30.0


@contextmanager
def cluster(address: str) -> Iterator[tuple[Submit, int]]:
    """How to hand a batch to the cluster at `address`, and how many it should have at a time.

    A batch whose worker dies is given to another one by the scheduler.

    Raises:
        ConvbookValueError: the package is missing, nobody answers, no worker is there, or, while
            batches are waited for, the scheduler or the last worker is lost.
    """
    try:
        from distributed import Client
    except ImportError:
        rule = "--scheduler needs the package distributed"
        hint = "pip install convbook[cluster]"
        raise ConvbookValueError(message("convbook grade", rule, "none", hint)) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as error:
        _fail("a Dask scheduler must answer at the address", address, error)
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
            threads = sum(client.nthreads().values())
        except Exception as error:
            _fail("the scheduler must have a worker", address, error)

        def submit(assignment: Assignment, asked: list[Asked]) -> Pending:
            release = convbook.__version__
            try:
                future = client.submit(check_as, release, assignment, asked, pure=False)
            except Exception as error:
                _fail("the scheduler must stay until the end", address, error)
            return _Batch(client, address, future)

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
        while True:
            try:
                found: list[Outcome] = self.future.result(timeout=PATIENCE)
                return found
            except TimeoutError as error:
                if not self._workers():
                    _fail("the cluster must keep a worker", self.address, error)
            except ConvbookValueError:
                raise
            except Exception as error:
                _fail("the cluster must stay until the end", self.address, error)

    def _workers(self) -> int:
        try:
            return len(self.client.nthreads())
        except Exception:
            return 0


def _fail(rule: str, address: str, error: Exception) -> NoReturn:
    """What is graded is in the journal, so that the same command goes on."""
    why = " ".join(f"{type(error).__name__} {error}".split())
    hint = f"{why}; the same command goes on from what is graded"
    raise ConvbookValueError(message("convbook grade", rule, address, hint)) from error

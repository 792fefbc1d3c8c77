"""Pytest plugin: with CONVBOOK_NO_SKIP=1 a skip whose reason does not start with "GPU" fails.

Loaded with `-p tests.no_skips`. An expected failure (xfail) counts as a skip: it did not pass.
"""

from __future__ import annotations

import os

import pytest

ALLOWED = "GPU"


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a test or a module was skipped."""
    if hasattr(report, "wasxfail"):
        return f"xfail: {report.wasxfail}"
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


class NoSkips:
    """Collects skips and, when asked to, turns them into a failed run."""

    def __init__(self, strict: bool):
        self.strict = strict
        self.refused: list[str] = []

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = reason_of(report) if report.skipped else ALLOWED
        if not reason.startswith(ALLOWED):
            self.refused.append(f"{report.nodeid}: {reason}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.note(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.strict and self.refused and session.exitstatus in (0, 5):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.strict and self.refused:
            terminalreporter.section(f"skips that CONVBOOK_NO_SKIP refuses: {len(self.refused)}")
            for line in self.refused:
                terminalreporter.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    # Under xdist the workers send their reports to the controller, which decides.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(NoSkips(os.environ.get("CONVBOOK_NO_SKIP") == "1"))

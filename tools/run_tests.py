"""Run every check of the repository and end with one summary.

    python -m tools.run_tests             everything
    python -m tools.run_tests lint book   these steps only
    python -m tools.run_tests --long      more generated cases in the property tests

A step that fails does not stop the next one. With CONVBOOK_NO_SKIP=1 a skipped test is a failure
(tests/no_skips.py).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable, "-m"]
PYTEST = [*PYTHON, "pytest", "-p", "tests.no_skips"]
# What measures how fast a figure answers runs alone.
BROWSER = [*PYTEST, "tests/browser", "-m"]
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
# These need an environment or a browser, and have steps of their own.
APART = [f"--ignore=tests/{name}" for name in ("colab", "nbgrader", "browser")]


@dataclass(frozen=True)
class Step:
    """Commands that run in turn; one that fails does not stop the next, but fails the step."""

    name: str
    commands: tuple[list[str], ...]


@dataclass(frozen=True)
class Outcome:
    """How a step went; `last` is the closing line of what failed first or ran last."""

    name: str
    code: int
    seconds: float
    last: str


def steps(long: bool) -> tuple[Step, ...]:
    """Return the steps in the order in which they run: what takes least time comes first."""
    profile = ["--hypothesis-profile=long"] if long else []
    return (
        Step(
            "lint",
            (
                [*PYTHON, "ruff", "check", "--output-format=concise"],
                [*PYTHON, "ruff", "format", "--check"],
                [*PYTHON, "mypy"],
                [*PYTHON, "codespell_lib"],
                [*PYTHON, "tools.stamp", "--check"],
                [*PYTHON, "tools.notebooks", "check"],
            ),
        ),
        Step("book", ([*PYTHON, "tools.build_book"],)),
        Step(
            "tests",
            (
                [
                    *[*PYTEST, "tests", *APART, "-n2", "--dist=loadfile", *profile],
                ],
            ),
        ),
        Step("browser", ([*BROWSER, "timing"], [*BROWSER, "not timing", "-n2"])),
        Step(
            "pages",
            ([*PYTEST, *NBVAL, "-n2", "--dist=loadscope", "book"],),
        ),
        with_environment("colab"),
        with_environment("nbgrader", "-n2"),
    )


def with_environment(name: str, *options: str) -> Step:
    """Return the step that makes `.venv-NAME` and runs the tests in `tests/NAME`."""
    make = ["sh", "tools/environment.sh", f".venv-{name}", f"tests/{name}/requirements.txt"]
    return Step(name, (make, [*PYTEST, f"tests/{name}", *options]))


def run(step: Step) -> Outcome:
    """Run the commands of `step`, echo what they print, and return how it went."""
    started = time.monotonic()
    code, last = 0, ""
    for command in step.commands:
        print(f"\n=== {step.name}: {' '.join(command[2:] or command)}", flush=True)
        this_code, this_last = echo(command)
        if not code:
            code, last = this_code, this_last
    return Outcome(step.name, code, time.monotonic() - started, last)


def echo(command: list[str]) -> tuple[int, str]:
    """Run `command`, print its output as it comes, and return exit code and closing line."""
    last = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip(" =\n") or last
    return process.returncode, last


def summary(outcomes: list[Outcome]) -> str:
    """Return one line for each step: name, verdict, time, closing line."""
    lines = ["", "=== summary"]
    for outcome in outcomes:
        verdict = "FAILED" if outcome.code else "ok"
        lines.append(f"{outcome.name:<8} {verdict:<6} {outcome.seconds:6.0f} s   {outcome.last}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="STEP", help="default: all of them")
    parser.add_argument("--long", action="store_true", help="more generated cases")
    arguments = parser.parse_args()
    chosen = steps(arguments.long)
    known = [step.name for step in chosen]
    for name in arguments.names:
        if name not in known:
            parser.error(f"no step {name}; there are {', '.join(known)}")
    outcomes = [run(step) for step in chosen if not arguments.names or step.name in arguments.names]
    print(summary(outcomes), flush=True)
    return 1 if any(outcome.code for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())

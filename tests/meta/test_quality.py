"""Rules of CONTRIBUTING.md that a program can check: sizes, asserts, markers, tests that test."""

import ast
import re
import subprocess

import pytest

from tools.project import ROOT

MAX_FILE_LINES = {"convbook": 250, "tools": 250, "benchmarks": 250, "tests": 300}
MAX_FUNCTION_LINES = 40
TEXT_SUFFIXES = {
    ".cff", ".css", ".html", ".ipynb", ".js", ".md", ".mjs", ".py", ".sh", ".toml", ".txt",
    ".yaml", ".yml",
}  # fmt: skip
UNFINISHED = re.compile(r"\bTO[D]O\b|FIX[M]E|XX[X]:|lorem[ ]ipsum|coming[ ]soon", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users)/\w")
FORBIDDEN_HANDLERS = {"Exception", "BaseException"}
# Where a fault of whatever kind, met on one student's file, must stop nobody else's grade, or where
# a cluster may fail in any way; it is reported with its kind.
GUARDS = {f"convbook/exercises/grading/{part}.py" for part in ("grade", "workers", "cluster")}


def tracked():
    """Return the files under version control, or about to be."""
    listing = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in names.split("\0") if name]
    return [file for file in files if file.is_file()]


def python_files(*folders):
    return [
        file
        for file in tracked()
        if file.suffix == ".py" and file.relative_to(ROOT).parts[0] in folders
    ]


def tree_of(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(tree):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def code_lines(function):
    """Number of lines of a function without its docstring."""
    body = function.body
    documented = ast.get_docstring(function) is not None
    lines = function.end_lineno - function.lineno + 1
    return lines - (body[0].end_lineno - body[0].lineno + 1 if documented else 0)


def name(file):
    return file.relative_to(ROOT).as_posix()


LIBRARY = python_files("convbook", "tools")
TESTS = python_files("tests")
RACES = python_files("benchmarks")


@pytest.mark.parametrize("file", LIBRARY + TESTS + RACES, ids=name)
def test_files_and_functions_are_short(file):
    limit = MAX_FILE_LINES[file.relative_to(ROOT).parts[0]]
    assert len(file.read_text(encoding="utf-8").splitlines()) <= limit
    long = {f.name: code_lines(f) for f in functions(tree_of(file))}
    assert {k: v for k, v in long.items() if v > MAX_FUNCTION_LINES} == {}


@pytest.mark.parametrize("file", LIBRARY, ids=name)
def test_library_refuses_with_errors_not_with_assert(file):
    asserts = [node.lineno for node in ast.walk(tree_of(file)) if isinstance(node, ast.Assert)]
    assert asserts == []


def catches_everything(handler):
    """Whether an `except` names nothing, or something too broad, be it in a tuple."""
    kinds = [None] if handler.type is None else getattr(handler.type, "elts", [handler.type])
    return any(kind is None or getattr(kind, "id", "") in FORBIDDEN_HANDLERS for kind in kinds)


@pytest.mark.parametrize("file", LIBRARY + TESTS, ids=name)
def test_no_handler_swallows_everything(file):
    handlers = [node for node in ast.walk(tree_of(file)) if isinstance(node, ast.ExceptHandler)]
    broad = [handler.lineno for handler in handlers if catches_everything(handler)]
    assert broad == [] or name(file) in GUARDS


def called(function):
    """Return the last names of what a function calls, such as `raises` for `pytest.raises`."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls}


def can_fail(function):
    """Tell whether a test or a helper asserts something, itself or through what it calls.

    A test named `test_..._pass` fails where something is raised, `holds` is a property's check.
    """
    asserts = any(isinstance(node, ast.Assert) for node in ast.walk(function))
    names = called(function)
    checks = {"raises", "warns", "check", "holds", "gradcheck", "gradgradcheck", "validate"}
    helped = bool(names & checks) or any("assert_" in other for other in names)
    return asserts or helped or function.name.endswith(("_pass", "_passes"))


@pytest.mark.parametrize("file", TESTS, ids=name)
def test_every_test_can_fail(file):
    hollow = [
        function.name
        for function in functions(tree_of(file))
        if function.name.startswith(("test_", "assert_")) and not can_fail(function)
    ]
    assert hollow == []


def test_a_test_without_assertion_is_seen():
    hollow, sound = functions(ast.parse("def test_a(): compare(1, 2)\ndef test_b(): assert 1 == 2"))
    assert not can_fail(hollow)
    assert can_fail(sound)


def offences(pattern):
    found = []
    for file in tracked():
        if file.suffix in TEXT_SUFFIXES or file.name in ("Makefile", "run"):
            lines = file.read_text(encoding="utf-8").splitlines()
            found += [
                f"{name(file)}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line)
            ]
    return found


@pytest.mark.parametrize("pattern", [UNFINISHED, MACHINE_PATH], ids=["unfinished", "machine path"])
def test_no_unfinished_marker_and_no_path_of_a_machine(pattern):
    assert offences(pattern) == []


def test_files_are_small_enough_to_clone():
    assert [name(file) for file in tracked() if file.stat().st_size > 1_000_000] == []

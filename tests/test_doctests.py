"""Every example in a docstring of convbook runs and prints what it says."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import convbook

PACKAGE = Path(convbook.__file__).parent
MODULES = [
    ".".join(("convbook", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py" and ">>>" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    results = doctest.testmod(import_module(name))
    assert results.attempted > 0, "the file has examples that doctest does not find"
    assert results.failed == 0, capsys.readouterr().out

"""The page on what grading prevents names tests that exist."""

import re

from tools.project import ROOT

PAGE = ROOT / "book/back-matter/threat-model.md"


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"\b(test_\w+)", PAGE.read_text(encoding="utf-8")))
    files = (ROOT / "tests/exercises").rglob("test_*.py")
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    assert len(named) > 12
    assert {name for name in named if f"def {name}(" not in written} == set()

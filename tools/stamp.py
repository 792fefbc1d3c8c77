"""Write the version and the repository's address of pyproject.toml wherever they are repeated.

    python -m tools.stamp           write
    python -m tools.stamp --check   list what differs, write nothing; exit 1 if anything does

`__version__`, _config.yml and CITATION.cff each have one place for them. In a notebook it is the
setup cell. In Markdown, files and cells alike, these are recognised: the link definitions
`[repository]:` and `[issues]:`, links to Colab, Binder and README sections, `git clone` and
`convbook @ git+...`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import notebooks, project
from tools.project import ROOT, Project

# A pattern's one group is what is replaced; `{...}` names a fact of the project.
Rule = tuple[str, str]
FILES: dict[str, tuple[Rule, ...]] = {
    "convbook/__init__.py": ((r'^__version__ = "(.*)"$', "{version}"),),
    "_config.yml": ((r"^repository:\n  url: (\S+)$", "{repository}"),),
    "CITATION.cff": (
        (r'^version: "(.*)"$', "{version}"),
        (r'^repository-code: "(.*)"$', "{repository}"),
    ),
}
MARKDOWN: tuple[Rule, ...] = (
    (r"^\[repository\]: (\S+)$", "{repository}"),
    (r"^\[issues\]: (\S+)$", "{repository}/issues"),
    (r"\bgit clone (https://\S+)", "{repository}"),
    (r"\bconvbook @ git\+(\S+?)\"", "{repository}@v{version}"),
    (r"https://github\.com/([^/\s#]+/[^/\s#]+)#for-", "{slug}"),
    (r"https://colab\.research\.google\.com/github/([^/\s]+/[^/\s]+)/", "{slug}"),
    (r"https://mybinder\.org/v2/gh/([^/\s]+/[^/\s]+)/", "{slug}"),
)
SETUP_MARK = 'find_spec("convbook")'


def apply(text: str, rule: Rule, facts: Project) -> tuple[str, int]:
    """Return `text` with the rule's group replaced at every match, and the number of matches."""
    pattern, template = rule
    value = template.format(version=facts.version, repository=facts.repository, slug=facts.slug)
    count = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        start, end = (position - match.start() for position in match.span(1))
        return match[0][:start] + value + match[0][end:]

    return re.sub(pattern, replace, text, flags=re.MULTILINE), count


def markdown(text: str, facts: Project) -> str:
    """Return Markdown with every recognised place stamped."""
    for rule in MARKDOWN:
        text, _ = apply(text, rule, facts)
    return text


def notebook(path: Path, facts: Project) -> str:
    """Return the text of the notebook with its setup cell and its Markdown stamped.

    Raises:
        ValueError: there is no setup cell.
    """
    page = notebooks.read(path)
    setup = [cell for cell in page.cells if cell.cell_type == "code" and SETUP_MARK in cell.source]
    if len(setup) != 1:
        raise ValueError(f"{path}: needs one setup cell, found {len(setup)}")
    setup[0].source = facts.setup_cell()
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = markdown(cell.source, facts)
    return notebooks.dumps(page)


def stamped(root: Path, facts: Project) -> Iterator[tuple[Path, str]]:
    """Yield every file that repeats a fact, with the text it should have.

    Raises:
        ValueError: a file lacks its place for a fact.
    """
    for name, rules in FILES.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        for rule in rules:
            text, count = apply(text, rule, facts)
            if count != 1:
                raise ValueError(f"{name}: needs one line that matches {rule[0]}, found {count}")
        yield path, text
    for path in [*sorted(root.glob("*.md")), *_visible(root / "book", ".md")]:
        yield path, markdown(path.read_text(encoding="utf-8"), facts)
    for path in _visible(root / "book", ".ipynb"):
        yield path, notebook(path, facts)


def _visible(folder: Path, suffix: str) -> list[Path]:
    paths = sorted(folder.rglob(f"*{suffix}"))
    return [
        path
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="stamp", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="list differences, write nothing")
    check = parser.parse_args(argv).check
    facts = project.read(root)
    different = 0
    for path, text in stamped(root, facts):
        if text == path.read_text(encoding="utf-8"):
            continue
        different += 1
        print(f"{path.relative_to(root)}: {'differs from pyproject.toml' if check else 'written'}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())

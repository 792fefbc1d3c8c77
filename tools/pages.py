"""The pages of the book, in reading order, as `_toc.yml` lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = (".ipynb", ".md")


def _entries(node: Any) -> Iterator[str]:
    """Yield every `root:` and `file:` value of a table of contents, depth first."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("root", "file"):
                yield value
            else:
                yield from _entries(value)
    elif isinstance(node, list):
        for item in node:
            yield from _entries(item)


def names(root: Path = ROOT) -> list[str]:
    """Return the page names of `_toc.yml`, such as `book/index`: no suffix, reading order."""
    return list(_entries(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))))


def sources(root: Path = ROOT) -> list[Path]:
    """Return the one source file of each page, absolute, in reading order.

    Raises:
        ValueError: a page of the table of contents has no source, or two.
    """
    found = []
    for name in names(root):
        files = [root / f"{name}{suffix}" for suffix in SUFFIXES]
        files = [file for file in files if file.is_file()]
        if len(files) != 1:
            raise ValueError(
                f"_toc.yml: {name} needs exactly one source out of {SUFFIXES}, found {len(files)}"
            )
        found.extend(files)
    return found


def notebooks(root: Path = ROOT) -> list[Path]:
    """Return the pages that are notebooks, absolute paths in reading order."""
    return [source for source in sources(root) if source.suffix == ".ipynb"]

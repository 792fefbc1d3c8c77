"""What `pyproject.toml` says about the project, and the setup cell made from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SETUP_CELL = """\
import importlib.util

if importlib.util.find_spec("convbook") is None:
    %pip install -q --no-deps "convbook @ git+{repository}@v{version}"

import convbook

convbook.setup_notebook()"""


@dataclass(frozen=True)
class Project:
    """The facts that other files repeat: the version, and the repository's address."""

    version: str
    repository: str

    @property
    def slug(self) -> str:
        """Return `owner/name`, as it stands in links of Colab and Binder."""
        return "/".join(self.repository.rstrip("/").split("/")[-2:])

    def setup_cell(self) -> str:
        """Return the source of the first code cell of every notebook."""
        return SETUP_CELL.format(version=self.version, repository=self.repository)


def read(root: Path = ROOT) -> Project:
    """Return the facts of `root/pyproject.toml`."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Project(version=table["version"], repository=table["urls"]["Repository"].rstrip("/"))

"""The direction of imports inside convbook, and what may be imported from outside."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import convbook

PACKAGE = Path(convbook.__file__).parent

# What each part builds on; it may import these and all that they build on.
BUILDS_ON = {
    "errors": (),
    "checks": ("errors",),
    "lazy": (),
    "geometry": ("checks",),
    "reference": ("geometry",),
    "ops": ("geometry",),
    "analysis": ("ops", "lazy"),
    "viz": ("analysis", "lazy"),
    "data": ("checks",),
    "nets": ("ops", "data"),
    "widgets": ("analysis", "viz", "data", "nets"),
    "sphinx_ext": ("widgets", "exercises"),
    "experiments": ("data", "nets", "ops", "analysis"),
    "exercises": ("reference", "ops", "analysis", "widgets", "lazy"),
    "runtime": ("errors", "viz"),
    "cli_exercises": (),
    "cli": ("sphinx_ext", "experiments", "exercises", "runtime", "cli_exercises"),
    "__init__": ("runtime",),
    "__main__": ("cli",),
}
# Outside packages that a part may import; a part not listed is not restricted in this way.
OUTSIDE = {
    "__init__": (),
    "errors": (),
    "checks": (),
    "lazy": (),
    "geometry": (),
    "cli_exercises": (),
    "reference": ("numpy",),
    "ops": ("torch",),
    "analysis": ("numpy", "torch"),
    "viz": ("numpy", "matplotlib", "cycler"),
    "nets": ("numpy", "torch", "h5py"),
    "data": ("numpy", "PIL", "h5py"),
    "runtime": ("numpy", "torch", "matplotlib_inline"),
}
NOWHERE = ("torchvision", "onnx", "scipy", "hypothesis", "sklearn")
# These load nothing heavy before it is used.
LIGHT = ("__init__", "runtime", "errors", "checks", "lazy", "geometry", "cli", "cli_exercises")
HEAVY = ("torch", "numpy", "matplotlib", "ipywidgets", "anywidget", "IPython", "matplotlib_inline")


@dataclass(frozen=True)
class Import:
    """One import statement: in which part of convbook it stands, and what it names."""

    part: str
    target: str
    at_import_time: bool
    where: str


def reach(part: str) -> set[str]:
    """What `part` may import of convbook: itself, what it builds on, and so on downwards."""
    return {part}.union(*(reach(lower) for lower in BUILDS_ON[part]))


def names(node: ast.stmt, package: list[str]) -> list[str]:
    """Full names that an import statement binds or loads."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = package[: len(package) - node.level + 1] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        return [f"{module}.{alias.name}" for alias in node.names]
    return []


def only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def statements(node: ast.AST, at_import_time: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    """Every import below `node`, and whether it runs when the module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_import_time
        deferred = isinstance(child, ast.FunctionDef | ast.Lambda) or only_for_types(child)
        yield from statements(child, at_import_time and not deferred)


def imports(file: Path, root: Path) -> list[Import]:
    parts = file.relative_to(root).with_suffix("").parts
    package = [root.name, *parts[:-1]]
    return [
        Import(parts[0], name, eager, f"{file.relative_to(root.parent)}:{node.lineno}")
        for node, eager in statements(ast.parse(file.read_text(encoding="utf-8")))
        for name in names(node, package)
    ]


def faults(found: Import) -> list[str]:
    """What is wrong with an import; empty where nothing is."""
    first, *rest = found.target.split(".")
    wrong = []
    if first == "convbook":
        lower = rest[0] if rest and rest[0] in BUILDS_ON else "__init__"
        if lower == "__init__" and rest and rest[0] not in convbook.__all__:
            wrong.append(f"{rest[0]} has no row in BUILDS_ON")
        elif lower not in reach(found.part) | {"__init__"}:
            wrong.append(f"{found.part} must not import {lower}")
        elif lower == "__init__" and found.part in reach("runtime"):
            wrong.append(f"{found.part} is imported by convbook itself")
    elif first not in sys.stdlib_module_names:
        if first in NOWHERE:
            wrong.append(f"{first} belongs to tests and benchmarks")
        if first not in OUTSIDE.get(found.part, (first,)):
            wrong.append(f"{found.part} must not import {first}")
        if first in HEAVY and found.part in LIGHT and found.at_import_time:
            wrong.append(f"{found.part} must import {first} inside a function")
    return wrong


ALL = [found for file in sorted(PACKAGE.rglob("*.py")) for found in imports(file, PACKAGE)]


def test_every_part_has_a_row() -> None:
    parts = {p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert parts <= BUILDS_ON.keys(), "a new part needs its place in the order"


@pytest.mark.parametrize("part", sorted({found.part for found in ALL}))
def test_imports_point_downwards(part: str) -> None:
    wrong = [
        f"{i.where} imports {i.target}: {fault}"
        for i in ALL
        if i.part == part
        for fault in faults(i)
    ]
    assert not wrong, "\n".join(wrong)


def test_reference_and_ops_are_independent() -> None:
    assert "ops" not in reach("reference")
    assert "reference" not in reach("ops")


def test_nothing_builds_on_exercises_and_experiments() -> None:
    users = {p for p, below in BUILDS_ON.items() if {"exercises", "experiments"} & set(below)}
    # The build of the book mounts the exercises of its pages.
    assert users == {"cli", "sphinx_ext"}


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("ops/new.py", "from convbook.reference import conv2d", "ops must not import reference"),
        ("ops/new.py", "from convbook import viz", "ops must not import viz"),
        ("ops/new.py", "from ..reference.conv import conv2d", "ops must not import reference"),
        ("ops/new.py", "from .. import exercises", "ops must not import exercises"),
        ("ops/new.py", "import numpy as np", "ops must not import numpy"),
        ("ops/new.py", "def f():\n    import numpy.linalg", "ops must not import numpy"),
        ("reference/new.py", "import torch", "reference must not import torch"),
        ("geometry/new.py", "from numpy import prod", "geometry must not import numpy"),
        ("geometry/new.py", "import convbook.ops.conv", "geometry must not import ops"),
        ("geometry/new.py", "import convbook", "geometry is imported by convbook itself"),
        ("widgets/new.py", "from convbook import exercises", "widgets must not import exercises"),
        ("widgets/new.py", "import torchvision.ops", "torchvision belongs to tests"),
        ("nets/new.py", "import scipy", "scipy belongs to tests"),
        ("viz/new.py", "import torch", "viz must not import torch"),
        ("analysis/new.py", "import matplotlib.pyplot", "analysis must not import matplotlib"),
        ("runtime.py", "import torch", "runtime must import torch inside a function"),
        ("cli.py", "class A:\n    import torch", "cli must import torch inside a function"),
        ("widgets/new.py", "from convbook import secrets", "secrets has no row"),
        ("ops/new.py", "from convbook.geometry import conv_macs\nimport torch.nn, math", ""),
        ("runtime.py", "if TYPE_CHECKING:\n    import torch", ""),
        ("cli.py", "def f():\n    import torch", ""),
        ("sphinx_ext/new.py", "from convbook import __version__, widgets", ""),
    ],
)
def test_the_walk_sees(path: str, source: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "convbook" / path
    file.parent.mkdir(parents=True)
    file.write_text(source, encoding="utf-8")
    found = [fault for i in imports(file, tmp_path / "convbook") for fault in faults(i)]
    assert any(f.startswith(fault) for f in found) if fault else not found, found

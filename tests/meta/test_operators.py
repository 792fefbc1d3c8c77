"""Every public operator has a row in the case table, a definition, and a full docstring."""

import inspect
import re
from pathlib import Path
from types import FunctionType

import pytest
from torch import nn

from convbook import geometry, ops, reference
from tests.cases import CASES, LAYERS

BOOK = Path(__file__).resolve().parents[2] / "book"
OPERATORS = [name for name in ops.__all__ if isinstance(getattr(ops, name), FunctionType)]
MODULES = [
    name
    for name in ops.__all__
    if inspect.isclass(getattr(ops, name)) and issubclass(getattr(ops, name), nn.Module)
]
READERS = "conv_geometry", "convolution_geometry"  # for other modules of convbook, not for readers
FORMULAS = [
    name
    for name in geometry.__all__
    if isinstance(getattr(geometry, name), FunctionType) and name not in READERS
]
DOCUMENTED = [
    pytest.param(getattr(module, name), id=f"{module.__name__.split('.')[1]}-{name}")
    for module, names in (
        (ops, OPERATORS + MODULES),
        (reference, reference.__all__),
        (geometry, FORMULAS),
    )
    for name in names
]


def assert_rows_match(operators: list[str], rows: list[str]) -> None:
    assert sorted(rows) == sorted(operators), "one row for every operator, and none besides"


def test_every_operator_has_a_row() -> None:
    assert OPERATORS
    assert_rows_match(OPERATORS, [case.name for case in CASES])
    with pytest.raises(AssertionError, match="one row for every operator"):
        assert_rows_match([*OPERATORS, "new_conv2d"], [case.name for case in CASES])


def test_every_layer_has_a_row() -> None:
    assert_rows_match(MODULES, [row.name for row in LAYERS])


def test_every_operator_has_a_definition() -> None:
    assert sorted(reference.__all__) == sorted(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
def test_operator_and_definition_take_the_same_arguments(name: str) -> None:
    ours, theirs = (inspect.signature(getattr(m, name)).parameters for m in (ops, reference))
    how = "algorithm", "tile"  # not what is computed, but how
    assert [(p.name, p.default) for p in ours.values() if p.name not in how] == [
        (p.name, p.default) for p in theirs.values()
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_documented_algorithm_is_judged(case) -> None:
    doc = inspect.getdoc(getattr(ops, case.name))
    paragraph = re.search(r"^    algorithm: .*(\n {8}.*)*", doc, re.MULTILINE)
    documented = set(re.findall(r'"(\w+)"', paragraph[0])) if paragraph else {""}
    assert {algorithm.partition(" ")[0] for algorithm in case.oracles} == documented
    assert all(case.oracles.values()), "an algorithm needs an oracle"


def assert_documented(function: FunctionType | type[nn.Module]) -> None:
    doc = inspect.getdoc(function) or ""
    summary, _, rest = doc.partition("\n\n")
    assert "\n" not in summary, "the meaning takes one line"
    assert summary.endswith(".") or ": " in summary
    sections = re.findall(r"^(Args|Returns|Raises|Example|Source|See):", doc, re.MULTILINE)
    assert sections == ["Args", "Returns", "Raises", "Example", "Source", "See"]
    before_args = summary + rest.partition("Args:")[0]
    assert re.search(r"[=+*/(]", before_args), "the equation is missing"
    arguments = rest.partition("Args:")[2].partition("Returns:")[0]
    for name in inspect.signature(function).parameters:
        assert re.search(rf"^\s+{name}: ", arguments, re.MULTILINE), f"{name} is not explained"
    assert ">>> " in doc
    page = re.search(r"^See: ([a-z-]+/[a-z0-9-]+)$", doc, re.MULTILINE)
    assert page, "See: names a page"
    assert list(BOOK.glob(f"{page[1]}.*")), f"there is no page {page[1]}"


@pytest.mark.parametrize("function", DOCUMENTED)
def test_docstring_is_complete(function: FunctionType | type[nn.Module]) -> None:
    assert_documented(function)

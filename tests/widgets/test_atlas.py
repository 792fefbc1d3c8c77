"""The atlas knows every operator and every reduction."""

import json
import re
from types import FunctionType

import pytest
from torch import nn

from convbook import ops
from convbook.errors import ConvbookValueError
from convbook.widgets import Atlas, bundle
from convbook.widgets.atlas import FAMILIES, OPERATORS, ROWS, arcs, edges, rows_of

# A loss of a whole model is no operator on an image.
ELSEWHERE = {"gmacs_loss"}


def test_every_public_operator_and_layer_has_a_row() -> None:
    public = {
        name
        for name in ops.__all__
        if isinstance(getattr(ops, name), FunctionType)
        or (isinstance(getattr(ops, name), type) and issubclass(getattr(ops, name), nn.Module))
    }
    assert public - ELSEWHERE <= set(ROWS)
    assert set(OPERATORS) <= public
    assert {row for rows in ROWS.values() for row in rows} <= set(OPERATORS)


def test_every_operator_has_a_reduction() -> None:
    named = {row for edge in edges() for row in edge["ends"]}
    assert set(OPERATORS) - named == set()


def test_every_reduction_names_an_operator_and_says_what_it_means() -> None:
    assert [edge["name"] for edge in edges()] == [edge.name for edge in ops.REDUCTIONS]
    for edge in edges():
        assert edge["ends"], edge["name"]
        assert edge["meaning"].endswith("."), edge["name"]
        assert "\n" not in edge["meaning"], edge["name"]


def test_names_are_read_as_words() -> None:
    assert rows_of("conv2d(pad2d(x), w)") == ["conv2d", "pad2d"]
    assert rows_of("DeformKernelConv2d(3)") == ["deform_kernel_conv2d"]
    assert rows_of("F.conv_transpose2d and partial_conv2d_like") == ["conv_transpose2d"]
    assert rows_of("convNd(x)") == ["conv2d", "conv1d", "conv3d"]
    assert rows_of("convNd(x)", all_of=False) == ["conv2d"]


def test_an_operator_shows_its_own_reductions_and_no_other() -> None:
    for operator in OPERATORS:
        found = Atlas.compute({"operator": operator, "exact": False, "cases": 0})
        assert found["edges"] == [i for i, e in enumerate(edges()) if operator in e["ends"]]
        assert operator not in found["near"]
    shown = Atlas.compute({"operator": "conv2d", "exact": True, "cases": 2})
    assert all(edges()[number]["exact"] for number in shown["edges"])
    assert shown["cases"] == 2 * len(shown["edges"])


def test_arcs_are_counted() -> None:
    pairs = [sorted(map(OPERATORS.index, e["heads"][:2])) for e in edges() if len(e["heads"]) > 1]
    assert sum(arcs().values()) == len(pairs)
    assert {tuple(pair) for pair in pairs} == set(arcs())


@pytest.mark.parametrize(
    ("params", "match"),
    [
        ({"operator": "conv4d"}, "operator must be one of"),
        ({"cases": -1}, "cases must be at least 0, got -1"),
    ],
)
def test_refuses(params: dict, match: str) -> None:
    with pytest.raises(ConvbookValueError, match=match):
        Atlas(**params)


def test_the_script_has_the_same_rows() -> None:
    (script,) = re.findall(r"const FAMILIES = (\{.*?\n\});?", bundle.esm("atlas"), re.DOTALL)
    quoted = re.sub(r"^  (\w+):", r'  "\1":', script, flags=re.MULTILINE)
    rows = json.loads(re.sub(r",(\s*[\]}])", r"\1", quoted))
    assert rows == {title: list(names) for title, names in FAMILIES.items()}

"""Every layer of the table of layers: a thin module around its operator."""

import copy
import io
import re

import pytest
import torch
from torch import nn

from convbook import ops
from tests.cases import LAYERS, LayerCase
from tests.values import apply, assert_equal, each

ROWS = [pytest.param(row, id=row.name) for row in LAYERS]
every_layer = pytest.mark.parametrize("row", ROWS)


@every_layer
def test_equals_the_function(row: LayerCase) -> None:
    layer = row.filled()
    assert_equal(layer(*row.inputs), row.equals(layer, *row.inputs))


@every_layer
def test_state_survives_a_file(row: LayerCase) -> None:
    one, other, file = row.filled(), row.make().double(), io.BytesIO()
    torch.save(one.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True))
    expected = one(*row.inputs)
    assert_equal(other(*row.inputs), expected)
    assert_equal(copy.deepcopy(one)(*row.inputs), expected)


@every_layer
def test_shows_its_arguments(row: LayerCase) -> None:
    shown = repr(row.make())
    assert shown.startswith(f"{row.name}(")
    for part in row.shows:
        assert part in shown


@every_layer
def test_every_parameter_learns(row: LayerCase) -> None:
    layer = row.filled()
    sum(t.square().sum() for t in each(layer(*row.inputs)) if t is not None).backward()
    assert set(row.idle) <= {name for name, _ in layer.named_parameters()}
    for name, parameter in layer.named_parameters():
        learns = parameter.grad is not None and bool(parameter.grad.count_nonzero())
        assert learns == (name not in row.idle), name


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16], ids=str)
@every_layer
def test_keeps_the_dtype(row: LayerCase, dtype: torch.dtype) -> None:
    layer = row.filled().to(dtype)
    result = layer(*apply(lambda t: t.to(dtype), row.inputs))
    assert {t.dtype for t in each(result) if t is not None} == {dtype}


@every_layer
def test_runs_under_autocast(row: LayerCase) -> None:
    layer = row.filled().float()
    inputs = apply(lambda t: t.float(), row.inputs)
    expected = layer(*inputs)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        result = layer(*inputs)
    shapes = [None if t is None else t.shape for t in each(result)]
    assert shapes == [None if t is None else t.shape for t in each(expected)]


@every_layer
def test_meta_device_gives_the_shape(row: LayerCase) -> None:
    expected = row.filled()(*row.inputs)
    with torch.device("meta"):
        built_there = row.make().double()
    for layer in (built_there, row.make().double().to("meta")):
        result = layer(*apply(lambda t: t.to("meta"), row.inputs))
        for ours, theirs in zip(each(result), each(expected), strict=True):
            assert (ours is None) == (theirs is None)
            assert ours is None or ours.is_meta
            assert ours is None or ours.shape == theirs.shape


@pytest.mark.parametrize("row", [row for row in LAYERS if row.twin], ids=lambda row: row.name)
def test_loads_the_state_of_torch(row: LayerCase) -> None:
    assert row.twin is not None
    twin, layer = row.twin().double(), row.make().double()
    layer.load_state_dict(twin.state_dict())
    assert_equal(layer(*row.inputs), twin(*row.inputs))
    assert all(hasattr(layer, name) for name in ("in_channels", "out_channels", "kernel_size"))


@pytest.mark.parametrize(
    ("row", "misuse"),
    [pytest.param(r, m, id=f"{r.name}-{i}") for r in LAYERS for i, m in enumerate(r.misuses)],
)
def test_refuses_to_be_made(row: LayerCase, misuse) -> None:
    with pytest.raises(misuse.error, match=f"^{row.name}: .*{misuse.match}"):
        row.make(**misuse.changes)


@pytest.mark.parametrize(
    ("row", "refused"),
    [pytest.param(r, m, id=f"{r.name}-{i}") for r in LAYERS for i, m in enumerate(r.refuses)],
)
def test_refuses_an_input(row: LayerCase, refused) -> None:
    inputs, error, match = refused
    with pytest.raises(error, match=match):
        row.make().double()(*inputs)


@every_layer
def test_every_documented_error_is_provoked(row: LayerCase) -> None:
    section = getattr(ops, row.name).__doc__.split("Raises:")[1].split("Example:")[0]
    documented = set(re.findall(r"Convbook\w+Error", section))
    provoked = {m.error.__name__ for m in row.misuses} | {e.__name__ for _, e, _ in row.refuses}
    assert documented == provoked


@every_layer
def test_is_a_module(row: LayerCase) -> None:
    assert isinstance(row.make(), nn.Module)
    assert row.make().train().eval().training is False

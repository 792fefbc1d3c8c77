"""Every edge between operators holds on 200 generated cases, and could fail."""

import pytest
import torch

from convbook.errors import DisagreementError
from convbook.ops import REDUCTIONS, Reduction
from convbook.ops.reductions import record
from convbook.ops.reductions.record import Draw, reduction

SEEDS = 200


@pytest.mark.parametrize("edge", REDUCTIONS, ids=lambda edge: edge.name)
def test_edge_holds(edge: Reduction) -> None:
    for seed in range(SEEDS):
        assert edge.check(seed) is None


@pytest.mark.parametrize("edge", REDUCTIONS, ids=lambda edge: edge.name)
def test_edge_compares_something(edge: Reduction, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases differ in shape, hold numbers other than zero, and one wrong number is seen."""
    cases = []
    compare = record.assert_equal
    monkeypatch.setattr(record, "assert_equal", lambda *arguments: cases.append(arguments))
    for seed in range(SEEDS):
        edge.check(seed)
    assert len(cases) == SEEDS
    assert len({tuple(left.shape) for _, _, (left, _), _, _ in cases}) >= 5
    assert sum(bool(left.count_nonzero()) for _, _, (left, _), _, _ in cases) > 0.9 * SEEDS
    name, claim, (left, right), exact, seed = cases[-1]
    spoilt = right.clone(memory_format=torch.contiguous_format)
    spoilt.view(-1)[-1] += 1
    with pytest.raises(DisagreementError, match=f"^{edge.name}: .* difference of up to 1"):
        compare(name, claim, (left, spoilt), exact, seed)


def test_names_are_unique() -> None:
    assert len({edge.name for edge in REDUCTIONS}) == len(REDUCTIONS)


def test_records_are_plain() -> None:
    for edge in REDUCTIONS:
        assert all(isinstance(t, str) for t in (edge.name, edge.left, edge.right, edge.condition))
        assert edge.left
        assert edge.right
        assert isinstance(edge.exact, bool)
    with pytest.raises(AttributeError):
        REDUCTIONS[0].name = "other"


def test_a_seed_is_a_case() -> None:
    one, again, other = Draw(7), Draw(7), Draw(8)
    shape = one.integers(3, 1, 9)
    assert shape == again.integers(3, 1, 9) != other.integers(3, 1, 9)
    assert torch.equal(one.tensor(4, 4), again.tensor(4, 4))
    values = other.tensor(1000)
    assert set(values.tolist()) == set(range(-4, 5))


def wrong(right, exact: bool = True) -> Reduction:
    @reduction("x", "right(x)", exact=exact)
    def made_up(draw: Draw) -> tuple[torch.Tensor, torch.Tensor]:
        x = draw.tensor(3)
        return x, right(x)

    return made_up


@pytest.mark.parametrize(
    ("right", "match"),
    [
        (lambda x: x + 1e-9, "made-up: x == right(x) must hold, got a difference of up to 1e-09"),
        (lambda x: x[None], "got (3,) torch.float64 and (1, 3) torch.float64 (seed 5)"),
        (lambda x: x.float(), "got (3,) torch.float64 and (3,) torch.float32 (seed 5)"),
        (lambda x: x * torch.nan, "must hold, got a difference of up to nan"),
    ],
)
def test_a_false_edge_is_refused(right, match: str) -> None:
    with pytest.raises(DisagreementError) as caught:
        wrong(right).check(5)
    assert match in str(caught.value)


def test_an_inexact_edge_allows_rounding_and_no_more() -> None:
    wrong(lambda x: x + 1e-12, exact=False).check(5)
    with pytest.raises(DisagreementError, match="must hold up to rounding"):
        wrong(lambda x: x + 1e-6, exact=False).check(5)

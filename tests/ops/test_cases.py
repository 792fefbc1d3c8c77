"""Every operator of the case table against its definition, its oracles and its promises."""

import re
from dataclasses import replace

import pytest
import torch
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from convbook import ops, reference
from convbook.errors import ConvbookTypeError
from tests.cases import CASES, Call, Case, Misuse
from tests.cases.record import PROMISES
from tests.strategies import integers
from tests.values import apply, assert_equal, each

ROWS = [pytest.param(case, id=case.name) for case in CASES]
VARIANTS = [
    pytest.param(case, algorithm, id=f"{case.name}-{algorithm.replace(' ', '-')}".strip("-"))
    for case in CASES
    for algorithm in case.oracles
]
LIGHT = settings(max_examples=25)


def promising(promise: str) -> pytest.MarkDecorator:
    """The variants of the rows that do not lack `promise`."""
    assert promise in PROMISES
    chosen = [
        v
        for v in VARIANTS
        if promise not in v.values[0].lacks
        and not (promise == "large integers" and v.values[1] in v.values[0].refuse_integers)
    ]
    return pytest.mark.parametrize(("case", "algorithm"), chosen)


def casted(call: Call, dtype: torch.dtype) -> Call:
    return {k: apply(lambda tensor: tensor.to(dtype), v) for k, v in call.items()}


def tensor_names(call: Call) -> list[str]:
    return [name for name, value in call.items() if torch.is_tensor(value)]


@pytest.mark.parametrize("case", ROWS)
def test_row_says_what_it_lacks_and_why(case: Case) -> None:
    assert set(case.lacks) <= set(PROMISES)
    assert all(len(reason) > 10 for reason in case.lacks.values())


@pytest.mark.parametrize("case", ROWS)
@given(data=st.data())
def test_equals_the_definition(case: Case, data: st.DataObject) -> None:
    call = data.draw(case.calls)
    expected = case.definition(call)
    for algorithm in case.oracles:
        fitted = case.fit(algorithm, call)
        wanted = expected if fitted is call else case.definition(fitted)
        assert_equal(case.operator(algorithm)(**fitted), wanted, case.bound_of(algorithm))


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
@given(data=st.data())
def test_equals_independent_oracles(case: Case, algorithm: str, data: st.DataObject) -> None:
    call = case.fit(algorithm, data.draw(case.calls))
    for oracle in case.oracles[algorithm]:
        assert_equal(case.operator(algorithm)(**call), oracle(call), case.bound_of(algorithm))


@pytest.mark.parametrize(
    ("case", "feature"),
    [pytest.param(c, f, id=f"{c.name}-{f.replace(' ', '-')}") for c in CASES for f in c.reaches],
)
def test_strategy_reaches(case: Case, feature: str) -> None:
    search = settings(max_examples=2000, phases=[Phase.generate], database=None)
    assert find(case.calls, case.reaches[feature], settings=search)


@pytest.mark.parametrize(
    ("case", "algorithm", "holds"),
    [
        pytest.param(*v.values, p, id=f"{v.id}-{p.__name__}")
        for v in VARIANTS
        for p in v.values[0].properties
    ],
)
@LIGHT
@given(data=st.data())
def test_property(case: Case, algorithm: str, holds, data: st.DataObject) -> None:
    judged = replace(case, bound=case.bound_of(algorithm), algorithm_bounds={})
    holds(judged, case.fit(algorithm, data.draw(case.calls)), case.operator(algorithm))


@promising("layout")
@LIGHT
@given(data=st.data())
def test_memory_layout_does_not_matter(case: Case, algorithm: str, data: st.DataObject) -> None:
    call = case.fit(algorithm, data.draw(case.calls))
    x, run = call[case.signal], case.operator(algorithm)
    assume(x is not None)
    expected = run(**call)
    axes = list(range(x.ndim))
    layouts = {
        "reversed strides": x.permute(axes[::-1]).contiguous().permute(axes[::-1]),
        "every second entry": x.repeat_interleave(2, dim=-1)[..., ::2],
    }
    if x.ndim in (4, 5):
        last = {4: torch.channels_last, 5: torch.channels_last_3d}[x.ndim]
        layouts["channels last"] = x.to(memory_format=last)
    for layout, variant in layouts.items():
        assert torch.equal(variant, x), layout
        actual = run(**call | {case.signal: variant})
        assert_equal(actual, expected, case.bound_of(algorithm))


@promising("derivatives")
def test_first_and_second_derivatives(case: Case, algorithm: str) -> None:
    call = case.fit(algorithm, case.example | case.smooth)
    names = tensor_names(call)
    tensors = [call[name].clone().requires_grad_() for name in names]

    def of_tensors(*values: torch.Tensor) -> tuple[torch.Tensor, ...]:
        result = case.operator(algorithm)(**call | dict(zip(names, values, strict=True)))
        return tuple(tensor for tensor in each(result) if tensor is not None)

    assert torch.autograd.gradcheck(of_tensors, tensors)
    assert torch.autograd.gradgradcheck(of_tensors, tensors)


@pytest.mark.parametrize(
    ("case", "misuse"),
    [pytest.param(c, m, id=f"{c.name}-{i}") for c in CASES for i, m in enumerate(c.misuses)],
)
def test_refuses(case: Case, misuse: Misuse) -> None:
    call = case.example | misuse.changes
    pattern = f"^{case.name}: .*{misuse.match}"
    with pytest.raises(misuse.error, match=pattern):
        getattr(ops, case.name)(**call)
    if not misuse.torch_only:
        with pytest.raises(misuse.error, match=pattern):
            getattr(reference, case.name)(**call)


@pytest.mark.parametrize("case", ROWS)
def test_every_documented_error_is_provoked(case: Case) -> None:
    section = getattr(ops, case.name).__doc__.split("Raises:")[1].split("Example:")[0]
    documented = set(re.findall(r"Convbook\w+Error", section))
    assert documented == {misuse.error.__name__ for misuse in case.misuses}


@pytest.mark.parametrize(
    ("case", "algorithm", "dtype"),
    [
        pytest.param(*v.values, dtype, id=f"{v.id}-{str(dtype).removeprefix('torch.')}")
        for v in VARIANTS
        for dtype in v.values[0].dtypes
    ],
)
def test_keeps_the_dtype(case: Case, algorithm: str, dtype: torch.dtype) -> None:
    # Where the bound is 0, the example's results are integers below 256, which every one of these
    # dtypes but int8 holds; int8 wraps around, as the cast of the expected result does.
    call = case.fit(algorithm, case.example)
    if algorithm in case.refuse_integers and not (dtype.is_floating_point or dtype.is_complex):
        with pytest.raises(ConvbookTypeError, match=f"^{case.name}: .*floating-point or complex"):
            case.operator(algorithm)(**casted(call, dtype))
        return
    expected = case.definition(call)
    bound = max(case.dtypes[dtype], case.bound_of(algorithm, dtype))
    assert bound or all(r is None or r.abs().max() < 256 for r in each(expected))
    actual = case.operator(algorithm)(**casted(call, dtype))
    assert_equal(actual, apply(lambda r: r.to(dtype), expected), bound)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
@promising("half precision")
def test_half_precision_is_rounded_once(case: Case, algorithm: str, dtype: torch.dtype) -> None:
    # 4097 ones: a sum kept in bfloat16 stops at 256, one kept in float16 at 2048.
    call = case.fit(algorithm, case.accumulation(case, dtype))
    expected = torch.tensor(4097.0).to(dtype)
    for result in each(case.operator(algorithm)(**call)):
        assert torch.equal(result, expected.expand_as(result))


@promising("autocast")
def test_autocast_casts_as_torch_does(case: Case, algorithm: str) -> None:
    run, call = case.operator(algorithm), case.fit(algorithm, case.example)
    single, half = (casted(call, dtype) for dtype in (torch.float32, torch.bfloat16))
    expected = run(**half)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        lowered = run(**single)
        mixed = run(**single | {case.signal: half[case.signal]})
        double = run(**call)
    for result in (lowered, mixed):
        assert {t.dtype for t in each(result) if t is not None} == {torch.bfloat16}
        assert_equal(result, expected)
    assert_equal(double, case.definition(call), case.bound_of(algorithm))


@promising("meta")
def test_meta_device_gives_the_shape(case: Case, algorithm: str) -> None:
    run, call = case.operator(algorithm), case.fit(algorithm, case.example)
    expected = each(case.definition(call))
    results = each(run(**{k: apply(lambda t: t.to("meta"), v) for k, v in call.items()}))
    assert len(results) == len(expected)
    for ours, theirs in zip(results, expected, strict=True):
        if theirs is not None:
            assert ours.is_meta
            assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)


@promising("empty batch")
def test_empty_batch(case: Case, algorithm: str) -> None:
    run, call = case.operator(algorithm), case.fit(algorithm, case.example)
    kernels = [name for name in tensor_names(call) if name == case.kernel]
    batched = {n: call[n][:0] for n in case.batched}
    weights = {n: call[n].clone().requires_grad_() for n in kernels}
    results = [t for t in each(run(**call | batched | weights)) if t is not None]
    whole = [t for t in each(run(**call)) if t is not None]
    assert [t.shape for t in results] == [(0, *t.shape[1:]) for t in whole]
    for weight in weights.values():
        sum(t.sum() for t in results).backward(inputs=[weight])
        assert torch.equal(weight.grad, torch.zeros_like(weight))


@promising("one example")
def test_one_example_without_batch_axis(case: Case, algorithm: str) -> None:
    batch = case.fit(algorithm, case.example)
    call = batch | {n: batch[n][0] for n in case.batched}
    assert_equal(case.operator(algorithm)(**call), case.definition(call), case.bound_of(algorithm))
    assert_equal(case.definition(call), apply(lambda r: r[0], case.definition(batch)))


@promising("large integers")
def test_large_integers_are_exact(case: Case, algorithm: str) -> None:
    # 2^53 + 1 is lost in float64.
    call = case.fit(algorithm, case.large_integer(case))
    for result in each(case.operator(algorithm)(**call)):
        assert int(result.max()) == 2**53 + 1


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_arguments_are_left_alone(case: Case, algorithm: str) -> None:
    example = case.fit(algorithm, case.example)
    call = {k: apply(torch.clone, v) for k, v in example.items()}
    case.operator(algorithm)(**call)
    for name, value in call.items():
        assert_equal(
            [t if torch.is_tensor(t) else None for t in each(value)],
            [t if torch.is_tensor(t) else None for t in each(example[name])],
        )


def test_complex_derivatives() -> None:
    x = torch.complex(integers(1, 4), integers(2, 4)).requires_grad_()
    k = torch.complex(integers(3, 3), integers(4, 3)).requires_grad_()
    for operator in (ops.convolve, ops.cross_correlate):
        assert torch.autograd.gradcheck(operator, (x, k))


def test_bare_integers_are_exact() -> None:
    x, one = torch.tensor([2**53 + 1]), torch.tensor([1])
    for operator in (ops.convolve, ops.cross_correlate):
        assert operator(x, one).item() == 2**53 + 1

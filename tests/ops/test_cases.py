"""Every operator of the case table against its definition, its oracles and its promises."""

import re

import pytest
import torch
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from convbook import ops, reference
from tests.cases import CASES, Call, Case, Misuse
from tests.properties import assert_same
from tests.strategies import integers

SINGLE = torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.complex64
EXACT = torch.int8, torch.int32, torch.int64

ROWS = [pytest.param(case, id=case.name) for case in CASES]
VARIANTS = [
    pytest.param(case, algorithm, id=f"{case.name}-{algorithm}" if algorithm else case.name)
    for case in CASES
    for algorithm in case.oracles
]
LAYERS = [variant for variant in VARIANTS if "input" in variant.values[0].example]
LIGHT = settings(max_examples=25)


def casted(call: Call, dtype: torch.dtype) -> Call:
    return {k: v.to(dtype) if torch.is_tensor(v) else v for k, v in call.items()}


@pytest.mark.parametrize("case", ROWS)
@given(data=st.data())
def test_equals_the_definition(case: Case, data: st.DataObject) -> None:
    call = data.draw(case.calls)
    expected = case.definition(call)
    for algorithm in case.oracles:
        assert_same(case, case.operator(algorithm)(**call), expected)


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
@given(data=st.data())
def test_equals_independent_oracles(case: Case, algorithm: str, data: st.DataObject) -> None:
    call = data.draw(case.calls)
    for oracle in case.oracles[algorithm]:
        assert_same(case, case.operator(algorithm)(**call), oracle(call))


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
    holds(case, data.draw(case.calls), case.operator(algorithm))


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
@LIGHT
@given(data=st.data())
def test_memory_layout_does_not_matter(case: Case, algorithm: str, data: st.DataObject) -> None:
    call = data.draw(case.calls)
    x, run = call[case.signal], case.operator(algorithm)
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
        assert_same(case, run(**call | {case.signal: variant}), expected)


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_first_and_second_derivatives(case: Case, algorithm: str) -> None:
    names = [name for name, value in case.example.items() if torch.is_tensor(value)]
    tensors = [case.example[name].clone().requires_grad_() for name in names]

    def of_tensors(*values: torch.Tensor) -> torch.Tensor:
        return case.operator(algorithm)(**case.example | dict(zip(names, values, strict=True)))

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


@pytest.mark.parametrize("dtype", SINGLE + EXACT, ids=str)
@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_keeps_the_dtype(case: Case, algorithm: str, dtype: torch.dtype) -> None:
    # The example's results are integers below 256, which every one of these dtypes but int8 holds;
    # int8 wraps around, as the cast of the expected result does.
    expected = case.definition(case.example)
    assert expected.abs().max() < 256
    assert_same(case, case.operator(algorithm)(**casted(case.example, dtype)), expected.to(dtype))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_half_precision_is_rounded_once(case: Case, algorithm: str, dtype: torch.dtype) -> None:
    # 4097 ones: a sum kept in bfloat16 stops at 256, one kept in float16 at 2048.
    ndim = case.example[case.kernel].ndim
    ones = torch.ones(*(1,) * (ndim - 1), 4097, dtype=dtype)
    call = {case.signal: ones, case.kernel: ones}
    call |= {"padding": 0} if "bias" in case.example else {"mode": "valid"}
    assert case.operator(algorithm)(**call).item() == torch.tensor(4097.0).to(dtype).item()


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_autocast_casts_as_torch_does(case: Case, algorithm: str) -> None:
    run = case.operator(algorithm)
    single, half = (casted(case.example, dtype) for dtype in (torch.float32, torch.bfloat16))
    expected = run(**half)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        lowered = run(**single)
        mixed = run(**single | {case.signal: half[case.signal]})
        double = run(**case.example)
    for result in (lowered, mixed):
        assert result.dtype == torch.bfloat16
        assert_same(case, result, expected)
    assert_same(case, double, case.definition(case.example))


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_meta_device_gives_the_shape(case: Case, algorithm: str) -> None:
    run = case.operator(algorithm)
    call = {k: v.to("meta") if torch.is_tensor(v) else v for k, v in case.example.items()}
    result = run(**call)
    assert result.is_meta
    assert (result.shape, result.dtype) == (
        case.definition(case.example).shape,
        case.definition(case.example).dtype,
    )


@pytest.mark.parametrize(("case", "algorithm"), LAYERS)
def test_empty_batch(case: Case, algorithm: str) -> None:
    run = case.operator(algorithm)
    weight = case.example["weight"].clone().requires_grad_()
    result = run(**case.example | {"input": case.example["input"][:0], "weight": weight})
    assert result.shape == (0, *run(**case.example).shape[1:])
    result.sum().backward()
    assert torch.equal(weight.grad, torch.zeros_like(weight))


@pytest.mark.parametrize(("case", "algorithm"), LAYERS)
def test_one_example_without_batch_axis(case: Case, algorithm: str) -> None:
    call = case.example | {"input": case.example["input"][0]}
    assert_same(case, case.operator(algorithm)(**call), case.definition(call))
    assert_same(case, case.definition(call), case.definition(case.example)[0])


@pytest.mark.parametrize(("case", "algorithm"), LAYERS)
def test_large_integers_are_exact(case: Case, algorithm: str) -> None:
    # 2^53 + 1 is lost in float64.
    ndim = case.example["weight"].ndim
    x = torch.full((1,) * ndim, 2**53 + 1)
    assert case.operator(algorithm)(input=x, weight=torch.ones_like(x)).item() == 2**53 + 1


@pytest.mark.parametrize(("case", "algorithm"), VARIANTS)
def test_arguments_are_left_alone(case: Case, algorithm: str) -> None:
    call = {k: v.clone() if torch.is_tensor(v) else v for k, v in case.example.items()}
    case.operator(algorithm)(**call)
    for name, value in call.items():
        if torch.is_tensor(value):
            assert torch.equal(value, case.example[name]), name


def test_complex_derivatives() -> None:
    x = torch.complex(integers(1, 4), integers(2, 4)).requires_grad_()
    k = torch.complex(integers(3, 3), integers(4, 3)).requires_grad_()
    for operator in (ops.convolve, ops.cross_correlate):
        assert torch.autograd.gradcheck(operator, (x, k))

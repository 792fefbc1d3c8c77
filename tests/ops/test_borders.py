"""Borders on numbers worked by hand, and what single rows of the case table cannot say."""

import numpy as np
import pytest
import torch
from hypothesis import given
from torch import nn

from convbook import ops, reference
from convbook.ops.linear import linear
from tests.cases.padding import pad_calls
from tests.oracles.padding import numpy_pad
from tests.strategies import integers

LINE = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
COPIES = [mode for mode in ops.PADDING_MODES if not mode.startswith("distribution")]
every_mode = pytest.mark.parametrize("mode", ops.PADDING_MODES)


@pytest.mark.parametrize(
    ("mode", "padded"),
    [
        ("zeros", [0, 0, 0, 1, 2, 3, 4, 0, 0]),
        ("replicate", [1, 1, 1, 1, 2, 3, 4, 4, 4]),
        ("symmetric", [3, 2, 1, 1, 2, 3, 4, 4, 3]),
        ("reflect", [4, 3, 2, 1, 2, 3, 4, 3, 2]),
        ("circular", [2, 3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_modes_by_hand(mode: str, padded: list[int]) -> None:
    for module, line in ((ops, LINE), (reference, LINE.numpy())):
        assert module.pad2d(line, (0, 0, 3, 2), mode)[0, 0].tolist() == [padded]


def test_constant_by_hand() -> None:
    result = ops.pad2d(LINE[..., :2], (1, 0, 0, 1), "constant", 9)
    assert result[0, 0].tolist() == [[9, 9, 9], [1, 2, 9]]


def test_borders_wider_than_the_image_by_hand() -> None:
    two = LINE[..., :2]
    assert ops.pad2d(two, (0, 5), "reflect").flatten().tolist() == [2, 1] * 6
    assert ops.pad2d(two, (0, 3), "symmetric").flatten().tolist() == [2, 2, 1, 1, 2, 2, 1, 1]
    assert ops.pad2d(two, (0, 3), "circular").flatten().tolist() == [2, 1, 2, 1, 2, 1, 2, 1]
    assert ops.pad2d(two[..., :1], (0, 3), "reflect").flatten().tolist() == [1] * 7


def test_local_means_by_hand() -> None:
    # One window, whose mean is 5: 1 to 9 in a frame of fives.
    nine = torch.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    framed = torch.full((1, 1, 5, 5), 5.0)
    framed[..., 1:4, 1:4] = nine
    # Two windows, means 4 and 6, stretched over 4 px (to the image) and over 6 px (to all of it).
    wide = torch.tensor([[1.0, 4, 7, 7]]).expand(3, 4)[None, None]
    for module, convert in ((ops, lambda x: x), (reference, torch.Tensor.numpy)):
        for mode in ("distribution", "distribution-reflect"):
            assert np.allclose(module.pad2d(convert(nine), 1, mode), framed)
        top = module.pad2d(convert(wide), 1, "distribution")[0, 0, 0]
        assert np.allclose(top, [4, 4, 4 + 2 / 3, 4 + 4 / 3, 6, 6])
        top = module.pad2d(convert(wide), 1, "distribution-reflect")[0, 0, 0]
        assert np.allclose(top, [4.5, 4, 4.5, 5.5, 6, 5.5])


@given(call=pad_calls().filter(lambda call: call["mode"] in COPIES))
def test_copies_are_exact(call) -> None:
    expected = numpy_pad(call)
    assert torch.equal(ops.pad2d(**call), expected)
    for dtype in (torch.int64, torch.float32, torch.uint16, torch.complex64):
        if call["value"] >= 0:
            x = call["input"].abs().to(dtype)
            actual = ops.pad2d(**call | {"input": x})
            positive = numpy_pad(call | {"input": call["input"].abs()})
            assert actual.dtype == dtype
            assert torch.equal(actual.to(torch.complex128).real, positive)


@every_mode
@pytest.mark.parametrize("padding", [1, 2, (0, 1, 2, 3), 9], ids=str)
def test_derivatives_of_every_mode(mode: str, padding) -> None:
    if mode.startswith("distribution"):
        padding = min(padding, 2) if isinstance(padding, int) else 0
    x = integers(1, 1, 1, 5, 6).requires_grad_()

    def pad(x: torch.Tensor) -> torch.Tensor:
        return ops.pad2d(x, padding, mode)

    assert torch.autograd.gradcheck(pad, x)
    assert torch.autograd.gradgradcheck(pad, x)


@every_mode
def test_dtype_stays_under_autocast(mode: str) -> None:
    for dtype in (torch.float32, torch.bfloat16, torch.float64):
        x = integers(1, 1, 1, 3, 3).to(dtype)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            padded = ops.pad2d(x, 1, mode)
        assert torch.equal(padded, ops.pad2d(x, 1, mode))
        assert padded.dtype == dtype


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_local_means_are_summed_in_float32(dtype: torch.dtype) -> None:
    # 67^2 ones: a sum kept in bfloat16 stops at 256, one kept in float16 at 2048.
    x = torch.ones(1, 1, 67, 67, dtype=dtype)
    assert torch.equal(ops.pad2d(x, 33, "distribution"), x.new_ones(1, 1, 133, 133))


def test_nan_stays_in_its_windows() -> None:
    x = torch.ones(1, 1, 12, 12)
    x[..., -1, -1] = torch.nan
    for mode in ("distribution", "distribution-reflect"):
        padded = ops.pad2d(x, 1, mode)[0, 0]
        assert padded[:8].isfinite().all()
        assert padded[:, :8].isfinite().all()
        assert padded[-1, -1].isnan()


def test_partial_ratios_by_hand() -> None:
    ones = torch.ones(1, 1, 3, 3)
    zero_padded = torch.nn.functional.conv2d(ones, ones, padding=1)
    assert torch.equal(
        9 / zero_padded, torch.tensor([[9 / 4, 1.5, 9 / 4], [1.5, 1, 1.5]] * 2)[:3][None, None]
    )
    x = torch.arange(9.0).reshape(1, 1, 3, 3)
    y = ops.partial_conv2d(x, ones, bias=torch.tensor([100.0]), padding=1)
    # Corner: 0 + 1 + 3 + 4 = 8; edge: 0 + ... + 5 = 15; centre: 36.
    assert y[0, 0, 0, 0] == 100 + 8 * 9 / 4
    assert y[0, 0, 0, 1] == 100 + 15 * 9 / 6
    assert y[0, 0, 1, 1] == 100 + 36


def test_holes_by_hand() -> None:
    x = torch.tensor([[[[1.0, torch.nan, 3, torch.nan, torch.nan, torch.nan]]]])
    mask = torch.tensor([[[[True, False, True, False, False, False]]]])
    w, b = torch.ones(1, 1, 1, 3), torch.tensor([10.0])
    y, seen = ops.partial_conv2d(x, w, b, mask=mask, return_mask=True)
    assert y.flatten().tolist() == [10 + 4 * 3 / 2, 10 + 3 * 3, 10 + 3 * 3, 0]
    assert seen.flatten().tolist() == [1, 1, 1, 0]


def test_holes_have_no_gradient_and_the_rest_has() -> None:
    mask = torch.tensor([[[[1.0, 0, 1], [1, 1, 0], [0, 0, 1]]]]).double()
    tensors = [integers(1, 2, 1, 3, 3), integers(2, 2, 1, 2, 2), integers(3, 2)]

    def partial(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return ops.partial_conv2d(x, w, b, padding=1, mask=mask)

    leaves = [t.requires_grad_() for t in tensors]
    assert torch.autograd.gradcheck(partial, leaves)
    assert torch.autograd.gradgradcheck(partial, leaves)
    (gradient,) = torch.autograd.grad(partial(*leaves).square().sum(), leaves[0])
    assert not gradient[(mask == 0).expand_as(gradient)].any()


def test_partial_layer_passes_its_mask_on() -> None:
    layer = ops.PartialConv2d(1, 2, 3, padding="same", return_mask=True)
    assert repr(layer).endswith("padding='same', return_mask=True)")
    mask = torch.zeros(1, 1, 9, 9)
    mask[..., 4, 4] = 1
    x = torch.ones(1, 1, 9, 9)
    for reach in (3, 5, 7):
        _, mask = layer(x, mask)
        assert mask.sum() == reach**2


def test_quarters_by_hand() -> None:
    x = torch.arange(1.0, 7.0).reshape(1, 6, 1, 1)
    # 6 = 2 + 2 + 1 + 1; the image is at the top left where the bottom right is padded more.
    corners = [[[c, 0], [0, 0]] for c in (1, 2)] + [[[0, 0], [0, c]] for c in (3, 4)]
    corners += [[[0, 5], [0, 0]], [[0, 0], [6, 0]]]
    assert ops.symmetric_pad2d(x, 2)[0].tolist() == corners
    four = ops.symmetric_pad2d(torch.ones(1, 4, 1, 1), 4)[0]
    assert [tuple(map(int, c.nonzero()[0])) for c in four] == [(1, 1), (2, 2), (1, 2), (2, 1)]


@pytest.mark.parametrize("kernel_size", [2, 4, 6])
def test_even_layers_stay_in_place(kernel_size: int) -> None:
    # Ten layers of C2 or C4 would move a point by five pixels.
    x = torch.zeros(1, 4, 65, 65).double()
    x[..., 32, 32] = 1
    layer = ops.SymmetricPadConv2d(4, 4, kernel_size, bias=False, dtype=torch.float64)
    nn.init.constant_(layer.weight, 1 / (4 * kernel_size**2))
    with torch.no_grad():
        for _ in range(5):
            x = layer(x)
    assert x.shape == (1, 4, 65, 65)
    for axis in (2, 3):
        mass = x[0, 0].sum(3 - axis)
        assert abs((mass * torch.arange(65)).sum() / mass.sum() - 32) < 1e-9


def test_symmetric_layer_has_the_parameters_of_torch() -> None:
    twin = nn.Conv2d(6, 4, (2, 4), stride=2, groups=2)
    layer = ops.SymmetricPadConv2d(6, 4, (2, 4), stride=2, groups=2)
    layer.load_state_dict(twin.state_dict())
    x = torch.randn(2, 6, 5, 7, generator=torch.Generator().manual_seed(0))
    padded = ops.symmetric_pad2d(x, (2, 4))
    assert torch.equal(layer(x), twin(padded))
    assert layer(x).shape == (2, 4, 3, 4)


@pytest.mark.parametrize("seed", range(3))
def test_layers_start_as_torch_does(seed: int) -> None:
    torch.manual_seed(seed)
    twin = nn.Conv2d(4, 6, 2, groups=2)
    for name in ("PartialConv2d", "SymmetricPadConv2d"):
        torch.manual_seed(seed)
        layer = getattr(ops, name)(4, 6, 2, groups=2)
        for ours, theirs in zip(layer.parameters(), twin.parameters(), strict=True):
            assert torch.equal(ours, theirs)


# torch's own forward derivatives use what torch has deprecated.
@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_linear_maps_have_derivatives_of_every_kind() -> None:
    def doubled(x: torch.Tensor) -> torch.Tensor:
        return linear(x, lambda x: x.repeat(2), lambda y: y.reshape(2, -1).sum(0))

    x, t = integers(1, 3), integers(2, 3)
    assert torch.equal(
        torch.func.vmap(doubled)(torch.stack([x, t])), torch.stack([x, t]).repeat(1, 2)
    )
    assert torch.equal(torch.func.jvp(doubled, (x,), (t,))[1], t.repeat(2))
    assert torch.equal(torch.func.jacrev(doubled)(x), torch.eye(3).double().repeat(2, 1))
    assert torch.equal(torch.func.jacfwd(doubled)(x), torch.eye(3).double().repeat(2, 1))
    assert torch.autograd.gradgradcheck(doubled, x.requires_grad_())


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    "pad",
    [lambda x: ops.pad2d(x, 2, "symmetric"), lambda x: ops.symmetric_pad2d(x, 4)],
    ids=["symmetric", "four quarters"],
)
def test_paddings_can_be_mapped_and_have_forward_derivatives(pad) -> None:
    x, t = integers(1, 3, 4, 5, 5), integers(2, 3, 4, 5, 5)
    assert torch.equal(torch.func.vmap(pad)(x), pad(x))
    assert torch.equal(torch.func.jvp(pad, (x,), (t,))[1], pad(t))
    (pulled,) = torch.func.vjp(pad, x)[1](pad(t))
    assert (pulled * x).sum() == (pad(t) * pad(x)).sum()
    per_image = torch.func.vmap(torch.func.grad(lambda image: pad(image).square().sum() / 2))(x)
    assert (per_image * x).sum() == pad(x).square().sum()

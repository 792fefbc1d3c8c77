"""gmacs_loss: numbers by hand, straight-through derivatives, and how a forward pass is followed."""

import copy
import io
import pickle
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convbook import ops
from convbook.errors import ConvbookValueError
from convbook.geometry import conv_macs
from convbook.ops import DynOPool2d, forward_sizes, gmacs_loss

G = 1e9


def image(size: int = 16, channels: int = 2) -> torch.Tensor:
    return torch.zeros(1, channels, size, size, dtype=torch.float64)


def plain(alpha: Any = 2.0) -> nn.Sequential:
    same = {"padding": 1, "dtype": torch.float64}
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, **same),
        DynOPool2d(alpha, dtype=torch.float64),
        nn.Conv2d(4, 8, 3, **same),
    )


def moved(model: nn.Sequential, alpha: float) -> nn.Sequential:
    model[1].alpha.data.fill_(alpha)
    return model


FIRST, SECOND = conv_macs(16, 2, 4, 3), conv_macs(8, 4, 8, 3)


def test_at_construction_it_is_the_cost_of_the_model() -> None:
    model = plain()
    model(image())
    assert gmacs_loss(model).item() == (FIRST + SECOND) / G


def test_other_alphas_scale_what_lies_behind() -> None:
    model = plain()
    model[1].alpha.data = torch.tensor([4.0, 1.0]).double()
    model(image())
    # 4 x 16 instead of 8 x 8
    assert gmacs_loss(model).item() == pytest.approx((FIRST + SECOND * 64 / 64) / G)
    moved(model, 3.0)(image())
    assert gmacs_loss(model).item() == pytest.approx((FIRST + SECOND * 25 / 64) / G)


def test_derivative_is_that_of_the_size_without_rounding() -> None:
    # H = 16 / 3 rounds to 5; dH/d alpha = -16 / 9, and W stays 5
    model = moved(plain(), 3.0)
    model(image())
    gmacs_loss(model).backward()
    expected = SECOND / G * (-16 / 9) * 5 / 64
    assert model[1].alpha.grad.tolist() == pytest.approx([expected, expected])


def test_derivative_goes_through_two_poolings() -> None:
    # 16 -> 8 -> round(8 / 3) = 3: dH/d(first) = -16 / 4 / 3, dH/d(second) = -8 / 9
    pools = DynOPool2d(2.0), DynOPool2d(3.0)
    model = nn.Sequential(*pools, nn.Conv2d(2, 4, 1)).double()
    model(image())
    gmacs_loss(model).backward()
    cost = conv_macs(3, 2, 4, 1) / G
    for pool, slope in zip(pools, (-16 / 4 / 3, -8 / 9), strict=True):
        assert pool.alpha.grad.tolist() == pytest.approx([cost * slope * 3 / 9] * 2)


def test_the_loss_makes_the_sizes_smaller() -> None:
    model = plain()
    optimiser = torch.optim.SGD(model[1].parameters(), lr=5e3)
    costs = []
    for _ in range(5):
        optimiser.zero_grad()
        model(image())
        loss = gmacs_loss(model)
        loss.backward()
        optimiser.step()
        costs.append(loss.item())
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]


class Functional(nn.Module):
    """Functions that change the size between the layers, and a branch past the pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.late = nn.Conv2d(2, 4, 3), nn.Conv2d(4, 4, 3, stride=2)
        self.pool, self.side = DynOPool2d(2.0), nn.Conv2d(4, 4, 1)
        self.squeeze = nn.Conv2d(4, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.stem(x))
        y = self.pool(x)
        y = F.max_pool2d(self.late(F.pad(y, (1, 1, 1, 1))), 2)
        gate = self.squeeze(F.adaptive_avg_pool2d(y, 1))
        return y.mean() * gate * self.side(x).mean()


def counted(model: nn.Module) -> dict[str, tuple[Any, Any]]:
    """Sizes now and at first, by the name of the layer."""
    names = {module: name for name, module in model.named_modules()}
    uses = next(m for m in model.modules() if isinstance(m, DynOPool2d)).last_pass.uses
    return {names[use.layer]: (use.size, use.initial_size) for use in uses}


def test_functions_between_modules() -> None:
    model = Functional().double()
    model(image(34))
    at_first = {"stem": 32, "late": 8, "squeeze": 1, "side": 32}
    assert counted(model) == {k: ((n, n), (n, n)) for k, n in at_first.items()}
    model.pool.alpha.data.fill_(1.0)
    model(image(34))
    found = counted(model)
    # the branch has the pooling's output size now, what is padded the image's: neither misleads
    assert found["side"] == ((32, 32), (32, 32))
    assert found["late"] == ((16, 16), (8, 8))
    assert found["squeeze"] == ((1, 1), (1, 1))
    gmacs_loss(model).backward()
    cost = conv_macs(8, 4, 4, 3, groups=1) / G
    # 16 x 16 instead of 8 x 8, and each alpha scales one of the axes
    assert model.pool.alpha.grad.tolist() == pytest.approx([-cost * 256 / 64] * 2)


def test_modules_that_change_the_size() -> None:
    model = nn.Sequential(
        *(DynOPool2d(2.0), nn.Conv2d(2, 2, 3), nn.MaxPool2d(3, stride=2, ceil_mode=True)),
        *(nn.ReLU(inplace=True), nn.ConvTranspose2d(2, 3, 3, stride=2, output_padding=1)),
        *(nn.Upsample(scale_factor=2), nn.Conv2d(3, 4, 2, padding="valid")),
        *(nn.AdaptiveAvgPool2d(4), nn.Conv2d(4, 5, 1)),
    ).double()
    model(image(32))
    sizes = {name: first for name, (_, first) in counted(model).items()}
    model[0].alpha.data.fill_(1.1)
    model(image(32))
    assert {name: first for name, (_, first) in counted(model).items()} == sizes
    assert sizes == {"1": (14, 14), "4": (16, 16), "6": (31, 31), "8": (4, 4)}
    assert [len(use.stages) for use in model[0].last_pass.uses] == [1, 1, 1, 0]


def test_layers_of_this_library_are_counted() -> None:
    layers = {
        ops.CondConv2d(2, 4, 3, padding=1): 16 * 16 * 4 * 2 * 9,
        ops.PartialConv2d(2, 4, 3, padding=1): 16 * 16 * 4 * 2 * 9,
        ops.SymmetricPadConv2d(2, 4, 2): 16 * 16 * 4 * 2 * 4,
        ops.DepthwiseSeparableConv2d(2, 4, 3, padding=1): 16 * 16 * (2 * 9 + 2 * 4),
        ops.OctaveConv2d(2, 4, 3, alpha_in=0, alpha_out=0): 16 * 16 * 4 * 2 * 9,
        ops.OctaveConv2d(2, 4, 3, alpha_in=0): (16 * 16 * 2 + 8 * 8 * 2) * 2 * 9,
        ops.DeformConv2d(2, 4, 3, padding=1): 16 * 16 * (4 + 18) * 2 * 9,
        nn.Conv2d(2, 4, 3, padding=1, groups=2): 16 * 16 * 4 * 9,
        nn.ConvTranspose2d(2, 4, 3): 16 * 16 * 4 * 2 * 9,
    }
    for layer, macs in layers.items():
        model = nn.Sequential(DynOPool2d(2.0), layer).double()
        model(image(32))
        assert gmacs_loss(model).item() == pytest.approx(macs / G), layer
        gmacs_loss(model).backward()
        assert bool((model[0].alpha.grad < 0).all()), layer


def test_a_layer_used_twice_counts_twice() -> None:
    conv = nn.Conv2d(2, 2, 1)
    model = nn.Sequential(conv, DynOPool2d(2.0), conv).double()
    model(image(8))
    assert gmacs_loss(model).item() == pytest.approx((64 + 16) * 4 / G)


def test_without_gradients_and_inside_another_model() -> None:
    model = plain()
    outer = nn.Sequential(nn.Conv2d(2, 2, 1), model, nn.Flatten()).double()
    with torch.no_grad():
        outer(image())
    assert gmacs_loss(model).item() == (FIRST + SECOND) / G
    assert gmacs_loss(outer).item() == pytest.approx((FIRST + SECOND + 16 * 16 * 4) / G)
    gmacs_loss(model).backward()
    assert bool(model[1].alpha.grad.count_nonzero())


def test_models_do_not_mix() -> None:
    one, two = plain(), moved(plain(), 4.0)
    one(image())
    two(image())
    assert gmacs_loss(one).item() == (FIRST + SECOND) / G
    assert gmacs_loss(two).item() == pytest.approx((FIRST + SECOND / 4) / G)
    nn.Conv2d(2, 2, 1).double()(image())
    assert gmacs_loss(one).item() == (FIRST + SECOND) / G


class Failing(nn.Module):
    """Raises what it is told to, once."""

    error: BaseException | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        return x


@pytest.mark.parametrize("error", [RuntimeError("half way"), KeyboardInterrupt()], ids=repr)
def test_an_interrupted_pass_does_not_count(error: BaseException) -> None:
    model = plain().append(Failing())
    model(image())
    before = gmacs_loss(model).item()
    moved(model, 4.0)
    model[3].error = error
    with pytest.raises(type(error)):
        model(image())
    assert gmacs_loss(model).item() == before
    other = plain()
    other(image())
    assert gmacs_loss(other).item() == before
    model(image())
    assert gmacs_loss(model).item() == pytest.approx((FIRST + SECOND / 4) / G)
    assert forward_sizes._walks() == []


def test_copies_have_not_been_run() -> None:
    model = plain(3.0)
    model(image())
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    copies = (
        copy.deepcopy(model),
        pickle.loads(pickle.dumps(model)),
        torch.load(file, weights_only=False),
    )
    assert list(model.state_dict()) == [
        *("0.weight", "0.bias", "1.alpha", "2.weight", "2.bias"),
    ]
    for other in copies:
        with pytest.raises(ConvbookValueError, match="must have been run"):
            gmacs_loss(other)
        assert other[1].initial_alpha == (3.0, 3.0)
        other(image())
        assert gmacs_loss(other).item() == gmacs_loss(model).item()


def test_single_precision_and_a_loss_without_poolings_before_it() -> None:
    model = nn.Sequential(nn.Conv2d(2, 4, 3), DynOPool2d(2.0))
    model(image().float())
    loss = gmacs_loss(model)
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(conv_macs(14, 2, 4, 3) / G)
    half = nn.Sequential(DynOPool2d(2.0), nn.Conv2d(2, 4, 3)).bfloat16()
    half(image().bfloat16())
    assert gmacs_loss(half).dtype == torch.float32


def test_alpha_that_float32_rounds_has_not_moved() -> None:
    # 7 / 2.8 = 2.5 rounds to 2; in float32 2.8 is a little less, and it rounds to 3
    model = nn.Sequential(DynOPool2d(2.8), nn.Conv2d(2, 4, 1))
    model(image(7).float())
    assert gmacs_loss(model).item() == pytest.approx(conv_macs(3, 2, 4, 1) / G)

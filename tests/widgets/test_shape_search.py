"""The search behind the shape calculator: what is read by autograd, layers by brute force."""

import random
from itertools import product

import pytest
import torch
import torch.nn.functional as F

from convbook.errors import ConvbookValueError
from convbook.geometry import conv_output_size, conv_transpose_output_size
from convbook.widgets.shape_search import Axis, layers_for, sizes_for

SEEDS = range(150)


def random_axis(seed: int) -> Axis:
    rng = random.Random(seed)
    op = rng.choice(["conv", "transpose", "maxpool"])
    kernel, stride, dilation = rng.randint(1, 5), rng.randint(1, 5), rng.randint(1, 3)
    padding = rng.randint(0, kernel // 2 if op == "maxpool" else 6)
    extra = rng.randrange(max(stride, dilation))
    rule = rng.choice(["number", "valid", "same", "full"]) if op == "conv" else "number"
    size = rng.randint(1, 24)
    ceil_mode = rng.random() < 0.5
    return Axis(op, size, kernel, stride, padding, dilation, extra, ceil_mode, rule)


@pytest.mark.parametrize("seed", SEEDS)
def test_unread_inputs_and_blank_outputs_by_autograd(seed: int) -> None:
    axis = random_axis(seed)
    output = axis.output_size
    if output == 0:
        assert (axis.unread, axis.blank) == (axis.size, 0)
        return
    signal = torch.ones(1, 1, axis.size, requires_grad=True)
    kernel = torch.ones(1, 1, axis.kernel_size)
    if axis.op == "transpose":
        pads, extra = axis.padding, axis.output_padding
        total = F.conv_transpose1d(
            signal, kernel, None, axis.stride, pads, extra, dilation=axis.dilation
        )
    else:
        hang = max(0, -axis.remainder)
        padded = F.pad(signal, (axis.pads[0], axis.pads[1] + hang))
        total = F.conv1d(padded, kernel, stride=axis.stride, dilation=axis.dilation)
    assert total.shape[-1] == output
    total.sum().backward()
    assert signal.grad is not None
    assert axis.unread == int((signal.grad == 0).sum())
    assert axis.blank == int((total == 0).sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_every_small_layer_is_found_and_no_other(seed: int) -> None:
    axis = random_axis(seed)
    target = random.Random(seed).randint(1, 2 * axis.size + 2)
    expected = set()
    for k, s, p, d in product(range(1, 8), range(1, 5), range(5), range(1, 4)):
        if axis.op == "transpose":
            for extra in range(max(s, d)):
                size = (axis.size - 1) * s - 2 * p + d * (k - 1) + extra + 1
                if size == target:
                    assert conv_transpose_output_size(axis.size, k, s, p, d, extra) == target
                    expected.add((k, s, p, d, extra))
        elif axis.op == "conv" or p <= k // 2:
            ceil_mode = axis.ceil_mode and axis.op == "maxpool"
            try:
                size = conv_output_size(axis.size, k, s, p, d, ceil_mode)
            except ConvbookValueError:
                continue
            if size == target:
                expected.add((k, s, p, d))
    layers, _ = layers_for(axis, target)
    assert {tuple(layer) for layer in layers} == expected
    assert len(layers) == len(expected)


def test_tidy_layers_come_first_and_fewest_weights_among_them() -> None:
    layers, num_even = layers_for(Axis("conv", 8, 3, 2, 0, 1), 8)
    assert layers[0] == [1, 1, 0, 1]
    weights = [k for k, _, _, d in layers[:num_even] if k > 1 or d == 1]
    assert weights == sorted(weights)
    # One tap has no gaps to widen: the same layer under another dilation stands last.
    assert layers[num_even - 2 : num_even] == [[1, 1, 0, 2], [1, 1, 0, 3]]
    assert all(s == 1 for _, s, _, _ in layers[:num_even])
    assert [3, 1, 1, 1] in layers[:num_even]
    halving, num_even = layers_for(Axis("conv", 8, 3, 2, 0, 1), 4)
    assert halving[0] == [2, 2, 0, 1]
    # k3 s2 p1 is the common choice, and reads its padding on one side only.
    assert halving.index([3, 2, 1, 1]) >= num_even
    doubling, _ = layers_for(Axis("transpose", 4, 3, 2, 0, 1), 8)
    assert doubling[0] == [2, 2, 0, 1, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_input_sizes_are_the_interval_that_gives_the_target(seed: int) -> None:
    axis = random_axis(seed)
    target = random.Random(seed).randint(1, 12)
    sizes = [
        i
        for i in range(1, 200)
        if Axis(
            axis.op,
            i,
            axis.kernel_size,
            axis.stride,
            axis.padding,
            axis.dilation,
            axis.output_padding,
            axis.ceil_mode,
            axis.rule,
        ).output_size
        == target
    ]
    assert sizes == list(range(sizes[0], sizes[-1] + 1) if sizes else [])
    assert sizes_for(axis, target) == ([sizes[0], sizes[-1]] if sizes else [])

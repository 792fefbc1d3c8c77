"""What the pages on input sizes and on erosion state beyond single functions."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convbook import analysis, data
from convbook.nets.layers import BorderConv2d


def wanted(layers: list[tuple[int, int, int]], last: int) -> int:
    """h_0 = h_n times the strides, less (s - k + 2 p) times the strides below, layer by layer."""
    size, jump = last, 1
    offset = 0
    for k, s, p in layers:
        offset += (s - k + 2 * p) * jump
        jump *= s
    size = last * jump - offset
    return size


@pytest.mark.parametrize("seed", range(40))
def test_the_general_formula_gives_exactly_the_clean_sizes(seed: int) -> None:
    rng = random.Random(seed)
    layers = []
    for _ in range(rng.randint(1, 3)):
        k = rng.randint(2, 7)
        layers.append((k, rng.randint(2, 3), rng.randint(1, k // 2)))
    net = nn.Sequential(*[nn.Conv2d(1, 1, *layer) for layer in layers])
    sizes = [n for n in (wanted(layers, last) for last in range(1, 140)) if 40 <= n <= 130]
    assert analysis.balanced_input_sizes(net, 40, 130) == sizes


def test_the_articles_formula_needs_one_layer_or_k_less_2p_of_one() -> None:
    for k, s, p, n in [(k, s, p, n) for k in (2, 3, 4, 5) for s in (2, 3) for p in (1, 2)
                       for n in (1, 2, 3) if 2 * p <= k]:  # fmt: skip
        article = s**n * 4 + k - 2 * p
        assert (article == wanted([(k, s, p)] * n, 5)) is (k - 2 * p == 1 or n == 1)
    pair = nn.Sequential(nn.Conv2d(1, 1, 4, 2, 1), nn.Conv2d(1, 1, 4, 2, 1))
    assert analysis.uneven_padding(pair, 18)
    assert not analysis.uneven_padding(pair, 20)


def test_remainders_are_the_binary_digits_of_the_size_less_one() -> None:
    net = nn.Sequential(*[nn.Conv2d(1, 1, 3, 2, 1) for _ in range(5)])
    for size in range(2, 140):
        found = {int(r.name) for r in analysis.uneven_padding(net, size)}
        assert found == {j for j in range(5) if (size - 1) >> j & 1}


def leans(arm: dict[str, Any], layer: int) -> list[float]:
    """First minus last row of the mean filter, one value a seed."""
    return [float(np.sum(s[layer][0]) - np.sum(s[layer][2])) for s in arm["mean_filters"]]


def test_mean_filters_lean_away_with_the_side_of_the_padding() -> None:
    arms = {arm["name"]: arm for arm in data.result("padding-bias")["arms"]}
    signs = {}
    for name, arm in arms.items():
        rows = [np.sign(leans(arm, layer)) for layer in (1, 3, 5, 7)]
        signs[name] = [int(row[0]) if abs(row.sum()) == len(row) else 0 for row in rows]
    assert signs["32 px"] == [0, -1, -1, 1]
    assert signs["32 px, SAME"] == [1, 1, 1, -1]
    assert signs["33 px"] == [0, 0, 1, 0]
    assert signs["32 px, mirrored"] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("gain", "border", "bias", "erodes", "biased"),
    [
        (1.0, "zeros", 0.0, True, True),
        (0.9, "circular", 0.0, True, False),
        (-1.0, "zeros", 2.0, False, True),
        (1.0, "circular", 0.0, False, False),
    ],
)
def test_erosion_and_spatial_bias_occur_apart(
    gain: float, border: str, bias: float, erodes: bool, biased: bool
) -> None:
    net = nn.Sequential()
    for _ in range(6):
        conv = BorderConv2d(1, 1, 3, padding_mode=border)
        nn.init.constant_(conv.weight, gain / 9)
        nn.init.constant_(conv.bias, bias)
        net.append(conv)
    ones = torch.ones(1, 1, 32, 32)
    left = list(analysis.information_erosion(net, ones).values())
    ratio = list(analysis.spatial_bias(net, 32, ones).values())[-1].ratio
    assert (left[-1] < 0.99) is erodes
    assert (abs(ratio - 1) > 0.01) is biased


def test_symmetric_padding_keeps_up_with_odd_kernels() -> None:
    arms = {(a["conv"], a["depth"]): a for a in data.result("even-kernels")["arms"]}
    for depth in (8, 20, 32):
        mean = {kind: np.mean(arms[kind, depth]["accuracy"]) for kind in ("C2", "C2sp", "C3")}
        assert mean["C2sp"] > mean["C3"] - 0.0075
        assert arms["C2sp", depth]["params"] < arms["C3", depth]["params"] / 2
        if depth > 8:
            assert max(mean, key=mean.__getitem__) == "C2"
        for kind in mean:
            # Normalisation keeps Q; the outermost ring falls behind all the same.
            left = np.mean(arms[kind, depth]["erosion"], axis=0)
            assert left[-2] > 0.85 * left[1]
            assert np.mean(arms[kind, depth]["ring"], axis=0)[-1] < 1

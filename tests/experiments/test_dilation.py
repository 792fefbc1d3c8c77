"""The networks of the study of dilation: alike but for what an output reads."""

import pytest
import torch
from torch import nn

from convbook import analysis
from convbook.experiments import dilation
from convbook.experiments.dilation import Noise, dilated_net

ARMS = dilation.STUDY.arms


@pytest.mark.parametrize("arm", ARMS, ids=lambda arm: arm.name)
def test_arms_cost_the_same(arm):
    net = dilated_net(tuple(arm.about["rates"]))
    cost = analysis.count_cost(net, 40, 1)
    assert (cost.macs, cost.params) == ((72 + 5 * 576 + 24) * 1600, 72 + 5 * 576 + 6 * 16 + 27)


def test_receptive_fields_and_holes_are_as_said():
    rates = {arm.name: arm.about["rates"] for arm in ARMS if not arm.about["noise"]}
    sizes = {name: 1 + 2 * sum(found) for name, found in rates.items()}
    assert sizes == {"rate 2": 25, "sawtooth": 25, "rise and fall": 25, "rate 1": 13}
    holes = {name for name, found in rates.items() if not analysis.is_hole_free(found)}
    assert holes == {"rate 2"}
    assert (analysis.coverage_map(rates["rate 2"]) > 0).sum() == 13**2, "about one in four of 25"


def test_an_output_of_rate_2_reads_one_phase():
    torch.manual_seed(0)
    net = dilated_net(dilation.GRIDDING).eval()
    image = torch.randn(1, 1, 31, 31, requires_grad=True)
    net(image)[0, :, 15, 15].sum().backward()
    read = image.grad[0, 0] != 0
    assert read[1::2, 1::2].any()
    assert not read[::2].any()
    assert not read[:, ::2].any()


def test_noise_is_the_same_at_every_evaluation_and_new_in_training():
    images, noise = torch.zeros(3, 1, 50, 40), Noise(0.25)
    noise.eval()
    assert torch.equal(noise(images), noise(images))
    assert float(noise(images).std()) == pytest.approx(0.25, rel=0.05)
    noise.train()
    assert not torch.equal(noise(images), noise(images))
    assert Noise(0.0)(images) is images


def test_names_say_the_noise():
    assert [arm.about["noise"] > 0 for arm in ARMS] == ["noisy" in arm.name for arm in ARMS]
    for arm in ARMS:
        net = arm.build(dilation.STUDY.presets["cpu"], 1, 3)
        assert net[0].deviation == arm.about["noise"]
        assert [c.dilation[0] for c in net if isinstance(c, nn.Conv2d)][:6] == arm.about["rates"]


def overlap(rates):
    """Places along an axis that two neighbouring outputs of a stack both read, and those of one."""
    read = {0}
    for rate in rates:
        read = {place + step for place in read for step in (-rate, 0, rate)}
    return len(read & {place + 1 for place in read}), len(read)


def test_rates_as_released_begin_with_2_and_have_no_hole():
    rates = [2, 2, 5, 9] + [1, 2, 5, 9] * 4 + [1, 2, 5] + [5, 9, 17]
    assert len(rates) == 26
    assert analysis.is_hole_free(rates)
    assert overlap(rates) == (250, 251)
    assert [overlap(rates[-top:]) for top in (1, 2, 3)] == [(0, 3), (2, 9), (12, 27)]
    assert overlap([2] * 23 + [4] * 3) == (0, 59)


@pytest.mark.parametrize("rates", [[2, 4], [1, 2, 4], [1, 2, 3]])
def test_falling_rates_on_top_let_neighbours_share_all_but_one_place(rates):
    for start in range(len(rates)):
        below, above = rates[start:], rates[::-1] if rates[0] == 1 else [2, 1]
        both, own = overlap(below + above)
        assert both == own - 1
    assert overlap(rates[-1:])[0] == 0

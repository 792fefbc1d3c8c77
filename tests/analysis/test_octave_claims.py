"""What the page on octave convolution says beside its operator: linear, flat, noise, drift."""

import numpy as np
import torch
import torch.nn.functional as F

from convbook import analysis, data
from convbook.data.images import grey_square
from convbook.ops import octave_conv2d
from tests.strategies import integers


def test_an_octave_layer_is_linear_and_attention_is_not() -> None:
    kernels = [integers(seed, 2, 2, 3, 3) for seed in range(4)]
    x, y = integers(5, 1, 2, 8, 8), integers(6, 1, 2, 8, 8)
    low_x, low_y = integers(7, 1, 2, 4, 4), integers(8, 1, 2, 4, 4)
    both = octave_conv2d(x + y, low_x + low_y, *kernels)
    alone = octave_conv2d(x, low_x, *kernels), octave_conv2d(y, low_y, *kernels)
    for total, one, other in zip(both, *alone, strict=True):
        assert total is not None
        assert torch.equal(total, one + other)
    a, b = integers(9, 1, 6, 4), integers(10, 1, 6, 4)
    answers = [F.scaled_dot_product_attention(t, t, t) for t in (a, b, a + b)]
    assert (answers[2] - answers[0] - answers[1]).abs().max() > 0.1


def test_a_high_output_answers_to_a_flat_surface() -> None:
    flat, one = torch.full((1, 1, 4, 4), 8.0), torch.ones(1, 1, 1, 1)
    high, low = octave_conv2d(flat, None, one, one, None, None)
    assert high is not None
    assert low is not None
    assert high.unique().tolist() == low.unique().tolist() == [8]


def test_turning_the_high_part_down_removes_noise_and_dropping_it_loses_detail() -> None:
    photo = grey_square(data.load("astronaut"), 256)[:128, 48:176]
    small = photo.reshape(64, 2, 64, 2).sum(axis=(1, 3)) // 4
    noise = np.random.default_rng(0).integers(-16, 17, small.shape)
    low, high = analysis.frequency_split(small + noise)
    errors = {g: ((low + g * high - small) ** 2).mean() for g in (0, 0.75, 1)}
    assert errors[0.75] < errors[1] < errors[0]


def test_averaging_keeps_the_centre_of_mass_and_sampling_shifts_it_by_half_a_pixel() -> None:
    places = torch.arange(16.0)
    averaged, sampled = [], []
    for place in range(16):
        impulse = torch.zeros(16)
        impulse[place] = 1
        mean = impulse.reshape(8, 2).mean(1).repeat_interleave(2)
        averaged.append(float((mean * places).sum() / mean.sum()) - place)
        every = impulse[::2].repeat_interleave(2)
        if every.any():
            sampled.append(float((every * places).sum() / every.sum()) - place)
    assert sum(averaged) == 0
    assert set(sampled) == {0.5}

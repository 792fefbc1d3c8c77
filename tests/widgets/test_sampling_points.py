"""The figure of the sampling points: by hand, by calls over whole images, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch

from convbook import ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import SamplingPoints
from convbook.widgets import sampling_points_rule as rule
from convbook.widgets.sampling_points import adaptive_layers
from convbook.widgets.sampling_points_images import PHOTOGRAPHS, SIZE, pixels
from tests.widgets.states.sampling_points import draw

REST = {"scale": 1, "turn": 0, "shear": 0, "pull": 0, "spread": 1, "dilation": 1}


def result(**params: Any) -> dict[str, Any]:
    full = SamplingPoints.defaults | params
    SamplingPoints.check(full)
    return SamplingPoints.compute(full)


def test_at_rest_it_is_a_convolution_by_hand() -> None:
    """Nine pixels times the middle of the bump: 3 4 3, 4 6 4, 3 4 3 eighths."""
    found = result(**REST, mode="both", y=10, x=20)
    image = pixels("chelsea").astype(float)[9:12, 19:22]
    kernel = np.array([[3, 4, 3], [4, 6, 4], [3, 4, 3]]) / 8
    assert found["output"] == [(image * kernel).sum()]
    assert found["values"] == image.flatten().tolist()
    assert found["weights"] == kernel.flatten().tolist()
    assert found["points"][:4] == [9, 19, 9, 20]
    assert (found["read"], found["beyond"], found["difference"]) == (9, 0, 0)


def test_one_point_moved_by_hand() -> None:
    """The first tap, 1/4 down and 1/2 right of its pixel, reads four pixels: 3 3 1 1 eighths."""
    found = result(**REST, mode="data", y=10, x=20, moves=[0.25, 0.5] + [0] * 16)
    near = pixels("chelsea").astype(float)[9:11, 19:21]
    assert found["values"][0] == (near * np.array([[3, 3], [1, 1]]) / 8).sum()
    field = np.reshape(found["field"], (SIZE, SIZE))
    assert field[9, 19] == 3 / 8 * 3 / 8
    assert field[9, 20] == 3 / 8 * 3 / 8 + 4 / 8
    assert (found["read"], found["beyond"]) == (9, 0)


def test_one_tap_moved_over_the_scope_by_hand() -> None:
    """The middle tap, one step left, has the weight of its neighbour; nothing else is read."""
    found = result(**REST, mode="kernel", slides=[0] * 9 + [-1] + [0] * 8)
    assert found["weights"][4] == 4 / 8
    assert found["scope_points"][8:10] == [2, 1]
    assert (found["read"], found["beyond"]) == (9, 0)


def test_taps_stay_inside_the_scope() -> None:
    found = result(**REST, mode="kernel", slides=[-4] * 18)
    assert found["scope_points"] == [0] * 18
    assert found["weights"] == [0] * 9  # the corner of the bump


def test_two_layers_are_points_of_points() -> None:
    found = result(**REST, mode="data", layers=2, adaptive="both", y=15, x=15)
    lower = np.reshape(found["lower"], (81, 2))
    assert len(np.unique(lower, axis=0)) == 25
    assert lower[0].tolist() == [13, 13]
    assert lower[80].tolist() == [17, 17]


def whole(params: dict[str, Any]) -> torch.Tensor:
    """The same by calls over whole images, whose offsets are written out position by position."""
    image = torch.tensor(pixels(params["photo"]), dtype=torch.float64)[None, None]
    layers = adaptive_layers(params)[-params["layers"] :]
    d = params["dilation"]
    for adaptive in layers:
        at = [[y, x] for y in range(SIZE) for x in range(SIZE)]
        places = torch.tensor(at, dtype=torch.float64)
        points, taps = (
            move.T.reshape(1, 18, SIZE, SIZE) for move in rule.offsets(params, places, adaptive)
        )
        scope = rule.scope(params["scope"])
        window = {"padding": d, "dilation": d}
        image = ops.deform_kernel_conv2d(image, scope, taps, 3, **window, offset=points)
    return image[0, 0]


def test_agrees_with_calls_over_whole_images() -> None:
    rng = random.Random("sampling points")
    for _ in range(25):
        params = SamplingPoints.defaults | draw(rng)
        found = SamplingPoints.compute(params)
        assert found["output"] == [whole(params)[params["y"], params["x"]].item()]
        image = pixels(params["photo"]).flatten().astype(float)
        assert found["output"] == [float(np.array(found["field"]) @ image)]
        assert found["output"] == [float(np.dot(found["values"], found["weights"]))]


def test_the_equation_holds_where_its_conditions_do() -> None:
    """One adaptive layer, on top or with constant offsets, and no path that leaves the image."""
    rng = random.Random("conditions")
    seen = set()
    for _ in range(120):
        params = SamplingPoints.defaults | draw(rng) | {"y": 15, "x": 15}
        found = SamplingPoints.compute(params)
        bottom, top = adaptive_layers(params)
        if params["layers"] == 2 and bottom and top:
            assert found["difference"] == -1
        elif all(4 <= v <= 27 for v in found["points"] + found["lower"]):
            holds = not bottom or not params["pull"]
            seen.add((params["layers"], bottom, top, holds))
            assert (found["difference"] == 0) == holds, params
    assert len(seen) == 6


def test_the_rule_by_hand() -> None:
    """A quarter turn of a grid of twice the size takes the top left tap to the top right."""
    moved = rule.tap_moves({**REST, "scale": 2, "turn": 90, "moves": [0] * 18})
    assert (torch.tensor([-1.0, -1]) + moved[0]).tolist() == [-2, 2]
    slanted = rule.tap_moves({**REST, "shear": 0.5, "moves": [0] * 18})
    assert (torch.tensor([-1.0, 0]) + slanted[1]).tolist() == [-1, -0.5]
    place = torch.tensor([[10.0, 10.0]])
    pulled = {**SamplingPoints.defaults, **REST, "pull": 0.5, "cy": 10, "cx": 26}
    points, taps = rule.offsets(pulled, place, adaptive=True)
    assert points[0, :2].tolist() == [0, 8]
    assert taps[0, :2].tolist() == [0, -1]


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"mode": "all"}, ConvbookValueError, "mode must be one of 'both'"),
        ({"photo": "dog"}, ConvbookValueError, "photo must be one of 'chelsea'"),
        ({"scope": "flat"}, ConvbookValueError, "scope must be one of 'bump'"),
        ({"adaptive": "none"}, ConvbookValueError, "adaptive must be one of 'both'"),
        ({"layers": 3}, ConvbookValueError, "layers must be at most 2"),
        ({"dilation": 0}, ConvbookValueError, "dilation must be at least 1"),
        ({"turn": 1.5}, ConvbookTypeError, "turn must be an integer"),
        ({"scale": 4}, ConvbookValueError, "scale must lie within 0..3"),
        ({"pull": 0.3}, ConvbookValueError, "pull must be a list of 1 multiples of 1/8"),
        ({"moves": [0] * 17}, ConvbookValueError, "moves must be a list of 18"),
        ({"slides": [5] + [0] * 17}, ConvbookValueError, "slides must be a list of 18"),
        ({"x": 32}, ConvbookValueError, "x must be at most 31"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"SamplingPoints: {reason}"):
        SamplingPoints(**params)


def test_every_photograph_can_be_drawn() -> None:
    for photo, mode in zip(PHOTOGRAPHS, ("data", "kernel", "rigid"), strict=True):
        params = SamplingPoints.defaults | {"photo": photo, "mode": mode, "scope": "spot"}
        assert SamplingPoints.draw(params | {"layers": 2}).axes


def test_description_says_what_moves() -> None:
    text = SamplingPoints.describe(dict(SamplingPoints.defaults))
    assert "The points in the data and the taps of the kernel move" in text
    assert "output at row 15, column 10" in text
    kernel = SamplingPoints.describe(SamplingPoints.defaults | {"mode": "kernel"})
    assert "0 of them outside the rigid window" in kernel

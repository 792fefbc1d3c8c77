"""The figure of symmetric padding: by hand, against the library's layer, bad input."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convbook import analysis, ops
from convbook.errors import ConvbookTypeError, ConvbookValueError
from convbook.widgets import SymmetricPadding
from convbook.widgets.symmetric_padding import ORDERS, group_counts, shown
from tests.widgets.states.symmetric_padding import draw


def result(**params: Any) -> dict[str, Any]:
    full = SymmetricPadding.defaults | params
    SymmetricPadding.check(full)
    return SymmetricPadding.compute(full)


def grid(counts: list[int], side: int) -> Any:
    return np.reshape(counts, (side, side))


def test_one_layer_of_c2sp_by_hand() -> None:
    """Eight channels, two a group: 2 x (1 2 1) down times (1 2 1) across."""
    found = result()
    expected = np.zeros((7, 7), int)
    expected[2:5, 2:5] = 2 * np.outer([1, 2, 1], [1, 2, 1])
    assert np.array_equal(grid(found["output"], 7), expected)
    assert np.array_equal(grid(found["reads_shown"], 7), expected // 2)
    assert found["field"] == [3, 3]
    assert found["shift"] == [0, 0]
    assert found["groups"] == [2, 2, 2, 2]
    assert found["windows"][:4] == [3, 4, 3, 4], (
        "zeros at the bottom right: it reads on from (3, 3)"
    )
    assert found["weights"] == [256, 576]
    assert found["multiplications"] == [256 * 49, 576 * 49]


@pytest.mark.parametrize(("kernel", "side"), [(2, 3), (4, 5), (6, 7)])
def test_the_union_is_one_larger_than_the_kernel(kernel: int, side: int) -> None:
    found = result(kernel=kernel, size=9, y=4, x=4, row=4, column=4)
    assert found["field"] == [side, side]
    assert (grid(found["output"], 9) > 0).sum() == side * side


def test_one_channel_is_c2_again() -> None:
    found = result(channels=1)
    assert found["groups"] == [1, 0, 0, 0]
    assert found["field"] == [2, 2]
    assert found["shift"] == [0.5, 0.5]
    assert np.argwhere(grid(found["output"], 7)).tolist() == [[3, 3], [3, 4], [4, 3], [4, 4]]


def test_order_matters_where_two_channels_remain() -> None:
    assert result(channels=6, order="code")["shift"] == [0, 0]
    assert result(channels=6, order="poster")["shift"] == [1 / 6, 0]
    for channels in (4, 8):
        assert (
            result(channels=channels, order="poster")["output"]
            == result(channels=channels, order="code")["output"]
        )


def test_stack_and_stride_have_the_library_s_receptive_field() -> None:
    rng = random.Random("symmetric fields")
    for _ in range(12):
        params = SymmetricPadding.defaults | draw(rng) | {"channels": 4}
        strides = [params["stride"]] + [1] * (params["depth"] - 1)
        layers = [ops.SymmetricPadConv2d(4, 4, params["kernel"], stride=s) for s in strides]
        field = analysis.receptive_field(nn.Sequential(*layers), 96)
        assert tuple(SymmetricPadding.compute(params)["field"]) == tuple(field.size)


def test_agrees_with_the_library_s_layer_and_with_itself_backwards() -> None:
    rng = random.Random("symmetric layers")
    for _ in range(40):
        params = SymmetricPadding.defaults | draw(rng) | {"order": "code"}
        layers = []
        for index in range(params["depth"]):
            stride = params["stride"] if index == 0 else 1
            kernel, channels = params["kernel"], params["channels"]
            layers.append(ops.SymmetricPadConv2d(channels, channels, kernel, stride, bias=False))
        net = nn.Sequential(*layers).double()
        for weight in net.parameters():
            nn.init.ones_(weight)
        image = torch.zeros(1, params["channels"], params["size"], params["size"]).double()
        image[..., params["row"], params["column"]] = 1
        found = SymmetricPadding.compute(params)
        assert net(image)[0, 0].flatten().tolist() == found["readers"]
        side = -(-params["size"] // params["stride"])
        there = found["readers"][params["y"] * side + params["x"]]
        assert found["output"][params["row"] * params["size"] + params["column"]] == there


def test_every_group_has_its_own_corner() -> None:
    for corners in ORDERS.values():
        assert len(set(corners)) == 4
    for channels in range(1, 17):
        counts = [len(part) for part in torch.arange(channels).tensor_split(4)]
        assert group_counts(channels) == counts


def test_long_counts_are_shown_as_percent() -> None:
    assert shown([0, 3, 6]) == [0, 1, 2]
    assert shown([0, 1, 999]) == [0, 1, 999]
    assert shown([5, 1001]) == [0, 100]
    deep = result(kernel=6, depth=4, size=9, y=4, x=4)
    assert max(deep["reads_shown"]) == 100


@pytest.mark.parametrize(
    ("params", "kind", "reason"),
    [
        ({"kernel": 3}, ConvbookValueError, "kernel must be one of 2, 4, 6"),
        ({"stride": 3}, ConvbookValueError, "stride must be one of 1, 2"),
        ({"order": "own"}, ConvbookValueError, "order must be one of 'code', 'poster'"),
        ({"channels": 0}, ConvbookValueError, "channels must be at least 1"),
        ({"depth": 5}, ConvbookValueError, "depth must be at most 4"),
        ({"stride": 2, "y": 4}, ConvbookValueError, "y must be at most 3"),
        ({"row": 7}, ConvbookValueError, "row must be at most 6"),
        ({"size": 6.5}, ConvbookTypeError, "size must be an integer"),
    ],
)
def test_refuses(params: dict[str, Any], kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=f"SymmetricPadding: {reason}"):
        SymmetricPadding(**params)


def test_description_and_picture() -> None:
    text = SymmetricPadding.describe(dict(SymmetricPadding.defaults))
    assert "one output reads a field of 3 by 3 pixels, 9 of them within the image" in text
    params = SymmetricPadding.defaults | {"depth": 3, "stride": 2, "channels": 2}
    assert SymmetricPadding.draw(params).axes
